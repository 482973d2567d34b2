"""Inbound calls: claim the customer who rings; and reveal a full number with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import bindparam, func, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate, reading
from console.actions.steps.agent_state import (
    change_state,
    desk_seq_of,
    end_handout,
    own_agent,
    raise_desk_seq,
    shift_of,
)
from console.actions.steps.alarms import raise_about
from console.actions.steps.expiry import expire_one
from console.domain import shift
from console.domain.actor import DESK_ROLES
from console.domain.compliance import Proposed
from console.domain.errors import Conflict, IllegalMove, Invalid, NotYours
from console.domain.events import ContactChanged, CustomerOffered, RoundChanged, SupplyChanged
from console.domain.reading import strangers_of
from console.store import claim
from console.store.customer_facts import load_customer, lock_customer
from console.store.fast.entities import put
from console.store.fast.statements import add, required_value
from console.store.models import (
    Agent,
    Attempt,
    Customer,
    CustomerPhone,
    Entry,
    Handout,
    Person,
    Phone,
    Reveal,
    RingIn,
    Trip,
)
from console.store.queries.search import spellings
from console.store.scope import may_find, may_open

BUDGET = 20
CALLS = "You have taken %(most)s calls today, as many as your queues allow. Ask your lead."
UNKNOWN = "Enter the number that rings. Too many calls without a number that is on file were taken today."
_ENTRY = select(Entry.id).where(Entry.customer_id == bindparam("customer"))


@action("inbound.claim")
def take_inbound(act: Act, customer_id: int, number: str = "") -> Answer:
    """Claim the customer who is on the line. When a colleague has the customer, the answer says so.

    ``number`` is the number that rings, as it was typed or shown, "" when it is withheld. The call is on record with
    it. One that is not on the customer's file is judged by a lead afterwards, and there are few of them a day.
    """
    if not may_find(act.work.session, act.actor, customer_id):
        if act.work.session.get(Customer, customer_id) is None or act.actor.role not in DESK_ROLES:
            raise NotYours()
        return reading.foreign(act, "claim", customer_id)
    offered = _untaken_offer(act, customer_id)
    if offered is not None:  # customers are locked in the order of their ids
        for other in sorted((offered.customer_id, customer_id)):
            lock_customer(act.work.session, other)
    loaded = load_customer(act.work.session, customer_id, lock=True)
    if loaded is None:
        raise NotYours()
    live = claim.live_of_customer(act.work.session, customer_id)
    agent = own_agent(act)
    if live is not None and live.agent_id != agent.id and not expire_one(act, live.id, customer_id):
        holder = act.work.session.execute(
            select(Person.name, Person.disabled_at, Agent.seen_at)
            .join(Agent, Agent.id == Person.id)
            .where(Person.id == live.agent_id)
        ).one()
        trip = act.work.session.execute(
            select(Trip).where(Trip.handout_id == live.id, Trip.left_at.is_(None))
        ).scalar_one_or_none()
        if trip is not None:
            return _rings_during_a_visit(act, trip, holder.name)
        silent = shift.is_away(holder.seen_at, act.now)
        if silent or holder.disabled_at is not None:
            raise Conflict(
                "%(name)s has this customer and is away. Ask your lead to take the customer over.", name=holder.name
            )
        raise Conflict("%(name)s has this customer now. Put the call through.", name=holder.name)
    case = attempt_gate.Case(*loaded)
    if live is not None and live.agent_id == agent.id:
        return _rings_while_held(act, case, agent, live)
    waits = offered is not None and agent.handout_id == offered.id
    if agent.handout_id is not None and not waits:
        raise IllegalMove("Finish your current customer first.")
    ring = _ring_of(act, customer_id, number)
    if (refused := _too_many_calls(act, ring) or reading.spend(act, "claim", [customer_id])) is not None:
        return refused
    if waits and offered is not None:
        agent = _put_offer_back(act, offered)
    if agent.handout_id is not None:
        raise IllegalMove("Finish your current customer first.")
    claimed = claim.claim_customer(act.work, customer_id, agent.id, act.now)
    handout_id = claim.grant(
        act.work, claimed, agent, "inbound", act.now, facts_version=loaded.customer.facts_version, accepted=True
    )
    handout = claim.live_of_customer(act.work.session, customer_id)
    assert handout is not None
    attempt_id = _rings(act, case, handout)
    add(act.work.session, RingIn, **vars(ring), person_id=agent.id, handout_id=handout_id, day=act.day, at=act.now)
    change_state(act, agent, shift.take(shift_of(agent)), cause="inbound")
    act.work.happened(CustomerOffered((agent.id,)), ContactChanged((agent.id,)))
    return Answer(seq=desk_seq_of(act, agent.id), data={"token": handout_id, "attempt_id": attempt_id})


@dataclass(frozen=True)
class _Ring:
    """The call that is taken: whose, from which number, and whether the customer's file has that number."""

    customer_id: int
    number: str
    known: bool


