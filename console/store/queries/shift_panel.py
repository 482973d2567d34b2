"""The shift bar: state, clock, moves, and the agent's own figures of today."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from console.domain import shift
from console.domain.facts import Money
from console.domain.outcomes import RULES
from console.store.models import (
    Agent,
    AgentLog,
    Attempt,
    Handout,
    Instalment,
    Outcome,
    Promise,
)
from console.store.models.types import Instant
from console.store.queries.words import words
from console.store.views import Figures, ShiftView

RPC = tuple(rule.code for rule in RULES if rule.rpc)


def day_start(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the first instant of the site's day."""
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)


def phase_of(agent: Agent, handout: Handout | None, attempt: Attempt | None) -> str:
    """Give the state, with a contact split into preview, dialing, talking and talked."""
    if agent.state != "in_contact":
        return agent.state
    if attempt is None:
        return "preview"
    if attempt.ended_at is not None:
        return "talked"
    return "talking" if attempt.answered_at is not None else "dialing"


def shift_view(
    session: Session,
    agent: Agent,
    handout: Handout | None,
    attempt: Attempt | None,
    now: datetime,
    zone: ZoneInfo,
) -> ShiftView:
    """Give the bar of one agent."""
    phase = phase_of(agent, handout, attempt)
    state = shift.Shift(agent.state, agent.reason, agent.next_state, agent.next_reason)  # type: ignore[arg-type]
    return ShiftView(
        state=agent.state,
        phase=phase,
        reason=agent.reason,
        since=agent.since,
        until=agent.until,
        moves=shift.moves(state, phase),
        break_reasons=tuple((key, words(pair)) for key, pair in shift.BREAK_REASONS.items()),
        decline_reasons=tuple((key, words(pair)) for key, pair in shift.DECLINE_REASONS.items()),
        next_break=agent.next_reason if agent.next_state == "on_break" else agent.next_state,
        figures=figures(session, agent.id, now, zone),
    )


# built once: composing a statement anew costs more than running it
_AGENT: Any = bindparam("agent")
_START: Any = bindparam("start", type_=Instant())
_ATTEMPTS = select(Attempt.answered_at, Attempt.ended_at).where(
    Attempt.agent_id == _AGENT, Attempt.began_at >= _START
)
_RPC_COUNT = select(func.count()).where(
    Outcome.agent_id == _AGENT, Outcome.at >= _START, Outcome.code.in_(RPC),
    Outcome.id.not_in(select(Outcome.corrects_id).where(Outcome.corrects_id.is_not(None))),
)  # fmt: skip
_MADE = (
    select(Promise.currency, func.count(Promise.id.distinct()), func.sum(Instalment.amount_minor))
    .join(Instalment, Instalment.promise_id == Promise.id)
    .where(Promise.agent_id == _AGENT, Promise.made_at >= _START, Promise.status != "withdrawn")
    .group_by(Promise.currency)
)
_DUE = (
    select(Instalment.status, func.count())
    .join(Promise, Promise.id == Instalment.promise_id)
    .where(
        Promise.agent_id == _AGENT, Instalment.due_on >= bindparam("first"),
        Instalment.due_on <= bindparam("last"), Instalment.status != "withdrawn",
    )
    .group_by(Instalment.status)
)  # fmt: skip
_WRAP = select(AgentLog.began_at, AgentLog.ended_at).where(
    AgentLog.agent_id == _AGENT, AgentLog.state == "wrap_up", AgentLog.ended_at >= _START
)


def figures(session: Session, agent_id: int, now: datetime, zone: ZoneInfo) -> Figures:
    """Give today's own figures; corrected outcomes count once, as corrected."""
    start = day_start(now, zone)
    day = now.astimezone(zone).date()
    mine = {"agent": agent_id, "start": start}
    attempts = session.execute(_ATTEMPTS, mine).all()
    rpc = session.execute(_RPC_COUNT, mine).scalar_one()
    made = session.execute(_MADE, mine).all()
    days = {"agent": agent_id, "first": day - timedelta(days=1), "last": day}
    due = dict(session.execute(_DUE, days).all())
    talk = sum(
        (row.ended_at - row.answered_at).total_seconds()
        for row in attempts
        if row.answered_at is not None and row.ended_at is not None
    )
    wrap = sum(
        (row.ended_at - max(row.began_at, start)).total_seconds()
        for row in session.execute(_WRAP, mine)
    )
    return Figures(
        contacts=len(attempts),
        rpc=int(rpc),
        promises=sum(int(row[1]) for row in made),
        promised=tuple(Money(int(row[2]), str(row[0])) for row in made),
        kept=int(due.get("kept", 0)),
        due=sum(int(n) for n in due.values()),
        talk_seconds=int(talk),
        wrapup_seconds=int(wrap),
    )
