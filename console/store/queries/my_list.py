"""An agent's own list: callbacks, promises that fall due or were broken, and the facts of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.facts import Money
from console.store.models import Customer, Entry, Instalment, Promise
from console.store.queries.shift_panel import figures
from console.store.views import Figures

AHEAD, BACK = timedelta(days=7), timedelta(days=30)
MADE_SINCE = timedelta(days=400)  # a plan may run for a year
MOST = 100


@dataclass(frozen=True, slots=True)
class CallbackLine:
    """A customer who comes back to this agent at an agreed time."""

    at: datetime | None
    customer: str
    external_id: str
    zone: str
    note: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One part of a promise that this agent took."""

    due_on: date
    amount: Money
    paid: Money
    status: str
    customer: str
    external_id: str


@dataclass(frozen=True, slots=True)
class MyList:
    """The agent's own list. ``due``: open parts, the earliest first; ``broken``: of the last thirty days."""

    callbacks: tuple[CallbackLine, ...]
    due: tuple[PromiseLine, ...]
    broken: tuple[PromiseLine, ...]
    figures: Figures
    today: date


def my_list(session: Session, agent_id: int, now: datetime, zone: ZoneInfo) -> MyList:
    """Return the list of one agent as it stands."""
    today = now.astimezone(zone).date()
    parts = _parts(session, agent_id, now, today)
    return MyList(
        _callbacks(session, agent_id),
        tuple(line for line in parts if line.status == "open"),
        tuple(line for line in reversed(parts) if line.status in ("broken", "partly_kept")),
        figures(session, agent_id, now, zone),
        today,
    )


def _callbacks(session: Session, agent_id: int) -> tuple[CallbackLine, ...]:
    rows = session.execute(
        select(Entry, Customer)
        .join(Customer, Customer.id == Entry.customer_id)
        .where(Entry.own_agent_id == agent_id, Entry.own_kind == "callback", Entry.state.in_(("sleeping", "waiting")))
        .order_by(Entry.wake_at)
        .limit(MOST)
    ).all()
    return tuple(
        CallbackLine(entry.wake_at, customer.name, customer.external_id, customer.zone, entry.own_note or "")
        for entry, customer in rows
    )


def _parts(session: Session, agent_id: int, now: datetime, today: date) -> list[PromiseLine]:
    rows = session.execute(
        select(Instalment, Promise.currency, Customer.name, Customer.external_id)
        .join(Promise, Promise.id == Instalment.promise_id)
        .join(Customer, Customer.id == Promise.customer_id)
        .where(
            Promise.agent_id == agent_id,
            Promise.made_at >= now - MADE_SINCE,
            Promise.status != "withdrawn",
            Instalment.due_on >= today - BACK,
            Instalment.due_on <= today + AHEAD,
        )
        .order_by(Instalment.due_on, Instalment.id)
        .limit(3 * MOST)
    ).all()
    return [
        PromiseLine(
            part.due_on,
            Money(part.amount_minor, currency),
            Money(part.paid_minor, currency),
            part.status,
            name,
            external,
        )
        for part, currency, name, external in rows
    ]
