"""What a promise to pay may be, and what became of it: dated, within the balance, paid or not.

A payment is allotted once: to the oldest due part that it may fill. A promise is kept when at
least 95 per cent of it was paid by its due date and the days of grace (metrics: kept PTP).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain.errors import Invalid
from console.domain.facts import Purpose

LATEST_DAYS = 31  # a plain promise; a plan may run longer
PLAN_MONTHS = 60  # card rules art. 70: personalised instalments up to 60 months
KEPT_SHARE = 95  # per cent paid by the due date = kept (metrics: kept PTP)
MINIMUM = 100  # minor units of one part
GRACE_DAYS = 1  # after the due date: a payment of the last evening is booked the day after
REMIND_AT = 9  # the hour of a reminder, local to the customer


@dataclass(frozen=True, slots=True)
class Part:
    """One dated part of a promise, as payments are allotted to it. Minor units."""

    id: int
    made_at: datetime
    due_on: date
    amount: int
    currency: str
    account_id: str | None = None  # None: any account of the customer


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment. Minor units."""

    at: datetime
    amount: int
    currency: str
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """What the agent filled in beside the code. Amounts are minor units."""

    parts: tuple[tuple[date, int], ...] = ()
    callback_at: datetime | None = None
    details: str = ""


def latest_promise(today: date) -> date:
    """Give the last day that a plain promise may name."""
    return today + timedelta(days=LATEST_DAYS)


def check_promise(parts: Sequence[tuple[date, int]], owed: int, today: date, *, plan: bool, full: bool) -> None:
    """Raise Invalid, naming the field and what to do, unless the promise can be taken."""
    if not parts:
        raise Invalid("Enter an amount and a date.", field="amount_1" if plan else "amount")
    if plan and len(parts) < 2:
        raise Invalid("A plan has at least two dated parts.", field="amount_2")
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
            raise Invalid("The date is too far away. The latest is %(latest)s.", field=on, latest=limit.isoformat())
        if before is not None and day <= before:
            raise Invalid("Each part needs a later date than the one before.", field=on)
        before = day
    total = sum(amount for _, amount in parts)
    first = "amount_1" if plan else "amount"
    if total > owed:
        raise Invalid(
            "That is more than is owed (%(owed)s). Enter at most that.", field=first, owed=f"{owed / 100:,.2f}"
        )
    if full and total < owed:
        raise Invalid(
            "That is less than is owed (%(owed)s). Use “Promise: a part” instead.",
            field=first,
            owed=f"{owed / 100:,.2f}",
        )


def allot(parts: Sequence[Part], payments: Sequence[Paid], zone: ZoneInfo) -> dict[int, int]:
    """Give what each part got, by its id, in minor units; a payment is spent once.

    In the order of time each payment fills the parts that were promised before it and whose grace
    is not over, oldest due date first, within its currency and account. What is left over kept no
    promise: it only lowers the balance.
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
    """Give what became of one dated part: kept, partly_kept, broken or still open."""
    if paid * 100 >= promised * KEPT_SHARE:
        return "kept"
    if today <= due_on + timedelta(days=GRACE_DAYS):
        return "open"
    return "partly_kept" if paid > 0 else "broken"


def whole(states: Sequence[str]) -> str:
    """Give what became of a promise of several parts.

    One missed part ends it: partly kept when anything was paid on it, broken when nothing was.
    """
    if all(state == "kept" for state in states):
        return "kept"
    if "broken" in states or "partly_kept" in states:
        return "partly_kept" if {"kept", "partly_kept"} & set(states) else "broken"
    return "open"


def purpose_of(kind: str) -> Purpose:
    """Give what a call of this kind of hand-out is for: a promise that falls due is a reminder."""
    return "notify" if kind == "promise" else "collect"


def reminders(due_on: date, made_on: date) -> tuple[date, ...]:
    """Give the days on which the customer is reminded: the day before and the day itself.

    A day that is not after the day of the promise needs no reminder: it was just spoken of.
    """
    return tuple(day for day in (due_on - timedelta(days=1), due_on) if day > made_on)
