"""The team's outcomes of today, and the numbers that were shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.domain.labels import named
from console.domain.offers import first_day
from console.domain.reading import DOORS
from console.domain.say_back import form_of, outcome_sentence
from console.domain.visit_outcomes import ANY_CODE
from console.store.cached.holidays import holidays
from console.store.models import Creditor, Customer, Look, Outcome, Person, Phone, Reveal, RingIn, Team
from console.store.queries import masking
from console.store.queries.names import name_in
from console.store.queries.shift_panel import day_start
from console.store.scope import team_of
from console.store.views import ShownNumber, TeamOutcome

MOST = 200


def outcomes_of_today(
    session: Session, actor: Actor, now: datetime, zone: ZoneInfo, wanted: str = ""
) -> tuple[TeamOutcome, ...]:
    """Return today's outcomes that the actor may correct, newest first, at most 200.

    ``wanted``: the customer's id (or its beginning), or a part of the agent's name.
    """
    newer = aliased(Outcome)
    query = (
        select(Outcome, name_in(actor.locale), Customer, newer.id.label("newer"), Creditor.home_region)
        .join(Person, Person.id == Outcome.agent_id)
        .join(Customer, Customer.id == Outcome.customer_id)
        .join(Creditor, Creditor.id == Customer.creditor_id)
        .outerjoin(newer, newer.corrects_id == Outcome.id)
        .where(Outcome.at >= day_start(now, zone))
        .order_by(Outcome.at.desc(), Outcome.id.desc())
        .limit(MOST)
    )
    wanted = wanted.strip()
    if wanted:
        query = query.where(
            or_(
                func.lower(Customer.external_id).startswith(wanted.lower(), autoescape=True),
                func.lower(Person.name).contains(wanted.lower(), autoescape=True),
                Person.name_zh.contains(wanted, autoescape=True),
            )
        )
    if actor.role == "lead":
        query = query.where(Person.team_id == actor.team_id)
    found = session.execute(query).all()
    off = {region: _days_off(session, region, now) for region in {row.home_region for row in found}}
    return tuple(_outcome(row, now, off[row.home_region]) for row in found)


def _days_off(session: Session, region: str, now: datetime) -> frozenset[date]:
    return frozenset(day for day, _ in holidays(session, region, now))


def _outcome(row: Any, now: datetime, off_days: frozenset[date]) -> TeamOutcome:
    outcome, agent, customer, newer = row.Outcome, row.name, row.Customer, row.newer
    rule = ANY_CODE[outcome.code]
    today = now.astimezone(ZoneInfo(customer.zone)).date()
    return TeamOutcome(
        id=outcome.id,
        at=outcome.at,
        agent=agent,
        customer_id=customer.id,
        external_id=customer.external_id,
        customer=masking.name(customer.name),
        code=outcome.code,
        words=outcome_sentence(rule, form_of(outcome.details), customer.currency, customer.zone),
        note=outcome.note,
        late=outcome.late,
        corrects=outcome.corrects_id is not None,
        corrected=newer is not None,
        handout_id=outcome.handout_id,
        facts_version=customer.facts_version,
        owed=Money(max(0, customer.owed_minor), customer.currency),
        tomorrow=today + timedelta(days=1),
        suggested_on=first_day(today, off_days),
    )


@dataclass(frozen=True, slots=True)
class LookLine:
    """A customer whom somebody looked at, or wanted to look at, outside a hand-out."""

    at: datetime
    who: str
    team: str
    customer: str
    external_id: str
    door: Bilingual
    refused: bool


@dataclass(frozen=True, slots=True)
class RingLine:
    """An inbound call that an agent took, with the number that rang (masked, "" = withheld)."""

    id: int
    at: datetime
    who: str
    customer: str
    external_id: str
    number: str
    known: bool
    judged: str
    note: str
    mine: bool


def looks_shown(session: Session, actor: Actor, since: datetime) -> tuple[LookLine, ...]:
    """Return who looked at whom since then, newest first.

    A lead sees the looks of the own team, and every look at a customer for whom the own team answers.
    """
    query: Any = (
        select(
            Look, name_in(actor.locale), Team.name.label("team"), Customer.name.label("customer"), Customer.external_id
        )
        .join(Person, Person.id == Look.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(Customer, Customer.id == Look.customer_id)
        .where(Look.at >= since)
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(MOST)
    )
    if actor.role == "lead":
        query = query.where(or_(Person.team_id == actor.team_id, team_of(Look.customer_id) == actor.team_id))
    return tuple(
        LookLine(
            row.at, who, team or "", masking.name(customer or ""), external or "", named(DOORS, row.door), row.refused
        )
        for row, who, team, customer, external in session.execute(query).all()
    )


def calls_taken(session: Session, actor: Actor, since: datetime) -> tuple[RingLine, ...]:
    """Return the inbound calls since then that a lead judges or has judged: their number is not on file."""
    query: Any = (
        select(RingIn, name_in(actor.locale), Customer.name.label("customer"), Customer.external_id)
        .join(Person, Person.id == RingIn.person_id)
        .join(Customer, Customer.id == RingIn.customer_id)
        .where(RingIn.at >= since, RingIn.known.is_(False))
        .order_by(RingIn.judged_at.is_not(None), RingIn.at.desc(), RingIn.id.desc())
        .limit(MOST)
    )
    if actor.role == "lead":
        query = query.where(or_(Person.team_id == actor.team_id, team_of(RingIn.customer_id) == actor.team_id))
    return tuple(
        RingLine(
            row.id,
            row.at,
            who,
            masking.name(customer),
            external,
            masking.phone(row.number) if row.number else "",
            row.known,
            row.judged,
            row.note,
            row.person_id == actor.id,
        )
        for row, who, customer, external in session.execute(query).all()
    )


def numbers_shown(session: Session, actor: Actor, since: datetime) -> tuple[ShownNumber, ...]:
    """Return who looked at which number since then, and why; a lead sees the own team."""
    query: Any = (
        select(Reveal, name_in(actor.locale), Team.name.label("team"), Customer, Phone.e164)
        .join(Person, Person.id == Reveal.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .join(Customer, Customer.id == Reveal.customer_id)
        .join(Phone, Phone.id == Reveal.phone_id)
        .where(Reveal.at >= since)
        .order_by(Reveal.at.desc(), Reveal.id.desc())
        .limit(MOST)
    )
    if actor.role == "lead":
        query = query.where(Person.team_id == actor.team_id)
    return tuple(
        ShownNumber(
            at=row.at,
            who=who,
            team=team or "",
            customer=masking.name(customer.name),
            external_id=customer.external_id,
            number=masking.phone(e164),
            made_up=customer.made_up,
            reason=row.reason,
        )
        for row, who, team, customer, e164 in session.execute(query).all()
    )
