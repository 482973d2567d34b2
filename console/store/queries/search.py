"""Finding a customer by number, name or external id, for an inbound call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.store.models import Account, Customer, CustomerPhone, Handout, Person, Phone
from console.store.queries import masking
from console.store.unit_of_work import Database

MOST = 12
SMALL = {n: n + 32 for n in range(ord("A"), ord("Z") + 1)}  # as SQLite's lower() does it
LAST = chr(0x10FFFF)
AREAS = ("10", *(str(n) for n in range(20, 30)), *(str(n) for n in range(310, 1000)))


@dataclass(frozen=True, slots=True)
class Found:
    """One match, masked; ``holder`` has the customer now."""

    customer_id: int
    name: str
    external_id: str
    place: str
    stage: str
    phones: tuple[str, ...]
    holder: str
    mine: bool


def find_customers(session: Session, actor: Actor, query: str) -> tuple[Found, ...]:
    """Return at most twelve matches; numbers match by their last digits, names by their beginning."""
    query = query.strip()
    digits = re.sub(r"\D", "", query)
    if len(query) < 2:
        return ()
    ids: list[int] = []
    if len(digits) >= 7:
        ids += session.execute(
            select(CustomerPhone.customer_id)
            .join(Phone, Phone.id == CustomerPhone.phone_id)
            .where(Phone.e164.in_(_spellings(digits)))
            .limit(MOST)
        ).scalars()
    wanted = query.lower()
    for match in (
        select(Customer.id).where(func.lower(Customer.external_id) == wanted),
        select(Account.customer_id).where(func.lower(Account.external_id) == wanted),
        select(Customer.id).where(_begins(session, query)).order_by(func.lower(Customer.name), Customer.id),
    ):  # each by its own index
        ids += session.execute(match.limit(MOST)).scalars()
    if not ids:
        return ()
    return _found(session, actor, list(dict.fromkeys(ids))[:MOST])


def _begins(session: Session, start: str) -> ColumnElement[bool]:
    """Return the condition that the name begins with ``start``, in upper or lower case.

    With LIKE SQLite would read every name; between two names it reads only those.
    """
    name = func.lower(Customer.name)
    if session.get_bind().dialect.name != "sqlite":
        return name.startswith(start.lower(), autoescape=True)
    start = start.translate(SMALL)
    return and_(name >= start, name < start + LAST)


def _spellings(digits: str) -> list[str]:
    """Return the full numbers that a person may mean by these digits.

    A land line is given with its area code (021 6123 4567) or without; then every area is tried.
    """
    if len(digits) <= 8 and digits[0] != "0":
        return [f"+86{area}{digits}" for area in AREAS]
    return sorted({f"+86{digits[-11:]}", f"+86{digits.lstrip('0')}", f"+{digits}"})


def _found(session: Session, actor: Actor, ids: list[int]) -> tuple[Found, ...]:
    rows = session.execute(
        select(Customer, Handout.agent_id, Person.name)
        .outerjoin(Handout, (Handout.customer_id == Customer.id) & Handout.ended_at.is_(None))
        .outerjoin(Person, Person.id == Handout.agent_id)
        .where(Customer.id.in_(ids))
    ).all()
    numbers: dict[int, list[str]] = {}
    for customer_id, e164 in session.execute(
        select(CustomerPhone.customer_id, Phone.e164)
        .join(Phone, Phone.id == CustomerPhone.phone_id)
        .where(CustomerPhone.customer_id.in_(ids))
        .order_by(CustomerPhone.rank)
    ):
        numbers.setdefault(customer_id, []).append(masking.phone(e164))
    return tuple(
        Found(
            customer.id,
            customer.name,
            customer.external_id,
            customer.province,
            customer.stage,
            tuple(numbers.get(customer.id, ())),
            holder or "",
            agent_id == actor.id,
        )
        for customer, agent_id, holder in rows
    )


_OWED = (
    select(func.coalesce(func.sum(case((Account.balance_minor > 0, Account.balance_minor), else_=0)), 0))
    .where(Account.customer_id == Customer.id)
    .scalar_subquery()
)
_HOME = (
    select(Customer.zone, Customer.currency, Handout.agent_id, _OWED.label("owed_minor"))
    .join(Handout, Handout.customer_id == Customer.id)
    .where(Handout.id == bindparam("handout"))
)


def home_of_handout(database: Database, actor: Actor, handout_id: int) -> Any | None:
    """Return ``zone``, ``currency`` and ``owed_minor`` of the customer of a hand-out, or None.

    None too for an agent without this hand-out.
    """
    found = next(iter(database.look(_HOME, handout=handout_id)), None)
    if found is None or (actor.role in ("agent", "collector") and found.agent_id != actor.id):
        return None
    return found
