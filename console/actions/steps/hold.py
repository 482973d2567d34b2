"""Finding the hand-out an agent acts on, with its locks and its fence (rule 15)."""

from __future__ import annotations

from sqlalchemy import select

from console.actions.steps.moves import lock_agent
from console.actions.steps.operation import Act
from console.domain.errors import Conflict, NotYours
from console.store.facts import load_customer
from console.store.models import Agent, Creditor, Customer, Handout, Portfolio


class Held:
    """A live hand-out of the actor with customer and agent locked in the house's order."""

    def __init__(
        self, handout: Handout, customer: Customer, portfolio: Portfolio, creditor: Creditor,
        agent: Agent, house_version: int = 0,
    ) -> None:  # fmt: skip
        self.handout = handout
        self.customer = customer
        self.portfolio = portfolio
        self.creditor = creditor
        self.agent = agent
        self.house_version = house_version


def own_handout(act: Act, token: int) -> Handout:
    """Give the hand-out row of this token if it is or was the actor's own."""
    row = act.work.session.execute(
        select(Handout).where(Handout.id == token, Handout.agent_id == act.actor.id)
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    return row


def held(act: Act, token: int) -> Held:
    """Give the actor's live hand-out of this token, locked: customer first, then agent.

    Raises NotYours for a token that was never hers, Conflict with the reason when it has ended.
    """
    handout = own_handout(act, token)
    found = load_customer(act.work.session, handout.customer_id, lock=True)
    agent = lock_agent(act.work.session, act.actor.id)
    if found is None or agent is None:
        raise NotYours()
    act.work.session.refresh(handout)
    if handout.ended_at is not None:
        raise Conflict(_ENDED.get(handout.end_reason, _ENDED[""]))
    return Held(handout, found[0], found[1], found[2], agent, found[3] or 0)


_ENDED = {
    "": "This customer is no longer with you.",
    "missed": "The offer ran out before you answered; the customer went back to the queue.",
    "declined": "You declined this customer.",
    "given_back": "You gave this customer back.",
    "lease": "You were away for more than 90 seconds, so the customer went back to the queue.",
    "moved": "This customer was handed over to a colleague.",
    "recalled": "Your lead took this customer over.",
    "done": "This contact is already finished.",
}
