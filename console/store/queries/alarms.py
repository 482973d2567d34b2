"""The alarms that lead and officer see: open ones on every page, the list of care, and those of the past."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.actor import Actor
from console.domain.alarms import KINDS, WATCHERS, AlarmKind, state_of
from console.domain.bilingual import Bilingual, called
from console.domain.errors import NotYours
from console.domain.labels import bilingual
from console.store.models import Alarm, Customer, Person, Request, Team
from console.store.queries import masking
from console.store.queries.safety_panel import step
from console.store.views import AlarmsView, AlarmView, CareItem

PAST = timedelta(days=90)
MOST = 200
_AGENT, _SEEN, _TAKEN = (aliased(Person) for _ in range(3))
_ENDED, _HANDLED = (aliased(Person) for _ in range(2))
_HOW = {"replaced": ("Another kind of alarm was raised", "已改报其他警报"), "mistake": ("Entered by mistake", "误触")}


def _statement() -> Any:
    return (
        select(
            Alarm,
            _AGENT.name.label("agent"),
            _AGENT.name_zh.label("agent_zh"),
            Team.name.label("team"),
            Customer.name.label("customer"),
            _SEEN.name.label("seen_by"),
            _SEEN.name_zh.label("seen_by_zh"),
            _TAKEN.name.label("taken_by"),
            _TAKEN.name_zh.label("taken_by_zh"),
            _ENDED.name.label("ended_by"),
            _ENDED.name_zh.label("ended_by_zh"),
            _HANDLED.name.label("handled_by"),
            _HANDLED.name_zh.label("handled_by_zh"),
        )
        .join(_AGENT, _AGENT.id == Alarm.agent_id)
        .outerjoin(Team, Team.id == _AGENT.team_id)
        .outerjoin(Customer, Customer.id == Alarm.customer_id)
        .outerjoin(_SEEN, _SEEN.id == Alarm.seen_by_id)
        .outerjoin(_TAKEN, _TAKEN.id == Alarm.taken_by_id)
        .outerjoin(_ENDED, _ENDED.id == Alarm.ended_by_id)
        .outerjoin(_HANDLED, _HANDLED.id == Alarm.handled_by_id)
    )


def _view(found: Any, reader: int) -> AlarmView:
    alarm = found.Alarm
    kind = KINDS.get(alarm.kind) or AlarmKind(alarm.kind, alarm.kind, alarm.kind, "", "")
    how = _HOW.get(alarm.ended_how) or kind.ways.get(alarm.ended_how)
    mine = alarm.taken_by_id == reader
    return AlarmView(
        id=alarm.id,
        kind=alarm.kind,
        words=Bilingual(kind.en, kind.zh),
        do=Bilingual(kind.do_en, kind.do_zh),
        agent=called(found.agent, found.agent_zh),
        team=found.team or "",
        customer=(found.customer or "") if mine else masking.name(found.customer or ""),
        customer_id=alarm.customer_id or 0,
        raised_at=alarm.raised_at,
        seen=step(called(found.seen_by, found.seen_by_zh), alarm.seen_at),
        taken=step(called(found.taken_by, found.taken_by_zh), alarm.taken_at),
        taken_by=alarm.taken_by_id or 0,
        ended=step(called(found.ended_by, found.ended_by_zh), alarm.ended_at),
        ended_how=bilingual(how) if how else None,
        handled=step(called(found.handled_by, found.handled_by_zh), alarm.handled_at),
        note=alarm.note,
        conduct=kind.conduct,
        state=state_of(alarm.seen_at is not None, alarm.taken_at is not None, alarm.handled_at is not None),
        **_out_there(alarm.facts or {}),
    )


def _out_there(facts: dict[str, Any]) -> dict[str, Any]:
    """Return who is out there and where that pair was last, of an alarm from a round."""
    found: dict[str, Any] = {"pair": " + ".join(str(name) for name in facts.get("pair", ()))}
    if "lat" in facts:
        found["place"] = f"{facts['lat']:.5f}, {facts['lon']:.5f} (±{facts['accuracy_m']:.0f} m)"
        found["place_at"] = datetime.fromisoformat(facts["at"])
    return found


def open_alarms(session: Session, actor: Actor, now: datetime) -> AlarmsView:
    """Return the alarms that are not handled. Raises NotYours for people who may not take one.

    Every lead and officer sees one that nobody has taken, whatever the team: a life comes first.
    """
    if actor.role not in WATCHERS:
        raise NotYours()
    found = session.execute(
        _statement().where(Alarm.handled_at.is_(None)).order_by(Alarm.taken_at.is_not(None), Alarm.raised_at, Alarm.id)
    ).all()
    return AlarmsView(now, tuple(_view(row, actor.id) for row in found))


def past_alarms(session: Session, actor: Actor, now: datetime) -> tuple[AlarmView, ...]:
    """Return the handled alarms of the last 90 days: a lead sees those of the own team and those taken."""
    query = _statement().where(Alarm.handled_at >= now - PAST)
    if actor.role == "lead":
        query = query.where(or_(_AGENT.team_id == actor.team_id, Alarm.taken_by_id == actor.id))
    found = session.execute(query.order_by(Alarm.id.desc()).limit(MOST)).all()
    return tuple(_view(row, actor.id) for row in found)


def in_care(session: Session, actor: Actor, now: datetime) -> tuple[CareItem, ...]:
    """Return the specialist's list: customers with a risk of self-harm on file, the longest first.

    A lead sees the customers whose last alarm concerns the own team or was taken by that lead.
    """
    first = (
        select(Request.customer_id, func.min(Request.since).label("since"), func.max(Request.by_id).label("by"))
        .where(Request.kind == "risk", Request.lifted_at.is_(None))
        .group_by(Request.customer_id)
        .subquery()
    )
    last = select(Alarm.customer_id, func.max(Alarm.id).label("id")).group_by(Alarm.customer_id).subquery()
    found = session.execute(
        select(
            first.c.customer_id,
            first.c.since,
            Customer.name,
            Customer.external_id,
            Person.name.label("by"),
            Person.name_zh.label("by_zh"),
            last.c.id,
        )
        .join(Customer, Customer.id == first.c.customer_id)
        .outerjoin(Person, Person.id == first.c.by)
        .outerjoin(last, last.c.customer_id == first.c.customer_id)
        .order_by(first.c.since)
        .limit(MOST)
    ).all()
    ids = [row.id for row in found if row.id is not None]
    shown = {row.Alarm.id: row for row in session.execute(_statement().where(Alarm.id.in_(ids))).all()}
    teams = dict(
        session.execute(
            select(Alarm.id, _AGENT.team_id).join(_AGENT, _AGENT.id == Alarm.agent_id).where(Alarm.id.in_(ids))
        ).all()
    )
    items = []
    for row in found:
        alarm = _view(shown[row.id], actor.id) if row.id in shown else None
        mine = alarm is not None and (teams.get(alarm.id) == actor.team_id or alarm.taken_by == actor.id)
        if actor.role == "compliance" or mine:
            items.append(
                CareItem(
                    row.customer_id,
                    masking.name(row.name),
                    row.external_id,
                    row.since,
                    called(row.by, row.by_zh),
                    alarm,
                )
            )
    return tuple(items)


def one_alarm(session: Session, actor: Actor, alarm_id: int) -> AlarmView | None:
    """Return an alarm that this person has taken, or None."""
    query = _statement().where(Alarm.id == alarm_id, Alarm.taken_by_id == actor.id)
    found = session.execute(query).one_or_none()
    return _view(found, actor.id) if found is not None else None
