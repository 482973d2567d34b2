"""The hand-out that an agent acts on, with its locks and its fence (rule 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps.agent_state import lock_agent
from console.domain.errors import Conflict, NotYours
from console.store.customer_facts import lock_customer
from console.store.fast.entities import entity
from console.store.fast.statements import value
from console.store.models import Agent, Customer, Handout


@dataclass(frozen=True)
class LockedHandout:
    """A hand-out of the actor with customer and agent, locked in the fixed order."""

    handout: Handout
    customer: Customer
    agent: Agent
    house_version: int


_HANDOUT_ID: Any = bindparam("handout")
_WHOSE = select(Handout.customer_id).where(Handout.id == _HANDOUT_ID, Handout.agent_id == bindparam("agent"))
_HANDOUT = select(Handout).where(Handout.id == _HANDOUT_ID)


def own_handout(act: Act, handout_id: int) -> Handout:
    """Return the hand-out of this id if it is or was the actor's own. Raises NotYours otherwise."""
    if value(act.work.session, _WHOSE, handout=handout_id, agent=act.actor.id) is None:
        raise NotYours()
    handout = entity(act.work.session, Handout, _HANDOUT, handout=handout_id)
    assert handout is not None
    return handout


def lock_handout(act: Act, handout_id: int) -> LockedHandout:
    """Return the actor's hand-out of this id, ended or not, locked: customer first, then agent.

    The hand-out is read under the locks. Raises NotYours for a hand-out that never was the actor's.
    """
    session = act.work.session
    customer_id = value(session, _WHOSE, handout=handout_id, agent=act.actor.id)
    if customer_id is None:
        raise NotYours()
    customer, version = lock_customer(session, customer_id)
    agent = lock_agent(session, act.actor.id)
    if customer is None or agent is None:
        raise NotYours()
    handout = entity(session, Handout, _HANDOUT, handout=handout_id)
    assert handout is not None
    return LockedHandout(handout, customer, agent, version)


def lock_live_handout(act: Act, handout_id: int) -> LockedHandout:
    """Return the actor's live hand-out of this id, locked: customer first, then agent.

    Raises NotYours for a hand-out that never was the actor's, Conflict with the reason when it has ended.
    """
    mine = lock_handout(act, handout_id)
    if mine.handout.ended_at is not None:
        raise Conflict(_ENDED.get(mine.handout.end_reason, _ENDED[""]))
    return mine


_ENDED = {
    "": "This customer is no longer with you.",
    "missed": "The offer expired before you answered. The customer went back to the queue.",
    "declined": "You declined this customer.",
    "given_back": "You returned this customer.",
    "rang_in": "You took the call of another customer. This one went back to the queue.",
    "lease": "You were away for more than 90 seconds, so the customer went back to the queue.",
    "moved": "This customer was handed over to a colleague.",
    "recalled": "Your lead took this customer over.",
    "access": "Your access changed, so the customer went back to the queue.",
    "done": "This contact is already finished.",
}
