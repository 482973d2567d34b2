"""The frozen views of a lead's floor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual
from console.domain.day_sums import DaySums, HourSums
from console.domain.facts import Money
from console.store.views.lead import LeadNoteView
from console.store.views.queue import SleepCount


@dataclass(frozen=True, slots=True)
class FloorAgent:
    agent_id: int
    name: Bilingual
    team: str
    state: str
    phase: str
    reason: str
    since: datetime  # when what is named in the phase began
    until: datetime | None
    seen: bool
    alarm: Bilingual | None  # a state older than its limit, with the way out
    slow_at: datetime | None  # from then on the time in the state stands out
    late_at: datetime | None  # from then on it is too long
    customer: str  # masked name or ""
    customer_id: int  # whose timeline the reader may open; 0 = none
    stage: str  # of the customer: M1, M2, M3+
    step: Bilingual | None  # where the talk is
    warnings: int  # what the text check found in this contact
    sums: DaySums
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
    oldest: datetime | None = None  # since when the first of the waiting waits
    value: tuple[Money, ...] = ()  # what the waiting owe
    promised: tuple[Money, ...] = ()  # promised today by customers of this queue
    steered: str = ""  # pause, drain
    offer_seconds: int = 30
    mine: bool = False  # the reader may steer it


@dataclass(frozen=True, slots=True)
class FloorTiles:
    """The figures above everything else."""

    talking: int
    wrap_up: int
    ready: int
    on_break: int
    longest: datetime | None  # since when the agent who has waited longest is ready
    waiting: int  # customers who may be offered now
    calls: int
    rpc: int
    promises: int
    promised: tuple[Money, ...]
    kept: int
    due: int  # promises that fell due yesterday and today


@dataclass(frozen=True, slots=True)
class FloorHour:
    """One hour of today beside the same hour of the usual day."""

    hour: int
    now: HourSums
    usual: HourSums


@dataclass(frozen=True, slots=True)
class FloorPair:
    """A pair of collectors on its round."""

    round_id: int
    names: tuple[Bilingual, Bilingual]
    state: str  # planned, out, over
    done: int
    stops: int
    stop: str  # way, door, "" = between two stops
    since: datetime | None
    checkin_until: datetime | None
    missed: bool


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
    tiles: FloorTiles
    hours: tuple[FloorHour, ...]
    pairs: tuple[FloorPair, ...]
    pin: LeadNoteView | None  # the note that is pinned for the reader's team
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


@dataclass(frozen=True, slots=True)
class DayStretch:
    """A time in one state, with its place on the strip of the day (0 to 1000)."""

    state: str
    reason: str
    began_at: datetime
    ended_at: datetime
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class AgentDayView:
    """One agent's day, beside the floor."""

    agent: FloorAgent
    first: datetime | None  # first on shift today
    now: datetime
    stretches: tuple[DayStretch, ...]
    next_state: str  # asked for after the present customer
    notes: tuple[LeadNoteView, ...]  # what leads have said and asked today
    queues: tuple[tuple[int, Bilingual, int], ...]  # queue, name, rank of this agent; 0 = does not serve it
    colleagues: tuple[tuple[int, Bilingual], ...]  # who could take the customer
