"""The shift bar: state, clock, moves, and the agent's own figures of today."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Double, Text, bindparam, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from console.domain import shift
from console.domain.facts import Money
from console.domain.labels import bilingual
from console.domain.visit_outcomes import ANY_CODE
from console.store.fast.statements import rows
from console.store.models import Agent, AgentLog, Attempt, Instalment, Outcome, Promise
from console.store.models.types import Instant, Key, seconds_between
from console.store.views import Figures, ShiftView

BREAKS = tuple((key, bilingual(pair)) for key, pair in shift.BREAK_REASONS.items())
DECLINES = tuple((key, bilingual(pair)) for key, pair in shift.DECLINE_REASONS.items())
RPC = tuple(rule.code for rule in ANY_CODE.values() if rule.rpc)


def day_start(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant of the site's day."""
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)


def phase_of(agent: Agent, attempt: Attempt | None, *, in_safety: bool = False) -> str:
    """Return the state, with a contact split into preview, dialing, talking and talked, or "safety" in that state."""
    if in_safety:
        return "safety"
    if agent.state != "in_contact":
        return agent.state
    if attempt is None:
        return "preview"
    if attempt.ended_at is not None:
        return "talked"
    return "talking" if attempt.answered_at is not None else "dialing"


def _since(agent: Agent, attempt: Attempt | None, phase: str) -> datetime:
    """Return when what the bar names began: the ringing, the talk, the end of the call, else the state."""
    if attempt is not None:
        began = {"dialing": attempt.began_at, "talking": attempt.answered_at, "talked": attempt.ended_at}.get(phase)
        return began or agent.since
    return agent.since


def shift_view(
    session: Session, agent: Agent, attempt: Attempt | None, now: datetime, zone: ZoneInfo, *, in_safety: bool = False
) -> ShiftView:
    """Return the bar of one agent."""
    phase = phase_of(agent, attempt, in_safety=in_safety)
    state = shift.Shift(agent.state, agent.reason, agent.next_state, agent.next_reason)  # type: ignore[arg-type]
    return ShiftView(
        state=agent.state,
        phase=phase,
        reason=agent.reason,
        since=_since(agent, attempt, phase),
        until=agent.until,
        moves=() if phase == "safety" else shift.moves(state, phase),
        break_reasons=BREAKS,
        decline_reasons=DECLINES,
        next_break=agent.next_reason if agent.next_state == "on_break" else agent.next_state,
        figures=figures(session, agent.id, now, zone),
    )


# Composed once; sums are made where the rows are, however long the day. (what, how many, how much, of what)
_AGENT: Any = bindparam("agent", type_=Key)
_START: Any = bindparam("start", type_=Instant())
_NOTHING = literal(0.0, Double)


def _part(what: Any, count: Any, total: Any, of: Any) -> Any:
    return select(what.label("what"), count.label("n"), total.label("total"), of.label("of"))


_PLAIN = literal("", Text)
_FIGURES = union_all(
    _part(
        literal("contacts", Text),
        func.count(),
        func.coalesce(func.sum(seconds_between(Attempt.answered_at, Attempt.ended_at)), 0.0),
        _PLAIN,
    ).where(Attempt.agent_id == _AGENT, Attempt.began_at >= _START),
    _part(literal("rpc", Text), func.count(), _NOTHING, _PLAIN).where(
        Outcome.agent_id == _AGENT,
        Outcome.at >= _START,
        Outcome.code.in_(RPC),
        Outcome.id.not_in(select(Outcome.corrects_id).where(Outcome.corrects_id.is_not(None))),
    ),
    _part(
        literal("made", Text),
        func.count(Promise.id.distinct()),
        cast(func.sum(Instalment.amount_minor), Double),
        Promise.currency,
    )
    .join(Instalment, Instalment.promise_id == Promise.id)
    .where(Promise.agent_id == _AGENT, Promise.made_at >= _START, Promise.status != "withdrawn")
    .group_by(Promise.currency),
    _part(literal("due", Text), func.count(), _NOTHING, Instalment.status)
    .join(Promise, Promise.id == Instalment.promise_id)
    .where(
        Promise.agent_id == _AGENT,
        Instalment.due_on >= bindparam("first", type_=Date),
        Instalment.due_on <= bindparam("last", type_=Date),
        Instalment.status != "withdrawn",
    )
    .group_by(Instalment.status),
    _part(
        literal("wrap", Text),
        func.count(),
        func.coalesce(
            func.sum(
                seconds_between(case((AgentLog.began_at < _START, _START), else_=AgentLog.began_at), AgentLog.ended_at)
            ),
            0.0,
        ),
        _PLAIN,
    ).where(AgentLog.agent_id == _AGENT, AgentLog.state == "wrap_up", AgentLog.ended_at >= _START),
)


def figures(session: Session, agent_id: int, now: datetime, zone: ZoneInfo) -> Figures:
    """Return today's own figures; corrected outcomes count once, as corrected."""
    day = now.astimezone(zone).date()
    found = rows(session, _FIGURES, agent=agent_id, start=day_start(now, zone), first=day - timedelta(days=1), last=day)
    one = {row.what: row for row in found}
    made = [row for row in found if row.what == "made"]
    due = {row.of: int(row.n) for row in found if row.what == "due"}
    return Figures(
        contacts=int(one["contacts"].n),
        rpc=int(one["rpc"].n),
        promises=sum(int(row.n) for row in made),
        promised=tuple(Money(int(row.total), str(row.of)) for row in made),
        kept=due.get("kept", 0),
        due=sum(due.values()),
        talk_seconds=round(one["contacts"].total),
        wrapup_seconds=round(one["wrap"].total),
    )
