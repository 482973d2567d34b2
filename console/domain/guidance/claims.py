"""What a point claims of the case: a suit, a judgment, a report to the credit bureau, a fee.

Such a line may be said only while it is true of this account today; and some words have no place
in a prepared line at all, true or not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from console.domain.speech.listen import negated
from console.domain.text.fold import fold

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
    "credit_reported": re.compile(
        r"征信|信用(?:报告|记录|档案)|\bcredit (?:report|bureau|record|file|score|history)"
    ),
    "fee_charged": re.compile(
        r"违约金|滞纳金|罚息|手续费|费用|\b(?:fees?|penalt(?:y|ies)|surcharges?)\b|late charge"
    ),
}
NEVER = re.compile(
    r"警察|公安|派出所|报警|坐牢|拘留|逮捕|刑事|犯罪|诈骗|老赖|曝光|公布|通讯录|朋友圈|邻居|"
    r"(?:您|你)(?:的)?(?:单位|公司|领导|老板|家人|父母|孩子|子女|爱人|亲戚)|村委|居委|"
    r"借(?:钱|款)?来还|想办法借|最后(?:机会|期限|通牒)|后果自负|"
    r"\b(?:police|jail|prison|arrest\w*|crim\w*|fraud\w*|neighbou?rs?|deadbeat|expose)\b|"
    r"\byour (?:employer|boss|workplace|company|parents?|family|children|kids|wife|husband|"
    r"relatives|friends)\b|last (?:chance|warning)|final notice|borrow (?:it|the money|from)"
)


@lru_cache(maxsize=2048)
def claims(text: str) -> frozenset[tuple[str, bool]]:
    """Give (fact, value) for all that must hold so that this text is true; a denial claims False."""
    folded = fold(text).text
    return frozenset(
        (key, not negated(folded, match.start()))
        for key, pattern in CLAIMS.items()
        for match in pattern.finditer(folded)
    )


@lru_cache(maxsize=2048)
def never(text: str) -> str:
    """Give the words of this text that no prepared line may hold; "" when there are none."""
    folded = fold(text).text
    return next((m[0] for m in NEVER.finditer(folded) if not negated(folded, m.start())), "")
