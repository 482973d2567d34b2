"""Why nobody is offered, in numbers that add up exactly, for the floor and for each agent.

Each process reads the counts of all queues at most every two seconds, with the part of the small waiting
set that one agent may not get: reserved for a colleague, or declined by this agent today.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, literal, select
from sqlalchemy.orm import Session

from console.domain.labels import named
from console.domain.sleep_reasons import SLEEP_REASONS
from console.store.fast.statements import rows_in_thread
from console.store.models import SLEEPING, WAITING, Decline, Entry, Queue
from console.store.models.types import Instant
from console.store.queries.agent_queues import Served
from console.store.reservation import LONG_BREAK, reserved
from console.store.views import QueueView, SleepCount

_NOW: Any = bindparam("now", type_=Instant())
_FREE = ~reserved(_NOW)
_LAWFUL = (Entry.callable_until.is_(None)) | (Entry.callable_until > _NOW)
_OWNER: Any = case((reserved(_NOW), Entry.own_agent_id)).label("owner")
_LATE: Any = case((_LAWFUL, 0), else_=1).label("late")
_WAITING = (
    select(Entry.queue_id, _OWNER, _LATE, func.count().label("n"))
    .where(Entry.state == WAITING)
    .group_by(Entry.queue_id, _OWNER, _LATE)
)
_DECLINED = (
    select(Decline.agent_id, Entry.queue_id, func.count(Entry.customer_id.distinct()).label("n"))
    .join(Decline, (Decline.day == bindparam("today")) & (Decline.customer_id == Entry.customer_id))
    .where(Entry.state == WAITING, _LAWFUL, _FREE | (Entry.own_agent_id == Decline.agent_id))
    .group_by(Decline.agent_id, Entry.queue_id)
)
_DUE = case((Entry.wake_at <= _NOW, literal("due")), else_=Entry.reason)
_WHY: Any = case((Entry.state == SLEEPING, _DUE), else_=Entry.reason).label("why")
_COUNTS = select(
    Entry.queue_id, Entry.state, _WHY, func.count().label("n"), func.min(Entry.wake_at).label("next_at")
).group_by(Entry.queue_id, Entry.state, _WHY)
_QUEUES = select(Queue.id, Queue.name)

LONG, SHARE = 0.1, 20.0  # seconds of a long reading; the time between two readings is this many times longer

Part = tuple[str, int, datetime | None]  # reason, customers, when the first of them wakes


@dataclass(frozen=True)
class Supply:
    """One reading: every queue, and which waiting customers are not for everybody."""

    views: dict[int, QueueView] = field(default_factory=dict)
    reserved: dict[int, dict[int, int]] = field(default_factory=dict)  # queue -> owner -> n
    declined: dict[int, dict[int, int]] = field(default_factory=dict)  # agent -> queue -> n

    def of(self, agent_id: int, served: Served) -> QueueView:
        """Return why nobody is offered to this agent; the parts add up to ``total``."""
        queues = [q for q in served.queues if q in self.views]
        view = join([self.views[q] for q in queues])
        held = sum(n for q in queues for owner, n in self.reserved.get(q, {}).items() if owner != agent_id)
        mine = self.declined.get(agent_id, {})
        refused = sum(mine.get(q, 0) for q in queues)
        parts = [(s.reason, s.count, s.next_at) for s in view.sleeping]
        parts += [("own_declined", refused, None), ("reserved", held, None)]
        return _made(view.waiting - held - refused, view.with_agents, parts, view.queues, served.lacking)


def read_supply(session: Session, now: datetime, zone: ZoneInfo) -> Supply:
    """Read the supply in one snapshot; ``zone`` tells which local day the declines are of."""
    kept: dict[int, dict[int, int]] = {}
    began = now - LONG_BREAK
    over: dict[int, int] = {}  # waiting past the lawful window: the worker looks again
    for row in rows_in_thread(session, _WAITING, now=now, break_began=began):
        if row.late:
            over[row.queue_id] = over.get(row.queue_id, 0) + int(row.n)
        elif row.owner is not None:
            kept.setdefault(row.queue_id, {})[row.owner] = int(row.n)
    declined: dict[int, dict[int, int]] = {}
    today = now.astimezone(zone).date().isoformat()
    for row in rows_in_thread(session, _DECLINED, now=now, today=today, break_began=began):
        declined.setdefault(row.agent_id, {})[row.queue_id] = int(row.n)
    return Supply(counts(session, now, over), kept, declined)


def counts(session: Session, now: datetime, over: Mapping[int, int] | None = None) -> dict[int, QueueView]:
    """Return, per queue, waiting, with agents and asleep by reason, by one grouped query of an index.

    ``over``: how many of the waiting are past their lawful window; the worker judges them next.
    """
    counted = rows_in_thread(session, _COUNTS, now=now)
    found: dict[int, QueueView] = {}
    for queue_id, name in rows_in_thread(session, _QUEUES):
        mine = [row for row in counted if row.queue_id == queue_id]
        found[queue_id] = _view(name, mine, (over or {}).get(queue_id, 0))
    return found


def _view(name: str, rows: Sequence[Any], over: int) -> QueueView:
    waiting = with_agents = 0
    parts: list[Part] = [("due", over, None)]
    for row in rows:
        n = int(row.n)
        if row.state == "waiting":
            waiting += n
        elif row.state == "handed_out":
            with_agents += n
        else:
            timed = row.state == "sleeping" and row.why != "due"
            parts.append((row.why, n, row.next_at if timed else None))
    return _made(waiting - over, with_agents, parts, ((name, waiting - over),))


def _made(
    waiting: int,
    with_agents: int,
    parts: Sequence[Part],
    queues: tuple[tuple[str, int], ...],
    lacking: tuple[tuple[str, str], ...] = (),
) -> QueueView:
    asleep: dict[str, tuple[int, datetime | None]] = {}
    for why, n, at in parts:
        if n:
            have = asleep.get(why, (0, None))
            times = [t for t in (have[1], at) if t is not None]
            asleep[why] = (have[0] + n, min(times, default=None))
    sleeping = tuple(
        SleepCount(why, named(SLEEP_REASONS, why), n, at)
        for why, (n, at) in sorted(asleep.items(), key=lambda item: (-item[1][0], item[0]))
    )
    times = [s.next_at for s in sleeping if s.next_at is not None]
    return QueueView(
        waiting=waiting,
        with_agents=with_agents,
        total=waiting + with_agents + sum(s.count for s in sleeping),
        sleeping=sleeping,
        next_at=min(times, default=None),
        searching=waiting > 0 or "due" in asleep,
        queues=queues,
        lacking=lacking,
    )


def join(views: Sequence[QueueView]) -> QueueView:
    """Return the views of several queues as one; the parts still add up."""
    return _made(
        sum(view.waiting for view in views),
        sum(view.with_agents for view in views),
        [(s.reason, s.count, s.next_at) for view in views for s in view.sleeping],
        tuple(part for view in views for part in view.queues),
    )


class SupplyCache:
    """The supply, read at most every two seconds a process and by one caller at a time (rule 9).

    A million customers take most of a second to count. Then it is read so seldom that it takes a twentieth of
    the time. Other callers meanwhile get the last complete reading.
    """

    def __init__(self, seconds: float = 2.0, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.stopwatch = stopwatch  # seconds, measures how long a reading takes
        self.at: datetime | None = None
        self.supply = Supply()
        self._pause = seconds
        self._reading = threading.Lock()

    def get(self, session: Session, now: datetime, zone: ZoneInfo) -> Supply:
        """Return the supply, at most ``seconds`` old, or older when a reading takes long."""
        if self._fresh(now):
            return self.supply
        if not self._reading.acquire(blocking=self.at is None):
            return self.supply
        try:
            if not self._fresh(now):
                began = self.stopwatch()
                self.supply = read_supply(session, now, zone)
                took = self.stopwatch() - began
                self._pause = max(self.seconds, SHARE * took if took > LONG else 0.0)
                self.at = now
        finally:
            self._reading.release()
        return self.supply

    def _fresh(self, now: datetime) -> bool:
        return self.at is not None and 0 <= (now - self.at).total_seconds() < self._pause
