"""Which past days must be counted again, because outcomes, payments or promises have come in or changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from console.store.models import Attempt, FactChange, FigureMark, Instalment, LateAccount, Outcome, Payment, Promise
from console.store.queries.day_facts import BEFORE, LATE_DAYS, slices

MOST = 2000  # new rows of one table that are looked at at once
FACTS = ("payment", "reversal", "promise", "outcome")
MACHINES = timedelta(days=8)  # so late a machine may report what became of its contact


@dataclass
class Changed:
    """The days to be counted again, and the newest row that was read of each table."""

    days: set[date] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)


def marks(session: Session) -> dict[str, FigureMark]:
    """Return how far each growing table has been read; tables that were never read are absent."""
    return {row.name: row for row in session.execute(select(FigureMark)).scalars()}


def newest(session: Session) -> dict[str, int]:
    """Return the newest row of each growing table: where reading begins on a site that was never counted."""
    return {
        str(model.__tablename__): session.execute(select(func.coalesce(func.max(model.id), 0))).scalar_one()
        for model in (Outcome, Payment, FactChange)
    }


def changed_days(session: Session, since: Mapping[str, int], now: datetime, zone: ZoneInfo) -> Changed:
    """Return the days that the rows after these (table -> id) touch."""
    found = Changed(seen=dict(since))
    customers = _outcomes(session, found, zone) | _payments(session, found, zone) | _facts(session, found, now, zone)
    today = now.astimezone(zone).date()
    for some in slices(customers):
        due = select(Instalment.due_on).join(Promise, Promise.id == Instalment.promise_id)
        found.days |= set(
            session.execute(due.where(Promise.customer_id.in_(some), Instalment.due_on <= today)).scalars()
        )
    return found


def _outcomes(session: Session, found: Changed, zone: ZoneInfo) -> set[int]:
    """Add the days of contacts with a new or corrected outcome, and of the money that then counts for them."""
    rows = session.execute(
        select(Outcome.id, Outcome.customer_id, Attempt.began_at)
        .outerjoin(Attempt, Attempt.id == Outcome.attempt_id)
        .where(Outcome.id > found.seen["outcome"])
        .order_by(Outcome.id)
        .limit(MOST)
    ).all()
    for row in rows:
        found.seen["outcome"] = row.id
        if row.began_at is None:
            continue
        found.days.add(row.began_at.astimezone(zone).date())
        paid = select(Payment.at).where(
            Payment.customer_id == row.customer_id, Payment.at >= row.began_at, Payment.at <= row.began_at + BEFORE
        )
        found.days |= {at.astimezone(zone).date() for at in session.execute(paid).scalars()}
    return {row.customer_id for row in rows}


def _payments(session: Session, found: Changed, zone: ZoneInfo) -> set[int]:
    """Add the days of new payments, those of payments taken back, and the first late days of their accounts."""
    original = aliased(Payment)
    rows = session.execute(
        select(Payment.id, Payment.customer_id, Payment.account_id, func.coalesce(original.at, Payment.at).label("at"))
        .outerjoin(original, original.id == Payment.reverses_id)
        .where(Payment.id > found.seen["payment"])
        .order_by(Payment.id)
        .limit(MOST)
    ).all()
    for row in rows:
        found.seen["payment"] = row.id
        on = row.at.astimezone(zone).date()
        found.days.add(on)
        late = select(LateAccount.late_on).where(
            LateAccount.account_id == row.account_id, LateAccount.late_on <= on, LateAccount.late_on >= on - LATE_DAYS
        )
        found.days |= set(session.execute(late).scalars())
    return {row.customer_id for row in rows}


def _facts(session: Session, found: Changed, now: datetime, zone: ZoneInfo) -> set[int]:
    """Return the customers whose promises may have been judged anew; add the days of what machines reported."""
    rows = session.execute(
        select(FactChange.id, FactChange.customer_id, FactChange.kind)
        .where(FactChange.id > found.seen["fact_change"])
        .order_by(FactChange.id)
        .limit(MOST)
    ).all()
    found.seen["fact_change"] = max([found.seen["fact_change"], *(row.id for row in rows)])
    for some in slices({row.customer_id for row in rows if row.kind == "elsewhere"}):
        began = select(Attempt.began_at).where(
            Attempt.customer_id.in_(some), Attempt.began_at > now - MACHINES, Attempt.service_id.is_not(None)
        )
        found.days |= {at.astimezone(zone).date() for at in session.execute(began).scalars()}
    return {row.customer_id for row in rows if row.kind in FACTS}
