"""The panel beside the floor: one agent's day as a strip, the customer, and the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.board import Stretch, strip
from console.domain.errors import NotYours
from console.store.models import Agent, AgentLog, AgentQueue, Queue
from console.store.queries.floor_agents import floor_agents
from console.store.queries.lead_panel import notes_of_day
from console.store.queries.shift_panel import day_start
from console.store.views import AgentDayView, DayStretch, FloorAgent

WIDTH = 1000


def agent_day(session: Session, actor: Actor, agent_id: int, now: datetime, zone: ZoneInfo) -> AgentDayView:
    """Return the day of one agent. Raises NotYours for an agent who is not on this actor's floor."""
    all_shown = floor_agents(session, actor, now, zone)
    found = next((one for one in all_shown if one.agent_id == agent_id), None)
    if found is None:
        raise NotYours()
    start = day_start(now, zone)
    log = session.execute(
        select(AgentLog)
        .where(AgentLog.agent_id == agent_id, AgentLog.ended_at >= start)
        .order_by(AgentLog.ended_at, AgentLog.id)
    ).scalars()
    stretches = [Stretch(one.state, one.reason, one.began_at, one.ended_at) for one in log]
    own = session.execute(select(Agent.since, Agent.next_state).where(Agent.id == agent_id)).one()
    stretches.append(Stretch(found.state, found.reason, own.since, now))
    view = _view(found, [one for one in stretches if one.ended_at > one.began_at], start, now)
    return replace(
        view,
        next_state=own.next_state,
        notes=notes_of_day(session, agent_id, start),
        queues=_queues(session, actor, agent_id),
        colleagues=tuple(
            (one.agent_id, one.name) for one in all_shown if one.agent_id != agent_id and one.state != "offline"
        ),
    )


def _queues(session: Session, actor: Actor, agent_id: int) -> tuple[tuple[int, Bilingual, int], ...]:
    """Return the open queues that this actor may steer, with the agent's rank in each."""
    ranks = {
        row.queue_id: row.rank
        for row in session.execute(select(AgentQueue.queue_id, AgentQueue.rank).where(AgentQueue.agent_id == agent_id))
    }
    wanted = select(Queue.id, Queue.name, Queue.name_zh).where(Queue.closed.is_(False)).order_by(Queue.id)
    if actor.role == "lead":
        wanted = wanted.where(or_(Queue.team_id.is_(None), Queue.team_id == actor.team_id))
    return tuple(
        (row.id, Bilingual(row.name, row.name_zh or row.name), ranks.get(row.id, 0)) for row in session.execute(wanted)
    )


def _view(agent: FloorAgent, stretches: list[Stretch], start: datetime, now: datetime) -> AgentDayView:
    """Return the strip from the first moment on shift to now; before that the agent was not there."""
    there = [one for one in stretches if one.state != "offline"]
    first = max(there[0].began_at, start) if there else now
    placed = strip(stretches, first, now, WIDTH)
    return AgentDayView(
        agent,
        first if there else None,
        now,
        tuple(DayStretch(one.state, one.reason, one.began_at, one.ended_at, x, w) for one, x, w in placed),
        "",
        (),
        (),
        (),
    )
