"""Hand-outs: ask for the next customer, take, decline or give back an offer, and what time ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps.agent_state import change_state, desk_seq_of, end_handout, own_agent, shift_of
from console.actions.steps.alarms import raise_about
from console.actions.steps.expiry import expire_one
from console.actions.steps.handout_lock import lock_live_handout
from console.actions.steps.offer import offer_in_order, offer_next, offer_round
from console.domain import shift
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import SupplyChanged
from console.store import claim
from console.store.cached.talking_points import library_version
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agent, Attempt, Decline, Handout, Queue

REST = timedelta(minutes=5)
SEARCHES = 4  # transactions of five customers each; after them the worker continues


@action("shift.ready")
def _ready(act: Act) -> Answer:
    agent = own_agent(act)
    put(act.work.session, agent, seen_at=act.now)
    was = agent.state
    to = shift.ready(shift_of(agent))
    if was != "ready" or agent.next_state:
        change_state(act, agent, to, until=agent.until, cause="agent")
    state = "none"
    if agent.state == "ready":
        state = offer_in_order(act, agent)
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state, "search": state})


@action("shift.search", audited=False)
def _search(act: Act) -> Answer:
    agent = own_agent(act)
    state = offer_next(act, agent) if agent.state == "ready" else "none"
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state, "search": state})


def ask_for_next(call: Call) -> Answer:
    """Set the agent ready and offer the next lawful customer, if one is waiting.

    One transaction tries five customers. After four of them the answer says ``search: more`` and the
    worker continues. ``data``: ``state`` of the agent and ``search`` (given, none or more).
    """
    answer = _ready(call)
    for _ in range(SEARCHES - 1):
        if not answer.ok or answer.data.get("search") != "more":
            break
        answer = _search(Call(call.context, call.actor, call.now))
    return answer


@action("handout.accept")
def accept(act: Act, handout_id: int) -> Answer:
    """Take the offered customer: the preview begins and the lease starts."""
    mine = lock_live_handout(act, handout_id)
    handout, agent = mine.handout, mine.agent
    if handout.accepted_at is None:
        if handout.offer_until is not None and handout.offer_until <= act.now:
            raise Conflict("The offer expired before you answered.")
        put(
            act.work.session,
            handout,
            accepted_at=act.now,
            lease_until=act.now + shift.LEASE,
            library_version=library_version(act.work.session),
        )
        put(act.work.session, agent, seen_at=act.now)
        change_state(act, agent, shift.accept(shift_of(agent)), cause="accept")
    return Answer(seq=desk_seq_of(act, agent.id), data={"token": handout_id, "state": agent.state})


@action("handout.decline")
def decline(act: Act, handout_id: int, reason: str, note: str = "") -> Answer:
    """Decline an offer with a reason. The customer sleeps five minutes, and the next one is offered."""
    if reason not in shift.DECLINE_REASONS:
        raise Invalid("Choose a reason for declining.", field="reason")
    mine = lock_live_handout(act, handout_id)
    if mine.handout.accepted_at is not None:
        raise IllegalMove("You have accepted this customer. Return the customer instead.")
    return _within_bound(act, reason) or _return(act, mine.handout, "declined", reason, note)


@action("handout.give_back")
def give_back(act: Act, handout_id: int, reason: str, note: str = "") -> Answer:
    """Give back, with a reason, a customer who was taken but not called."""
    if reason not in shift.DECLINE_REASONS:
        raise Invalid("Choose a reason for returning the customer.", field="reason")
    mine = lock_live_handout(act, handout_id)
    if mine.handout.accepted_at is None:
        raise IllegalMove("Decline the offer instead.")
    if _begun(act, handout_id):
        raise IllegalMove("A contact has begun. Record its outcome instead.")
    return _within_bound(act, reason) or _return(act, mine.handout, "given_back", reason, note)


def _begun(act: Act, handout_id: int) -> bool:
    return act.work.session.execute(select(Attempt.id).where(Attempt.handout_id == handout_id)).first() is not None


def _declined(act: Act) -> int:
    """Return how many customers the agent has declined or given back today."""
    mine = select(func.count()).select_from(Decline).where(Decline.agent_id == act.actor.id, Decline.day == act.day)
    return int(act.work.session.execute(mine).scalar_one())


def _within_bound(act: Act, reason: str) -> Answer | None:
    """Return the refusal when the day's declines are used up. The lead hears of it; personal reasons always count."""
    if _declined(act) < shift.DECLINES_A_DAY:
        return None
    raise_about(act, "declines")
    if reason in shift.PERSONAL:
        return None
    return Answer(
        ok=False,
        code="conflict",
        text="You have declined %(most)s customers today: no more is possible. Take this one, or ask your lead.",
        words={"most": shift.DECLINES_A_DAY},
        seq=desk_seq_of(act, act.actor.id),
        keep=False,
    )


