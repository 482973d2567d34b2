"""Ending a hand-out whose time has come. The claim itself does not depend on a worker (rule 15)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps.agent_state import end_handout, lock_agent
from console.actions.steps.offer import offer_in_order
from console.actions.steps.wrap_up import end_calls
from console.domain import shift
from console.domain.events import SupplyChanged
from console.store import claim
from console.store.customer_facts import lock_customer
from console.store.fast.statements import required_value
from console.store.models import Entry, Handout

_ENTRY = select(Entry.id).where(Entry.customer_id == bindparam("customer"))


def expire_one(act: Act, handout_id: int, customer_id: int) -> bool:
    """End this hand-out if its time has come, and return whether it was ended."""
    session = act.work.session
    lock_customer(session, customer_id)
    handout = session.get(Handout, handout_id, populate_existing=True)
    if handout is None or handout.ended_at is not None or handout.safety_at is not None:
        return False
    if handout.finished_at is not None:
        if handout.wrap_up_until is None and not _left_on_the_line(act, handout):
            return False
        if handout.wrap_up_until is not None and handout.wrap_up_until > act.now:
            return False
        end_calls(act, handout_id)
        agent = end_handout(act, handout, "done")
        if agent.state == "ready":
            offer_in_order(act, agent)
        return True
    if handout.accepted_at is None:
        if handout.offer_until is None or handout.offer_until > act.now:
            return False
        end_handout(act, handout, "missed", missed=True)
        wake_at, reason = act.now + timedelta(minutes=1), "missed"
    else:
        if handout.begun_at is not None:
            return False
        if handout.lease_until is None or handout.lease_until > act.now:
            return False
        end_handout(act, handout, "lease", gone=True)
        wake_at, reason = act.now, "returned"
    entry_id = required_value(session, _ENTRY, customer=customer_id)
    claim.rest(act.work, entry_id, act.now, wake_at, reason)  # an own callback stays with its agent
    act.work.happened(SupplyChanged())
    return True


def _left_on_the_line(act: Act, handout: Handout) -> bool:
    """Return True for a recorded call whose agent's screen is gone: nobody is there to hang up."""
    agent = lock_agent(act.work.session, handout.agent_id)
    return agent is not None and shift.is_away(agent.seen_at, act.now)
