"""What a promise to pay may be: dated, within the balance, in the future (guidance, PTP)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from console.domain.errors import Invalid

LATEST_DAYS = 31  # a plain promise; a plan may run longer
PLAN_MONTHS = 60  # card rules art. 70: personalised instalments up to 60 months
KEPT_SHARE = 95  # per cent paid by the due date = kept (metrics: kept PTP)
MINIMUM = 100  # minor units of one part


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """What the agent filled in beside the code. Amounts are minor units."""

    parts: tuple[tuple[date, int], ...] = ()
    callback_at: datetime | None = None
    details: str = ""


def latest_promise(today: date) -> date:
    """Give the last day that a plain promise may name."""
    return today + timedelta(days=LATEST_DAYS)


def check_promise(
    parts: Sequence[tuple[date, int]], owed: int, today: date, *, plan: bool, full: bool
) -> None:
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
            raise Invalid("The date is too far away. The latest is %(latest)s.", field=on,
                          latest=limit.isoformat())  # fmt: skip
        if before is not None and day <= before:
            raise Invalid("Each part needs a later date than the one before.", field=on)
        before = day
    total = sum(amount for _, amount in parts)
    first = "amount_1" if plan else "amount"
    if total > owed:
        raise Invalid("That is more than is owed (%(owed)s). Enter at most that.", field=first,
                      owed=f"{owed / 100:,.2f}")  # fmt: skip
    if full and total < owed:
        raise Invalid("That is less than is owed (%(owed)s). Use “Promise: a part” instead.",
                      field=first, owed=f"{owed / 100:,.2f}")  # fmt: skip


def judge(promised: int, paid: int, due_on: date, today: date) -> str:
    """Give what became of one dated part: kept, partly_kept, broken or still open."""
    if paid * 100 >= promised * KEPT_SHARE:
        return "kept"
    if today <= due_on:
        return "open"
    return "partly_kept" if paid > 0 else "broken"