def _return(act: Act, handout: Handout, how: str, reason: str, note: str) -> Answer:
    add(
        act.work.session,
        Decline,
        agent_id=act.actor.id,
        customer_id=handout.customer_id,
        day=act.day,
        reason=reason,
        note=note[:500],
        at=act.now,
    )
    agent = end_handout(act, handout, how, gone=False)
    if agent.state == "ready" and _declined(act) > shift.DECLINES_A_DAY:  # no next customer to decline at once
        change_state(act, agent, shift.Shift("on_break", "declines"), cause="declines")
    claim.put_to_sleep(
        act.work,
        handout.customer_id,
        act.now,
        wake_at=act.now + REST,
        reason="declined" if how == "declined" else "returned",
    )
    act.work.happened(SupplyChanged())
    if agent.state == "ready":
        offer_in_order(act, agent)
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state})


@action("handout.expire", audited=False)
def expire(act: Act, limit: int = 50) -> Answer:
    """End offers that nobody answered, leases that ran out and wrap-ups that are over.

    A recorded call whose agent's screen has been silent for 90 s ends as well: nobody is there to hang up.
    After a wrap-up the agent is ready, or in the state that the agent asked for, and gets the next customer.
    """
    due = act.work.session.execute(
        select(Handout.id, Handout.customer_id)
        .where(
            Handout.ended_at.is_(None),
            Handout.safety_at.is_(None),  # no clock ends a contact in the safety state
            (Handout.accepted_at.is_(None) & (Handout.offer_until <= act.now))
            | (Handout.begun_at.is_(None) & (Handout.lease_until <= act.now))
            | (Handout.wrap_up_until <= act.now)
            | (Handout.finished_at.is_not(None) & Handout.wrap_up_until.is_(None) & Handout.agent_id.in_(_silent(act))),
        )
        .order_by(Handout.id)
        .limit(limit)
    ).all()
    for row in due:
        expire_one(act, row.id, row.customer_id)
    return Answer(data={"count": len(due)})


def _silent(act: Act) -> Any:
    """Return the ids of the agents with a recorded call whose screens have been silent for too long."""
    return select(Agent.id).where(
        Agent.state == "in_contact", Agent.seen_at.is_(None) | (Agent.seen_at < act.now - shift.AWAY)
    )


@action("handout.extend")
def extend(act: Act, handout_id: int) -> Answer:
    """Extend the wrap-up once more, as often as the queue allows."""
    mine = lock_live_handout(act, handout_id)
    handout, agent = mine.handout, mine.agent
    if handout.finished_at is None or handout.wrap_up_until is None:
        raise IllegalMove("Only a wrap-up can be extended.")
    queue = act.work.session.get_one(Queue, handout.queue_id)
    if handout.extensions >= queue.extensions:
        raise IllegalMove("No extension is left for this contact.")
    put(
        act.work.session,
        handout,
        extensions=handout.extensions + 1,
        wrap_up_until=handout.wrap_up_until + timedelta(seconds=queue.extension_seconds),
    )
    change_state(act, agent, shift_of(agent), until=handout.wrap_up_until, cause="extend")
    return Answer(seq=desk_seq_of(act, agent.id))


@action("handout.end_wrap_up")
def end_wrap_up(act: Act, handout_id: int) -> Answer:
    """End the wrap-up early: the agent is ready and gets the next customer at once."""
    mine = lock_live_handout(act, handout_id)
    if mine.handout.finished_at is None:
        raise IllegalMove("Record the outcome first.")
    if mine.handout.wrap_up_until is None:
        raise IllegalMove("Somebody is on the line. Hang up when you have said goodbye.")
    agent = end_handout(act, mine.handout, "done", gone=False)
    if agent.state == "ready":
        offer_in_order(act, agent)
    return Answer(seq=desk_seq_of(act, agent.id), data={"state": agent.state})


@action("handout.deal", audited=False)
def deal_out(act: Act, limit: int = 20) -> Answer:
    """Offer waiting customers to ready agents, the longest waiting agent first."""
    return Answer(data={"count": offer_round(act, limit)})
