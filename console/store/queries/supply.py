"""Why nobody waits, in numbers that add up exactly (N4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from console.domain.outcomes import SLEEP_REASONS
from console.store.models import AgentQueue, Entry, Queue
from console.store.queries.words import named
from console.store.views import QueueView, SleepCount


def counts(session: Session, now: datetime) -> dict[int, QueueView]:
    """Give, per queue, waiting, with agents and asleep by reason: one grouped query."""
    due = case((Entry.wake_at <= now, literal("due")), else_=Entry.reason)
    why = case((Entry.state == "sleeping", due), else_=Entry.reason).label("why")
    rows = session.execute(
        select(
            Entry.queue_id,
            Entry.state,
            why,
            func.count().label("n"),
            func.min(Entry.wake_at).label("next_at"),
        ).group_by(Entry.queue_id, Entry.state, why)
    ).all()
    names = dict(session.execute(select(Queue.id, Queue.name)).all())
    found: dict[int, QueueView] = {}
    for queue_id, name in names.items():
        mine = [row for row in rows if row.queue_id == queue_id]
        found[queue_id] = _view([(name, mine)])
    return found


def _view(parts: Sequence[tuple[str, Sequence[object]]]) -> QueueView:
    waiting = with_agents = total = 0
    asleep: dict[str, tuple[int, datetime | None]] = {}
    queues = []
    for name, rows in parts:
        own = 0
        for row in rows:
            state, why, n = row.state, row.why, int(row.n)  # type: ignore[attr-defined]
            total += n
            if state == "waiting":
                own += n
            elif state == "handed_out":
                with_agents += n
            else:
                before = asleep.get(why, (0, None))
                at = row.next_at if state == "sleeping" else None  # type: ignore[attr-defined]
                times = [t for t in (before[1], at) if t is not None]
                asleep[why] = (before[0] + n, min(times, default=None))
        waiting += own
        queues.append((name, own))
    sleeping = tuple(
        SleepCount(why, named(SLEEP_REASONS, why), n, at)
        for why, (n, at) in sorted(asleep.items(), key=lambda item: (-item[1][0], item[0]))
    )
    times = [s.next_at for s in sleeping if s.next_at is not None]
    return QueueView(
        waiting=waiting, with_agents=with_agents, total=total, sleeping=sleeping,
        next_at=min(times, default=None), searching=waiting > 0, queues=tuple(queues),
    )  # fmt: skip


def join(views: Sequence[QueueView]) -> QueueView:
    """Give the views of several queues as one; the parts still add up."""
    asleep: dict[str, SleepCount] = {}
    for view in views:
        for part in view.sleeping:
            have = asleep.get(part.reason)
            if have is None:
                asleep[part.reason] = part
                continue
            times = [t for t in (have.next_at, part.next_at) if t is not None]
            asleep[part.reason] = SleepCount(
                part.reason, part.words, have.count + part.count, min(times, default=None)
            )
    times = [s.next_at for s in asleep.values() if s.next_at is not None]
    waiting = sum(view.waiting for view in views)
    return QueueView(
        waiting=waiting,
        with_agents=sum(view.with_agents for view in views),
        total=sum(view.total for view in views),
        sleeping=tuple(sorted(asleep.values(), key=lambda s: (-s.count, s.reason))),
        next_at=min(times, default=None),
        searching=waiting > 0,
        queues=tuple(part for view in views for part in view.queues),
    )


def queues_of(session: Session, agent_id: int) -> list[int]:
    """Give the ids of the queues that the agent serves, by rank."""
    return list(
        session.execute(
            select(AgentQueue.queue_id)
            .join(Queue, Queue.id == AgentQueue.queue_id)
            .where(AgentQueue.agent_id == agent_id, Queue.closed.is_(False))
            .order_by(AgentQueue.rank, Queue.id)
        ).scalars()
    )


def queues_by_agent(session: Session) -> dict[int, tuple[int, ...]]:
    """Give the queue ids of every agent, by rank: one statement for all idle desks."""
    rows = session.execute(
        select(AgentQueue.agent_id, AgentQueue.queue_id)
        .join(Queue, Queue.id == AgentQueue.queue_id)
        .where(Queue.closed.is_(False))
        .order_by(AgentQueue.agent_id, AgentQueue.rank, Queue.id)
    ).all()
    found: dict[int, tuple[int, ...]] = {}
    for agent_id, queue_id in rows:
        found[agent_id] = (*found.get(agent_id, ()), queue_id)
    return found


class SupplyCache:
    """Counts of all queues, read at most every two seconds a process (rule 9)."""

    def __init__(self, seconds: float = 2.0) -> None:
        self.seconds = seconds
        self.at: datetime | None = None
        self.views: dict[int, QueueView] = {}

    def get(self, session: Session, now: datetime) -> dict[int, QueueView]:
        """Give the counts, at most ``seconds`` old."""
        if self.at is None or not 0 <= (now - self.at).total_seconds() < self.seconds:
            self.views = counts(session, now)
            self.at = now
        return self.views
