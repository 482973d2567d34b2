"""The lead's page of rounds, and the collector's page of today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain import visits
from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, is_chinese
from console.domain.facts import Money
from console.store.models import Address, Attempt, Customer, Person, Place, Trip, Visit, VisitRound
from console.store.queries.names import name_in
from console.store.scope import answered_by
from console.store.views.visit import Reason, RoundsView, RoundView, VisitRow

MOST = 200
AMOUNTS = ("owed", "gain", "cost")
_VISITS = (
    select(
        Visit,
        Customer,
        Address.text.label("address"),
        Place.city,
        Person.name.label("by"),
        Person.name_zh.label("by_zh"),
    )
    .join(Customer, Customer.id == Visit.customer_id)
    .join(Place, Place.id == Visit.place_id)
    .outerjoin(Address, Address.id == Place.address_id)
    .outerjoin(Person, Person.id == Visit.proposed_by_id)
)


def rounds_view(session: Session, actor: Actor, day: str) -> RoundsView:
    """Return the rounds of the actor's team on a day, what waits for approval, and what is approved."""
    found = _rounds(session, day, actor.team_id)
    waiting = session.execute(
        _VISITS.where(Visit.state == "proposed", answered_by(actor, Visit.customer_id))
        .order_by((Visit.gain_minor - Visit.cost_minor).desc())
        .limit(MOST)
    ).all()
    approved = session.execute(
        _VISITS.where(Visit.state == "approved", Visit.round_id.is_(None), answered_by(actor, Visit.customer_id))
        .order_by(Visit.id)
        .limit(MOST)
    ).all()
    planned = [one for one in found if one.planned_by]
    newest = planned[-1] if planned else None
    busy = {one for row in found for one in (row.first_id, row.second_id)}
    return RoundsView(
        day,
        tuple(_round(session, one, actor) for one in found),
        tuple(_visit(row, actor, {}) for row in waiting),
        tuple(_visit(row, actor, {}) for row in approved),
        _collectors(session, actor, busy),
        tuple((row.id, row.label) for row in _house_places(session)),
        None if newest is None or newest.saved_s is None else round(newest.saved_s / 60),
        newest.nearest_missed if newest else 0,
        newest.planned_by if newest else "",
        newest.distances if newest else "",
        newest.distances_note if newest else "",
    )


def _rounds(session: Session, day: str, team_id: int | None) -> Sequence[VisitRound]:
    wanted = select(VisitRound).where(VisitRound.day == day, VisitRound.state != "cancelled").order_by(VisitRound.id)
    if team_id is not None:
        wanted = wanted.where(VisitRound.team_id == team_id)
    return session.execute(wanted).scalars().all()


def _round(session: Session, one: VisitRound, actor: Actor) -> RoundView:
    rows = session.execute(
        _VISITS.where(Visit.round_id == one.id, Visit.state != "cancelled").order_by(Visit.position, Visit.id)
    ).all()
    names = _names(session, (one.first_id, one.second_id), actor.locale)
    trips = {trip.visit_id: trip for trip in session.execute(select(Trip).where(Trip.round_id == one.id)).scalars()}
    rung = rung_since(session, [row.Visit.customer_id for row in rows], one.planned_at)
    return RoundView(
        one.id,
        (names[one.first_id], names[one.second_id]),
        one.state,
        one.starts_at,
        one.ends_at,
        one.leaves_at,
        one.back_at,
        session.get_one(Place, one.start_id).label,
        tuple((datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in one.steps),
        round(one.metres / 1000, 1),
        tuple(_visit(row, actor, rung, trips.get(row.Visit.id)) for row in rows),
        one.planned_version == one.version,
    )


def rung_since(session: Session, customers: Collection[int], since: datetime | None) -> Mapping[int, datetime]:
    """Return who was contacted elsewhere since the round was planned: the pair at the door must know."""
    if since is None or not customers:
        return {}
    rows = session.execute(
        select(Attempt.customer_id, func.max(Attempt.began_at))
        .where(Attempt.customer_id.in_(customers), Attempt.began_at > since, Attempt.channel != "visit")
        .group_by(Attempt.customer_id)
    ).all()
    return {customer_id: at for customer_id, at in rows}


def _visit(row: Any, actor: Actor, rung: Mapping[int, datetime], trip: Trip | None = None) -> VisitRow:
    visit, customer = row.Visit, row.Customer
    left = visits.LEFT_OUT.get(visit.left_out)
    return VisitRow(
        visit.id,
        customer.name,
        customer.external_id,
        customer.made_up,
        row.address or "",
        row.city,
        visit.state,
        Bilingual(*visits.STATES[visit.state]),
        visit.why,
        (row.by_zh if is_chinese(actor.locale) else "") or row.by or "",
        visit.proposed_by_id == actor.id,
        tuple(_reason(key, value, visit.currency) for key, value in visit.factors),
        Money(visit.gain_minor, visit.currency),
        Money(visit.cost_minor, visit.currency),
        Bilingual(*left) if left else None,
        visit.appointment_at,
        visit.round_id,
        visit.position,
        visit.arrives_at,
        visit.begins_at,
        visit.leaves_at,
        round(visit.travel_s / 60),
        round(visit.metres / 1000, 1),
        rung.get(visit.customer_id),
        trip.id if trip is not None and trip.sealed_at is not None else 0,
        trip is not None and trip.missed_at is not None,
    )


def _reason(key: str, value: str, currency: str) -> Reason:
    label = Bilingual(*visits.FACTORS[key])
    return Reason(label, amount=Money(int(value), currency)) if key in AMOUNTS else Reason(label, value)


def _names(session: Session, ids: Collection[int], locale: str) -> Mapping[int, str]:
    wanted = select(Person.id, name_in(locale)).where(Person.id.in_(ids))
    return {one: name for one, name in session.execute(wanted).all()}


def _collectors(session: Session, actor: Actor, busy: Collection[int]) -> tuple[tuple[int, str], ...]:
    wanted = select(Person.id, name_in(actor.locale)).where(Person.role == "collector", Person.disabled_at.is_(None))
    if actor.team_id is not None:
        wanted = wanted.where(Person.team_id == actor.team_id)
    rows = session.execute(wanted.order_by(Person.name)).all()
    return tuple((one, name) for one, name in rows if one not in busy)


def _house_places(session: Session) -> Sequence[Place]:
    return session.execute(select(Place).where(Place.customer_id.is_(None)).order_by(Place.label)).scalars().all()
