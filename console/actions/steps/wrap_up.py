"""The wrap-up: it begins when the outcome is recorded and the call is over, whichever comes last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from console.actions.call import Act
from console.actions.steps.agent_state import change_state, shift_of
from console.domain import shift
from console.store.fast.entities import put
from console.store.fast.statements import required_value, write
from console.store.models import Agent, Attempt, Handout, Queue

_LENGTH = select(Queue.wrapup_seconds).where(Queue.id == bindparam("queue"))
_CALLS: Any = Attempt.__table__
_END_CALLS = (
    update(_CALLS)
    .where(_CALLS.c.handout_id == bindparam("handout"), _CALLS.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), live=False)
)


def end_calls(act: Act, handout_id: int) -> None:
    """End the running calls of a hand-out, in the records only."""
    write(act.work.session, _END_CALLS, handout=handout_id, at=act.now)


def is_recorded_on_the_line(handout: Handout, agent: Agent) -> bool:
    """Return True while the outcome is recorded and the call goes on."""
    return handout.finished_at is not None and handout.ended_at is None and agent.state == "in_contact"


def begin_wrap_up(act: Act, handout: Handout, agent: Agent) -> None:
    """Begin the wrap-up of a recorded contact, for as long as its queue gives; in the safety state without an end."""
    length = required_value(act.work.session, _LENGTH, queue=handout.queue_id)
    until = act.now + timedelta(seconds=length) if handout.safety_at is None else None
    put(act.work.session, handout, lease_until=None, wrap_up_until=until)
    change_state(act, agent, shift.finish(shift_of(agent)), until=handout.wrap_up_until, cause="outcome")
