"""What a customer's message does at once: wishes bind, a risk of self-harm raises the alarm, the rest is work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from console.actions.call import Act
from console.actions.steps import safety
from console.actions.steps.alarms import raise_alarm
from console.actions.steps.fact_changes import facts_changed
from console.domain.alarms import KINDS, SAFETY
from console.domain.events import ComplianceChanged, SupplyChanged
from console.domain.facts import Party
from console.domain.replies import Said
from console.domain.wake_ups import OWN_FOR
from console.store import claim
from console.store.fast.statements import add
from console.store.models import Agent, AgentQueue, Customer, Entry, Handout, Message, Outcome, Request

CHANGE = {"dispute": "dispute", "cease": "stop", "opt_out": "stop", "medium_refused": "stop"}
AGREED = ("callback", "promise")


def write_wishes(act: Act, customer: Customer, said: Said, party: Party, sender: str, text: str, proof: str) -> bool:
    """Put on file what the message asks for. A wish that binds there already is not written twice.

    A wish to stop names the sender, so that it binds the number or address whoever else is reached there.
    """
    session = act.work.session
    standing = session.execute(
        select(Request.kind, Request.scope).where(
            Request.customer_id == customer.id,
            Request.lifted_at.is_(None),
            or_(Request.until.is_(None), Request.until > act.now),  # one that is over binds no more
        )
    ).all()
    kinds = []
    for kind, channels in said.wishes:
        scope: dict[str, Any] = {"channels": list(channels)} if channels else {}
        if kind in ("opt_out", "wrong_number"):
            scope["number"] = sender
        if any(row.kind == kind and row.scope == scope for row in standing):
            continue
        add(
            session,
            Request,
            customer_id=customer.id,
            kind=kind,
            scope=scope,
            since=act.now,
            until=act.now + timedelta(days=1) if kind == "refusal" else None,
            written=True,
            by_party=party,
            proof=proof,
            wording=text[:500],
            lifted_why="",
        )
        kinds.append(CHANGE.get(kind, "hold"))
    if kinds:
        facts_changed(act, customer, list(dict.fromkeys(kinds)), "message")
        act.work.happened(ComplianceChanged(), SupplyChanged())
    return bool(kinds)


def knows_customer(act: Act, customer_id: int, hint: int | None = None) -> int | None:
    """Return the agent who knows the customer best: whoever wrote, last recorded an outcome, or had them last."""
    session = act.work.session
    asked = (
        select(Outcome.agent_id).where(Outcome.customer_id == customer_id).order_by(Outcome.id.desc()).limit(1),
        select(Handout.agent_id).where(Handout.customer_id == customer_id).order_by(Handout.id.desc()).limit(1),
    )
    if hint is not None and session.get(Agent, hint) is not None:
        return hint
    return next((found for query in asked if (found := session.execute(query).scalar()) is not None), None)


def alarm_for(act: Act, customer: Customer, agent_id: int | None, attempt_id: int | None) -> None:
    """Raise the alarm of a risk of self-harm and put its holds on file, unless the safety state is on already."""
    session = act.work.session
    standing = select(Request.id).where(
        Request.customer_id == customer.id, Request.kind == SAFETY, Request.lifted_at.is_(None)
    )
    if session.execute(standing.limit(1)).first() is not None:
        return
    kind = KINDS["self_harm"]
    whose = agent_id if agent_id is not None else _somebody(act, customer.id)
    if whose is not None:
        raise_alarm(act, kind, whose, customer.id, None, attempt_id, {"by": "message"})
    safety.hold(act, kind, customer, None, *kind.holds)


def _somebody(act: Act, customer_id: int) -> int | None:
    """Return an agent of the customer's queue: an alarm names somebody."""
    query = (
        select(AgentQueue.agent_id)
        .join(Entry, Entry.queue_id == AgentQueue.queue_id)
        .where(Entry.customer_id == customer_id)
        .order_by(AgentQueue.rank, AgentQueue.agent_id)
    )
    return (
        act.work.session.execute(query.limit(1)).scalar()
        or act.work.session.execute(select(Agent.id).order_by(Agent.id).limit(1)).scalar()
    )


def make_work(act: Act, customer_id: int, agent_id: int | None, until: datetime) -> None:
    """Let the customer come to the desk of the agent who knows them, after half an hour to anybody's.

    An agreed callback or promise day that comes before the answer is due stays.
    """
    entry = act.work.session.execute(select(Entry).where(Entry.customer_id == customer_id)).scalar()
    if entry is None or entry.state in ("handed_out", "closed"):
        return
    if entry.own_kind in AGREED and entry.wake_at is not None and act.now < entry.wake_at <= until:
        return
    claim.put_to_sleep(
        act.work,
        customer_id,
        act.now,
        wake_at=act.now,
        reason="message",
        own_agent_id=agent_id,
        own_kind="message",
        own_until=act.now + OWN_FOR if agent_id is not None else None,
    )
    act.work.happened(SupplyChanged())


def mark_answered(act: Act, customer_id: int) -> None:
    """Note that what the customer wrote has been answered, by a message or in a talk."""
    act.work.session.execute(
        update(Message)
        .where(Message.customer_id == customer_id, Message.answer_by.is_not(None), Message.answered_at.is_(None))
        .values(answered_at=act.now)
    )


def shows(act: Act, customers: Sequence[int]) -> tuple[int, ...]:
    """Return the agents who have one of these customers now."""
    return tuple(sorted(claim.holders(act.work.session, customers)))
