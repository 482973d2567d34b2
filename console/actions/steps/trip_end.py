"""A visit ends from outside while the pair is out: its trips get a stop sign, and the customer goes on."""

from __future__ import annotations

from sqlalchemy import select

from console.actions.call import Act
from console.actions.steps.agent_state import end_handout
from console.domain.events import RoundChanged
from console.store import claim
from console.store.fast.entities import put
from console.store.models import Handout, Trip, Visit

UNREPORTED = "unreported"  # the end reason of a visit whose pair has not said how it ended


def stop_trips(act: Act, visit: Visit, why: str) -> None:
    """Give every trip that is not over a stop sign, and end its hand-out. What the pair reports later is late.

    The timer of the check-in goes on: the pair is still out there.
    """
    session = act.work.session
    trips = session.execute(select(Trip).where(Trip.visit_id == visit.id, Trip.left_at.is_(None))).scalars().all()
    for trip in trips:
        words = {"en": why, "zh": why}
        put(session, trip, stop_code="cancelled", stop_words=words, stop_at=act.now, late=True)
        handout = session.get_one(Handout, trip.handout_id, populate_existing=True)
        if handout.ended_at is None:
            end_handout(act, handout, "cancelled")
            claim.put_to_sleep(act.work, visit.customer_id, act.now, wake_at=act.now, reason="returned")
        act.work.happened(RoundChanged((), (trip.round_id,)))


def end_recalled(act: Act, handout_id: int, why: str) -> None:
    """End the visit of a hand-out that a lead has taken back. A hand-out of a desk has none."""
    session = act.work.session
    found = session.execute(select(Trip.visit_id).where(Trip.handout_id == handout_id)).scalar()
    visit = session.get_one(Visit, found, with_for_update=True) if found is not None else None
    if visit is None or visit.ended_at is not None:
        return
    stop_trips(act, visit, why)
    put(session, visit, state="cancelled", ended_at=act.now, end_reason=why)


def close_unreported(act: Act, visit: Visit) -> None:
    """Close a visit whose round is over and whose pair has not said how it ended.

    The trips stay as they are: what the tablet still sends takes effect unless the customer has gone on (rule 15).
    """
    session = act.work.session
    trips = session.execute(select(Trip).where(Trip.visit_id == visit.id, Trip.left_at.is_(None))).scalars().all()
    for trip in trips:
        handout = session.get_one(Handout, trip.handout_id, populate_existing=True)
        if handout.ended_at is None:
            end_handout(act, handout, UNREPORTED)
            claim.put_to_sleep(act.work, visit.customer_id, act.now, wake_at=act.now, reason="returned")
    put(session, visit, state="cancelled", ended_at=act.now, end_reason=UNREPORTED)
