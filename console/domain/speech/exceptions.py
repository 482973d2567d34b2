"""Why a sentence that matches a pattern may still be lawful.

Negations ("we will never …", "不会…"), quotations of somebody else, explanations of the rules, and
statements that are true of this case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Listener = Literal["debtor", "other", "unknown"]
# words that name a debt: not said before the identity is verified, and not to a third party
DEBT_WORDS = re.compile(
    r"欠款|欠[钱债费账]|逾期|催收|借款|贷款|网贷|还款|账单|债务|透支|本金|利息|起诉|"
    r"律师函|征信|信用卡"
    r"|\b(?:debts?|owe[sd]?|owing|overdue|past due|arrears|balance|repay\w*|loans?|outstanding"
    r"|collect(?:or|ion)s?|delinquent|credit card|payment due|lawsuit|sue[ds]?)\b"
)
TRUE_OF = {  # words of a legal step and the fact of the case that makes them true
    "suit_filed": re.compile(r"立案|起诉|提起诉讼|法院|传票|开庭|filed|sued|lawsuit|\bsuit\b|summons|court"),
    "judgment": re.compile(r"判决|败诉|judg|ruled|ordered"),
    "enforcement": re.compile(
        r"强制执行|申请执行|执行局|冻结|查封|扣押|失信|限高|garnish|freez|frozen|seiz|enforce|"
        r"dishonest"
    ),
}
_NEVER_TRUE = re.compile(
    r"坐牢|抓|拘|逮捕|诈骗|犯罪|刑|全家|孩子|子女|jail|prison|arrest|fraud|crim|child|kid|"
    r"famil|school"
)
_CLAUSE = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)|，|,(?=\D)")
_SENTENCE = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")
_NEG_ZH = re.compile(
    r"(?<!看我)(?<![还再])不$|"
    r"(?:绝不|决不|绝对不|从不|从来不|永远不|(?<!会)不会|(?<!能)不能|(?<!可)不可以|(?<!可)不可|"
    r"不得|(?<!应)不应|(?<!要)不要|(?<!用)不用|"
    r"不必|(?<!需)不需要?|(?<!想)不想|不曾|(?<!是)不是|不让|不允许|不许|不准|不建议|不鼓励|没有|"
    r"没|无需|无须|"
    r"无权|勿|莫|切勿|严禁|禁止|别|未|并非|并未|尚未|避免|杜绝|拒绝|防止|警惕|不收|不受|不影响|不承担|"
    r"不负|不属于|不涉及|不构成|不采取|不做|不去|谨防|严令|"
    r"如遇|凡是|任何人|谣言|误传)[^，。]{0,14}$"
)
_NEG_EN = re.compile(
    r"\b(?:not|never|no|don't|won't|cannot|can't|isn't|aren't|wasn't|doesn't|didn't|"
    r"shouldn't|mustn't|wouldn't|nobody|nor|neither|without|avoid|prohibit\w*|forbid\w*|"
    r"forbidden|illegal to|unlawful to|refuse to|instead of|rather than|beware of|nothing|"
    r"need not|needn't|hasn't|haven't)\b[^.!?;]{0,60}$"
)
_RHETORIC = re.compile(  # a question that means yes
    r"\b(?:isn't|aren't|wasn't|don't|doesn't|can't|couldn't|wouldn't|won't|shouldn't|hasn't) "
    r"(?:it|you|he|she|they|that|we)\b|\bwhy (?:don't|not)\b|难道[不没](?:是|会|该|能)?|何不|要不(?:然)?"
)
_DENY = re.compile(r"(?:不会|不得|不能|不是|不准|绝不|决不|从不|严禁|禁止|不允许|不应|不骂|没有说)[^，。]{0,14}$")
_FORBIDDEN = re.compile(
    r"^\W{0,2}(?:is|are|was|were) (?:strictly |absolutely )?(?:prohibited|forbidden|not allowed|"
    r"illegal)"
    r"|^[^.!?]{0,30}(?:(?:'re|'m| are| am) not asking|(?:don't|do not) (?:have|need) to)\b"
    r"|^(?:是|属于|都是|均属|一律)?(?:被)?(?:严格)?(?:禁止|违规|违法|不允许|不可以|不合规|骗局|"
    r"骗人)的?"
)
_NO_EFFECT = re.compile(r"^[^，。,!?]{0,6}(?:不受|不会|没有?)(?:.{0,8}影响|这回事|的事)|^不受")
_OWN_DEBT = re.compile(r"you(?:'re| are)\b")
_THEIRS = re.compile(r"\b(?:his|her|him|their|them)\b")
_NOT_LIABLE = re.compile(r"不(?:需|用|必|会|得|能|承担|负|该|应|是)(?!.{0,8}吗)|没有(?:责任|义务)|无需|无须|无责任")
_NOT_SO = re.compile(r"不是|不代表|并非|绝非|非(?:公安|法院|律师)|\bnot\b|n't\b|\bnever\b|\bno\b")
_QUOTE = re.compile(
    r"(?:客户|对方|债务人|她|他|您|本人|来电人|其|同事|之前的?坐席|前?坐席)(?:刚才|刚刚|"
    r"之前|上次|自己|一直|反复|再次|也)?(?:说|称|表示|讲|提到|问|反映|投诉|抱怨|骂|担心|"
    r"害怕|怕|以为|认为|听说|怀疑|声称|转述|情绪激动地说)"
    r"|(?:有人|骗子|以前的公司|之前的公司|别家|上一家|别的催收)(?:.{0,4})(?:说|称|威胁|骂|要求)"
    r"|骂(?:我|我们|坐席|客服)|(?:说|称|怀疑|以为|喊)我们?(?:是|都是|在)|\b(?:call(?:ed|s|ing)|"
    r"swore at) (?:me|us)\b"
    r"|(?<!have )(?<!do )(?<!did )\b(?:customer|consumer|client|debtor|caller|he|she|they|you)(?:'s| has| had|"
    r" have)? (?:just |also |already |earlier |again |then |was |is |were )?(?:said|says|"
    r"say|saying|told|claims?|claimed|states?|stated|asked|asks|mentioned|reports?|"
    r"reported|complain(?:s|ed) that|worr(?:y|ied|ies)|fears?|feared|afraid|thinks?|"
    r"thought|heard|believes?|yelled|shouted|swore|called me|calls me)\b"
    r"|\b(?:another|the previous|the last|an earlier|a former|some) (?:agent|collector|"
    r"agency|company|caller|scammer) (?:said|told|threatened|called|asked)"
)
_ASK_ZH = re.compile(
    r"^[^。！？]{0,8}(?:您是担心|您担心|您是怕|是不是有人|有没有人|如果有人|若有人|"
    r"假如有人|谁跟您说|有人对您)"
)
_ASK_EN = re.compile(
    r"(?:are you (?:worried|afraid|concerned)|did (?:anyone|someone|somebody)|has anyone|"
    r"have you been (?:told|threatened)|if (?:anyone|someone|somebody)|who told you|"
    r"do you (?:fear|worry))"
)
_OWN_ZH = re.compile(r"保留.{0,6}(?:权利|起诉)|依法|按照?(?:合同|法律)|根据(?:合同|法律|法规)|可能")


_UNLESS = re.compile(
    r"不(?:还|处理|付|接|配合|听|给|来|想|结清|签|交|开门)[^，。]{0,6}$|别(?:怪|想|以为|"
    r"逼)[^，。]{0,14}$"
    r"|没(?:还|钱|有钱)[^，。]{0,6}$|(?:不要|别)(?:脸|以为|怪)[^，。]{0,14}$"
    r"|(?:if|unless|until|when) (?:you|he|she|they|it|we|this|i|your)[^.!?;]{0,60}$"
    r"|(?:don't|do not|didn't|won't|not|refuse to|no) (?:pay|settle|answer|pick|open|"
    r"cooperate|repay|clear|payment|money)[^.!?;]{0,60}$"
    r"|(?:why|wonder|sorry|no (?:excuse|problem|doubt|wonder|choice)|if not|do(?:n't|"
    r" not) (?:make me|make us|force|test|think|worry we))[^.!?;]{0,60}$"
)
_NOT_CUE_ZH = re.compile(r"(?:没有?|不是|不会|并未|从未|不用|没说|不需要|不打算|无)[^，。]{0,3}$")
_WELL = re.compile(  # the illness is over
    r"(?:已经?|都|全|现在|基本|早就?)(?:好了|痊愈|康复|出院|没事|恢复)|没事了|"
    r"\b(?:i'm|i am|is|now|feel|feeling|he's|she's) (?:\w+ )?(?:fine|better|ok|okay|recovered|"
    r"well again|"
    r"all right|alright|back at work)\b|back (?:at|to) work"
)
_NONE_YET = re.compile(r" (?:isn't|is not|wasn't|has nothing|doesn't|does not)\b")
_NOT_CUE_EN = re.compile(r"\b(?:not|no|never|isn't|won't|don't|haven't|hasn't|wasn't)\b[a-z' ]{0,14}$")


@dataclass(frozen=True, slots=True)
class Truths:
    """Facts of the case and of the listener that decide whether a statement is lawful. None = unknown."""

    suit_filed: bool | None = None
    judgment: bool | None = None
    enforcement: bool | None = None
    offer: bool | None = None  # an approved offer ends today
    listener: Listener = "debtor"
    verified: bool = True  # the listener's identity was checked
    contract_fees: bool | None = None
    marketing_consent: bool | None = None


def negated(text: str, start: int) -> bool:
    """Return True when the clause before ``start`` of a folded text denies what follows."""
    clause = _clause(text, start)
    return bool(_NEG_ZH.search(clause) or _NEG_EN.search(clause))


def innocent(text: str, match: re.Match[str], name: str, truths: Truths) -> bool:
    """Return True when a match in a folded text is no breach of the category of this name."""
    start, end = match.span()
    clause = _clause(text, start)
    before, after = _sentence(text, start, end)
    forbids = name in ("restraint", "threat_nuisance") and match[0].startswith(("别想", "休想", "不许", "不准", "不让"))
    denied = _DENY if name in ("insult", "obscenity", "contempt") else _NEG_ZH
    said = _RHETORIC.sub("", clause)
    if not forbids and (denied.search(said) or _NEG_EN.search(said)):
        return not _double_bind(clause)
    if name in ("threat_family_work", "false_legal_step", "false_credit_effect") and _NO_EFFECT.search(after):
        return True
    if _FORBIDDEN.search(after) or (name == "third_party_pressed" and _NOT_LIABLE.search(match[0] + after[:6])):
        return True
    if _QUOTE.search(before + match[0][:2]) or _ASK_ZH.search(before + match[0]) or _ASK_EN.search(before):
        return True
    if name == "false_identity" and _NOT_SO.search(match[0]):
        return True
    if name == "debt_disclosed":
        return truths.listener == "debtor"
    if name == "false_legal_step":
        return true_here(match[0] + after[:8], truths)
    if (
        name == "third_party_pressed"
        and truths.listener == "debtor"
        and not re.search(
            r"他|她|连带|有责任|替|父债|子债|夫债|联系人|\b(?:him|her|liable|emergency|debts?)\b", match[0]
        )
    ):
        return True
    if name == "third_party_pressed" and truths.listener == "debtor" and _OWN_DEBT.match(match[0]):
        return _THEIRS.search(match[0] + after[:20]) is None
    if name == "false_amount":
        return truths.offer is True
    if name == "extra_fee" and truths.contract_fees is True:
        return re.search(r"费|fee|charge|cost", match[0]) is not None
    if name == "advertising":
        return truths.marketing_consent is True
    return (
        name in ("threat_violence", "threat_family_work", "insult")
        and "依法" in clause
        and bool(_OWN_ZH.search(clause))
    )


def no_cue(text: str, match: re.Match[str], key: str) -> bool:
    """Return True when the customer says the contrary of the cue: "I am not ill"."""
    if key not in ("illness", "lawyer", "complaint", "self_harm", "deceased"):
        return False
    if key == "lawyer" and _NONE_YET.match(text, match.end()):
        return True
    if key == "illness" and _WELL.search(_sentence(text, match.start(), match.end())[1]):
        return True
    clause = _clause(text, match.start())
    return bool(_NOT_CUE_ZH.search(clause) or _NOT_CUE_EN.search(clause))


def quoted(text: str, start: int, end: int) -> bool:
    """Return True when the sentence before ``start`` says that these are somebody else's words."""
    return _QUOTE.search(_sentence(text, start, end)[0]) is not None


