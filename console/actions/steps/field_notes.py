"""What a pair tells beside the visit itself: that it is well or not, what was said, photos, and the place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from console.actions.steps.agent_state import lock_agent
from console.actions.steps.alarms import raise_alarm
from console.actions.steps.trips import Done, Step, at_door, of_pair, own_round, round_of
from console.domain.alarms import KINDS
from console.domain.errors import Invalid
from console.domain.events import RoundChanged
from console.domain.field_entries import place_of
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import (
    Agent,
    DisclosureMark,
    FieldEntry,
    Person,
    PlaceCorrection,
    SafetyMark,
    Signal,
    Trip,
    Visit,
    VisitMedia,
    VisitRound,
)

LATE_TIMER = timedelta(seconds=60)  # one that comes late may have been ended in the entries that follow it


def checkin(step: Step) -> Done:
    """Start the timer of a stop: without a word until then, the lead is alarmed."""
    here = at_door(step)
    until = step.at + timedelta(minutes=step.body["minutes"])
    if here.trip.left_at is None:
        put(step.session, here.trip, checkin_until=max(until, step.act.now + LATE_TIMER))
    step.act.work.happened(RoundChanged((), (here.round.id,)))
    return Done(trip=here.trip, data={"checkin_until": until.isoformat()})


def safe(step: Step) -> Done:
    """The pair is well: the timers of its round end, and the next stop is open again.

    It says nothing of what came after it: a timer that was set later goes on, and a later miss stands.
    """
    open_trips = (
        select(Trip)
        .join(VisitRound, VisitRound.id == Trip.round_id)
        .where(of_pair(step.act.actor.id), Trip.checkin_until.is_not(None) | Trip.missed_at.is_not(None))
        .order_by(Trip.id)
    )
    trips = step.session.execute(open_trips).scalars().all()
    # after midnight it is the round of the day before
    rounds = {trip.round_id for trip in trips} or {own_round(step).id}
    for trip in trips:
        over: dict[str, Any] = {}
        if trip.checkin_until is not None and _timer_set(step, trip) <= step.at:
            over["checkin_until"] = None
        if trip.missed_at is not None and trip.missed_at <= step.at:
            over["missed_at"] = None
        if over:
            put(step.session, trip, **over)
    step.act.work.happened(RoundChanged((), tuple(sorted(rounds))))
    return Done()


def _timer_set(step: Step, trip: Trip) -> datetime:
    """Return when the pair set the timer that runs: with its last check-in, else with its departure."""
    last = select(func.max(FieldEntry.at)).where(FieldEntry.trip_id == trip.id, FieldEntry.kind == "checkin")
    return max(trip.departed_at, step.session.execute(last).scalar() or trip.departed_at)


def sos(step: Step) -> Done:
    """Alarm the leads at once, with the last place and who the pair is. It needs no round, no visit and no desk."""
    one = round_of(step)
    me = step.act.actor.id
    people = (me,) if one is None else (me, one.first_id, one.second_id)
    known = set(step.session.execute(select(Agent.id).where(Agent.id.in_(people))).scalars())
    agent_id = next((person for person in people if person in known), None)
    if agent_id is None:  # an alarm hangs on somebody with a desk: any lead answers for one who has none
        agent_id = step.session.execute(select(Agent.id).order_by(Agent.id).limit(1)).scalar_one()
    lock_agent(step.session, agent_id)
    customer_id = step.session.execute(select(Visit.customer_id).where(Visit.id == step.entry.visit)).scalar()
    names = step.session.execute(select(Person.name).where(Person.id.in_(people)).order_by(Person.id)).scalars().all()
    facts: dict[str, Any] = {"pair": list(names), "at": step.at.isoformat(), "visit": step.entry.visit}
    if one is not None:
        facts["round"] = one.id
    place = place_of(step.body)
    if place is not None:
        facts |= {"lat": place[0].lat, "lon": place[0].lon, "accuracy_m": place[1]}
    alarm_id = raise_alarm(step.act, KINDS["sos"], agent_id, customer_id, None, None, facts)
    return Done(data={"alarm": alarm_id})


def said(step: Step) -> Done:
    """Keep which words were shown and said, which disclosures were made, and which signals were marked."""
    here = at_door(step)
    known = set(
        step.session.execute(select(DisclosureMark.key).where(DisclosureMark.handout_id == here.handout.id)).scalars()
    )
    for key in dict.fromkeys(step.body.get("disclosures", ())):
        if key not in known:
            add(step.session, DisclosureMark, handout_id=here.handout.id, key=key, state="said", reason="", at=step.at)
    for key in dict.fromkeys(step.body.get("signals", ())):
        add(
            step.session,
            Signal,
            handout_id=here.handout.id,
            customer_id=here.case.customer.id,
            agent_id=here.trip.agent_id,
            kind="signal",
            key=key,
            at=step.at,
        )
    return Done(trip=here.trip)


def media(step: Step) -> Done:
    """Announce a photo, voice note or signature. Its bytes come by parts."""
    here = at_door(step)
    add(
        step.session,
        VisitMedia,
        client_id=step.entry.id,
        person_id=step.act.actor.id,
        visit_id=here.visit.id,
        what=step.body["what"],
        type=step.body["type"],
        bytes=step.body["bytes"],
        sha256=step.body["sha256"],
        at=step.at,
    )
    return Done(trip=here.trip)


def mark(step: Step) -> Done:
    """Mark the address, for the safety of the next pair."""
    here = at_door(step)
    add(
        step.session,
        SafetyMark,
        place_id=here.visit.place_id,
        visit_id=here.visit.id,
        by_id=step.act.actor.id,
        kind=step.body["what"],
        note=str(step.body.get("note", "")),
        hour=step.at.astimezone(step.act.context.zone).hour,
        at=step.at,
    )
    return Done(trip=here.trip)


def cannot_find(step: Step) -> Done:
    """Keep why the door was not found, and where it really is, until another person has verified it."""
    here = at_door(step)
    place = place_of(step.body)
    add(
        step.session,
        PlaceCorrection,
        place_id=here.visit.place_id,
        visit_id=here.visit.id,
        reason=step.body["reason"],
        note=str(step.body.get("note", "")),
        lat=place[0].lat if place is not None else None,
        lon=place[0].lon if place is not None else None,
        accuracy_m=round(place[1]) if place is not None else None,
        proposed_by_id=step.act.actor.id,
        proposed_at=step.at,
    )
    step.act.work.happened(RoundChanged((), (here.round.id,)))
    return Done(trip=here.trip)


def note(step: Step) -> Done:
    """Keep a note: it stands in the entry itself."""
    if not step.body["text"].strip():
        raise Invalid("A field of this entry is missing.", field="text")
    return Done(trip=at_door(step).trip)
