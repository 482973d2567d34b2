"""A pair departs, arrives, meets somebody, shows its papers: each with the verdict of its own time (rules 1, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions.steps import attempt_gate
from console.actions.steps.agent_state import change_state, own_agent, shift_of
from console.actions.steps.expiry import expire_one
from console.actions.steps.trips import (
    AtDoor,
    Done,
    Step,
    at_door,
    blocked_words,
    door,
    judge,
    locked_visit,
    need,
    obstacle,
    own_round,
    trip_of,
)
from console.domain import shift, visit_permit, visits
from console.domain.compliance import Proposed
from console.domain.coordinates import Point, distance_m
from console.domain.errors import Invalid, NotYours
from console.domain.events import RoundChanged, SupplyChanged
from console.domain.field_entries import place_of
from console.domain.visit_permit import Permit
from console.store import claim
from console.store.customer_case import Case
from console.store.fast.entities import put
from console.store.fast.statements import add, change
from console.store.joint import kept_apart
from console.store.models import Agent, Attempt, Trip, Visit, VisitRound
from console.store.visits import lawful_windows

Why = tuple[str, str, dict[str, Any]]  # code, text, words
TAKEN = "This visit is not on your round any more."
LAW = "Not lawful now: %(reason)s"
NOTHING: Why = ("", "", {})
NO_PERMIT: Why = ("breach", "There was no permit for that time.", {})
HOLD = "This customer may not be visited now: %(reason)s."


def depart(step: Step) -> Done:
    """Begin the hand-out of a visit: the same claim and the same verdict as at the desk.

    On time it can be refused, and the pair does not go. What comes late has happened: it takes full effect at its own
    time while nobody else has had the customer, and is a late report otherwise (rule 15).
    """
    act = step.act
    one = own_round(step)
    case, visit = locked_visit(step)
    agent = own_agent(act)
    known = trip_of(step.session, visit.id, one.id)
    if known is not None:  # the other tablet of the pair was first
        return Done(data={"token": known.handout_id}, trip=known)
    given = _shown(step, visit, one)
    if visit.round_id != one.id and given is None:
        raise NotYours(TAKEN)
    judged, proposed = judge(step, case, visit, "verdict.begin")
    until, without_permit = _permit_until(step, case, visit, one, judged, given)
    taken = _taken(step, case, visit, one, agent)
    refused = taken or _missed(step, one)
    held = obstacle(step, visit, judged)
    if judged.verdict.blocked:
        refused = refused or ("blocked", LAW, blocked_words(judged.verdict))
    elif held is not None:
        refused = refused or ("stopped", HOLD, held[1])
    if refused and step.on_time:
        code, text, words = refused
        next_at = judged.verdict.next_allowed_at if code == "blocked" else None
        return Done(code, text, words, next_allowed_at=next_at)
    late = taken is not None
    begun = _Begun(judged, proposed, until, late=late, breach=judged.breach or without_permit)
    trip = _begin(step, case, visit, one, agent, begun)
    code, text, words = refused or (NO_PERMIT if without_permit else NOTHING)
    if judged.breach:
        code = "breach"
    return Done(code, text, words, {"token": trip.handout_id}, begun.breach, trip)


@dataclass(frozen=True)
class _Begun:
    """What a departure begins with."""

    judged: attempt_gate.Judged
    proposed: Proposed
    until: datetime
    late: bool
    breach: bool


def _shown(step: Step, visit: Visit, one: VisitRound) -> Permit | None:
    """Return the signed permit that the pair set out under. One of another visit, round or person is none."""
    if not step.signed:
        return None
    try:
        found = visit_permit.read_permit(step.body["permit"]["text"])
    except ValueError as error:
        raise Invalid("The permit cannot be read.", field="permit") from error
    fits = found.visit == visit.id and found.round == one.id and step.act.actor.id in found.pair
    return found if fits and found.given_at <= step.at else None


def _permit_until(
    step: Step,
    case: attempt_gate.Case,
    visit: Visit,
    one: VisitRound,
    judged: attempt_gate.Judged,
    given: Permit | None,
) -> tuple[datetime, bool]:
    """Return until when the visit may be begun, and True when it was begun without a permit for that time.

    A signed permit counts as it was given. A pair that asks on time gets one now.
    """
    if given is not None:
        return given.ends, not step.at < given.ends
    full = Case(case.customer, case.portfolio, case.creditor, judged.facts, judged.packs)
    windows = lawful_windows(step.session, full, visit, step.at, one.ends_at)
    found = visit_permit.span(windows, step.at, one.ends_at)
    now = found is not None and found[0] <= step.at
    return (found[1] if found and now else step.at), not (now and step.on_time)


def _taken(step: Step, case: attempt_gate.Case, visit: Visit, one: VisitRound, agent: Agent) -> Why | None:
    """Return why this pair does not get the customer: the visit is another's or over, or somebody has the customer."""
    if visit.ended_at is not None:
        en, zh = visits.STATES[visit.state]
        return "stopped", "This visit is over: %(state)s.", {"state": {"en": en, "zh": zh}}
    if _was_released(visit, one):  # the permit that was shown names this round
        put(step.session, visit, round_id=one.id, state="planned")
    if visit.round_id != one.id or visit.state != "planned":
        return "reassigned", TAKEN, {}
    live = claim.live_of_customer(step.session, case.customer.id)
    if live is not None and not expire_one(step.act, live.id, case.customer.id):
        return "late", "A colleague has this customer now.", {}
    if _later_contact(step, case.customer.id):
        return "late", "The customer has gone on: somebody had contact after you set out.", {}
    joint = None if step.on_time else kept_apart(step.session, case.customer.id)  # on time the grant refuses it
    if joint is not None:
        return "late", "%(name)s had somebody who owes the same account.", {"name": joint}
    if agent.handout_id is not None:
        return "stopped", "Finish your current customer first.", {}
    return None


