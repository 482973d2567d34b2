"""What waits for the compliance officer, and by when each kind must be looked at.

The days are the house's own practice, not law, unless a rule of the packs names them (complaints, disputes).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain.customer_file import CONFIRMED, REVIEWED, clock_days

# kind in the inbox -> (en, zh). Requests and holds go by their own name
KINDS: Mapping[str, tuple[str, str]] = {
    "alarm": ("Somebody may be in danger", "有人可能有危险"),
    "proposal": ("Needs a second person", "待双人复核"),
    "house_rule": ("House rule to approve", "内部规则待批准"),
    "finding": ("Words to look at", "用语待查看"),
    "point": ("Talking point to approve", "话术待批准"),
    "paper": ("A paper ends", "资质文件即将到期"),
    "review": ("Rule to compare with its source", "规则待核对原文"),
    "declaration": ("Not declared", "尚未声明"),
}
# working days until it should be done
WORKING_DAYS: Mapping[str, int] = {"request": 3, "proposal": 3, "house_rule": 3, "finding": 1, "point": 3}
# the rule whose number of days a house rule may shorten
CLOCK_RULES: Mapping[str, str] = {
    "complaint": "cn-complaint",
    "dispute": "cn-dispute-hold",
    "fraud_claim": "cn-dispute-hold",
}
TAKE_HOLDS = timedelta(days=3)  # how long a thing stays with the officer who has taken it
PAPER_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of a site: Monday to Friday, without closed days, with days that are worked after all."""

    zone: ZoneInfo
    closed: Collection[date] = field(default_factory=frozenset)
    worked: Collection[date] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Return True when somebody is at work on this day."""
        return day in self.worked or (day.isoweekday() < 6 and day not in self.closed)

    def after(self, start: datetime, days: int) -> datetime:
        """Return the same time of day, this many working days later."""
        local = start.astimezone(self.zone)
        day, left = local.date(), days
        while left:
            day += timedelta(days=1)
            left -= self.works(day)
        return datetime.combine(day, local.time(), self.zone)


def request_due(
    kind: str,
    scope: Mapping[str, object],
    since: datetime,
    *,
    confirmed: bool,
    calendar: WorkingDays,
    house_days: int | None = None,
) -> datetime | None:
    """Return until when a request or hold must be answered or reviewed; None when nobody waits for that.

    ``house_days``: what a house rule allows for an answer. A deadline that was extended with a reason stands.
    """
    days = clock_days(kind, scope)
    if days is not None:
        if house_days is not None and "clock_days" not in scope:
            days = min(days, house_days)
        return since + timedelta(days=days)
    if confirmed or kind not in (*REVIEWED, *CONFIRMED):
        return None
    return calendar.after(since, WORKING_DAYS["request"])


def waits(kind: str, scope: Mapping[str, object], *, confirmed: bool) -> bool:
    """Return True when a request of this kind waits for the officer."""
    return clock_days(kind, scope) is not None or (kind in (*REVIEWED, *CONFIRMED) and not confirmed)
