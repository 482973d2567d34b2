"""The outcome codes of a visit and the effects of each. They follow the field's usual disposition codes.

They are rows like those of calls (``outcomes.RULES``), but the desk does not offer them: only a visit ends with one.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.outcomes import BY_CODE, OutcomeRule

_R = OutcomeRule
VISIT_RULES: tuple[OutcomeRule, ...] = (
    _R(
        "V-MET",
        "t",
        "m",
        "Met, no promise",
        "见到本人，未承诺",
        "Again tomorrow",
        "次日再联系",
        "effective",
        "tomorrow",
        rpc=True,
    ),
    _R(
        "V-PTP",
        "p",
        "p",
        "Promise at the door",
        "现场承诺还款",
        "Comes back on the promised day",
        "承诺日提醒",
        "effective",
        "promise",
        form="promise",
        rpc=True,
    ),
    _R(
        "V-PLAN",
        "p",
        "l",
        "Instalments agreed at the door",
        "现场协商分期",
        "Comes back on each due day; no collection",
        "按期提醒，停止催收",
        "effective",
        "promise",
        form="plan",
        rpc=True,
    ),
    _R(
        "V-PAID",
        "p",
        "a",
        "Guided to pay online, no cash taken",
        "引导线上还款（未收现金）",
        "Checked for 2 days",
        "核实2天",
        "effective",
        "paid",
        rpc=True,
        requests=("paid_claim",),
    ),
    _R(
        "V-TP",
        "o",
        "t",
        "Another person was there",
        "见第三人（未透露）",
        "Again tomorrow; nothing disclosed",
        "次日再联系；未透露欠款",
        "answered",
        "tomorrow",
        path="third_party",
    ),
    _R("V-NH", "n", "n", "Nobody at home", "无人在家", "Again tomorrow", "次日再试", "nobody", "tomorrow"),
    _R(
        "V-MOVED",
        "n",
        "v",
        "Has moved away",
        "已搬离",
        "No visit there; address to be verified",
        "该地址停访，待核实",
        "nobody",
        "three_days",
        starred=True,
    ),
    _R(
        "V-ADDR",
        "n",
        "d",
        "No such address",
        "地址无效",
        "No visit there; address to be verified",
        "该地址停访，待核实",
        "nobody",
        "three_days",
        starred=True,
    ),
    _R("V-GATE", "n", "g", "Could not get in", "无法进入", "Again tomorrow", "次日再试", "nobody", "tomorrow"),
    _R(
        "V-REF",
        "t",
        "r",
        "Refuses to meet",
        "拒见",
        "Again tomorrow, not at the door",
        "次日再联系，不再上门",
        "answered",
        "tomorrow",
        rpc=True,
        requests=("refusal",),
    ),
    _R(
        "V-SAFE",
        "x",
        "s",
        "Left for safety",
        "安全撤离",
        "Stopped until the lead has looked at it",
        "停访，待组长复核",
        "answered",
        "review",
        starred=True,
    ),
    _R(
        "V-RESCH",
        "p",
        "c",
        "Another time was agreed",
        "改约",
        "Comes back to you at that time",
        "到时优先派给您",
        "effective",
        "callback",
        form="callback",
        rpc=True,
    ),
)
BY_VISIT_CODE: Mapping[str, OutcomeRule] = {rule.code: rule for rule in VISIT_RULES}
ANY_CODE: Mapping[str, OutcomeRule] = {**BY_CODE, **BY_VISIT_CODE}
LEFT = BY_VISIT_CODE["V-SAFE"]  # what a visit ends with when nothing was chosen and the pair had to leave
# who was met -> what a visit ends with when nothing was chosen: a talk is never recorded as nobody at home
UNSAID: Mapping[str, OutcomeRule] = {
    "debtor": BY_VISIT_CODE["V-MET"],
    "other": BY_VISIT_CODE["V-TP"],
    "nobody": BY_VISIT_CODE["V-NH"],
    "": BY_VISIT_CODE["V-NH"],
}
WRONG_DOOR = frozenset({"V-MOVED", "V-ADDR"})  # nobody is sent to this address until it is verified again


def who_was_met(rule: OutcomeRule) -> str:
    """Return who must have been met for this code: debtor, other, nobody, or "" for anybody."""
    if rule.group == "n":
        return "nobody"
    if rule.code in ("V-SAFE", "V-REF"):
        return ""
    return "other" if rule.group == "o" else "debtor"
