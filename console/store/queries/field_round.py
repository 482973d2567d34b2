"""What a tablet keeps for today: the pair's stops with permits, places, risks and words. Only what a visit needs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.domain import guidance, visit_permit, visits
from console.domain.actor import Actor
from console.domain.coordinates import Point
from console.domain.field_entries import MARKS
from console.domain.guidance.types import STEPS
from console.domain.visit_outcomes import VISIT_RULES, who_was_met
from console.domain.visit_permit import Permit
from console.store.cached.talking_points import library, library_version
from console.store.customer_case import Case, load_case
from console.store.models import Address, Alarm, Person, Place, SafetyMark, Trip, Visit, VisitRound
from console.store.queries.placeholders import sample_values
from console.store.queries.rounds import rung_since
from console.store.queries.safety_numbers import own_numbers
from console.store.visits import lawful_windows

CHECKIN_MINUTES = (15, 30, 45, 60)
MINDS = ("*", "procrastination", "fear", "rational")
RECENT = timedelta(days=365)


@dataclass(frozen=True)
class FieldStop:
    """A stop as the tablet gets it, and the permit that is to be signed."""

    data: dict[str, Any]
    permit: Permit | None


@dataclass(frozen=True)
class FieldRound:
    """The round as the tablet gets it."""

    data: dict[str, Any]
    stops: tuple[FieldStop, ...]


def field_round(
    session: Session, actor: Actor, day: str, now: datetime, yield_point: Callable[[], None] = lambda: None
) -> FieldRound | None:
    """Return the collector's round of this day, or None. Nobody else's.

    ``yield_point`` is called again and again: a day's words take longer than other screens may wait.
    """
    one = session.execute(
        select(VisitRound).where(
            VisitRound.day == day,
            VisitRound.state.in_(("planned", "out")),
            or_(VisitRound.first_id == actor.id, VisitRound.second_id == actor.id),
        )
    ).scalar_one_or_none()
    if one is None:
        return None
    found = session.execute(
        select(Visit, Place, Address)
        .join(Place, Place.id == Visit.place_id)
        .outerjoin(Address, Address.id == Place.address_id)
        .where(Visit.round_id == one.id)
        .order_by(Visit.position, Visit.id)
    ).all()
    trips = {trip.visit_id: trip for trip in session.execute(select(Trip).where(Trip.round_id == one.id)).scalars()}
    rung = rung_since(session, [row.Visit.customer_id for row in found], one.planned_at)
    stops = tuple(
        _stop(session, actor, one, (row.Visit, row.Place, row.Address), trips.get(row.Visit.id), rung, now, yield_point)
        for row in found
    )
    return FieldRound(_round(session, one), stops)


def _round(session: Session, one: VisitRound) -> dict[str, Any]:
    wanted = select(Person.id, Person.name, Person.name_zh).where(Person.id.in_((one.first_id, one.second_id)))
    names = {row.id: {"name": row.name, "name_zh": row.name_zh} for row in session.execute(wanted)}
    start, end = session.get_one(Place, one.start_id), session.get_one(Place, one.end_id)
    return {
        "id": one.id,
        "version": one.version,
        "day": one.day,
        "state": one.state,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "leaves_at": _iso(one.leaves_at),
        "back_at": _iso(one.back_at),
        "pair": [{"id": person, **names[person]} for person in (one.first_id, one.second_id)],
        "start": {"label": start.label, "lat": start.lat, "lon": start.lon},
        "end": {"label": end.label, "lat": end.lat, "lon": end.lon},
        "rests": one.steps,
        "current": one.planned_version == one.version,
    }


def shared(session: Session) -> dict[str, Any]:
    """Return what is the same for every stop: outcome codes, safety marks, the numbers of the shift."""
    _, contacts = own_numbers(session)
    return {
        "codes": [
            {
                "code": rule.code,
                "en": rule.en,
                "zh": rule.zh,
                "leads_en": rule.leads_en,
                "leads_zh": rule.leads_zh,
                "form": rule.form,
                "met": who_was_met(rule),
                "starred": rule.starred,
            }
            for rule in VISIT_RULES
        ],
        "marks": [{"key": key, "en": en, "zh": zh} for key, (en, zh) in MARKS.items()],
        "numbers": [{"name": one.name, "name_zh": one.name_zh, "number": one.number} for one in contacts],
        "checkin_minutes": list(CHECKIN_MINUTES),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _stop(
    session: Session,
    actor: Actor,
    one: VisitRound,
    where: tuple[Visit, Place, Address | None],
    trip: Trip | None,
    rung: Mapping[int, datetime],
    now: datetime,
    yield_point: Callable[[], None],
) -> FieldStop:
    visit, place, address = where
    case = load_case(session, visit.customer_id, now, team=one.team_id)
    assert case is not None
    sign, permit = _sign_and_permit(session, case, visit, place, one, trip, now)
    customer = case.customer
    past_due = max((account.days_past_due or 0 for account in case.facts.accounts or ()), default=0)
    data: dict[str, Any] = {
        "visit": visit.id,
        "token": trip.handout_id if trip is not None else 0,
        "position": visit.position,
        "state": visit.state,
        "stop": sign,
        "customer": {"name": customer.name, "external_id": customer.external_id, "made_up": customer.made_up},
        "debt": {"owed_minor": customer.owed_minor, "currency": customer.currency, "days_past_due": past_due},
        "place": {
            "address": address.text if address is not None else place.label,
            "city": place.city,
            "lat": place.lat,
            "lon": place.lon,
            "accuracy_m": place.accuracy_m,
            "verified": address is not None and address.verified is True,
        },
        "arrives_at": _iso(visit.arrives_at),
        "begins_at": _iso(visit.begins_at),
        "leaves_at": _iso(visit.leaves_at),
        "minutes": visit.minutes,
        "travel_min": round(visit.travel_s / 60),
        "km": round(visit.metres / 1000, 1),
        "appointment_at": _iso(visit.appointment_at),
        "rung_at": _iso(rung.get(visit.customer_id)),
        "rang_at": _iso(trip.rang_at) if trip is not None else None,
        "checkin_until": _iso(trip.checkin_until) if trip is not None else None,
        "missed": trip is not None and trip.missed_at is not None,
        "met": trip.met if trip is not None else "",
        "risk": risk_of(session, place.id, visit, now),
        "points": _points(session, case, actor, now, yield_point) if visit.ended_at is None else [],
    }
    return FieldStop(data, permit)


def _sign_and_permit(
    session: Session, case: Case, visit: Visit, place: Place, one: VisitRound, trip: Trip | None, now: datetime
) -> tuple[dict[str, Any] | None, Permit | None]:
    """Return the stop sign of a visit, or the permit to begin it. Judged by the one engine, now."""
    if visit.ended_at is not None:
        if visit.state == "done":
            return None, None
        en, zh = visits.STATES[visit.state]
        return {"code": "cancelled", "en": en, "zh": zh, "at": visit.ended_at.isoformat()}, None
    if trip is not None and trip.stop_code and trip.stop_words is not None and trip.stop_at is not None:
        return {"code": trip.stop_code, **trip.stop_words, "at": trip.stop_at.isoformat()}, None
    windows = lawful_windows(session, case, visit, now, one.ends_at)
    found = visit_permit.span(windows, now, one.ends_at)
    if found is None:
        against = visits.obstacles(case.facts, now, place=True)
        en, zh = visits.OBSTACLES[against[0] if against else "law"]
        code = "paid" if "nothing_owed" in against else "hold" if against else "law"
        return {"code": code, "en": en, "zh": zh, "at": now.isoformat()}, None
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"visit:{visit.id}:{one.id}:{now.isoformat()}"))
    pair = (one.first_id, one.second_id)
    return None, Permit(name, visit.id, one.id, pair, Point(place.lat, place.lon), now, *found)


def risk_of(session: Session, place_id: int, visit: Visit, now: datetime) -> dict[str, Any]:
    """Return what is known of the danger at this place: marks of the last year, and alarms with this customer.

    high: a weapon or a threat, or an alarm. An hour near the planned one weighs as much as the place itself.
    """
    marks: Sequence[SafetyMark] = (
        session.execute(
            select(SafetyMark)
            .where(SafetyMark.place_id == place_id, SafetyMark.at > now - RECENT)
            .order_by(SafetyMark.at.desc())
            .limit(10)
        )
        .scalars()
        .all()
    )
    alarms = session.execute(
        select(Alarm.kind)
        .where(
            Alarm.customer_id == visit.customer_id,
            Alarm.raised_at > now - RECENT,
            Alarm.kind.in_(("sos", "threat_to_agent")),
        )
        .limit(1)
    ).first()
    grave = alarms is not None or any(mark.kind in ("weapon", "threat") for mark in marks)
    level = "high" if grave else "some" if marks else "none"
    return {
        "level": level,
        "marks": [
            {"kind": mark.kind, "note": mark.note, "hour": mark.hour, "at": mark.at.isoformat()} for mark in marks
        ],
    }


def _points(
    session: Session, case: Case, actor: Actor, now: datetime, yield_point: Callable[[], None]
) -> list[dict[str, Any]]:
    """Return the words for the door by step and state of mind. What comes after the identity is marked so."""
    values = sample_values(case, actor.called, now)
    books = library(session, library_version(session))
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for verified, steps in ((False, ("open", "verify")), (True, tuple(key for key, _, _ in STEPS[2:]))):
        for step in steps:
            yield_point()
            for mind in MINDS:
                chosen = guidance.talking_points(
                    mind,
                    unsure=mind == "*",
                    stage=case.customer.stage,
                    step=step,
                    truths={"identity_verified": verified},
                    library=books,
                    channel="visit",
                )
                for point in chosen.points[:1]:
                    found.setdefault(
                        (mind, point.step, point.en),
                        {
                            "mind": mind,
                            "step": point.step,
                            "after_identity": verified,
                            "en": guidance.fill(point.en, values["en"]),
                            "zh": guidance.fill(point.zh, values["zh"]),
                            "why_en": point.why_en,
                            "why_zh": point.why_zh,
                        },
                    )
    return list(found.values())
