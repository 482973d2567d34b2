"""What only the day itself knows of the portfolio: stock of the queues, accounts newly late, ageing of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from console.domain.figures.tally import bucket_of
from console.store.models import Account, AgeingMonth, AgeingStep, Attempt, Customer, Entry, LateAccount, Payment, Queue
from console.store.queries.day_facts import day_bounds, slices

BACK = 31  # days: an account that a list brings in late is counted as newly late so long after its first late day


def stock(session: Session, day: date) -> list[dict[str, Any]]:
    """Return rows for ``StockDay`` as the queues stand now."""
    rows = session.execute(
        select(
            Entry.queue_id,
            Queue.stage,
            Queue.team_id,
            Customer.currency,
            func.count().label("customers"),
            func.coalesce(func.sum(Customer.owed_minor), 0).label("owed"),
        )
        .join(Customer, Customer.id == Entry.customer_id)
        .join(Queue, Queue.id == Entry.queue_id)
        .where(Entry.state != "closed")
        .group_by(Entry.queue_id, Queue.stage, Queue.team_id, Customer.currency)
        .order_by(Entry.queue_id, Customer.currency)
    )
    return [
        {
            "day": day,
            "queue_id": row.queue_id,
            "stage": row.stage,
            "team_id": row.team_id or 0,
            "currency": row.currency,
            "customers": row.customers,
            "owed_minor": int(row.owed),
        }
        for row in rows
    ]


def first_moment(session: Session, since: datetime) -> datetime | None:
    """Return the first contact or payment after ``since``, or None."""
    firsts = (
        session.execute(select(func.min(Attempt.began_at)).where(Attempt.began_at >= since)).scalar_one(),
        session.execute(select(func.min(Payment.at)).where(Payment.at >= since)).scalar_one(),
    )
    return min((at for at in firsts if at is not None), default=None)


def newly_late(session: Session, day: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the rows of ``LateAccount`` that are not kept yet: accounts whose first late day was in the last month.

    The amount is what is owed now and what came in since that day.
    """
    known = select(LateAccount.id).where(
        LateAccount.account_id == Account.id, LateAccount.late_on >= day - timedelta(days=BACK)
    )
    rows = session.execute(
        select(Account.id, Account.due_on, Account.balance_minor, Account.currency, Entry.queue_id, Queue.stage)
        .outerjoin(Entry, Entry.customer_id == Account.customer_id)
        .outerjoin(Queue, Queue.id == Entry.queue_id)
        .where(
            Account.due_on >= day - timedelta(days=BACK),
            Account.due_on < day,
            Account.days_past_due > 0,
            Account.recalled_at.is_(None),
            ~known.exists(),
        )
        .order_by(Account.id)
    ).all()
    paid = _paid_since(session, {row.id: row.due_on + timedelta(days=1) for row in rows}, zone)
    found = []
    for row in rows:
        amount = max(0, row.balance_minor) + paid.get(row.id, 0)
        if amount > 0:
            found.append(
                {
                    "account_id": row.id,
                    "late_on": row.due_on + timedelta(days=1),
                    "queue_id": row.queue_id or 0,
                    "stage": row.stage or "",
                    "amount_minor": amount,
                    "currency": row.currency,
                }
            )
    return found


def _paid_since(session: Session, since: dict[int, date], zone: ZoneInfo) -> dict[int, int]:
    """Return account -> what came in since its day, less what was taken back of it."""
    taken = aliased(Payment)
    back = (
        select(func.coalesce(func.sum(taken.amount_minor), 0))
        .where(taken.reverses_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )
    paid: dict[int, int] = {}
    for some in slices(since):
        for row in session.execute(
            select(Payment.account_id, Payment.at, (Payment.amount_minor + back).label("net")).where(
                Payment.account_id.in_(some), Payment.reverses_id.is_(None)
            )
        ):
            if row.at >= day_bounds(since[row.account_id], zone)[0]:
                paid[row.account_id] = paid.get(row.account_id, 0) + int(row.net)
    return paid


def ageing(session: Session, month: date, after: int, most: int) -> Sequence[dict[str, Any]]:
    """Return rows of ``AgeingMonth`` of the next accounts by id, as they stand now."""
    rows = session.execute(
        select(Account.id, Account.days_past_due, Account.balance_minor, Account.currency)
        .where(Account.id > after, Account.recalled_at.is_(None))
        .order_by(Account.id)
        .limit(most)
    )
    return [
        {
            "month": month,
            "account_id": row.id,
            "bucket": bucket_of(row.days_past_due) if row.balance_minor > 0 else 0,
            "owed_minor": max(0, row.balance_minor),
            "currency": row.currency,
        }
        for row in rows
    ]


def ageing_steps(session: Session, month: date) -> list[dict[str, Any]]:
    """Return the rows of ``AgeingStep`` of a month: its accounts against those of the month before."""
    was, now = aliased(AgeingMonth), aliased(AgeingMonth)
    before = (month - timedelta(days=1)).replace(day=1)
    rows = session.execute(
        select(
            was.bucket.label("was"),
            now.bucket.label("now"),
            was.currency,
            func.count().label("accounts"),
            func.sum(was.owed_minor).label("then_minor"),
            func.sum(now.owed_minor).label("now_minor"),
        )
        .join(now, now.account_id == was.account_id)
        .where(was.month == before, now.month == month)
        .group_by(was.bucket, now.bucket, was.currency)
        .order_by(was.bucket, now.bucket, was.currency)
    )
    return [
        {
            "month": month,
            "was": row.was,
            "now": row.now,
            "currency": row.currency,
            "accounts": row.accounts,
            "owed_then_minor": int(row.then_minor),
            "owed_now_minor": int(row.now_minor),
        }
        for row in rows
    ]


def steps_of(session: Session, months: Sequence[date]) -> Sequence[AgeingStep]:
    """Return the kept steps of these months."""
    return (
        session.execute(
            select(AgeingStep)
            .where(AgeingStep.month.in_(months))
            .order_by(AgeingStep.month, AgeingStep.was, AgeingStep.now, AgeingStep.currency)
        )
        .scalars()
        .all()
    )
