"""The team's outcomes of today, and the numbers that were shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.actor import Actor
from console.domain.facts import Money
from console.domain.offers import first_day
from console.domain.say_back import form_of, outcome_sentence
from console.domain.visit_outcomes import ANY_CODE
from console.store.cached.holidays import holidays
from console.store.models import Creditor, Customer, Outcome, Person, Phone, Reveal, Team
from console.store.queries import masking
from console.store.queries.names import name_in
from console.store.queries.shift_panel import day_start
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
