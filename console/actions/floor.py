"""What a lead does on the floor: takes a customer over, or ends a stuck shift."""

from __future__ import annotations

from datetime import timedelta

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain, safety
from console.actions.steps.agent_state import change_state, desk_seq_of, lock_agent, shift_of
from console.actions.steps.end_from_outside import locked_with, put_back, take_away
from console.actions.steps.trip_end import end_recalled
from console.domain import shift
from console.domain.errors import Conflict, IllegalMove, Invalid, NotYours
from console.domain.events import CustomerOffered, SupplyChanged
from console.store import claim
from console.store.cached.talking_points import library_version
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Agent, Handout, Person

SILENT = timedelta(seconds=30)  # from here on the floor shows "no signal"


def _of_team(act: Act, agent_id: int) -> Person:
    """Return the agent's person row when the actor may act on it: a lead for the own team, an admin for all.

    An agent who has left every team with a customer still in hand is on each lead's floor.
    """
    person = act.work.session.get(Person, agent_id)
    if person is None:
        raise NotYours()
    if act.actor.role == "lead" and person.team_id != act.actor.team_id:
        left = person.team_id is None and claim.live_of_agent(act.work.session, agent_id)
        if not left:
            raise NotYours()
    return person


def _reason(text: str) -> str:
    if len(text.strip()) < 5:
        raise Invalid("Say in a few words why; it goes on record.", field="reason")
    return text.strip()[:300]


@action("floor.recall")
def recall(act: Act, handout_id: int, to: str, reason: str) -> Answer:
    """Take a customer over from an agent: to the queue ("queue"), the lead ("me") or a ready colleague (the id).

    What the agent reports afterwards is stored as a late report (rule 15).
    """
    why = _reason(reason)
    session = act.work.session
    handout = session.get(Handout, handout_id)
    if handout is None:
        raise NotYours()
    holder = _of_team(act, handout.agent_id)
    loaded = load_customer(session, handout.customer_id, lock=True)
    assert loaded is not None
    target_id = act.actor.id if to == "me" else int(to) if to.isdigit() and to.isascii() else 0
    if to != "queue" and not target_id:
        raise Invalid("Choose where the customer goes.", field="to")
    locked = {n: lock_agent(session, n) for n in sorted({handout.agent_id, target_id} - {0})}
    session.refresh(handout)
    agent = locked[handout.agent_id]
    if handout.ended_at is not None or agent is None:
        raise Conflict("This customer is no longer with that agent.")
    if handout.finished_at is not None and handout.safety_at is None:
        raise IllegalMove("The outcome is already recorded. End the shift instead.")
    target = _target(act, locked.get(target_id), to) if target_id else None
    if to != "me":
        safety.not_held(handout)
    gone = holder.disabled_at is not None or agent.next_state == "offline"
    silent = shift.is_away(agent.seen_at, act.now)
    after = shift.Shift("offline" if gone or silent else "on_break", "recalled")
    take_away(act, agent, handout, "recalled", after)
    end_recalled(act, handout.id, why)
    put_back(act, handout.customer_id)
    given = _give(act, target, handout, loaded.customer.facts_version, why) if target is not None else 0
    if given and handout.safety_at is not None and target is not None:
        safety.carry(act, handout, given, target)
    audit_chain.append(
        act,
        "customer.recalled",
        {"token": handout_id, "agent": agent.id, "to": to, "given": given, "reason": why},
        handout.customer_id,
    )
    seq = desk_seq_of(act, act.actor.id) if to == "me" else 0
    return Answer(seq=seq, data={"token": given, "state": agent.state})


def _target(act: Act, target: Agent | None, to: str) -> Agent:
    if target is None or target.handout_id is not None:
        raise Conflict("That colleague has a customer now. Choose another colleague.", field="to")
    if to == "me":
        return target
    person = _of_team(act, target.id)
    ready = target.state == "ready" and person.disabled_at is None
    if not ready or shift.is_away(target.seen_at, act.now):
        raise Conflict("That colleague is not ready now. Choose another colleague.", field="to")
    return target


def _give(act: Act, target: Agent, old: Handout, facts_version: int, why: str) -> int:
    """Offer the customer to the colleague, or hand the customer to the lead who took over."""
    mine = target.id == act.actor.id
    until = None if mine else act.now + shift.COLLEAGUE_OFFER
    claimed = claim.claim_customer(act.work, old.customer_id, target.id, act.now)
    handout_id = claim.grant(
        act.work,
        claimed,
        target,
        "manual" if mine else "transfer",
        act.now,
        facts_version=facts_version,
        offer_until=until,
        score=old.score,
        factors=old.factors,
        lease_until=act.now + shift.LEASE if mine else None,
        note=why,
        accepted=mine,
        apart=mine,  # what the agent began goes on with the lead
    )
    if mine:
        put(act.work.session, target, seen_at=act.now)
        change(act.work.session, Handout, handout_id, library_version=library_version(act.work.session))
    state = shift.take(shift_of(target)) if mine else shift.offer(shift_of(target))
    change_state(act, target, state, until=until, cause="recall")
    act.work.happened(CustomerOffered((target.id,)), SupplyChanged())
    return handout_id


@action("floor.off")
def set_off_shift(act: Act, agent_id: int, reason: str) -> Answer:
    """End the shift of a team member whose state is stuck, with a reason.

    An open offer goes back to the queue and a wrap-up ends. A contact must be recalled first.
    """
    why = _reason(reason)
    _of_team(act, agent_id)
    agent, handout = locked_with(act, agent_id)
    if handout is not None:
        safety.not_held(handout)
    was = agent.state
    if was == "offline":
        raise Conflict("This agent is already off shift.")
    if was == "in_contact" and (handout is None or handout.finished_at is None):
        raise IllegalMove("This agent has a customer: take the customer over first.")
    if was == "ready" and agent.seen_at is not None and act.now - agent.seen_at <= SILENT:
        raise IllegalMove("This agent is ready and the screen responds. Ask the agent first.")
    to = shift.Shift("offline", "lead")
    if handout is None:
        change_state(act, agent, to, cause="lead")
    elif handout.finished_at is not None:
        take_away(act, agent, handout, "done", to)
    else:
        take_away(act, agent, handout, "recalled", to)
        put_back(act, handout.customer_id)
    audit_chain.append(act, "shift.ended_by_lead", {"agent": agent_id, "was": was, "reason": why})
    return Answer(data={"state": "offline"})