def _was_released(visit: Visit, one: VisitRound) -> bool:
    """Return True when the end of this round took the visit off it: the pair was there, and tells it only now."""
    return one.state == "over" and visit.round_id is None and visit.state == "approved"


def _later_contact(step: Step, customer_id: int) -> bool:
    """Return True when another contact of the customer began after the instant of this entry."""
    later = select(Attempt.id).where(
        Attempt.customer_id == customer_id, Attempt.began_at > step.at, Attempt.handout_id.is_not(None)
    )
    return not step.on_time and step.session.execute(later.limit(1)).first() is not None


def _missed(step: Step, one: VisitRound) -> Why | None:
    """Return the refusal when the pair has not said that it is well after a missed check-in."""
    missed = select(Trip.id).where(Trip.round_id == one.id, Trip.missed_at.is_not(None))
    if step.session.execute(missed.limit(1)).first() is None:
        return None
    return "checkin", "A check-in was missed. Say that you are well, then go on.", {}


def _begin(step: Step, case: attempt_gate.Case, visit: Visit, one: VisitRound, agent: Agent, begun: _Begun) -> Trip:
    act, session = step.act, step.session
    version, lease = case.customer.facts_version, begun.until + timedelta(minutes=visit.minutes)
    if begun.late:
        token = claim.grant_past(act.work, case.customer.id, agent.id, step.at, act.now, version)
    else:
        claimed = claim.claim_customer(act.work, case.customer.id, agent.id, act.now)
        token = claim.grant(
            act.work, claimed, agent, "manual", step.at, facts_version=version, lease_until=lease, accepted=True
        )
        change_state(act, agent, shift.take(shift_of(agent)), cause="visit")
        put(session, visit, state=visits.move(visit.state, "departed"), departed_at=step.at)
        if one.state == "planned":
            put(session, one, state="out")
    attempt_id = attempt_gate.begin(
        act,
        begun.judged,
        begun.proposed,
        handout_id=token,
        agent_id=agent.id,
        began_at=step.at,
        line="visit",
        use_before=begun.until,
        breach=begun.breach,
    )
    trip_id = add(
        session,
        Trip,
        visit_id=visit.id,
        round_id=one.id,
        customer_id=case.customer.id,
        agent_id=agent.id,
        handout_id=token,
        attempt_id=attempt_id,
        late=begun.late,
        permit_until=begun.until,
        departed_at=step.at,
        arrived_how="",
        met="",
        stop_code="",
        checkin_until=None if begun.late or lease <= act.now else lease,  # silent until then: nobody knows how they are
        seal="",
    )
    act.work.happened(RoundChanged((), (one.id,)), SupplyChanged())
    return session.get_one(Trip, trip_id)


