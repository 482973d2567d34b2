"""The credit grade A to D: a transparent scorecard of the account's own history and nothing else.

Five factors give points out of 100: months late, the worst month, the share paid of what was billed,
the share of the credit line in use, and promises kept. Each factor is returned with its value and its
points, so that the desk can show why. Sex, age, marriage and education are not known here. A factor
without data gets the middle of its scale. With fewer than ``LEAST_MONTHS`` known months there is no grade.

Source: the points are our own, fitted to the public portfolio of the sample (UCI data set 350). Of its
3,416 customers past due whose next month is known, 21 % with A missed that month, 52 % with B, 53 % with
C and 67 % with D. Of those not past due it was 12, 19, 32 and 36 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.domain.facts import Account, BalanceMonth, Promise

WINDOW_MONTHS = 12  # months before these no longer count
LEAST_MONTHS = 3

# (least points of the letter, letter), best first
LETTERS: tuple[tuple[int, str], ...] = ((70, "A"), (55, "B"), (40, "C"), (0, "D"))

# Steps (at most this value, points). The first match counts. None = any greater value.
Steps = tuple[tuple[int | None, int], ...]
LATE_SHARE: Steps = ((0, 30), (17, 25), (34, 18), (50, 12), (75, 5), (None, 0))  # per cent
WORST: Steps = ((0, 25), (1, 20), (2, 12), (3, 5), (None, 0))  # months past due
UNPAID_SHARE: Steps = ((10, 20), (70, 15), (90, 11), (96, 7), (98, 3), (None, 0))  # per cent
IN_USE: Steps = ((30, 10), (60, 8), (90, 5), (100, 3), (None, 0))  # per cent of the credit line
BROKEN_SHARE: Steps = ((0, 15), (25, 11), (50, 6), (75, 3), (None, 0))  # per cent
NEUTRAL = {"unpaid": 9, "in_use": 5, "promises": 8}  # points where nothing is known

LABELS: dict[str, tuple[str, str]] = {
    "late": ("Months late", "逾期月数"),
    "worst": ("Worst month: months past due", "最严重时的逾期期数"),
    "unpaid": ("Share paid of what was billed", "已还占账单比例"),
    "in_use": ("Share of the credit line in use", "额度使用率"),
    "promises": ("Promises kept", "承诺兑现"),
    "unknown": (
        f"No grade: fewer than {LEAST_MONTHS} months of history are known",
        f"暂无评级：已知还款记录不足{LEAST_MONTHS}个月",
    ),
}
NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the grade: its label in both languages, its value as text and its points."""

    key: str
    en: str
    zh: str
    value: str
    points: int


@dataclass(frozen=True, slots=True)
class Grade:
    """The letter A to D ("" when too little is known), the points of 100, and the factors."""

    letter: str
    points: int
    factors: tuple[Factor, ...]


def grade(accounts: Sequence[Account], months: Sequence[BalanceMonth], promises: Sequence[Promise]) -> Grade:
    """Return the grade with its factors in the order of the scorecard.

    Amounts are minor units. Shares are computed per account, so currencies never mix, and the worst account
    counts. Months may come in any order. The latest ``WINDOW_MONTHS`` calendar months with a known status
    count. It never raises: missing data is said in the factor's value.
    """
    latest = sorted({m.month for m in months if m.status is not None})[-WINDOW_MONTHS:]
    if len(latest) < LEAST_MONTHS:
        return Grade("", 0, (_factor("unknown", str(len(latest)), 0),))
    known = [m for m in months if m.month >= latest[0]]
    late = len({m.month for m in known if (m.status or 0) >= 1})
    worst = max(0, *(m.status or 0 for m in known))
    factors = (
        _factor("late", f"{late} / {len(latest)}", _points(LATE_SHARE, late * 100, len(latest))),
        _factor("worst", str(worst), _points(WORST, worst)),
        _paid(known),
        _in_use(accounts),
        _kept(promises),
    )
    points = sum(factor.points for factor in factors)
    letter = next(letter for least, letter in LETTERS if points >= least)
    return Grade(letter, points, factors)


def _paid(months: Sequence[BalanceMonth]) -> Factor:
    billed: dict[str | None, int] = {}
    paid: dict[str | None, int] = {}
    for month in months:
        if month.billed is not None and month.billed > 0 and month.paid is not None:
            billed[month.account_id] = billed.get(month.account_id, 0) + month.billed
            paid[month.account_id] = paid.get(month.account_id, 0) + max(0, month.paid)
    if not billed:
        return _factor("unpaid", NOT_KNOWN, NEUTRAL["unpaid"])
    part, whole = min(((paid[key], whole) for key, whole in billed.items()), key=lambda pair: pair[0] / pair[1])
    share = min(100, part * 100 // whole)
    points = _points(UNPAID_SHARE, max(0, whole - part) * 100, whole)
    return _factor("unpaid", f"{share} %", points)


def _in_use(accounts: Sequence[Account]) -> Factor:
    worst: tuple[int, int] | None = None
    for account in accounts:
        if account.balance is None or not account.credit_limit or account.credit_limit < 0:
            continue
        owed, limit = max(0, account.balance), account.credit_limit
        if worst is None or owed * worst[1] > worst[0] * limit:
            worst = owed, limit
    if worst is None:
        return _factor("in_use", NOT_KNOWN, NEUTRAL["in_use"])
    value = f"{worst[0] * 100 // worst[1]} %"
    return _factor("in_use", value, _points(IN_USE, worst[0] * 100, worst[1]))


def _kept(promises: Sequence[Promise]) -> Factor:
    """Return the factor of promises kept. A partly kept promise counts half, an open one not at all."""
    kept = sum(1 for p in promises if p.status == "kept")
    partly = sum(1 for p in promises if p.status == "partly_kept")
    judged = kept + partly + sum(1 for p in promises if p.status == "broken")
    if not judged:
        return _factor("promises", NOT_KNOWN, NEUTRAL["promises"])
    missed = 2 * judged - 2 * kept - partly
    return _factor("promises", f"{kept} / {judged}", _points(BROKEN_SHARE, missed * 100, 2 * judged))


def _points(steps: Steps, part: int, whole: int = 1) -> int:
    """Return the points of the first step that ``part / whole`` does not exceed. Integer arithmetic only."""
    return next(points for most, points in steps if most is None or part <= most * whole)


def _factor(key: str, value: str, points: int) -> Factor:
    en, zh = LABELS[key]
    return Factor(key, en, zh, value, points)
