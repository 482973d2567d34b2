"""When a customer may be called again after an outcome, and whose customer that is then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from console.domain.outcomes import OutcomeRule, WakeRule
from console.domain.sleep_reasons import HOLD_REASON

# The customer comes back to the agent who agreed it. The value is stored as the kind of the entry's own agent.
OWN_KIND: Mapping[WakeRule, Literal["callback", "promise"]] = {"callback": "callback", "promise": "promise"}
OWN_FOR = timedelta(minutes=30)  # how long a due callback or promise is reserved for its own agent
# Without a date of their own: an agreed callback or promise day that is still to come stays.
UNDATED: tuple[WakeRule, ...] = ("retry", "retry_soon", "tomorrow", "three_days", "other_number")


def wake(
    rule: OutcomeRule, now: datetime, zone: ZoneInfo, *, due_on: date | None = None, callback_at: datetime | None = None
) -> tuple[datetime | None, str]:
    """Return when the customer may be called again, and the code of ``SLEEP_REASONS`` until then.

    None: time alone does not wake the customer. Quiet hours are not considered here. They are checked when
    the customer wakes.

    Raises:
        ValueError: when a promise has no ``due_on`` or a callback no ``callback_at``.
    """
    local = now.astimezone(zone)

    def morning(days: int) -> datetime:
        day = local.date() + timedelta(days=days)
        return datetime.combine(day, time(8), zone)

    match rule.wake:
        case "retry":
            return now + timedelta(hours=2), "retry"
        case "retry_soon":
            return now + timedelta(minutes=30), "retry"
        case "tomorrow":
            return morning(1), "talked" if rule.rpc else "retry"
        case "three_days":
            return morning(3), "retry"
        case "month":
            return morning(30), "hardship"
        case "paid":
            return morning(2), "paid_check"
        case "other_number":
            return now + timedelta(minutes=1), "retry"
        case "promise":
            if due_on is None:
                raise ValueError("a promise needs its first day")
            return datetime.combine(due_on, time(9), zone), "promise"
        case "callback":
            if callback_at is None:
                raise ValueError("a callback needs its time")
            return callback_at, "callback"
        case "review":
            return None, HOLD_REASON.get(rule.requests[0], "rule") if rule.requests else "rule"
        case _:
            assert_never(rule.wake)