def _ring_of(act: Act, customer_id: int, number: str) -> _Ring:
    wanted = spellings(number)
    if not wanted:
        return _Ring(customer_id, number.strip()[:40], False)
    on_file = select(Phone.e164).join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
    found = act.work.session.execute(
        on_file.where(CustomerPhone.customer_id == customer_id, Phone.e164.in_(wanted)).limit(1)
    ).scalar()
    return _Ring(customer_id, found or number.strip()[:40], found is not None)


def _too_many_calls(act: Act, ring: _Ring) -> Answer | None:
    """Return the refusal when the day's calls of this agent are used up: all of them, or those of unknown numbers."""
    reading.lock(act)
    today = select(func.count()).select_from(RingIn).where(RingIn.person_id == act.actor.id, RingIn.day == act.day)
    most = reading.calls_a_day(act)
    if int(act.work.session.execute(today).scalar_one()) >= most:
        raise_about(act, "reading_limit")
        return Answer(ok=False, code="conflict", text=CALLS, words={"most": most}, keep=False)
    strangers = int(act.work.session.execute(today.where(RingIn.known.is_(False))).scalar_one())
    if not ring.known and strangers >= strangers_of(most):
        raise_about(act, "ring_strangers")
        return Answer(ok=False, code="conflict", text=UNKNOWN, keep=False)
    return None


def _rings_during_a_visit(act: Act, trip: Trip, name: str) -> Answer:
    """Answer that a pair is on its way or at the door. The pair and the lead are told that the customer rang."""
    act.work.happened(RoundChanged((), (trip.round_id,)))
    text = "%(name)s is on the way to this customer. Take the message: the pair sees that the customer rang."
    if trip.arrived_at is not None:
        text = "%(name)s is at this customer's door now. Take the message: the pair sees that the customer rang."
    put(act.work.session, trip, rang_at=act.now)
    return Answer(ok=False, code="conflict", text=text, words={"name": name})


def _untaken_offer(act: Act, caller: int) -> Handout | None:
    """Return the offer of another customer that stands on the agent's screen and that nobody has taken, or None."""
    live = claim.live_of_agent(act.work.session, act.actor.id)
    waits = live is not None and live.accepted_at is None and live.customer_id != caller
    return live if waits else None


def _put_offer_back(act: Act, offered: Handout) -> Agent:
    """Put the offered customer back, without a mark against the agent: somebody else is on the line."""
    act.work.session.refresh(offered)
    if offered.ended_at is not None or offered.accepted_at is not None:
        raise IllegalMove("Finish your current customer first.")
    agent = end_handout(act, offered, "rang_in", gone=False)
    entry_id = required_value(act.work.session, _ENTRY, customer=offered.customer_id)
    claim.rest(act.work, entry_id, act.now, act.now, "returned")
    act.work.happened(SupplyChanged())
    return agent


