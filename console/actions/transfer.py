"""Handing a customer over to a colleague or the lead, with a note."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from console.actions.steps.changes import refuse_stale
from console.actions.steps.give import give_next
from console.actions.steps.hold import held
from console.actions.steps.moves import let_go, lock_agent, move, seq_of
from console.actions.steps.operation import Act, Answer, action
from console.domain import shift
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import CustomerOffered, SupplyChanged
from console.store import claim
from console.store.models import Agent, Attempt, Person

OFFER = timedelta(seconds=60)


@action("transfer.hand_over")
def hand_over(act: Act, token: int, to: str, note: str, facts_version: int) -> Answer:
    """Give the customer to a colleague (as an offer to her) or back for the lead, with a note."""
    note = note.strip()
    if not note:
        raise Invalid("Write a line for the colleague: what happened, what is next.", field="note")
    mine = held(act, token)
    refuse_stale(act, mine.customer, "handover", facts_version)
    if mine.handout.accepted_at is None:
        raise IllegalMove("Take the customer first.")
    if mine.handout.finished_at is not None:
        raise IllegalMove("The contact is finished; there is nothing to hand over.")
    talking = act.work.session.execute(
        select(Attempt.id).where(Attempt.handout_id == token, Attempt.ended_at.is_(None))
    ).first()
    if talking is not None:
        raise IllegalMove("End the call first, then hand over.")
    target = _target(act, to)
    agent = let_go(act, mine.handout, "moved", gone=False)
    claim.put_to_sleep(
        act.work, mine.customer.id, act.now, wake_at=act.now + timedelta(minutes=1),
        reason="returned",
    )  # fmt: skip
    claimed = claim.claim_customer(act.work, mine.customer.id, target.id, act.now)
    until = act.now + OFFER
    granted = claim.grant(
        act.work, claimed, target.id, "transfer", act.now,
        facts_version=mine.customer.facts_version, offer_until=until, score=mine.handout.score,
        factors=mine.handout.factors, note=note[:1000],
    )  # fmt: skip
    move(act, target, shift.Shift("offered"), until=until, cause="transfer")
    target.handout_id = granted
    act.work.happened(CustomerOffered((target.id,)), SupplyChanged())
    if agent.state == "ready":
        give_next(act, agent)
    return Answer(seq=seq_of(act, act.actor.id), data={"state": agent.state})


def _target(act: Act, to: str) -> Agent:
    if to == "lead":
        row = act.work.session.execute(
            select(Agent.id)
            .join(Person, Person.id == Agent.id)
            .where(Person.role == "lead", Person.team_id == act.actor.team_id)
        ).first()
        wanted = row[0] if row else 0
    else:
        wanted = int(to) if to.isascii() and to.isdigit() and len(to) < 19 else 0
    team = act.work.session.execute(
        select(Person.team_id).where(Person.id == wanted, Person.disabled_at.is_(None))
    ).scalar()
    target = lock_agent(act.work.session, wanted) if wanted else None
    if target is None or team != act.actor.team_id or target.id == act.actor.id:
        raise Invalid("Choose a colleague of your team.", field="to")
    if target.handout_id is not None or target.state not in ("ready", "on_break", "offline"):
        raise Conflict("That colleague has a customer now. Choose another one.", field="to")
    return target
