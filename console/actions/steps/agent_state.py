"""The agent's state: locked, changed by the state machine, logged, with the desk's number and the event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from console.actions.call import Act
from console.actions.steps.note import close_note
from console.domain.actor import DESK_ROLES
from console.domain.errors import NotYours
from console.domain.events import HandoutEnded, ShiftChanged
from console.domain.shift import Shift, is_away, release
from console.store import claim
from console.store.fast.entities import entity, follow, put
from console.store.fast.statements import add, required_value, value
from console.store.models import Agent, AgentLog, Handout, Person
from console.store.queries.agent_queues import served_by

_AGENT: Any = bindparam("agent")
_LOCKED = select(Agent).where(Agent.id == _AGENT).with_for_update()
_SKIPPED = _LOCKED.with_for_update(skip_locked=True)
_SEQ = select(Agent.desk_seq).where(Agent.id == _AGENT)
_TABLE: Any = Agent.__table__
_RAISE = update(_TABLE).where(_TABLE.c.id == _AGENT).values(desk_seq=_TABLE.c.desk_seq + 1).returning(_TABLE.c.desk_seq)
_MAY_WORK = select(Person.id).where(Person.id == _AGENT, Person.disabled_at.is_(None), Person.role.in_(DESK_ROLES))


def lock_agent(session: Session, agent_id: int, *, skip: bool = False) -> Agent | None:
    """Return the agent's row, locked, or None. With ``skip`` None also when another transaction holds it."""
    return entity(session, Agent, _SKIPPED if skip else _LOCKED, agent=agent_id)


def own_agent(act: Act) -> Agent:
    """Return the actor's own agent row, locked. Raises NotYours for people who work no queue.

    Access is checked again under the lock: it may have ended while the command was on its way.
    """
    agent = lock_agent(act.work.session, act.actor.id)
    if agent is None or value(act.work.session, _MAY_WORK, agent=act.actor.id) is None:
        raise NotYours("You are not set up to work a queue. Ask an administrator.")
    return agent


def shift_of(agent: Agent) -> Shift:
    """Return the agent's place in the state machine."""
    return Shift(agent.state, agent.reason, agent.next_state, agent.next_reason)  # type: ignore[arg-type]


def change_state(act: Act, agent: Agent, to: Shift, *, until: datetime | None = None, cause: str = "") -> None:
    """Write the new state, log the stretch that ended and raise the desk's number."""
    session = act.work.session
    now: dict[str, Any] = {
        "state": to.state,
        "reason": to.reason,
        "next_state": to.next_state,
        "next_reason": to.next_reason,
        "until": until,
        "since": act.now,
    }
    if to.state != agent.state or to.reason != agent.reason:
        add(
            session,
            AgentLog,
            agent_id=agent.id,
            state=agent.state,
            reason=agent.reason,
            began_at=agent.since,
            ended_at=act.now,
            cause=cause,
        )
    else:
        now["since"] = agent.since
    put(session, agent, **now)
    raise_desk_seq(act, (agent.id,))
    follow(agent, desk_seq=act.work.touched[agent.id])
    act.work.happened(ShiftChanged((agent.id,)))


def raise_desk_seq(act: Act, agents: Iterable[int]) -> None:
    """Raise ``desk_seq`` of these agents, once per transaction (rule 6)."""
    for agent_id in sorted(set(agents) - act.work.touched.keys()):
        act.work.touched[agent_id] = required_value(act.work.session, _RAISE, agent=agent_id)


def desk_seq_of(act: Act, agent_id: int) -> int:
    """Return the desk's number as this transaction leaves it."""
    if agent_id in act.work.touched:
        return act.work.touched[agent_id]
    return value(act.work.session, _SEQ, agent=agent_id) or 0


def ranked_queues(session: Session, agent: Agent) -> list[int]:
    """Give the ids of the open queues the agent serves, by rank; team and skill must fit."""
    return list(served_by(session, agent.id).queues)


def end_handout(act: Act, handout: Handout, reason: str, *, missed: bool = False, gone: bool | None = None) -> Agent:
    """End a hand-out and return its agent in the next state. The caller has locked the customer."""
    agent = lock_agent(act.work.session, handout.agent_id)
    assert agent is not None
    if handout.finished_at is not None:
        close_note(act, handout.id)
    claim.end_handout(act.work, handout, agent, reason, act.now)
    is_gone = is_away(agent.seen_at, act.now) if gone is None else gone
    change_state(act, agent, release(shift_of(agent), missed=missed, away=is_gone), cause=reason)
    act.work.happened(HandoutEnded((agent.id,)))
    return agent
