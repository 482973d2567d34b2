"""The measures: what each divides by what, in words and in sums.

Formulas follow the field's usual ones. Where sources differ, the words of the measure say what is divided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["percent", "per_thousand", "seconds", "ratio", "money"]
FEW = 30  # a share of fewer than these is marked as small: it moves much by chance
FEW_SECONDS = 8 * 3600  # less than a day of one agent
HOUR = 3600
AGEING = frozenset({"cured", "late_accounts", "rolled_minor", "ageing_minor"})
HOURLY = frozenset(
    {"attempts", "answered", "right_party", "talks", "promises", "handled", "hung_up", "breaches", "worked"}
)
PORTFOLIO = frozenset({"in_queue", "first_owed_minor", "newly_late", "late_minor"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``above`` and ``below`` are sums with their factors. ``base`` is the count that makes it large.

    ``above_words`` and ``below_words`` name numerator and denominator, and with them the formula, in both languages.
    """

    key: str
    en: str
    zh: str
    unit: Unit
    above: tuple[tuple[str, int], ...]
    below: tuple[tuple[str, int], ...]
    base: str
    above_words: tuple[str, str]
    below_words: tuple[str, str]
    note: tuple[str, str] = ("", "")
    few: int = FEW

    @property
    def of_money(self) -> bool:
        """True when numerator or denominator is money, so that each currency has a figure of its own."""
        return any(name.endswith("_minor") for name, _ in (*self.above, *self.below))

    @property
    def by_hour(self) -> bool:
        """True when both numbers have an hour: money and promises that fall due have a day only."""
        names = {name for name, _ in (*self.above, *self.below)}
        return all(name.startswith("s_") or name in HOURLY for name in names)

    def fits(self, dimension: str) -> bool:
        """Return True when the measure can be told apart by this dimension.

        Working time belongs to an agent and to no queue. The portfolio has queues and stages, but no agents.
        """
        names = {name for name, _ in (*self.above, *self.below)}
        if names & AGEING:
            return dimension in ("all", "stage")
        if names & PORTFOLIO:
            return dimension in ("all", "stage", "queue")
        if any(name.startswith("s_") or name == "cost_minor" for name in names):
            return dimension in ("all", "agent")
        return True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value with its two numbers. ``value`` is None where nothing can be divided.

    Percent and per thousand are given as such (12.5), seconds and ratio plainly, money in minor units.
    """

    measure: Measure
    above: int
    below: int
    value: float | None
    few: bool
    currency: str = ""


def _m(
    key: str,
    names: tuple[str, str],
    unit: Unit,
    above: Mapping[str, int] | str,
    below: Mapping[str, int] | str,
    words: tuple[tuple[str, str], tuple[str, str]],
    *,
    base: str = "",
    note: tuple[str, str] = ("", ""),
    few: int = FEW,
) -> Measure:
    upper = {above: 1} if isinstance(above, str) else above
    lower = {below: 1} if isinstance(below, str) else below
    base = base or next(iter(lower))
    return Measure(
        key, *names, unit, tuple(upper.items()), tuple(lower.items()), base, words[0], words[1], note=note, few=few
    )


ATTEMPTS = ("attempts", "拨打次数")
RIGHT = ("talks with the customer", "本人有效联系次数")
DUE = ("promise parts that fell due and were judged", "已到期并已判定的承诺期数")
COLLECTED = ("money that came in, less what was taken back", "已到账金额（扣除退回）")
WORKED = {"s_in_contact": 1, "s_wrap_up": 1}

MEASURES: tuple[Measure, ...] = (
    _m(
        "penetration",
        ("Penetration", "渗透率"),
        "percent",
        "worked",
        "in_queue",
        (
            ("customers attempted, each counted once a day", "当日拨打过的客户数（每日去重）"),
            ("customers in the queue as the day began", "当日开始时队列中的客户数"),
        ),
        note=("Over several days both are sums of days.", "跨多日时，分子分母均为各日之和。"),
    ),
    _m(
        "intensity",
        ("Intensity", "拨打强度"),
        "ratio",
        "attempts",
        "worked",
        (ATTEMPTS, ("customers attempted, each counted once a day", "当日拨打过的客户数（每日去重）")),
    ),
    _m(
        "contact",
        ("Contact rate", "接通率"),
        "percent",
        "answered",
        "attempts",
        (("attempts that a person answered", "有人接听的次数"), ATTEMPTS),
    ),
    _m(
        "right_party",
        ("Right-party rate", "本人接通率"),
        "percent",
        "right_party",
        "attempts",
        (("attempts that reached the customer", "联系到本人的次数"), ATTEMPTS),
    ),
    _m(
        "promise",
        ("Promise rate", "承诺还款率"),
        "percent",
        "promises",
        "talks",
        (("talks that ended in a promise or plan", "达成承诺或分期的次数"), RIGHT),
    ),
    _m(
        "kept",
        ("Promises kept, by count", "承诺兑现率（笔数）"),
        "percent",
        "parts_kept",
        "parts_due",
        (("parts of which at least 95 % was paid by the day after the due day", "到期次日前已还至少95%的期数"), DUE),
        note=("By due day.", "按到期日统计。"),
    ),
    _m(
        "kept_amount",
        ("Promises kept, by amount", "承诺兑现率（金额）"),
        "percent",
        "due_paid_minor",
        "due_minor",
        (
            ("money paid on these parts", "这些期次的已还金额"),
            ("money promised in the parts that were judged", "已判定期次的承诺金额"),
        ),
        base="parts_due",
        note=("By due day.", "按到期日统计。"),
    ),
    _m(
        "broken",
        ("Promises broken", "跳票率"),
        "percent",
        {"parts_due": 1, "parts_kept": -1},
        "parts_due",
        (("parts that were not kept", "未兑现的期数"), DUE),
        note=("By due day. Partly paid counts as broken.", "按到期日统计；部分兑现计入跳票。"),
    ),
    _m(
        "cure",
        ("Cure rate", "回正率"),
        "percent",
        "cured",
        "late_accounts",
        (
            ("of these, accounts that were current at its end", "其中月末已回正的账户数"),
            ("accounts late as the month began", "月初逾期账户数"),
        ),
        note=("By closed month.", "按已结账月份统计。"),
    ),
    _m(
        "roll",
        ("Roll rate", "迁徙率"),
        "percent",
        "rolled_minor",
        "ageing_minor",
        (
            ("balance one bucket later at the month's end", "月末进入下一账龄的余额"),
            ("balance in the bucket as the month began", "月初该账龄余额"),
        ),
        base="late_accounts",
        note=("By closed month.", "按已结账月份统计。"),
    ),
    _m(
        "liquidation",
        ("Liquidation", "回收率"),
        "percent",
        "collected_minor",
        "first_owed_minor",
        (COLLECTED, ("balance in the queues on the first day of the period", "期初队列余额")),
        base="first_queue",
    ),
    _m(
        "day30",
        ("Day-30 collection", "30天回款率"),
        "percent",
        "late_paid_minor",
        "late_minor",
        (
            ("of it, money collected within 30 days", "其中30天内回款"),
            ("amount that became late in the period", "期内新增逾期金额"),
        ),
        base="newly_late",
        note=("By first late day. The last 30 days are not complete.", "按首个逾期日统计；最近30天尚未完整。"),
    ),
    _m(
        "occupancy",
        ("Occupancy", "工时占用率"),
        "percent",
        WORKED,
        {**WORKED, "s_ready": 1, "s_offered": 1},
        (
            ("time in contact and wrap-up", "联系与话后处理时长"),
            ("the same and the time ready or offered", "前者加就绪与派案时长"),
        ),
        base="s_paid",
        few=FEW_SECONDS,
    ),
    _m(
        "handling",
        ("Handling time", "平均处理时长"),
        "seconds",
        WORKED,
        "handled",
        (("time in contact and wrap-up", "联系与话后处理时长"), ("contacts with an outcome", "有结果的联系次数")),
    ),
    _m(
        "wrap_up",
        ("Wrap-up time", "话后处理时长"),
        "seconds",
        "s_wrap_up",
        "handled",
        (("time in wrap-up", "话后处理时长"), ("contacts with an outcome", "有结果的联系次数")),
    ),
    _m(
        "agent_hour",
        ("Money per agent-hour", "每工时回款"),
        "money",
        {"collected_minor": HOUR},
        "s_paid",
        (COLLECTED, ("paid hours: all states but offline", "计薪工时（离线除外）")),
        few=FEW_SECONDS,
        note=(
            "Money counts for who last talked with the customer within 30 days before it.",
            "回款归于还款前30天内最后一次有效联系。",
        ),
    ),
    _m(
        "cost",
        ("Cost to collect", "单位催收成本"),
        "percent",
        "cost_minor",
        "collected_minor",
        (("paid hours at the house's cost of an hour", "计薪工时乘以每工时成本"), COLLECTED),
        base="s_paid",
        few=FEW_SECONDS,
        note=("The cost of an hour is a setting.", "每工时成本为系统设置项。"),
    ),
    _m(
        "complaints",
        ("Complaints per thousand talks", "千次联系投诉率"),
        "per_thousand",
        "complaints",
        "talks",
        (("complaints on file", "登记投诉数"), RIGHT),
    ),
    _m(
        "stops",
        ("Asked to stop, per thousand talks", "千次联系要求停催率"),
        "per_thousand",
        "stops",
        "talks",
        (("wishes for no more contact", "要求停止联系数"), RIGHT),
    ),
    _m(
        "hung_up",
        ("Hung up", "中途挂断率"),
        "percent",
        "hung_up",
        "talks",
        (("talks that the customer ended early", "客户中途挂断次数"), RIGHT),
    ),
    _m(
        "breaches",
        ("Breaches per thousand attempts", "千次作业违规率"),
        "per_thousand",
        "breaches",
        "attempts",
        (("attempts that broke a rule", "违规次数"), ATTEMPTS),
    ),
)
BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
TIMES = {"percent": 100, "per_thousand": 1000, "seconds": 1, "ratio": 1, "money": 1}


def _sum(parts: tuple[tuple[str, int], ...], sums: Mapping[str, int]) -> int:
    return sum(sums.get(name, 0) * factor for name, factor in parts)


def figure_of(measure: Measure, sums: Mapping[str, int], currency: str = "") -> Figure:
    """Return a measure of these sums. Of money the sums are those of one currency, with the counts beside."""
    above, below = _sum(measure.above, sums), _sum(measure.below, sums)
    value = above * TIMES[measure.unit] / below if below > 0 else None
    few = below > 0 and sums.get(measure.base, 0) < measure.few
    return Figure(measure, above, below, value, few, currency if measure.of_money else "")
