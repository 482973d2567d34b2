"""What a lead does on the floor: takes a customer over, or ends a stuck shift."""

from __future__ import annotations

from datetime import timedelta

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain, safety
from console.actions.steps.agent_state import change_state, desk_seq_of, lock_agent, shift_of
from console.actions.steps.end_from_outside import locked_with, put_back, take_away
from console.actions.steps.team_reach import of_team, reason_of
from console.actions.steps.trip_end import end_recalled
from console.domain import shift
from console.domain.errors import Conflict, IllegalMove, Invalid, NotYours
from console.domain.events import CustomerOffered, SupplyChanged
from console.store import claim
from console.store.cached.talking_points import library_version
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Agent, Handout

SILENT = timedelta(seconds=30)  # from here on the floor shows "no signal"


@action("floor.recall")
def recall(act: Act, handout_id: int, to: str, reason: str) -> Answer:
    """Take a customer over from an agent: to the queue ("queue"), the lead ("me") or a ready colleague (the id).

    What the agent reports afterwards is stored as a late report (rule 15).
    """
    why = reason_of(reason)
    session = act.work.session
    handout = session.get(Handout, handout_id)
    if handout is None:
        raise NotYours()
    holder = of_team(act, handout.agent_id)
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
    person = of_team(act, target.id)
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
def set_off_shift(act: Act, agent_id: int, reason: str, force: bool = False) -> Answer:
    """End the shift of a team member whose state is stuck, with a reason.

    An open offer goes back to the queue and a wrap-up ends. A contact must be recalled first. With ``force`` the
    shift of an agent who works ends too: at once when the agent is free, else after the present customer.
    """
    why = reason_of(reason)
    of_team(act, agent_id)
    agent, handout = locked_with(act, agent_id)
    if handout is not None:
        safety.not_held(handout)
    was = agent.state
    if was == "offline":
        raise Conflict("This agent is already off shift.")
    if was == "in_contact" and (handout is None or handout.finished_at is None):
        if force:
            change_state(act, agent, shift.leave(shift_of(agent)), until=agent.until, cause="lead")
            audit_chain.append(act, "shift.ended_by_lead", {"agent": agent_id, "was": was, "reason": why})
            return Answer(text="The shift ends after the present customer.", data={"state": agent.state})
        raise IllegalMove("This agent has a customer: take the customer over first.")
    if was == "ready" and not force and agent.seen_at is not None and act.now - agent.seen_at <= SILENT:
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


@action("floor.break")
def send_to_break(act: Act, agent_id: int, kind: str) -> Answer:
    """Send a team member to a break: now, or after the present customer. The agent comes back as from every break."""
    if kind not in shift.BREAK_REASONS:
        raise Invalid("Choose a reason for the break.", field="kind")
    of_team(act, agent_id)
    agent, handout = locked_with(act, agent_id)
    if handout is not None:
        safety.not_held(handout)
    if agent.state in ("offline", "on_break"):
        raise Conflict("This agent is not working now.")
    to = shift.pause(shift_of(agent), kind)
    change_state(act, agent, to, until=agent.until if to.state == agent.state else None, cause="lead")
    audit_chain.append(act, "shift.break_by_lead", {"agent": agent_id, "reason": kind})
    return Answer(data={"state": agent.state})


@action("floor.no_break")
def cancel_break(act: Act, agent_id: int) -> Answer:
    """Take back a break that would begin after the present customer."""
    of_team(act, agent_id)
    agent, _ = locked_with(act, agent_id)
    if agent.next_state != "on_break":
        raise Conflict("No break waits for this agent.")
    change_state(act, agent, shift.ready(shift_of(agent)), until=agent.until, cause="lead")
    return Answer(data={"state": agent.state})
