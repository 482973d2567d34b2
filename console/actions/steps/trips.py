"""One entry of a tablet inside its transaction: the visit, the pair's trip, and the verdict at the entry's own time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from console.actions.call import Act
from console.actions.steps import attempt_gate
from console.domain import visits
from console.domain.compliance import Proposed, Verdict
from console.domain.errors import IllegalMove, Invalid, NotYours
from console.domain.field_entries import Entry
from console.store import claim
from console.store.customer_facts import load_customer
from console.store.models import Address, Handout, Place, Trip, Visit, VisitRound
from console.store.visits import address_facts, door_of

LATEST_SYNC = timedelta(days=14)  # an outbox that is older belongs to a round that nobody can look at any more


@dataclass(frozen=True)
class Step:
    """An entry with its body and instant. ``on_time``: it came so soon that it can still be refused."""

    act: Act
    entry: Entry
    body: dict[str, Any]
    at: datetime
    on_time: bool
    signed: bool = False  # the permit that it shows carries the site's signature

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.act.work.session

    @property
    def then(self) -> Act:
        """The act at its own time: what it causes is reckoned from there."""
        return Act(self.act.work, replace(self.act.call, now=self.at))


@dataclass(frozen=True)
class Done:
    """What became of an entry. With a ``code`` it did not take full effect, and the text says why."""

    code: str = ""
    text: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    breach: bool = False
    trip: Trip | None = None
    next_allowed_at: datetime | None = None


@dataclass(frozen=True)
class AtDoor:
    """A trip with everything that an act on it needs, locked: customer, then visit."""

    case: attempt_gate.Case
    visit: Visit
    round: VisitRound
    trip: Trip
    handout: Handout
    superseded: bool


def own_round(step: Step) -> VisitRound:
    """Return the actor's round of the local day of this entry. Raises NotYours when there is none."""
    found = round_of(step)
    if found is None:
        raise NotYours("You have no round on that day.")
    return found


def round_of(step: Step) -> VisitRound | None:
    """Return the actor's round of the local day of this entry, or None."""
    day = step.at.astimezone(step.act.context.zone).date().isoformat()
    me = step.act.actor.id
    return step.session.execute(
        select(VisitRound).where(VisitRound.day == day, VisitRound.state != "cancelled", of_pair(me))
    ).scalar_one_or_none()


def locked_visit(step: Step) -> tuple[attempt_gate.Case, Visit]:
    """Return the visit of this entry with its customer, both locked. Raises NotYours for an unknown one."""
    customer_id = step.session.execute(select(Visit.customer_id).where(Visit.id == step.entry.visit)).scalar()
    loaded = load_customer(step.session, customer_id, lock=True) if customer_id is not None else None
    if loaded is None:
        raise NotYours()
    visit = step.session.get_one(Visit, step.entry.visit, with_for_update=True, populate_existing=True)
    return attempt_gate.Case(*loaded), visit


def trip_of(session: Session, visit_id: int, round_id: int) -> Trip | None:
    """Return the trip of this pair to this visit, or None."""
    return session.execute(
        select(Trip).where(Trip.visit_id == visit_id, Trip.round_id == round_id).with_for_update()
    ).scalar_one_or_none()


def at_door(step: Step) -> AtDoor:
    """Return the trip that this entry is about. Raises IllegalMove when the pair has not departed.

    It is the trip of the person's pair to this visit, on whatever day it began: a pair may come home after midnight.
    """
    case, visit = locked_visit(step)
    one = _round_of_trip(step, visit.id) or own_round(step)
    trip = trip_of(step.session, visit.id, one.id)
    if trip is None:
        raise IllegalMove("The pair has not departed to this visit.")
    if step.entry.token and step.entry.token != trip.handout_id:
        raise NotYours()
    handout = step.session.get_one(Handout, trip.handout_id, populate_existing=True)
    return AtDoor(case, visit, one, trip, handout, trip.late or claim.is_superseded(step.session, handout))


def of_pair(person_id: int) -> ColumnElement[bool]:
    """Return the condition of a round that this person is on."""
    return or_(VisitRound.first_id == person_id, VisitRound.second_id == person_id)


def _round_of_trip(step: Step, visit_id: int) -> VisitRound | None:
    """Return the round on which the person's pair went to this visit, the newest first, or None."""
    found = (
        select(VisitRound)
        .join(Trip, Trip.round_id == VisitRound.id)
        .where(Trip.visit_id == visit_id, of_pair(step.act.actor.id))
        .order_by(Trip.id.desc())
        .limit(1)
    )
    if step.entry.token:
        found = found.where(Trip.handout_id == step.entry.token)
    return step.session.execute(found).scalar_one_or_none()


def door(step: Step, visit: Visit) -> tuple[Place, Address | None]:
    """Return the place of a visit with its address on file."""
    place = step.session.get_one(Place, visit.place_id)
    return place, step.session.get(Address, place.address_id) if place.address_id is not None else None


def judge(
    step: Step,
    case: attempt_gate.Case,
    visit: Visit,
    kind: str,
    *,
    without: int | None = None,
    details: dict[str, Any] | None = None,
) -> tuple[attempt_gate.Judged, Proposed]:
    """Take the verdict of the one engine on this visit, at the entry's own time, and store it."""
    _, address = door(step, visit)
    proposed = Proposed(
        "visit",
        initiator="agent",
        address=address_facts(address) if address is not None else None,
        at=step.at,
        extra={"collectors": visits.COLLECTORS, **(details or {})},
    )
    judged = attempt_gate.judge(
        step.act,
        case,
        proposed,
        kind,
        at=step.at,
        without=without,
        team=step.act.actor.team_id,
        body={"visit": visit.id, "entry": step.entry.kind},
    )
    return judged, proposed


def blocked_words(verdict: Verdict) -> dict[str, Any]:
    """Return the words of the first finding that blocks."""
    finding = next(one for one in verdict.findings if one.severity == "block")
    return {"reason": {"en": finding.text_en, "zh": finding.text_zh}}


def obstacle(step: Step, visit: Visit, judged: attempt_gate.Judged) -> tuple[str, dict[str, Any]] | None:
    """Return what else forbids the visit, as the facts of that instant were: a code and its words."""
    home = door_of(step.session, visit.customer_id)
    same = home is not None and home.place.id == visit.place_id
    found: Sequence[str] = visits.obstacles(judged.facts, step.at, place=same)
    if not found:
        return None
    en, zh = visits.OBSTACLES[found[0]]
    return ("paid" if found[0] == "nothing_owed" else found[0]), {"reason": {"en": en, "zh": zh}}


def need(told: str, name: str) -> str:
    """Return a reason that says something. Raises Invalid otherwise."""
    if len(told.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field=name)
    return told.strip()
