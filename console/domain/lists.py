"""A list of a creditor is a picture of one moment. What happened after it, no list undoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_MISSING = 10  # per cent of the people that a whole list may leave out without another person's yes


@dataclass(frozen=True, slots=True)
class Listed:
    """The moment of a list. With a day only it lies somewhere between ``begins`` and ``ends``."""

    begins: datetime
    ends: datetime
    day: date
    whole: bool = False  # who is missing is recalled
    numbers: bool = False  # the list has columns for numbers: one that it leaves out is not rung any more
    late: bool = False  # a newer list of this source was applied: what that one said stands

    @property
    def exact(self) -> bool:
        """True when the list says its time of day."""
        return self.begins == self.ends


def moment_of(day: date, at: time | None, zone: ZoneInfo, read_at: datetime) -> tuple[datetime, datetime]:
    """Return (first, last) possible instant of a list of this day, which was read at ``read_at``."""
    if at is not None:
        exact = datetime.combine(day, at, zone)
        return exact, exact
    begins = datetime.combine(day, time(0), zone)
    ends = datetime.combine(day + timedelta(days=1), time(0), zone) - timedelta(seconds=1)
    return begins, max(begins, min(ends, read_at))


def cut_of(
    balance: int, owed: int | None, since: datetime | None, listed: Listed, payments: Sequence[tuple[datetime, int]]
) -> datetime:
    """Return up to which instant the balance of a list holds the payments. Those after it are taken off.

    A list with a time of day says so itself. With a day only, of all instants of the day that one counts at which
    our own book comes nearest to the list's balance: ``owed`` is what we know, ``since`` up to when an earlier list
    held the payments, ``payments`` are (instant, amount) of this account. The list is believed when two fit alike.
    """
    if listed.exact or owed is None:
        return listed.ends
    first = max(listed.begins, since) if since is not None else listed.begins
    after = sorted(one for one in payments if first < one[0] <= listed.ends)
    if not after:
        return listed.ends
    later = sum(amount for at, amount in payments if at > listed.ends)
    best, cut = abs(balance - (owed + later)), listed.ends
    known = owed + later
    instants = sorted({at for at, _ in after})
    for place in range(len(instants) - 1, -1, -1):
        known += sum(amount for at, amount in after if at == instants[place])
        before = instants[place - 1] if place else first
        if abs(balance - known) < best:
            best, cut = abs(balance - known), before
    return cut


def after_list(balance: int, cut: datetime, payments: Sequence[tuple[datetime, int]]) -> int:
    """Return what is owed: the list's balance less the payments after its moment."""
    return balance - sum(amount for at, amount in payments if at > cut)


def too_many(missing: int, people: int) -> bool:
    """Return True when a whole list leaves out more people than one person may recall alone."""
    return missing * 100 > people * MOST_MISSING
