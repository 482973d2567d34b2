"""The agents of the floor: one statement for all of them, with the sums of their day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from console.domain.actor import DESK_ROLES, Actor
from console.domain.bilingual import Bilingual, called
from console.domain.board import moments, way_out
from console.domain.day_sums import DaySums
from console.domain.guidance import STEPS
from console.domain.shift import is_away
from console.domain.timeline import ROLES as READERS
from console.store.fast.statements import rows
from console.store.models import Agent, Attempt, Customer, Handout, LiveDay, Person, SpeechFinding, Team
from console.store.queries import masking
from console.store.queries.day_sums import count
from console.store.queries.shift_panel import day_start
from console.store.views import FloorAgent

SEEN = timedelta(seconds=30)
SUMS = tuple(DaySums.__slots__)
STEP_WORDS = {key: Bilingual(en, zh) for key, en, zh in STEPS}
_LAST = select(func.max(Attempt.id)).where(Attempt.handout_id == Handout.id).correlate(Handout).scalar_subquery()
_HEARD = (
    select(func.count(SpeechFinding.id))
    .where(SpeechFinding.handout_id == Handout.id, SpeechFinding.gone_at.is_(None), SpeechFinding.is_cue.is_(False))
    .correlate(Handout)
    .scalar_subquery()
)
_ALL = (
    select(
        Agent.id,
        Agent.state,
        Agent.reason,
        Agent.since,
        Agent.until,
        Agent.seen_at,
        Agent.desk_seq,
        Person.name,
        Person.name_zh,
        Person.role,
        Person.disabled_at,
        Team.name.label("team"),
        Handout.id.label("handout_id"),
        Handout.finished_at,
        Handout.safety_at,
        Handout.step,
        Handout.customer_id,
        Customer.name.label("customer"),
        Customer.stage,
        Attempt.began_at.label("attempt_began"),
        Attempt.answered_at,
        Attempt.ended_at.label("attempt_ended"),
        _HEARD.label("warnings"),
        LiveDay.seq.label("counted"),
        *(getattr(LiveDay, name).label(name) for name in SUMS),
    )
    .join(Person, Person.id == Agent.id)
    .outerjoin(Team, Team.id == Person.team_id)
    .outerjoin(Handout, (Handout.agent_id == Agent.id) & Handout.ended_at.is_(None))
    .outerjoin(Customer, Customer.id == Handout.customer_id)
    .outerjoin(Attempt, Attempt.id == _LAST)
    .outerjoin(LiveDay, (LiveDay.agent_id == Agent.id) & (LiveDay.day == bindparam("day")))
    .where(
        Person.disabled_at.is_(None) & Person.role.in_(DESK_ROLES) | Handout.id.is_not(None)
    )  # everybody who has a customer is listed, with access or without
    .order_by(Agent.state == "offline", Team.name, Person.name, Agent.id)
)
_OWN = _ALL.where(or_(Person.team_id == bindparam("team"), Person.team_id.is_(None) & Handout.id.is_not(None)))


def floor_agents(session: Session, actor: Actor, now: datetime, zone: ZoneInfo) -> tuple[FloorAgent, ...]:
    """Return the agents that this actor may see: a lead those of the own team, compliance and admin all."""
    start = day_start(now, zone)
    values = {"day": start.date().isoformat()}
    found: Sequence[Any] = (
        rows(session, _OWN, team=actor.team_id, **values) if actor.role == "lead" else rows(session, _ALL, **values)
    )
    behind = {
        row.id: int(row.desk_seq)
        for row in found
        if row.counted != row.desk_seq and (row.state != "offline" or row.since >= start or row.counted is not None)
    }
    fresh = {one: c.sums for one, c in count(session, behind, now, zone).items()} if behind else {}
    return tuple(_agent(row, actor, now, fresh) for row in found)


def _phase(row: Any) -> tuple[str, datetime]:
    """Return what the agent does, and since when."""
    if row.handout_id is not None and row.safety_at is not None:
        return "safety", row.safety_at
    if row.state != "in_contact":
        return row.state, row.since
    if row.attempt_began is None:
        return "preview", row.since
    if row.attempt_ended is not None:
        return "talked", row.attempt_ended
    return ("talking", row.answered_at) if row.answered_at is not None else ("dialing", row.attempt_began)


def _agent(row: Any, actor: Actor, now: datetime, fresh: Mapping[int, DaySums]) -> FloorAgent:
    seen = row.seen_at is not None and now - row.seen_at < SEEN
    barred = row.disabled_at is not None or row.role not in DESK_ROLES
    gone = row.state == "in_contact" and (barred or is_away(row.seen_at, now))
    phase, since = _phase(row)
    slow_at, late_at = moments(phase, since, row.until)
    sums = fresh.get(row.id) or DaySums(*(int(getattr(row, name) or 0) for name in SUMS))
    has = row.handout_id is not None
    return FloorAgent(
        agent_id=row.id,
        name=called(row.name, row.name_zh),
        team=row.team or "",
        state=row.state,
        phase=phase,
        reason=row.reason,
        since=since,
        until=row.until,
        seen=seen,
        alarm=way_out(row.state, row.since, now, row.until, gone=gone, seen=seen),
        slow_at=slow_at,
        late_at=late_at,
        customer=masking.name(row.customer or ""),
        customer_id=row.customer_id if has and actor.role in READERS else 0,
        stage=row.stage or "",
        step=STEP_WORDS.get(row.step) if phase == "talking" else None,
        warnings=int(row.warnings or 0) if has else 0,
        sums=sums,
        handout_id=row.handout_id if has else 0,
        gone=gone,
        recall=has and row.finished_at is None,
        off=_may_be_ended(row, seen),
    )


def _may_be_ended(row: Any, seen: bool) -> bool:
    """Return True when a lead may end this shift: no customer would be lost, and the agent does not wait for one."""
    if row.state == "in_contact":  # the outcome is recorded: only the goodbye is left
        return row.handout_id is not None and row.finished_at is not None
    return row.state in ("wrap_up", "offered", "on_break") or (row.state == "ready" and not seen)
