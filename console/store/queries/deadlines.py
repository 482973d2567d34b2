"""The calendar and the house's own numbers of days behind the officer's deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.waiting import CLOCK_RULES, WorkingDays, request_due
from console.store.models import Creditor, Customer, Holiday, HouseRule, Request

BACK, AHEAD = timedelta(days=120), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """One reading of the calendar and of the house rules that shorten a deadline."""

    calendar: WorkingDays
    house: tuple[HouseRule, ...]

    def of(self, row: Request, customer: Customer) -> datetime | None:
        """Return until when this request must be answered or reviewed; None when nobody waits for that."""
        rule = CLOCK_RULES.get(row.kind)
        days = [
            int(own.value or 0)
            for own in self.house
            if own.rule_id == rule
            and own.creditor_id in (None, customer.creditor_id)
            and own.portfolio_id in (None, customer.portfolio_id)
        ]
        return request_due(
            row.kind,
            row.scope,
            row.since,
            confirmed=bool(row.confirmed),
            calendar=self.calendar,
            house_days=min(days, default=None),
        )


def read_deadlines(session: Session, now: datetime, zone: ZoneInfo) -> Deadlines:
    """Return the calendar of the creditors' home and the house rules about answers that are in force."""
    region = select(Creditor.home_region).order_by(Creditor.id).limit(1).scalar_subquery()
    today = now.astimezone(zone).date()
    days = session.execute(
        select(Holiday.on_date, Holiday.works).where(
            Holiday.region == region, Holiday.on_date >= today - BACK, Holiday.on_date <= today + AHEAD
        )
    ).all()
    house = session.execute(
        select(HouseRule).where(
            HouseRule.kind == "param",
            HouseRule.param == "days",
            HouseRule.rule_id.in_(set(CLOCK_RULES.values())),
            HouseRule.approved_at.is_not(None),
            HouseRule.ended_at.is_(None),
            HouseRule.since <= now,
            HouseRule.until.is_(None) | (HouseRule.until > now),
        )
    ).scalars()
    return Deadlines(
        WorkingDays(
            zone,
            frozenset(row.on_date for row in days if not row.works),
            frozenset(row.on_date for row in days if row.works),
        ),
        tuple(house),
    )
