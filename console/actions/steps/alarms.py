"""Raising an alarm, and the alarm that somebody acts on, locked in the fixed order: customer, agent, alarm."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, func, select

from console.actions.call import Act
from console.actions.steps import audit_chain
from console.actions.steps.agent_state import raise_desk_seq
from console.domain.alarms import KINDS, WATCHERS, WATCHING, AlarmKind
from console.domain.errors import NotYours
from console.domain.events import AlarmChanged
from console.store.customer_facts import lock_customer
from console.store.fast.entities import entity
from console.store.fast.statements import add, row, value
from console.store.models import Agent, Alarm, Customer, Handout, Person
from console.store.models.types import Instant

_ID: Any = bindparam("alarm")
_WHOSE = select(Alarm.customer_id, Alarm.agent_id).where(Alarm.id == _ID)
_LOCKED = select(Alarm).where(Alarm.id == _ID).with_for_update()
_AGENT = select(Agent.id).where(Agent.id == bindparam("agent")).with_for_update()
_DESK = select(Agent.id).where(Agent.id == bindparam("agent"))
_OF_CONTACT = (
    select(Alarm)
    .where(Alarm.handout_id == bindparam("handout"), Alarm.ended_at.is_(None))
    .order_by(Alarm.id.desc())
    .limit(1)
    .with_for_update()
)
_WATCHING = select(func.count()).where(
    Person.role.in_(WATCHERS), Person.disabled_at.is_(None), Person.watching_at > bindparam("since", type_=Instant())
)


def is_watched(act: Act) -> bool:
    """Return True when somebody who may take an alarm has a page open."""
    return bool(value(act.work.session, _WATCHING, since=act.now - WATCHING))


def raise_alarm(
    act: Act,
    kind: AlarmKind,
    agent_id: int,
    customer_id: int | None,
    handout: Handout | None,
    attempt_id: int | None,
    facts: dict[str, Any] | None = None,
) -> int:
    """Write the alarm, show it on every page that shows alarms, and return its id.

    ``handout`` is the contact that is in the safety state; without one no contact is open. ``facts``: what only this
    kind knows, such as the last place.
    """
    alarm_id = add(
        act.work.session,
        Alarm,
        kind=kind.key,
        agent_id=agent_id,
        customer_id=customer_id,
        handout_id=handout.id if handout is not None else None,
        attempt_id=attempt_id,
        facts=facts,
        raised_at=act.now,
        raised_by_id=act.actor.id if act.actor.key.startswith("person:") else None,
        watched=is_watched(act),
        ended_at=None if handout is not None else act.now,
        ended_how="",
        note="",
    )
    body = {"alarm": alarm_id, "kind": kind.key, "handout_id": handout.id if handout is not None else 0}
    audit_chain.append(act, "alarm.raised", body, customer_id)
    changed(act, agent_id)
    return alarm_id


def raise_about(act: Act, kind: str) -> None:
    """Raise an alarm of this kind about the actor, once a day."""
    began = datetime.combine(act.now.astimezone(act.context.zone).date(), time(0), act.context.zone)
    known = select(Alarm.id).where(Alarm.kind == kind, Alarm.agent_id == act.actor.id, Alarm.raised_at >= began)
    if act.work.session.execute(known).first() is None:
        raise_alarm(act, KINDS[kind], act.actor.id, None, None, None, {"day": act.day})


def changed(act: Act, agent_id: int) -> None:
    """Redraw the agent's desk, the floor and every page that shows alarms."""
    if value(act.work.session, _DESK, agent=agent_id) is not None:
        raise_desk_seq(act, (agent_id,))
    act.work.happened(AlarmChanged((agent_id,)))


def alarm_of_contact(act: Act, handout_id: int) -> Alarm | None:
    """Return the alarm whose safety state is on for this hand-out, locked, or None."""
    return entity(act.work.session, Alarm, _OF_CONTACT, handout=handout_id)


def lock_alarm(act: Act, alarm_id: int) -> tuple[Alarm, Customer | None]:
    """Return an alarm with its customer, both locked. Raises NotYours for people who may not take one."""
    session = act.work.session
    whose = row(session, _WHOSE, alarm=alarm_id)
    if whose is None or act.actor.role not in WATCHERS:
        raise NotYours()
    customer = lock_customer(session, whose.customer_id)[0] if whose.customer_id is not None else None
    value(session, _AGENT, agent=whose.agent_id)
    alarm = entity(session, Alarm, _LOCKED, alarm=alarm_id)
    assert alarm is not None
    return alarm, customer
