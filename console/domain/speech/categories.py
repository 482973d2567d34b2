"""The categories of unlawful words and the customer's cues: the rule, the weight, what to say instead.

Source: the China Banking Association's collection guideline for personal consumer loans (2026) and the
laws that each rule names (``compliance.packs.cn_words``). The examples and the wording are our own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of unlawful words and the rule that it breaks.

    ``code`` is stored (``SpeechFinding.kind``) and never changes. The code base uses ``name``.
    ``say_en`` and ``say_zh``: what the agent may say instead. ``severe``: the team lead and the
    compliance officer see it live.
    """

    code: str
    name: str
    rule: str
    en: str
    zh: str
    say_en: str
    say_zh: str
    severe: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """What the customer's words mean for the call: the rule that applies and the next step.

    ``key`` is stored (``SpeechFinding.kind``).
    """

    key: str
    rule: str
    en: str
    zh: str
    say_en: str
    say_zh: str
    severe: bool = False


_C = Category
CATEGORIES: dict[str, Category] = {
    c.code: c
    for c in (
        _C(
            "T1",
            "threat_violence",
            "cn-msg-threat",
            "Threat of violence",
            "暴力威胁",
            "Apologise and end calmly: “I am sorry; I want to find a way with you.”",
            "请道歉并平和结束：“抱歉，我是想和您一起想办法。”",
            True,
        ),
        _C(
            "T2",
            "threat_family_work",
            "cn-msg-threat",
            "Threat to family, work or home life",
            "威胁家庭、工作或生活",
            "Speak of the account only: “Shall we look at what you can manage?”",
            "只谈账户本身：“我们看看您能承受多少，好吗？”",
            True,
        ),
        _C(
            "T3",
            "insult",
            "cn-msg-insult",
            "Insult",
            "侮辱",
            "Apologise: “I am sorry for my tone. Let us go on calmly.”",
            "请道歉：“抱歉，我语气不好，我们平心静气地谈。”",
        ),
        _C(
            "T4",
            "obscenity",
            "cn-msg-insult",
            "Obscene or sexist words",
            "淫秽、歧视用语",
            "Stop, apologise, offer a colleague.",
            "立即停止并道歉，可请同事接手。",
            True,
        ),
        _C(
            "T5",
            "false_identity",
            "cn-id-impersonate",
            "False identity",
            "冒充身份",
            "Say who you are: “I am … of …, entrusted by ….”",
            "表明真实身份：“我是……机构的……，受……委托。”",
            True,
        ),
        _C(
            "T6",
            "false_legal_step",
            "cn-msg-false-legal",
            "Legal step that is not true",
            "虚假法律后果",
            "Say only what is true: “The creditor keeps its lawful rights; let us find a plan.”",
            "只说真实情况：“债权人保留依法权利，我们先看看方案。”",
            True,
        ),
        _C(
            "T7",
            "false_credit_effect",
            "cn-msg-credit",
            "False credit effect",
            "虚假征信后果",
            "“An overdue record may be reported as the law allows; it ends five years after payment.”",
            "“逾期信息可能依法报送，结清后五年消除。”",
        ),
        _C(
            "T8",
            "debt_disclosed",
            "cn-party-no-disclose",
            "Debt disclosed to a third party",
            "向第三人透露债务",
            "Say only: “Please ask … to call me back.”",
            "只说：“麻烦转告……给我回个电话。”",
            True,
        ),
        _C(
            "T9",
            "third_party_pressed",
            "cn-party-no-substitute",
            "Pressing others to pay",
            "要求他人代偿",
            "Only the customer owes: “I will speak with … directly.”",
            "只有本人负有还款责任：“我会直接与本人沟通。”",
        ),
        _C(
            "T10",
            "urged_borrowing",
            "cn-msg-induce-loan",
            "Urging new borrowing",
            "诱导借贷",
            "Offer a plan within today's means: “What could you manage without borrowing?”",
            "只谈力所能及的方案：“不借钱的话，您能承受多少？”",
        ),
        _C(
            "T11",
            "extra_fee",
            "cn-msg-fee",
            "Extra fee or private account",
            "额外费用或私户收款",
            "Name the official channel only: “Please pay in the official app.”",
            "只引导官方渠道：“请通过官方渠道还款。”",
            True,
        ),
        _C(
            "T12",
            "threat_nuisance",
            "cn-msg-threat",
            "Threat of nuisance",
            "骚扰威胁",
            "Agree one time: “When may I call you once?”",
            "约定一次时间：“我什么时候方便再联系您？”",
        ),
        _C(
            "T13",
            "false_amount",
            "cn-msg-amount",
            "False amount or deadline",
            "虚假金额或期限",
            "Read the amount from the screen, with its date.",
            "请照屏幕读出金额与日期。",
        ),
        _C(
            "T14",
            "threat_publishing",
            "cn-msg-public-post",
            "Threat to publish",
            "威胁公开隐私",
            "Your data stays with us: “This stays between you and us.”",
            "信息保密：“此事只在您与我们之间。”",
            True,
        ),
        _C(
            "T15",
            "contempt",
            "cn-msg-insult",
            "Contempt for harm or complaint",
            "蔑视伤害或投诉",
            "Take it seriously: “Thank you for telling me. I will bring in a colleague now.”",
            "认真对待：“谢谢您告诉我，我马上请专人跟进。”",
            True,
        ),
        _C(
            "T16",
            "restraint",
            "cn-law-restraint",
            "Restraint or entry",
            "限制人身或强行入户",
            "Leave at once; nobody may be held.",
            "立即离开，不得限制他人。",
            True,
        ),
        _C(
            "T17",
            "slander",
            "cn-fair-competition",
            "Slander of another firm",
            "贬损他机构",
            "Speak of your own firm only.",
            "只谈本机构。",
        ),
        _C(
            "T18",
            "advertising",
            "cn-msg-marketing",
            "Advertising in collection",
            "催收中夹带营销",
            "Leave products out of this contact.",
            "本次沟通不得推销产品。",
        ),
    )
}

