"""Which queues an agent serves: ranked, open, of the agent's team or of none, with the needed skills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from console.store.fast.statements import rows
from console.store.models import Agent, AgentQueue, Person, Queue

_RANKED = (
    select(
        AgentQueue.agent_id,
        Queue.id,
        Queue.name,
        Queue.skill,
        Queue.team_id.label("for_team"),
        Agent.skills,
        Person.team_id,
    )
    .join(Queue, Queue.id == AgentQueue.queue_id)
    .join(Agent, Agent.id == AgentQueue.agent_id)
    .join(Person, Person.id == AgentQueue.agent_id)
    .where(Queue.closed.is_(False), Queue.paused_at.is_(None))
    .order_by(AgentQueue.agent_id, AgentQueue.rank, Queue.id)
)
_Ranked = Row[int, int, str, str, int | None, list[str], int | None]
_ONE = _RANKED.where(AgentQueue.agent_id == bindparam("agent"))


@dataclass(frozen=True, slots=True)
class Served:
    """Queue ids by rank; ``lacking``: (queue, skill) pairs that are ranked but need a skill the agent lacks."""

    queues: tuple[int, ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()


def served_by(session: Session, agent_id: int) -> Served:
    """Return what one agent serves."""
    return _sorted(rows(session, _ONE, agent=agent_id)).get(agent_id, Served())


def served_by_all(session: Session) -> dict[int, Served]:
    """Return what every agent serves, by one statement for all idle desks."""
    return _sorted(rows(session, _RANKED))


def _sorted(ranked: Sequence[_Ranked]) -> dict[int, Served]:
    found: dict[int, Served] = {}
    for row in ranked:
        have = found.get(row.agent_id, Served())
        if row.for_team is not None and row.for_team != row.team_id:
            have = Served(have.queues, have.lacking)  # a queue of another team
        elif row.skill and row.skill not in row.skills:
            have = Served(have.queues, (*have.lacking, (row.name, row.skill)))
        else:
            have = Served((*have.queues, row.id), have.lacking)
        found[row.agent_id] = have
    return found
