"""The panel beside the floor: one agent's day as a strip, the customer, and the figures."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.board import Stretch, strip
from console.domain.errors import NotYours
from console.store.models import Agent, AgentLog
from console.store.queries.floor_agents import floor_agents
from console.store.queries.shift_panel import day_start
from console.store.views import AgentDayView, DayStretch, FloorAgent

WIDTH = 1000


def agent_day(session: Session, actor: Actor, agent_id: int, now: datetime, zone: ZoneInfo) -> AgentDayView:
    """Return the day of one agent. Raises NotYours for an agent who is not on this actor's floor."""
    found = next((one for one in floor_agents(session, actor, now, zone) if one.agent_id == agent_id), None)
    if found is None:
        raise NotYours()
    start = day_start(now, zone)
    log = session.execute(
        select(AgentLog)
        .where(AgentLog.agent_id == agent_id, AgentLog.ended_at >= start)
        .order_by(AgentLog.ended_at, AgentLog.id)
    ).scalars()
    stretches = [Stretch(one.state, one.reason, one.began_at, one.ended_at) for one in log]
    state_since = session.execute(select(Agent.since).where(Agent.id == agent_id)).scalar_one()
    stretches.append(Stretch(found.state, found.reason, state_since, now))
    return _view(found, [one for one in stretches if one.ended_at > one.began_at], start, now)


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
    )