CODES = {category.name: category.code for category in CATEGORIES.values()}  # in the order T1 to T18

_Q = Cue
CUES: dict[str, Cue] = {
    c.key: c
    for c in (
        _Q(
            "self_harm",
            "cn-hard-vulnerable",
            "Speaks of self-harm",
            "有自伤言语",
            "“Thank you for telling me. You matter more than this debt. I bring in a colleague now.”",
            "“谢谢您告诉我，您的安全最重要，我马上请专人接听。”",
            True,
        ),
        _Q(
            "stop",
            "house-cease",
            "Asks to stop contact",
            "要求停止联系",
            "“I understand. I note it; how should we reach you, if at all?”",
            "“明白，我已记录。如需联系，您希望以什么方式？”",
        ),
        _Q(
            "lawyer",
            "cn-party-agent-lawyer",
            "Has a lawyer",
            "已委托律师",
            "“Please give me the lawyer's name; we shall speak to them.”",
            "“请告知律师姓名，我们将与其联系。”",
        ),
        _Q(
            "minor",
            "cn-party-minor",
            "A minor speaks",
            "对方未成年",
            "“Thank you, goodbye.” Nothing about the debt.",
            "“谢谢，再见。”不谈任何债务。",
            True,
        ),
        _Q(
            "illness",
            "cn-hard-vulnerable",
            "Illness, job loss or bereavement",
            "生病、失业或变故",
            "“I am sorry to hear that. Shall we pause and see what helps?”",
            "“很抱歉听到这些，我们先缓一缓，看看怎样能帮到您？”",
        ),
        _Q(
            "dispute",
            "cn-dispute-hold",
            "Disputes the debt",
            "对债务有异议",
            "“I stop asking for money and open a check. You get an answer by a date.”",
            "“我先停止催收并登记核实，会在期限内答复您。”",
        ),
        _Q(
            "complaint",
            "cn-complaint",
            "Wants to complain",
            "要求投诉",
            "“Here is the number to complain; I log it for you now.”",
            "“投诉渠道是……，我现在为您登记。”",
        ),
        _Q(
            "wrong_number",
            "cn-party-wrong-number",
            "Says: wrong number",
            "称打错了",
            "“I am sorry; we shall not call this number again.”",
            "“抱歉打扰，我们不再拨打此号码。”",
        ),
        _Q(
            "deceased",
            "cn-party-deceased",
            "Says the customer died",
            "称本人已故",
            "“My condolences. We shall not call again.”",
            "“请节哀，我们不再致电。”",
            True,
        ),
        _Q(
            "scam",
            "cn-id-first-contact",
            "Fears a scam",
            "担心是诈骗",
            "“Please call us back on the official number. I never ask for codes.”",
            "“您可拨打官方电话回拨核实，我不会索要验证码。”",
        ),
    )
}
