"""The frozen views of a lead's floor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.store.views.queue import SleepCount


@dataclass(frozen=True, slots=True)
class FloorAgent:
    agent_id: int
    name: Bilingual
    team: str
    state: str
    phase: str
    reason: str
    since: datetime
    until: datetime | None
    seen: bool
    alarm: Bilingual | None  # a state older than its limit, with the way out
    customer: str  # masked name or ""
    customer_id: int  # whose timeline the reader may open; 0 = none
    contacts: int
    promises: int
    handout_id: int  # the live hand-out, 0 = none
    gone: bool  # access ended or the screen silent while a contact is begun
    recall: bool  # the lead may take the customer over
    off: bool  # the lead may end the shift


@dataclass(frozen=True, slots=True)
class FloorQueue:
    queue_id: int
    name: Bilingual
    waiting: int
    offered: int
    with_agents: int
    sleeping: tuple[SleepCount, ...]
    total: int
    next_at: datetime | None
    ready_agents: int
    closed: bool
    team: str  # only this team is offered from it, "" = all
    skill: str


@dataclass(frozen=True, slots=True)
class FloorAlert:
    """Something that a lead should look at now: an approval asked, or severe words heard."""

    kind: str  # approval words
    id: int
    at: datetime
    agent: Bilingual
    customer: str
    customer_id: int  # as in FloorAgent
    text: Bilingual


@dataclass(frozen=True, slots=True)
class FloorView:
    now: datetime
    alerts: tuple[FloorAlert, ...]
    agents: tuple[FloorAgent, ...]
    queues: tuple[FloorQueue, ...]
    total: int  # customers in all queues, open and closed: the whole portfolio
    may_act: bool  # the actor may take over and end shifts; the officer only looks
    free: tuple[tuple[int, Bilingual], ...]  # ready colleagues of the team: who may take over


@dataclass(frozen=True, slots=True)
class TeamOutcome:
    """An outcome of today, as the lead sees and corrects it. Names are masked."""

    id: int
    at: datetime
    agent: str
    customer_id: int
    external_id: str
    customer: str
    code: str
    words: Bilingual
    note: str
    late: bool  # reported after the customer had left: moved nothing
    corrects: bool
    corrected: bool  # a newer row stands in its place
    handout_id: int
    facts_version: int
    owed: Money
    tomorrow: date
    suggested_on: date


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number that somebody looked at outside a call (rule 19)."""

    at: datetime
    who: str
    team: str
    customer: str
    external_id: str
    number: str  # masked
    made_up: bool
    reason: str
