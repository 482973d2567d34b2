"""A customer who promised: payments, reminders and the clock of the story."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions import handout, service_reports
from console.actions.call import Answer, Call
from console.domain.actor import Actor
from console.domain.promises import OutcomeForm
from console.store.models import Account, Customer, Due, Handout, Promise
from tests.people import ZONE, SampleSite

SERVICE = Actor(1, "service", "bank feed")
TODAY = date(2026, 11, 23)


def promised(site: SampleSite, code: str, *parts: tuple[int, int]) -> int:
    """Record a promise of (days from today, amount) parts. Return the customer's id."""
    token = site.talk("agent1")
    form = OutcomeForm(parts=tuple((TODAY + timedelta(d), amount) for d, amount in parts))
    done = site.finish("agent1", token, code, form)
    assert done.ok, done
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    decline_offer(site)
    return int(site.one(select(Handout.customer_id).where(Handout.id == token)))


def decline_offer(site: SampleSite) -> None:
    """Decline what the agent was offered next."""
    token = site.desk("agent1").token
    if token:
        assert handout.decline(site.call("agent1"), token, "known").ok


def pay(
    site: SampleSite, customer: int, key: str, amount: int, at: datetime | None = None, *, reverses: str = ""
) -> Answer:
    """Report a payment, or with ``reverses`` that one was taken back."""
    row = site.rows(
        select(Account.external_id, Customer.creditor_id, Account.currency)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.customer_id == customer)
    )[0]
    done = service_reports.take_payment(
        Call(site.context, SERVICE, site.now, ""),
        row.creditor_id,
        row.external_id,
        key,
        at or site.now,
        amount,
        row.currency,
        reverses,
    )
    assert done.ok or reverses, done
    return done


def promise_states(site: SampleSite, customer: int) -> list[str]:
    query = select(Promise.status).where(Promise.customer_id == customer).order_by(Promise.id)
    return [row.status for row in site.rows(query)]


def reminders_of(site: SampleSite, customer: int) -> list[Any]:
    return site.rows(
        select(Due.due_at, Due.done_at, Due.result)
        .where(Due.customer_id == customer, Due.what == "reminder")
        .order_by(Due.due_at)
    )


def go_to(site: SampleSite, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock to an hour of a day, counted from today."""
    site.now = datetime.combine(TODAY + timedelta(day), datetime.min.time(), ZONE).replace(hour=hour, minute=minute)
