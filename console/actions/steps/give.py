"""Claim the next customer for a ready agent and check the law on fresh facts (design §7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from console.actions.steps.judge import Case, Choice, choose, load_case
from console.actions.steps.keep import keep
from console.actions.steps.moves import (
    AWAY,
    lock_agent,
    move,
    ranked_queues,
    shift_of,
)
from console.actions.steps.operation import Act
from console.domain import dispatch
from console.domain.events import CustomerOffered, SupplyChanged
from console.domain.shift import offer
from console.store import claim
from console.store.models import Agent, Attempt, Queue

TRIES = 5  # customers that one transaction may try
Given = Literal["given", "none", "more"]


def give_next(act: Act, agent: Agent) -> Given:
    """Offer the best lawful customer to this ready agent, whose row the caller has locked.

    "more" = five in a row fell; their sleep is kept, and the caller tries anew.
    """
    queues = ranked_queues(act.work.session, agent)
    for _ in range(TRIES):
        claimed = claim.claim_next(act.work, agent.id, queues, act.now, act.day)
        if claimed is None:
            return "none"
        case = load_case(act.work.session, claimed.customer_id, act.now)
        assert case is not None
        choice = choose(case, act.now)
        if choice.phone_id is not None and _rung_elsewhere(act, case, choice):
            later = act.now + timedelta(minutes=2)
            choice = replace(choice, phone_id=None, wake_at=later, reason="number_busy")
        if choice.phone_id is None:
            fell(act, claimed, case, choice)
            continue
        offer_to(act, agent, claimed, case, choice)
        return "given"
    return "more"


def fell(act: Act, claimed: claim.Claimed, case: Case, choice: Choice) -> None:
    """Put a claimed customer that may not be contacted to sleep, with the reason and the minute."""
    if choice.verdict.blocked:
        keep(act, "handout.refused", choice.proposed, case.facts, case.packs, choice.verdict)
    if choice.reason in ("nothing_owed", "no_number"):
        claim.close(act.work, claimed.customer_id, act.now, choice.reason)
    else:
        claim.rest(act.work, claimed.entry_id, act.now, choice.wake_at, choice.reason)
    act.work.happened(SupplyChanged())


def offer_to(act: Act, agent: Agent, claimed: claim.Claimed, case: Case, choice: Choice) -> int:
    """Give the claimed, checked customer to the agent as an offer with a time-out."""
    queue = act.work.session.execute(
        select(Queue.offer_seconds).where(Queue.id == claimed.queue_id)
    ).scalar_one()
    until = act.now + timedelta(seconds=queue)
    points, factors = dispatch.score(
        case.facts.accounts or (), case.facts.attempts or (), case.facts.promises or (), act.now
    )
    rows = [{"key": x.key, "value": x.value, "points": x.points} for x in factors]
    if claimed.own:
        rows.insert(0, {"key": "callback" if claimed.own == "callback" else "promise_due",
                        "value": "", "points": 100})  # fmt: skip
    token = claim.grant(
        act.work,
        claimed,
        agent.id,
        claimed.own or "queue",
        act.now,
        facts_version=case.customer.facts_version,
        offer_until=until,
        score=points,
        factors=rows,
    )
    keep(
        act, "handout.offered", choice.proposed, case.facts, case.packs, choice.verdict,
        body={"token": token, "agent": agent.id},
    )  # fmt: skip
    move(act, agent, offer(shift_of(agent)), until=until, cause="offer")
    agent.handout_id = token
    act.work.happened(CustomerOffered((agent.id,)))
    return token


def _rung_elsewhere(act: Act, case: Case, choice: Choice) -> bool:
    """True when the chosen number rings for another customer right now (rule 8)."""
    return (
        act.work.session.execute(
            select(Attempt.id).where(
                Attempt.phone_id == choice.phone_id,
                Attempt.live,
                Attempt.customer_id != case.customer.id,
            )
        ).first()
        is not None
    )


def deal(act: Act, limit: int, *, before: Agent | None = None) -> int:
    """Offer waiting customers to ready agents, longest waiting first; gives how many offers.

    ``before``: only agents who have been ready longer than this one.
    """
    query = (
        select(Agent.id)
        .where(Agent.state == "ready", Agent.seen_at > act.now - AWAY)
        .order_by(Agent.since, Agent.id)
        .limit(limit)
    )
    if before is not None:
        query = query.where(Agent.since < before.since, Agent.id != before.id)
    given = 0
    for agent_id in act.work.session.execute(query).scalars().all():
        agent = lock_agent(act.work.session, agent_id, skip=True)
        if agent is None or agent.state != "ready":
            continue
        if give_next(act, agent) == "given":
            given += 1
    return given
