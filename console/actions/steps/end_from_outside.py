"""Ending a shift or hand-out from outside: by a lead, or by a change of the agent's access."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps.agent_state import change_state, lock_agent, shift_of
from console.actions.steps.wrap_up import end_calls
from console.domain.errors import Busy, NotYours
from console.domain.events import HandoutEnded, SupplyChanged
from console.domain.shift import Shift
from console.store import claim
from console.store.customer_facts import lock_customer
from console.store.models import Agent, Handout

_LIVE = (
    select(Handout)
    .where(Handout.agent_id == bindparam("agent"), Handout.ended_at.is_(None))
    .execution_options(populate_existing=True)
)


def locked_with(act: Act, agent_id: int) -> tuple[Agent, Handout | None]:
    """Return an agent and the agent's live hand-out, locked in the fixed order: customer, then agent.

    Raises NotYours for people without a desk, Busy when a customer is just being given or taken.
    """
    session = act.work.session
    seen = session.execute(_LIVE, {"agent": agent_id}).scalar_one_or_none()
    if seen is not None:
        lock_customer(session, seen.customer_id)
    agent = lock_agent(session, agent_id)
    if agent is None:
        raise NotYours()
    live = session.execute(_LIVE, {"agent": agent_id}).scalar_one_or_none()
    if (live.id if live else None) != (seen.id if seen else None):
        raise Busy("A customer is arriving or leaving right now. Try again.")
    return agent, live


def take_away(act: Act, agent: Agent, handout: Handout, why: str, to: Shift) -> None:
    """End the hand-out and set the agent to ``to``. A running call ends in the records only.

    The ended attempt keeps its place in every cap until the late report gives its result.
    """
    end_calls(act, handout.id)
    claim.end_handout(act.work, handout, agent, why, act.now)
    change_state(act, agent, to, cause=why)
    act.work.happened(HandoutEnded((agent.id,)))


def put_back(act: Act, customer_id: int) -> None:
    """Make the customer available to any ready agent, as soon as the law allows."""
    claim.put_to_sleep(act.work, customer_id, act.now, wake_at=act.now, reason="returned")
    act.work.happened(SupplyChanged())


def end_shift(act: Act, agent_id: int) -> str:
    """End the shift of an agent whose access changed, and return what became of the customer.

    "" = there was none, "back" = back in the queue, "done" = was in wrap-up, "stays" = a begun contact or the
    safety state: it stays on the floor until the agent ends it or a lead takes the customer over.
    """
    agent, handout = locked_with(act, agent_id)
    if handout is None:
        if agent.state != "offline":
            change_state(act, agent, Shift("offline", "access"), cause="access")
        return ""
    safety = handout.safety_at is not None
    if handout.finished_at is not None and not safety:
        take_away(act, agent, handout, "done", Shift("offline", "access"))
        return "done"
    if handout.begun_at is None and not safety:
        take_away(act, agent, handout, "access", Shift("offline", "access"))
        put_back(act, handout.customer_id)
        return "back"
    now = shift_of(agent)
    change_state(act, agent, Shift(now.state, now.reason, "offline"), until=agent.until, cause="access")
    return "stays"