def arrive(step: Step) -> Done:
    """Record the arrival, and judge once more: what has come up since the departure is a stop sign."""
    here = at_door(step)
    if here.trip.arrived_at is not None:
        return Done(trip=here.trip)
    at = place_of(step.body)
    if step.body["how"] == "gps" and at is None:
        raise Invalid("A field of this entry is missing.", field="place")
    if step.body["how"] == "hand":
        need(str(step.body.get("reason", "")), "reason")
    place, _ = door(step, here.visit)
    metres = round(distance_m(Point(place.lat, place.lon), at[0])) if at is not None else None
    judged, _ = judge(step, here.case, here.visit, "verdict.begin", without=here.trip.attempt_id)
    after_end = step.at >= here.trip.permit_until
    breach = judged.breach or after_end
    held = obstacle(step, here.visit, judged)
    attempt = step.session.get_one(Attempt, here.trip.attempt_id)
    change_it = {"began_at": step.at, "verdict": judged.kept, "breach": attempt.breach or breach}
    put(step.session, attempt, **change_it)
    put(step.session, here.trip, arrived_at=step.at, arrived_how=step.body["how"], door_m=metres)
    if here.handout.ended_at is None:
        put(step.session, here.handout, begun_at=step.at, lease_until=None)  # a begun contact stays with its agent
    if not here.superseded and here.visit.state == "departed":
        put(step.session, here.visit, state="arrived", arrived_at=step.at)
    step.act.work.happened(RoundChanged((), (here.round.id,)))
    return _stop(step, here, judged, held, after_end=after_end)


def _stop(
    step: Step, here: AtDoor, judged: attempt_gate.Judged, held: tuple[str, dict[str, Any]] | None, *, after_end: bool
) -> Done:
    """Return what the arrival comes to, with a stop sign on the trip when the visit may not be begun."""
    code, text, words = "", "", dict[str, Any]()
    if here.trip.stop_code:
        return Done("stopped", HOLD, {"reason": here.trip.stop_words or {}}, breach=judged.breach, trip=here.trip)
    if judged.verdict.blocked:
        code, text, words = "blocked", LAW, blocked_words(judged.verdict)
    elif held is not None:
        code, text, words = "stopped", HOLD, held[1]
    if code:
        stop = held[0] if held is not None else "law"
        put(step.session, here.trip, stop_code=stop, stop_words=words["reason"], stop_at=step.at)
    breach = judged.breach or after_end
    if breach:
        code, text = "breach", text or "It was after the end of the permit."
    elif here.superseded and not code:
        code, text = "late", LATE
    return Done(code, text, words, breach=breach, trip=here.trip, next_allowed_at=judged.verdict.next_allowed_at)


LATE = "Stored as a late report for your lead. The customer has gone on."


def met(step: Step) -> Done:
    """Record who was met. With another person only neutral words are said."""
    here = at_door(step)
    who = step.body["who"]
    put(step.session, here.trip, met=who)
    if who != "nobody":
        change(step.session, Attempt, here.trip.attempt_id, answered_at=step.at)
    present = step.body.get("present", ["debtor"] if who == "debtor" else ["other"] if who == "other" else [])
    if present:
        judge(step, here.case, here.visit, "verdict.record", without=here.trip.attempt_id, details={"present": present})
    return _as_late(here, Done(trip=here.trip, data={"neutral": who == "other"}))


def check_list(step: Step) -> Done:
    """Judge what the pair says of its papers, its recorder and the door."""
    here = at_door(step)
    judged, _ = judge(
        step, here.case, here.visit, "verdict.record", without=here.trip.attempt_id, details=dict(step.body)
    )
    if judged.verdict.blocked:
        words = blocked_words(judged.verdict)
        return Done("breach" if judged.breach else "blocked", LAW, words, breach=judged.breach, trip=here.trip)
    return _as_late(here, Done(trip=here.trip))


def _as_late(here: AtDoor, done: Done) -> Done:
    if here.superseded and not done.code:
        return Done("late", LATE, {}, done.data, done.breach, done.trip)
    return done
