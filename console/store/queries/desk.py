"""The whole desk of one agent, read in one snapshot with its own number (rules 6, 23)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import called
from console.domain.dispatch import shown_kind
from console.domain.errors import NotYours
from console.domain.outcomes import asks_why
from console.domain.promises import purpose_of
from console.domain.visit_outcomes import ANY_CODE
from console.store.customer_case import load_case
from console.store.fast.statements import row, typed_as, value
from console.store.models import Agent, Attempt, Handout, Person, Queue, Site
from console.store.queries.agent_queues import served_by
from console.store.queries.cues import danger_of_cue, path_of_cue
from console.store.queries.customer_panel import customer_view
from console.store.queries.lead_panel import lead_view
from console.store.queries.outcome_panel import outcome_view, without_strangers
from console.store.queries.points_panel import path_of, points_view
from console.store.queries.queue_panel import SupplyCache
from console.store.queries.safety_panel import safety_view
from console.store.queries.shift_panel import shift_view
from console.store.queries.strip_panel import heard_view, strip_view
from console.store.unit_of_work import Database
from console.store.views import DeskView

_AGENT: Any = bindparam("agent")
_HANDOUT_ID: Any = bindparam("handout")
_EPOCH = select(Site.epoch).limit(1)
_BEAT = select(Agent.desk_seq, Agent.handout_id, _EPOCH.scalar_subquery().label("epoch")).where(Agent.id == _AGENT)
# the agent's row with what the panels show of the person
_DESK = (
    select(Agent, Person.name, Person.name_zh, Person.role, Person.team_id, _EPOCH.scalar_subquery().label("epoch"))
    .join(Person, Person.id == Agent.id)
    .where(Agent.id == _AGENT)
)
_HANDOUT = (
    select(Handout, Queue.extensions.label("queue_extensions"))
    .join(Queue, Queue.id == Handout.queue_id)
    .where(Handout.agent_id == _AGENT, Handout.ended_at.is_(None))
)
_ATTEMPT = select(Attempt).where(
    Attempt.id == select(func.max(Attempt.id)).where(Attempt.handout_id == _HANDOUT_ID).scalar_subquery()
)


def site_epoch(session: Session) -> str:
    """Return the database's epoch, which a restore or reset changes."""
    return str(value(session, _EPOCH))


def desk_seq(database: Database, agent_id: int) -> tuple[int, int, str]:
    """Return (desk_seq, id of the hand-out or 0, epoch) of an agent: what a beat needs, one statement."""
    found = next(iter(database.look(_BEAT, agent=agent_id)), None)
    if found is None:
        raise NotYours()
    return int(found.desk_seq), int(found.handout_id or 0), str(found.epoch)


def desk_numbers(session: Session, agents: Collection[int]) -> dict[int, int]:
    """Return the present number of each of these desks, one statement."""
    if not agents:
        return {}
    found = session.execute(select(Agent.id, Agent.desk_seq).where(Agent.id.in_(agents))).all()
    return {one.id: int(one.desk_seq) for one in found}


def desk_view(
    session: Session,
    agent_id: int,
    now: datetime,
    zone: ZoneInfo,
    supply: SupplyCache,
    yield_point: Callable[[], None] = lambda: None,
) -> DeskView:
    """Return the desk of this agent. Raises NotYours for people who work no queue.

    ``yield_point`` is called a few times in between: another desk may be more urgent.
    """
    person = row(session, _DESK, agent=agent_id)
    if person is None:
        raise NotYours("You are not set up to work a queue. Ask an administrator.")
    agent = typed_as(Agent, person)
    held = row(session, _HANDOUT, agent=agent_id)
    handout = typed_as(Handout, held) if held is not None else None
    attempt = row(session, _ATTEMPT, handout=handout.id) if handout is not None else None
    in_safety = handout is not None and handout.safety_at is not None
    bar = shift_view(session, agent, attempt, now, zone, in_safety=in_safety)
    lead = lead_view(session, agent_id, person.team_id, agent.state, handout.id if handout is not None else 0)
    if held is None or handout is None:
        queue = supply.get(session, now, zone).of(agent_id, served_by(session, agent_id))
        return DeskView(agent.desk_seq, person.epoch, now, 0, bar, queue, None, None, None, None, lead=lead)
    case = load_case(session, handout.customer_id, now, history=True)
    assert case is not None
    yield_point()
    if handout.safety_at is not None:
        safety = safety_view(session, case, handout, attempt, called(person.name, person.name_zh))
        outcome = outcome_view(session, case, handout, attempt, now, extensions=held.queue_extensions)
        note = replace(outcome, note_only=True, recorded=None)
        safe = (None, None, None, None, note, safety, lead)
        return DeskView(agent.desk_seq, person.epoch, now, handout.id, bar, *safe)
    customer = customer_view(session, case, handout, attempt, now)
    yield_point()
    chosen = next((p for p in customer.phones if p.chosen), None)
    number = next((p for p in case.facts.phones or () if chosen and p.id == str(chosen.id)), None)
    if chosen is None:  # none is free: the strip says why the first one is not
        number = next((p for p in case.facts.phones or () if p.status == "usable"), None)
    running = attempt.id if attempt is not None and attempt.ended_at is None else None
    heard = heard_view(session, handout.id)
    outcome = outcome_view(session, case, handout, attempt, now, extensions=held.queue_extensions)
    strip = strip_view(
        case,
        handout.id,
        number.e164 if number else None,
        number.role if number else "debtor",
        now,
        running,
        heard,
        purpose_of(shown_kind(handout.kind, handout.factors)),
        recorded=outcome.recorded is not None and ANY_CODE[outcome.recorded.code].group != "x",
        inbound=attempt is not None and running is not None and attempt.direction == "in",
    )
    yield_point()
    path = path_of(outcome.recorded.code) if outcome.recorded else path_of_cue(heard)
    actor = Actor(agent.id, person.role, person.name, person.team_id, name_zh=person.name_zh)
    points = points_view(session, case, handout, attempt, actor, now, ending=strip.ending, path=path)
    points = replace(points, danger=danger_of_cue(heard))
    if attempt is not None and any(d.said_in(attempt.began_at, "identity") for d in points.disclosures):
        outcome = without_strangers(outcome)
    if attempt is not None and running is None and strip.level == "block" and not path:
        # the call is over and none may follow: no offers any more, the marks stay
        points = replace(points, points=(), objections=(), plan=None)
    if outcome.recorded is not None and asks_why(outcome.recorded.code):
        outcome = replace(outcome, unsaid=tuple(d for d in points.disclosures if not d.state))
    return DeskView(
        agent.desk_seq, person.epoch, now, handout.id, bar, None, customer, points, strip, outcome, lead=lead
    )
