"""The customer's refusal of profiling, and taking it back (PIPL 24): at the desk, by the officer, on the own page."""

from __future__ import annotations

from sqlalchemy import delete, update

from console.actions.call import Act
from console.store.fast.entities import put
from console.store.models import Customer, Request, Signal


def forget_mind(act: Act, customer: Customer) -> None:
    """Delete every label and signal of the customer's state of mind."""
    act.work.session.execute(delete(Signal).where(Signal.customer_id == customer.id, Signal.key.not_like("path:%")))
    put(act.work.session, customer, psychology_label="")


def allow_profiling(act: Act, customer: Customer, why: str) -> bool:
    """End the standing refusal. Return False when there is none."""
    done = act.work.session.execute(
        update(Request)
        .where(Request.customer_id == customer.id, Request.kind == "profiling_refused", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.person_id, lifted_why=why)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
