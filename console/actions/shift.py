"""The agent's shift: break, end of shift, and what the beats of a screen mean."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import change_state, desk_seq_of, lock_agent, own_agent, shift_of
from console.domain import shift
from console.domain.errors import Invalid
from console.store.fast.entities import put
from console.store.models import Agent, Handout


@action("shift.break")
def take_break(act: Act, reason: str) -> Answer:
    """Put the agent on a break with a reason: now, or after the present customer."""
    if reason not in shift.BREAK_REASONS:
        raise Invalid("Choose a reason for the break.", field="reason")
    agent = own_agent(act)
    put(act.work.session, agent, seen_at=act.now)
    to = shift.pause(shift_of(agent), reason)
    change_state(act, agent, to, until=agent.until if to.state == agent.state else None, cause="agent")
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state})


@action("shift.offline")
def go_offline(act: Act) -> Answer:
    """End the agent's shift: now, or after the present customer."""
    agent = own_agent(act)
    to = shift.leave(shift_of(agent))
    change_state(act, agent, to, until=agent.until if to.state == agent.state else None, cause="agent")
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state})


@action("shift.seen", audited=False)
def mark_seen(act: Act, agents: Sequence[int]) -> Answer:
    """Record the beats of these agents' screens; extend leases of customers accepted but not called."""
    ids = sorted(set(agents))
    act.work.session.execute(update(Agent).where(Agent.id.in_(ids)).values(seen_at=act.now))
    act.work.session.execute(
        update(Handout)
        .where(
            Handout.agent_id.in_(ids),
            Handout.ended_at.is_(None),
            Handout.lease_until > act.now,
            Handout.lease_until < act.now + shift.LEASE,  # a visit's is longer, and a beat does not shorten it
        )
        .values(lease_until=act.now + shift.LEASE)
    )
    return Answer()


@action("shift.lost", audited=False)
def drop_unseen(act: Act) -> Answer:
    """End the shift of ready agents whose screens have been silent for 90 s, so that they get no work."""
    lost = (
        act.work.session.execute(
            select(Agent.id).where(
                Agent.state == "ready",
                (Agent.seen_at <= act.now - shift.AWAY) | Agent.seen_at.is_(None),
                Agent.since <= act.now - shift.AWAY,
            )
        )
        .scalars()
        .all()
    )
    for agent_id in lost:
        agent = lock_agent(act.work.session, agent_id, skip=True)
        if agent is not None and agent.state == "ready":
            change_state(act, agent, shift.Shift("offline", "unseen"), cause="unseen")
    return Answer(data={"count": len(lost)})
