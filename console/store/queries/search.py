"""Finding a customer by number, name or external id, for an inbound call."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.store.models import Account, Customer, CustomerPhone, Handout, Person, Phone
from console.store.queries import masking
from console.store.scope import found_by

MOST = 12  # shown
COUNTED = 100  # matches of one kind that are counted
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


@dataclass(frozen=True, slots=True)
class Matches:
    """The first matches, and how many there are; ``more``: at least so many, nobody counted on."""

    found: tuple[Found, ...] = ()
    total: int = 0
    more: bool = False


def find_customers(session: Session, actor: Actor, query: str) -> tuple[Found, ...]:
    """Return at most twelve matches, as ``search_customers``."""
    return search_customers(session, actor, query).found


def search_customers(session: Session, actor: Actor, query: str) -> Matches:
    """Return whom a number, an id or the beginning of a name means: at most twelve, and how many there are.

    A number matches however it is written, as people of any country write their own or dial abroad.
    """
    query = unicodedata.normalize("NFKC", query).strip()
    digits = re.sub(r"\D", "", query)
    if len(query) < 2:
        return Matches()
    ours = found_by(actor, Customer.id)
    ids: list[int] = []
    if len(digits) >= 7:
        ids += session.execute(
            select(CustomerPhone.customer_id)
            .join(Phone, Phone.id == CustomerPhone.phone_id)
            .join(Customer, Customer.id == CustomerPhone.customer_id)
            .where(Phone.e164.in_(spellings(query)), ours)
            .order_by(CustomerPhone.customer_id)
            .limit(COUNTED)
        ).scalars()
    wanted = query.lower()
    for match in (
        select(Customer.id).where(func.lower(Customer.external_id) == wanted),
        select(Account.customer_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(func.lower(Account.external_id) == wanted),
        select(Customer.id).where(_begins(session, query)).order_by(func.lower(Customer.name), Customer.id),
    ):  # each by its own index
        ids += session.execute(match.where(ours).limit(COUNTED)).scalars()
    if not ids:
        return Matches()
    different = list(dict.fromkeys(ids))
    found = _found(session, actor, different[:MOST])
    return Matches(found, len(different), more=len(different) >= COUNTED)


def _begins(session: Session, start: str) -> ColumnElement[bool]:
    """Return the condition that the name begins with ``start``, in upper or lower case.

    With LIKE SQLite would read every name; between two names it reads only those.
    """
    name = func.lower(Customer.name)
    if session.get_bind().dialect.name != "sqlite":
        return name.startswith(start.lower(), autoescape=True)
    start = start.translate(SMALL)
    return and_(name >= start, name < start + LAST)


def spellings(query: str) -> list[str]:
    """Return the full numbers that a person may mean: as each country writes its own numbers and dials abroad.

    A Chinese land line is given with its area code (021 6123 4567) or without; then every area is tried. Fewer than
    seven digits mean no number.
    """
    digits = re.sub(r"\D", "", query)
    if len(digits) < 7:
        return []
    if len(digits) <= 8 and digits[0] != "0":
        return [f"+86{area}{digits}" for area in AREAS]
    found = {f"+86{digits[-11:]}", f"+86{digits.lstrip('0')}", f"+{digits}"}
    for region in phonenumbers.SUPPORTED_REGIONS:
        try:
            number = phonenumbers.parse(query, region)
        except phonenumbers.NumberParseException:
            continue
        found.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return sorted(found)


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
        for customer, agent_id, holder in sorted(rows, key=lambda row: ids.index(row[0].id))
    )
