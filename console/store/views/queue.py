"""The queue panel: why nobody is offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class SleepCount:
    """How many customers of the agent's queues sleep for one reason, and when the next wakes."""

    reason: str
    words: Bilingual
    count: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """Why there is (no) customer: the parts add up to ``total`` exactly."""

    waiting: int
    with_agents: int
    total: int
    sleeping: tuple[SleepCount, ...]
    next_at: datetime | None
    searching: bool
    queues: tuple[tuple[str, int], ...]  # name, waiting
    lacking: tuple[tuple[str, str], ...] = ()  # queue, the skill that the agent lacks for it: not counted
