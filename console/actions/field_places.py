"""Positions go after the shift: the distance to the door and the times stay, and the proof still verifies (N30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.domain.visit_record import PLACE, without_places
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Alarm, FieldEntry, Trip, VisitRound

AFTER = timedelta(hours=1)  # after the end of the round
AROUND = timedelta(hours=12)  # entries before and after the hours of a round belong to its day
DAY = timedelta(days=1)
LATE = timedelta(days=14)  # so long an outbox may still come
PLACES = ("place", "unread")  # what of a body may hold a position: a refused one is kept unread
COARSE = 2  # decimals of a degree: about a kilometre


def purge(call: Call) -> int:
    """Take the positions out of every round that is over; a duty of the worker. Return how many rows lost one."""
    with call.context.database.reading() as session:
        over = select(VisitRound.id).where(
            VisitRound.ends_at < call.now - AFTER, VisitRound.ends_at > call.now - AFTER - LATE
        )
        found = list(session.execute(over.order_by(VisitRound.id)).scalars())
    plain = Call(call.context, call.actor, call.now)
    done = sum(int(_purge(plain, round_id).data["count"]) for round_id in found)
    return done + int(_purge_rest(plain).data["count"])


@action("field.purge_rest", audited=False)
def _purge_rest(act: Act) -> Answer:
    """Take the positions out of what belongs to no round, such as an SOS on a day without one, after a day."""
    session = act.work.session
    count = 0
    old = and_(FieldEntry.received_at < act.now - DAY, FieldEntry.received_at > act.now - LATE)
    for row in session.execute(select(FieldEntry.id, FieldEntry.body).where(old)).all():
        count += _strip(session, row.id, row.body)
    alarms = select(Alarm.id, Alarm.facts).where(
        Alarm.kind == "sos", Alarm.raised_at < act.now - DAY, Alarm.raised_at > act.now - LATE
    )
    for alarm in session.execute(alarms).all():
        coarse = _coarse(alarm.facts)
        if coarse is not None:
            change(session, Alarm, alarm.id, facts=coarse)
            count += 1
    return Answer(data={"count": count})


def _strip(session: Session, entry_id: int, body: dict[str, Any]) -> int:
    """Take the position out of an entry. Return 1, or 0 when there is none."""
    if not any(name in body for name in PLACES):
        return 0
    rest = {key: value for key, value in body.items() if key not in PLACES}
    change(session, FieldEntry, entry_id, body={**rest, "place_gone": True})
    return 1


@action("field.purge", audited=False)
def _purge(act: Act, round_id: int) -> Answer:
    session = act.work.session
    one = session.get_one(VisitRound, round_id, with_for_update=True)
    if one.state in ("planned", "out"):
        put(session, one, state="over")
    count = 0
    pair = or_(FieldEntry.person_id == one.first_id, FieldEntry.person_id == one.second_id)
    that_day = and_(FieldEntry.at > one.starts_at - AROUND, FieldEntry.at < one.ends_at + AROUND)
    rows = session.execute(select(FieldEntry.id, FieldEntry.body).where(pair, that_day)).all()
    for row in rows:
        count += _strip(session, row.id, row.body)
    trips = session.execute(select(Trip.id, Trip.record).where(Trip.round_id == round_id, Trip.record.is_not(None)))
    for trip in trips.all():
        parts = trip.record["parts"]
        if any(str(one_part["name"]).startswith(PLACE) and "value" in one_part for one_part in parts):
            change(session, Trip, trip.id, record={"parts": without_places(parts)})
            count += 1
    alarms = select(Alarm.id, Alarm.facts).where(
        Alarm.kind.in_(("sos", "checkin_overdue")), Alarm.raised_at > one.starts_at - AROUND
    )
    for alarm in session.execute(alarms).all():
        coarse = _coarse(alarm.facts) if (alarm.facts or {}).get("round") == round_id else None
        if coarse is not None:
            change(session, Alarm, alarm.id, facts=coarse)
            count += 1
    return Answer(data={"count": count})


def _coarse(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the facts of an alarm with a place no finer than a kilometre, or None when they are so."""
    if not facts or "lat" not in facts:
        return None
    coarse = {"lat": round(facts["lat"], COARSE), "lon": round(facts["lon"], COARSE), "accuracy_m": 1000}
    return {**facts, **coarse} if any(facts[name] != value for name, value in coarse.items()) else None
