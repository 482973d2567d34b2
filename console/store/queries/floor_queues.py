"""The queues of the floor, and the pairs on their rounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, called
from console.store.fast.statements import rows
from console.store.models import Agent, AgentQueue, Handout, Person, Queue, Team, Trip, Visit, VisitRound
from console.store.queries.floor_money import DayMoney
from console.store.queries.shift_panel import day_start
from console.store.views import FloorPair, FloorQueue, QueueView

_READY = (
    select(AgentQueue.queue_id, func.count().label("n"))
    .join(Agent, Agent.id == AgentQueue.agent_id)
    .where(Agent.state == "ready")
    .group_by(AgentQueue.queue_id)
)
_OFFERED = (
    select(Handout.queue_id, func.count().label("n"))
    .where(Handout.ended_at.is_(None), Handout.accepted_at.is_(None))
    .group_by(Handout.queue_id)
)
_QUEUES = (
    select(
        Queue.id,
        Queue.name,
        Queue.name_zh,
        Queue.closed,
        Queue.skill,
        Queue.team_id,
        Queue.paused_at,
        Queue.draining_at,
        Queue.offer_seconds,
        Team.name.label("team"),
    )
    .outerjoin(Team, Team.id == Queue.team_id)
    .order_by(Queue.closed, Queue.id)
)  # a closed queue is listed while it holds customers, so that the sum stays right


def floor_queues(
    session: Session, actor: Actor, counts: Mapping[int, QueueView], money: DayMoney
) -> tuple[FloorQueue, ...]:
    """Return every queue with its counts."""
    ready = {row.queue_id: int(row.n) for row in rows(session, _READY)}
    offered = {row.queue_id: int(row.n) for row in rows(session, _OFFERED)}
    return tuple(
        FloorQueue(
            queue_id=row.id,
            name=Bilingual(row.name, row.name_zh or row.name),
            waiting=counts[row.id].waiting,
            offered=offered.get(row.id, 0),
            with_agents=counts[row.id].with_agents,
            sleeping=counts[row.id].sleeping,
            total=counts[row.id].total,
            next_at=counts[row.id].next_at,
            ready_agents=ready.get(row.id, 0),
            closed=row.closed,
            team=row.team or "",
            skill=row.skill,
            oldest=money.oldest.get(row.id),
            value=money.value.get(row.id, ()),
            promised=money.promised_by(actor, row.id),
            steered="pause" if row.paused_at is not None else "drain" if row.draining_at is not None else "",
            offer_seconds=row.offer_seconds,
            mine=actor.role == "admin" or (actor.role == "lead" and row.team_id in (None, actor.team_id)),
        )
        for row in rows(session, _QUEUES)
        if row.id in counts and (counts[row.id].total or not row.closed)
    )


def floor_pairs(session: Session, actor: Actor, now: datetime, zone: ZoneInfo) -> tuple[FloorPair, ...]:
    """Return the pairs of today's rounds: a lead sees those of the own team."""
    wanted = select(VisitRound).where(
        VisitRound.day == day_start(now, zone).date().isoformat(), VisitRound.state.in_(("planned", "out"))
    )
    if actor.role == "lead":
        wanted = wanted.where(VisitRound.team_id == actor.team_id)
    found = session.execute(wanted.order_by(VisitRound.id)).scalars().all()
    if not found:
        return ()
    ids = [one.id for one in found]
    people = {one for row in found for one in (row.first_id, row.second_id)}
    names = {
        row.id: called(row.name, row.name_zh)
        for row in session.execute(select(Person.id, Person.name, Person.name_zh).where(Person.id.in_(people)))
    }
    stops: dict[int, list[str]] = {}
    for round_id, state in session.execute(
        select(Visit.round_id, Visit.state).where(Visit.round_id.in_(ids), Visit.state != "cancelled")
    ):
        stops.setdefault(round_id or 0, []).append(state)
    trips = {
        trip.round_id: trip
        for trip in session.execute(
            select(Trip).where(Trip.round_id.in_(ids), Trip.left_at.is_(None)).order_by(Trip.id)
        ).scalars()
    }
    return tuple(_pair(one, names, stops.get(one.id, []), trips.get(one.id)) for one in found)


def _pair(one: VisitRound, names: Mapping[int, Bilingual], stops: list[str], trip: Any) -> FloorPair:
    at_door = trip is not None and trip.arrived_at is not None
    return FloorPair(
        one.id,
        (names[one.first_id], names[one.second_id]),
        one.state,
        sum(1 for state in stops if state == "done"),
        len(stops),
        "" if trip is None else "door" if at_door else "way",
        None if trip is None else trip.arrived_at if at_door else trip.departed_at,
        trip.checkin_until if trip is not None else None,
        trip is not None and trip.missed_at is not None,
    )