def _clause(text: str, start: int) -> str:
    """Return the part of the clause that stands before ``start``."""
    cut = 0
    for stop in _CLAUSE.finditer(text, max(0, start - 80), start + 1):
        if stop.end() <= start:
            cut = stop.end()
    return text[cut:start]


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the parts of the sentence before ``start`` and after ``end``."""
    cut = 0
    for stop in _SENTENCE.finditer(text, 0, start + 1):
        if stop.end() <= start:
            cut = stop.end()
    after = _SENTENCE.search(text, end)
    return text[cut:start], text[end : after.end() if after else len(text)]


def _double_bind(clause: str) -> bool:
    """Return True when the negation belongs to a condition: "if you don't pay, …"."""
    return _UNLESS.search(clause) is not None and not re.search(
        r"(?:我们|我|本机构|公司|银行|员工|坐席)(?:也|都|绝|决|从|是)?(?:不会|不得|不能|不可|"
        r"绝不|从不|没有)"
        r"|也(?:绝|决)?(?:不会|没人|没有人)(?!放过|只|让你好)"
        r"|\bplease (?:don't|do not|never)\b"
        r"|\bwe (?:will |would |shall |do |can |are |have )?(?:not|never|won't|cannot|can't|"
        r"don't)|\b(?:won't|will not|will never|would never|cannot|can't) ",
        clause,
    )


def true_here(text: str, truths: Truths) -> bool:
    """Return True when a legal step that is named in ``text`` has been taken in this case."""
    if _NEVER_TRUE.search(text):
        return False
    return any(getattr(truths, name) is True and pattern.search(text) for name, pattern in TRUE_OF.items())
