"""The customer's file as whoever took an alarm sees it: who, where, how to ring, what was said last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.labels import HOLDS, ROLES, named
from console.domain.safety_numbers import lines_for
from console.domain.visit_outcomes import ANY_CODE
from console.store.customer_case import load_case
from console.store.models import Address, Outcome, Person
from console.store.queries import masking
from console.store.queries.safety_numbers import own_numbers
from console.store.views import NumberView

LAST = 10


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One recorded contact."""

    at: datetime
    by: str
    words: Bilingual
    note: str


@dataclass(frozen=True, slots=True)
class AlarmFile:
    """What helps a person in danger, and nothing of what is owed."""

    name: str
    made_up: bool
    external_id: str
    place: str
    local_time: str
    places: tuple[str, ...]
    numbers: tuple[NumberView, ...]
    lines: tuple[NumberView, ...]
    holds: tuple[Bilingual, ...]
    contacts: tuple[ContactLine, ...]


def alarm_file(session: Session, customer_id: int, now: datetime) -> AlarmFile | None:
    """Return the file of a customer for the person who has taken the alarm, or None."""
    case = load_case(session, customer_id, now)
    if case is None:
        return None
    customer = case.customer
    own, _ = own_numbers(session)
    places = session.execute(select(Address.text).where(Address.customer_id == customer_id).order_by(Address.id))
    said = session.execute(
        select(Outcome.at, Outcome.code, Outcome.note, Person.name)
        .join(Person, Person.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer_id)
        .order_by(Outcome.id.desc())
        .limit(LAST)
    ).all()
    return AlarmFile(
        customer.name,
        customer.made_up,
        customer.external_id,
        customer.province or customer.region,
        now.astimezone(ZoneInfo(customer.zone)).strftime("%H:%M"),
        tuple(text for text in places.scalars() if text),
        tuple(
            NumberView(masking.phone(phone.e164), named(ROLES, phone.role), int(phone.id or 0))
            for phone in case.facts.phones or ()
            if phone.status not in ("wrong", "invalid")
        ),
        tuple(
            NumberView(line.number, Bilingual(line.name, line.name_zh))
            for line in lines_for(customer.region, case.creditor.home_region, own)
        ),
        tuple(dict.fromkeys(named(HOLDS, hold.kind) for hold in case.facts.requests or ())),
        tuple(
            ContactLine(row.at, row.name, Bilingual(ANY_CODE[row.code].en, ANY_CODE[row.code].zh), row.note)
            for row in said
        ),
    )