def _rings(act: Act, case: attempt_gate.Case, handout: Handout) -> int:
    """Write the inbound contact of this hand-out with the verdict of its moment (rule 20), and return its id.

    It is begun and answered, and stays with the agent until its outcome.
    """
    put(act.work.session, handout, begun_at=handout.begun_at or act.now, lease_until=None)
    proposed = Proposed("call", direction="in", purpose="answer", at=act.now)
    judged = attempt_gate.judge(
        act, case, proposed, "verdict.record", team=act.actor.team_id, body={"token": handout.id}
    )
    return attempt_gate.begin(
        act,
        judged,
        proposed,
        handout_id=handout.id,
        agent_id=handout.agent_id,
        answered_at=act.now,
        line="inbound",
        line_result="answered",
        breach=judged.breach,
    )


def _rings_while_held(act: Act, case: attempt_gate.Case, agent: Agent, live: Handout) -> Answer:
    """Handle a call from the customer whom this agent was offered, looks at, or is trying to reach."""
    if live.finished_at is not None and live.safety_at is None:
        raise IllegalMove("The outcome is recorded. Correct it, or end the wrap-up first.")
    running = act.work.session.execute(
        select(Attempt).where(Attempt.handout_id == live.id, Attempt.ended_at.is_(None))
    ).scalar_one_or_none()
    if running is not None and running.answered_at is not None:  # they are talking already
        return Answer(seq=desk_seq_of(act, agent.id), data={"token": live.id})
    if running is not None:  # the agent's own call met the customer's: it ends unanswered
        result = running.line_result or "busy"
        put(act.work.session, running, ended_at=act.now, live=False, result=result, line_result=result)
    if live.accepted_at is None:
        put(act.work.session, live, accepted_at=act.now, offer_until=None)
        change_state(act, agent, shift.accept(shift_of(agent)), cause="inbound")
    attempt_id = _rings(act, case, live)
    raise_desk_seq(act, (agent.id,))
    act.work.happened(ContactChanged((agent.id,)))
    return Answer(seq=desk_seq_of(act, agent.id), data={"token": live.id, "attempt_id": attempt_id})


@action("number.reveal")
def reveal(act: Act, customer_id: int, phone_id: int, reason: str) -> Answer:
    """Return a full number outside a contact: with a reason, on record, within a daily budget.

    The number is in ``show_once``. Sending the same key again only says that it was shown.
    """
    if len(reason.strip()) < 5:
        raise Invalid("Say in a few words why you need the number.", field="reason")
    row = act.work.session.execute(
        select(Phone.e164, Customer.made_up)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .join(Customer, Customer.id == CustomerPhone.customer_id)
        .where(CustomerPhone.customer_id == customer_id, Phone.id == phone_id)
    ).one_or_none()
    live = claim.live_of_customer(act.work.session, customer_id)
    mine = live is not None and live.agent_id == act.actor.id
    if row is None:
        raise NotYours()
    if not mine and not may_open(act.work.session, act.actor, customer_id):
        return reading.foreign(act, "reveal", customer_id)
    if mine and live is not None and live.accepted_at is None:
        raise IllegalMove("Accept the customer first.")
    reading.lock(act)
    used = act.work.session.execute(
        select(func.count()).where(Reveal.person_id == act.actor.id, Reveal.at >= _day_start(act))
    ).scalar_one()
    if used >= BUDGET:
        raise Conflict("You have reached today's limit for showing numbers. Ask your lead.")
    if (refused := reading.spend(act, "reveal", [customer_id], 1)) is not None:
        return refused
    add(
        act.work.session,
        Reveal,
        person_id=act.actor.id,
        customer_id=customer_id,
        phone_id=phone_id,
        reason=reason.strip()[:300],
        at=act.now,
    )
    return Answer(data={"left": BUDGET - used - 1, "made_up": bool(row.made_up)}, show_once={"number": row.e164})


def _day_start(act: Act) -> datetime:
    zone = act.context.zone
    return datetime.combine(act.now.astimezone(zone).date(), time(0), zone)
