"""Offering the next customer: claim, check the law, offer (architecture, "The life of a hand-out")."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import and_, bindparam, exists, or_, select

from console.actions.call import Act
from console.actions.steps.agent_state import change_state, lock_agent, ranked_queues, shift_of
from console.actions.steps.choose_number import Case, Choice, choose, load_case
from console.actions.steps.record_verdict import record_verdict
from console.domain import dispatch
from console.domain.events import CustomerOffered, SupplyChanged
from console.domain.promises import purpose_of
from console.domain.shift import AWAY, offer
from console.store import claim
from console.store.fast.statements import required_value, rows
from console.store.joint import kept_apart
from console.store.models import WAITING, Agent, AgentQueue, Attempt, Decline, Entry, Queue
from console.store.models.types import Instant
from console.store.reservation import LONG_BREAK, reserved

OWN_FACTORS = {"callback": "callback", "promise": "promise_due", "transfer": "transfer", "message": "message"}
KINDS = {"message": "callback"}  # what the hand-out is called where that is not the entry's own kind
TRIES = 5  # customers that one transaction may try
OfferResult = Literal["given", "none", "more"]


_OFFER_SECONDS = select(Queue.offer_seconds).where(Queue.id == bindparam("queue"))
_RINGING = select(Attempt.id).where(
    Attempt.phone_id == bindparam("phone"), Attempt.live, Attempt.customer_id != bindparam("customer")
)


_NOW: Any = bindparam("now", type_=Instant())
_CLAIMABLE = and_(
    Entry.state == WAITING,
    or_(Entry.callable_until.is_(None), Entry.callable_until > _NOW),
    ~exists().where(
        Decline.agent_id == Agent.id, Decline.day == bindparam("day"), Decline.customer_id == Entry.customer_id
    ),
)
# ready agents for whom somebody waits, the longest waiting agent first
_READY = (
    select(Agent.id)
    .where(
        Agent.state == "ready",
        Agent.seen_at > bindparam("seen", type_=Instant()),
        Agent.since < bindparam("since", type_=Instant()),
        Agent.id != bindparam("me"),
        or_(
            exists().where(Entry.own_agent_id == Agent.id, _CLAIMABLE),
            exists().where(
                AgentQueue.agent_id == Agent.id,
                Entry.queue_id == AgentQueue.queue_id,
                Queue.id == Entry.queue_id,
                Queue.closed.is_(False),
                Queue.paused_at.is_(None),
                ~reserved(_NOW),
                _CLAIMABLE,
            ),
        ),
    )
    .order_by(Agent.since, Agent.id)
    .limit(bindparam("most"))
)


def offer_in_order(act: Act, agent: Agent) -> OfferResult:
    """Offer to agents who have been ready longer, then to this agent, who has just become ready."""
    offer_round(act, 2, before=agent)
    return offer_next(act, agent)


def offer_next(act: Act, agent: Agent) -> OfferResult:
    """Offer the best lawful customer to this ready agent, whose row the caller has locked.

    Returns "given", "none" (nobody waits) or "more": five in a row may not be contacted, they sleep now, and
    the caller tries again in a new transaction.
    """
    queues = ranked_queues(act.work.session, agent)
    for _ in range(TRIES):
        claimed = claim.claim_next(act.work, agent.id, queues, act.now, act.day)
        if claimed is None:
            return "none"
        case = load_case(act.work.session, claimed.customer_id, act.now)
        assert case is not None
        choice = choose(case, act.now, purpose_of(claimed.own))
        if choice.phone_id is not None and _rung_elsewhere(act, case, choice):
            later = act.now + timedelta(minutes=2)
            choice = replace(choice, phone_id=None, wake_at=later, reason="number_busy")
        if choice.phone_id is not None and kept_apart(act.work.session, claimed.customer_id, wait=False) is not None:
            later = act.now + timedelta(minutes=2)
            choice = replace(choice, phone_id=None, wake_at=later, reason="joint_busy")
        if choice.phone_id is None:
            put_blocked_to_sleep(act, claimed, case, choice)
            continue
        offer_to(act, agent, claimed, case, choice)
        return "given"
    return "more"


def put_blocked_to_sleep(act: Act, claimed: claim.Claimed, case: Case, choice: Choice) -> None:
    """Put a claimed customer who may not be contacted to sleep, with the reason and the wake-up time."""
    if choice.verdict.blocked:
        record_verdict(act, "handout.refused", choice.proposed, case.facts, case.packs, choice.verdict)
    if choice.reason in ("nothing_owed", "no_number"):
        claim.close(act.work, claimed.customer_id, act.now, choice.reason)
    else:
        claim.rest(act.work, claimed.entry_id, act.now, choice.wake_at, choice.reason)
    act.work.happened(SupplyChanged())


def offer_to(act: Act, agent: Agent, claimed: claim.Claimed, case: Case, choice: Choice) -> int:
    """Offer the claimed and checked customer to the agent, with a time-out, and return the id of the hand-out."""
    until = act.now + timedelta(seconds=required_value(act.work.session, _OFFER_SECONDS, queue=claimed.queue_id))
    points, factors = dispatch.score(
        case.facts.accounts or (), case.facts.attempts or (), case.facts.promises or (), act.now
    )
    why = [{"key": x.key, "value": x.value, "points": x.points} for x in factors]
    if claimed.own:
        why.insert(0, {"key": OWN_FACTORS[claimed.own], "value": "", "points": 100})
    handout_id = claim.grant(
        act.work,
        claimed,
        agent,
        KINDS.get(claimed.own, claimed.own or "queue"),
        act.now,
        facts_version=case.customer.facts_version,
        offer_until=until,
        score=points,
        factors=why,
        note=claimed.note,
        apart=True,
    )
    record_verdict(
        act,
        "handout.offered",
        choice.proposed,
        case.facts,
        case.packs,
        choice.verdict,
        body={"token": handout_id, "agent": agent.id},
    )
    change_state(act, agent, offer(shift_of(agent)), until=until, cause="offer")
    act.work.happened(CustomerOffered((agent.id,)))
    return handout_id


def _rung_elsewhere(act: Act, case: Case, choice: Choice) -> bool:
    """Return True when the chosen number is ringing for another customer (rule 8)."""
    return bool(rows(act.work.session, _RINGING, phone=choice.phone_id, customer=case.customer.id))


def offer_round(act: Act, limit: int, *, before: Agent | None = None) -> int:
    """Offer waiting customers to ready agents, the longest waiting agent first; return the number of offers.

    ``before``: only agents who have been ready longer than this one. The statement skips agents for whom
    nobody waits; otherwise they would take the places of the agents behind them.
    """
    found = rows(
        act.work.session,
        _READY,
        now=act.now,
        day=act.day,
        seen=act.now - AWAY,
        break_began=act.now - LONG_BREAK,
        most=limit,
        since=before.since if before is not None else act.now + timedelta(days=1),
        me=before.id if before is not None else 0,
    )
    given = 0
    for row in found:
        agent = lock_agent(act.work.session, row.id, skip=True)
        if agent is None or agent.state != "ready":
            continue
        if offer_next(act, agent) == "given":
            given += 1
    return given
