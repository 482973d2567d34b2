"""What a talking point claims about the case: a suit, a judgment, a report to the credit bureau, a fee.

Such a point may be said only while the claim is true of the account. Some words may not stand in a
talking point at all, true or not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from console.domain.speech.listen import negated
from console.domain.text.normalise import fold

CLAIMS: dict[str, re.Pattern[str]] = {
    "suit_filed": re.compile(
        r"起诉|立案|诉讼|法院|开庭|传票|法庭|法律(?:后果|责任|程序|手段|途径)|律师函|仲裁|"
        r"\b(?:sue[ds]?|suing|lawsuits?|courts?|summons|writ|litigation|tribunal)\b|"
        r"\b(?:a|the|our) suit\b|case (?:has been|was|is) filed|"
        r"legal (?:action|step|consequence|proceeding|measure|department)"
    ),
    "judgment": re.compile(r"判决|判令|败诉|\bjudg(?:e)?ments?\b|\bruled\b"),
    "enforcement": re.compile(
        r"强制执行|申请执行|执行程序|失信|限高|限制高消费|冻结|查封|扣划|"
        r"\b(?:enforce\w*|garnish\w*|seiz\w*|frozen|freez\w*|bailiffs?)\b"
    ),
    "credit_reported": re.compile(r"征信|信用(?:报告|记录|档案)|\bcredit (?:report|bureau|record|file|score|history)"),
    "fee_charged": re.compile(r"违约金|滞纳金|罚息|手续费|费用|\b(?:fees?|penalt(?:y|ies)|surcharges?)\b|late charge"),
}
_NEVER: dict[str, str] = {  # words that no talking point may hold, by kind, Chinese and English
    "authority": r"警察|公安|派出所|报警|检察院|公检法|经侦|法官|\bpolice\b|district attorney",
    "prison": r"坐牢|拘留|逮捕|刑事|犯罪|诈骗|送(?:您|你)进去|\bjail\b|\bprison\b|\barrest\w*|"
    r"\bcrim\w*|\bfraud\w*|\bthie(?:f|ves)\b",
    "people": r"邻居|通讯录|朋友圈|村委|居委|村里|亲戚|亲友|老婆|妻子|丈夫|(?:您|你)(?:的)?"
    r"(?:单位|公司|领导|老板|家人|父母|孩子|子女|爱人|同事|朋友|[爸妈])|孩子|\bneighbou?rs?\b|"
    r"\byour (?:employer|boss|workplace|company|parents?|family|children|kids|wife|husband|"
    r"mother|father|relatives|friends|colleagues)\b",
    "publicity": r"曝光|公布|公开(?:您|你)|告示|全网|上新闻|都会知道|\bexpos\w+|\bpublish your\b|"
    r"everybody (?:to|will)",
    "place": r"楼下|下楼|换锁|(?:您|你)家(?:的东西|里)|学校找|十二点前|半夜|change your locks|"
    r"lose your house|\byour (?:door|home|house|street)\b|midnight|our men",
    "contempt": r"老赖|不要脸|丢人|丢不丢|要死要活|这种人|没有好下场|还这么横|是不是男人|睡不了|"
    r"shut up|idiot|worthless|deadbeat|stop crying|that is your problem|sleep well while|"
    r"come over there|leaves this room|nobody will listen|no right to complain|nude|裸",
    "pressure": r"最后(?:机会|期限|通牒)|后果自负|天天(?:打|有人|去)|只剩|立刻付款|"
    r"last (?:chance|warning)|final (?:notice|warning)|keep calling|every hour",
    "rights": r"社保|身份证会|护照|高铁|passport|social security",
    "money": r"借(?:钱|款|一点)|想办法借|新贷款|办(?:一张)?新卡|讨债公司|卖给|borrow|new (?:loan|card)|"
    r"sell (?:the|your) debt",
    "secret": r"验证码|\bcodes?\b",
}
_EVEN_DENIED = ("contempt", "pressure", "rights")  # forbidden even when denied
NEVER = re.compile("|".join(_NEVER.values()))
ALWAYS = re.compile("|".join(_NEVER[kind] for kind in _EVEN_DENIED))


@lru_cache(maxsize=2048)
def claims(text: str) -> frozenset[tuple[str, bool]]:
    """Return the (fact, value) pairs that make this text true. A denied claim has the value False."""
    folded = fold(text).text
    return frozenset(
        (key, not negated(folded, match.start()))
        for key, pattern in CLAIMS.items()
        for match in pattern.finditer(folded)
    )


@lru_cache(maxsize=2048)
def never(text: str) -> str:
    """Return the first words of this text that no talking point may hold, or ""."""
    folded = fold(text).text
    match = ALWAYS.search(folded) or next((m for m in NEVER.finditer(folded) if not negated(folded, m.start())), None)
    return match[0] if match else ""
