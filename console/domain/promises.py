"""Which promises to pay are valid, and whether they were kept.

A payment counts once, for the oldest due part that it may fill. A part is kept when at least 95 per cent
of it was paid by its due date plus the days of grace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain.errors import Invalid
from console.domain.facts import Money, Purpose

LATEST_DAYS = 31  # for a plain promise. A plan may run longer
PLAN_MONTHS = 60  # China, card rules art. 70: personalised instalments run at most 60 months
KEPT_SHARE = 95  # per cent: a part paid to this share in time is kept
MINIMUM = 100  # minor units: the least amount of one part
GRACE_DAYS = 1  # after the due date: a payment in the evening is booked the next day
EARLY = timedelta(days=3)  # before the due date: a first reminder, by message only
REMIND_AT = 9  # local hour of a reminder, where the customer is


@dataclass(frozen=True, slots=True)
class Part:
    """One dated part of a promise. Minor units."""

    id: int
    made_at: datetime
    due_on: date
    amount: int
    currency: str
    account_id: str | None = None  # None = any account of the customer


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment. Minor units."""

    at: datetime
    amount: int
    currency: str
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """What the agent entered beside the outcome code. Amounts are minor units."""

    parts: tuple[tuple[date, int], ...] = ()
    callback_at: datetime | None = None
    details: str = ""


def latest_promise(today: date) -> date:
    """Return the latest date of a plain promise."""
    return today + timedelta(days=LATEST_DAYS)


def check_promise(parts: Sequence[tuple[date, int]], owed: Money, today: date, *, plan: bool, full: bool) -> None:
    """Check the dated parts of a promise against what is owed. Amounts of parts are minor units.

    ``plan``: a plan of several parts. ``full``: the outcome says that everything is promised.

    Raises:
        Invalid: names the field and what to do."""
    if not parts:
        raise Invalid("Enter an amount and a date.", field="amount_1" if plan else "amount")
    if plan and len(parts) < 2:
        raise Invalid("A plan has at least two dated instalments.", field="amount_2")
    before: date | None = None
    limit = today + timedelta(days=31 * PLAN_MONTHS) if plan else latest_promise(today)
    for number, (day, amount) in enumerate(parts, 1):
        tail = f"_{number}" if plan else ""
        on, of = (f"on{tail}", f"amount{tail}") if plan else ("on_date", "amount")
        if amount < MINIMUM:
            raise Invalid("Enter an amount above zero.", field=of)
        if day < today:
            raise Invalid("The date is in the past. Choose today or later.", field=on)
        if day > limit:
            raise Invalid("The date is too far away. The latest is %(latest)s.", field=on, latest=limit)
        if before is not None and day <= before:
            raise Invalid("Each instalment needs a later date than the one before.", field=on)
        before = day
    total = sum(amount for _, amount in parts)
    first = "amount_1" if plan else "amount"
    if total > owed.minor:
        raise Invalid("That is more than is owed (%(owed)s). Enter at most that.", field=first, owed=owed)
    if full and total < owed.minor:
        raise Invalid("That is less than is owed (%(owed)s). Use “Promise: in part” instead.", field=first, owed=owed)


def allot(parts: Sequence[Part], payments: Sequence[Paid], zone: ZoneInfo) -> dict[int, int]:
    """Return what was paid on each part, by part id, in minor units. Each payment counts once.

    In order of time, each payment fills the parts that were promised before it and whose grace is not over,
    oldest due date first, within its currency and account. The rest of a payment counts for no promise.
    """
    got = {part.id: 0 for part in parts}
    queue = sorted(parts, key=lambda part: (part.due_on, part.made_at, part.id))
    key = lambda p: (p.at, p.currency, p.account_id or "", p.amount)  # noqa: E731
    for payment in sorted(payments, key=key):
        left = payment.amount
        day = payment.at.astimezone(zone).date()
        for part in queue:
            if left <= 0:
                break
            if (
                part.currency != payment.currency
                or payment.at < part.made_at
                or day > part.due_on + timedelta(days=GRACE_DAYS)
                or part.account_id not in (None, payment.account_id)
            ):
                continue
            taken = min(left, part.amount - got[part.id])
            got[part.id] += taken
            left -= taken
    return got


def judge(promised: int, paid: int, due_on: date, today: date) -> str:
    """Return the status of one dated part: kept, partly_kept, broken or open. Amounts are minor units."""
    if paid * 100 >= promised * KEPT_SHARE:
        return "kept"
    if today <= due_on + timedelta(days=GRACE_DAYS):
        return "open"
    return "partly_kept" if paid > 0 else "broken"


def whole(states: Sequence[str]) -> str:
    """Return the status of a promise from the statuses of its parts.

    One missed part ends it. It is partly_kept when anything was paid on the promise, else broken.
    """
    if all(state == "kept" for state in states):
        return "kept"
    if "broken" in states or "partly_kept" in states:
        return "partly_kept" if {"kept", "partly_kept"} & set(states) else "broken"
    return "open"


def purpose_of(kind: str) -> Purpose:
    """Return the legal purpose of a call for this kind of hand-out.

    A promise that falls due is a reminder. A customer who wrote is answered.
    """
    return {"promise": "notify", "message": "answer"}.get(kind, "collect")  # type: ignore[return-value]


def reminders(due_on: date, made_on: date) -> tuple[date, ...]:
    """Return the days on which the customer is reminded: the day before the due date and the due date.

    Days up to the day of the promise are left out, because the promise was just made.
    """
    return tuple(day for day in (due_on - timedelta(days=1), due_on) if day > made_on)
