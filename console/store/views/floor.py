"""The frozen views of a lead's floor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.store.views.shift import SleepCount
from console.store.views.words import Words


@dataclass(frozen=True, slots=True)
class FloorAgent:
    agent_id: int
    name: str
    team: str
    state: str
    phase: str
    reason: str
    since: datetime
    until: datetime | None
    seen: bool
    alarm: Words | None  # a state older than its limit, with the way out
    customer: str  # masked name or ""
    token: int  # of the hand-out; 0 without one
    contacts: int
    promises: int


@dataclass(frozen=True, slots=True)
class FloorQueue:
    queue_id: int
    name: Words
    waiting: int
    offered: int
    with_agents: int
    sleeping: tuple[SleepCount, ...]
    total: int
    next_at: datetime | None
    ready_agents: int


@dataclass(frozen=True, slots=True)
class FloorAlert:
    """Something that a lead should look at now: an approval asked, or severe words heard."""

    kind: str  # approval words
    id: int
    at: datetime
    agent: str
    customer: str
    text: Words


@dataclass(frozen=True, slots=True)
class FloorView:
    now: datetime
    alerts: tuple[FloorAlert, ...]
    agents: tuple[FloorAgent, ...]
    queues: tuple[FloorQueue, ...]
