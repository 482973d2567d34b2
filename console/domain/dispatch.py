"""The order of the queue: a transparent scorecard, each factor with its weight in words.

The law is no factor: a customer who may not be called is not in the order at all (rule 2). Sex, age,
marriage and education are not known here. Weights are points, and their sum is the priority.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.domain.facts import Account, Attempt, Promise

OWED_STEPS = ((100_000_00, 30), (30_000_00, 22), (10_000_00, 15), (3_000_00, 8), (1, 3))
STAGE_POINTS = {"M1": 30, "M2": 22, "M3+": 14}
UNTOUCHED_DAYS = ((7, 20), (3, 14), (1, 7))
PROMISE_DUE = 40
BROKEN_PROMISE = 12
RECENT_ANSWER = 8
EARLIER_TODAY = -15


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the priority: key, value as text, points."""

    key: str
    value: str
    points: int


FACTOR_LABELS: dict[str, tuple[str, str]] = {
    "owed": ("Amount owed", "欠款金额"),
    "stage": ("Stage: earlier is easier to resolve", "逾期阶段：越早越易解决"),
    "untouched": ("Days without contact", "未联系天数"),
    "promise_due": ("A promise falls due", "承诺到期"),
    "broken": ("A promise was not kept", "承诺未兑现"),
    "reachable": ("Answered recently", "近期接听过"),
    "today": ("Already tried today", "今日已拨打过"),
    "callback": ("Callback agreed", "已约定回电"),
    "transfer": ("Handed over by a colleague", "同事转交"),
    "message": ("The customer wrote", "客户来信待答复"),
}


def factor_rule(key: str) -> tuple[str, str]:
    """Return how the points of a factor are computed, in English and Chinese, from the same constants."""
    if key == "owed":
        steps = [(f"{least // 100:,}", points) for least, points in OWED_STEPS[:-1]]
        least = OWED_STEPS[-1][1]
        return (
            ", ".join(f"{points} from {limit}" for limit, points in steps) + f", else {least}",
            "，".join(f"{limit}起{points}分" for limit, points in steps) + f"，其余{least}分",
        )
    if key == "stage":
        told = STAGE_POINTS.items()
        return (", ".join(f"{n} {p}" for n, p in told), "，".join(f"{n} {p}分" for n, p in told))
    if key == "untouched":
        return (
            ", ".join(f"{p} from {d} days" for d, p in UNTOUCHED_DAYS) + "; never: the most",
            "，".join(f"{d}天起{p}分" for d, p in UNTOUCHED_DAYS) + "；从未联系取最高",
        )
    return {
        "promise_due": (f"{PROMISE_DUE}, once", f"{PROMISE_DUE}分，计一次"),
        "broken": (f"{BROKEN_PROMISE}, once", f"{BROKEN_PROMISE}分，计一次"),
        "reachable": (f"{RECENT_ANSWER} within 30 days", f"30天内{RECENT_ANSWER}分"),
        "today": (f"{EARLIER_TODAY} for each try in 12 hours", f"12小时内每次{EARLIER_TODAY}分"),
        "callback": ("agreed: comes first", "已约定：优先"),
        "transfer": ("handed over: comes first", "同事转交：优先"),
        "message": ("to be answered: comes first", "待答复：优先"),
    }.get(key, ("", ""))


def shown_kind(kind: str, factors: Sequence[Mapping[str, Any]]) -> str:
    """Return why a customer came to the desk: the kind of the hand-out, or "message" for one who wrote."""
    return "message" if factors and factors[0]["key"] == "message" else kind


def stage_of(days_past_due: int) -> str:
    """Return the stage for days past due: M1 up to 30, M2 up to 60, M3+ beyond."""
    if days_past_due <= 30:
        return "M1"
    return "M2" if days_past_due <= 60 else "M3+"


def score(
    accounts: Sequence[Account],
    attempts: Sequence[Attempt],
    promises: Sequence[Promise],
    now: datetime,
    *,
    unit: int = 100,
) -> tuple[int, tuple[Factor, ...]]:
    """Return the priority in points and its factors, most points first.

    ``unit``: how many minor units of the portfolio's currency equal 100 units of ``OWED_STEPS``. The
    default 100 compares the amounts as they are (the sample's TWD uses it).
    """
    factors: list[Factor] = []
    owed = sum(max(0, account.balance or 0) for account in accounts) * 100 // unit
    for least, points in OWED_STEPS:
        if owed >= least:
            factors.append(Factor("owed", f"{owed / 100:,.0f}", points))
            break
    past_due = max((account.days_past_due or 0 for account in accounts), default=0)
    stage = stage_of(past_due)
    factors.append(Factor("stage", stage, STAGE_POINTS[stage]))
    last = max((attempt.at for attempt in attempts), default=None)
    if last is None:
        factors.append(Factor("untouched", "–", UNTOUCHED_DAYS[0][1]))
    else:
        days = (now - last).days
        for least, points in UNTOUCHED_DAYS:
            if days >= least:
                factors.append(Factor("untouched", str(days), points))
                break
        tried = sum(1 for a in attempts if (now - a.at).total_seconds() < 43_200)
        if tried:
            factors.append(Factor("today", str(tried), EARLIER_TODAY * tried))
        if any(a.result == "effective" and (now - a.at).days < 30 for a in attempts):
            factors.append(Factor("reachable", "30", RECENT_ANSWER))
    today = now.date()
    for promise in promises:
        if promise.status == "open" and any(day <= today for day, _ in promise.parts):
            factors.append(Factor("promise_due", "1", PROMISE_DUE))
            break
    broken = sum(1 for promise in promises if promise.status == "broken")
    if broken:
        factors.append(Factor("broken", str(broken), BROKEN_PROMISE))
    factors.sort(key=lambda factor: -factor.points)
    return sum(factor.points for factor in factors), tuple(factors)
