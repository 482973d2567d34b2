"""Judging a promise from the payments since it was made."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from console.actions.steps.changes import facts_changed
from console.actions.steps.operation import Act
from console.domain.promises import judge
from console.store.models import Customer, Instalment, Payment, Promise


def settle_promise(act: Act, customer: Customer, promise: Promise) -> str:
    """Judge each dated part, then the whole: kept, partly_kept, broken or still open."""
    session = act.work.session
    today = act.now.astimezone(ZoneInfo(customer.zone)).date()
    paid = int(
        session.execute(
            select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
                Payment.customer_id == customer.id, Payment.at >= promise.made_at
            )
        ).scalar_one()
    )
    parts = (
        session.execute(
            select(Instalment)
            .where(Instalment.promise_id == promise.id)
            .order_by(Instalment.due_on)
        )
        .scalars()
        .all()
    )
    for part in parts:
        part.paid_minor = min(paid, part.amount_minor)
        paid -= part.paid_minor
        if part.status == "open":
            part.status = judge(part.amount_minor, part.paid_minor, part.due_on, today)
    states = [part.status for part in parts]
    if "broken" in states or "partly_kept" in states:
        promise.status = "broken" if "broken" in states else "partly_kept"
    elif all(state == "kept" for state in states):
        promise.status = "kept"
    if promise.status != "open":
        promise.settled_at = act.now
        facts_changed(act, customer, ["promise"], promise.status)
    return promise.status
