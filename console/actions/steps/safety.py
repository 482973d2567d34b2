"""The safety state of a contact: entered, and left again. While it is on, no clock ends anything."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from console.actions.call import Act
from console.actions.steps import audit_chain
from console.actions.steps.agent_state import change_state, shift_of
from console.actions.steps.alarms import alarm_of_contact, changed, raise_alarm
from console.actions.steps.customer_file import end_requests
from console.actions.steps.fact_changes import facts_changed
from console.domain.alarms import KINDS, SAFETY, AlarmKind
from console.domain.errors import Conflict
from console.store.fast.entities import put
from console.store.fast.statements import add, change, rows, value
from console.store.models import Agent, Alarm, Attempt, Customer, Handout, Request

_LAST = select(Attempt.id).where(Attempt.handout_id == bindparam("handout")).order_by(Attempt.id.desc()).limit(1)
_OTHERS = select(Alarm.id).where(
    Alarm.customer_id == bindparam("customer"), Alarm.handled_at.is_(None), Alarm.id != bindparam("alarm")
)
_ON_FILE = select(Request.kind).where(
    Request.customer_id == bindparam("customer"),
    Request.handout_id == bindparam("handout"),
    Request.lifted_at.is_(None),
)


def enter(act: Act, kind: AlarmKind, handout: Handout, customer: Customer, agent: Agent) -> int:
    """Turn the safety state on, raise the alarm and put the holds on file. Return the alarm's id.

    A second press of the same kind changes nothing. Another kind is a new alarm that replaces the first.
    """
    before = alarm_of_contact(act, handout.id) if handout.safety_at is not None else None
    if before is not None and before.kind == kind.key:
        return before.id
    if before is not None:
        close_alarm(act, before, "replaced", f"replaced by {kind.key}")
        lift(act, customer, before, "another kind of alarm", *KINDS[before.kind].holds)
    since = handout.safety_at or act.now
    put(act.work.session, handout, safety_at=since, lease_until=None, wrap_up_until=None)
    alarm_id = raise_alarm(
        act, kind, agent.id, customer.id, handout, value(act.work.session, _LAST, handout=handout.id)
    )
    hold(act, kind, customer, handout.id, *kind.holds)
    change_state(act, agent, shift_of(agent), until=None, cause="safety")
    return alarm_id


def hold(act: Act, kind: AlarmKind, customer: Customer, handout_id: int | None, *kinds: str) -> None:
    """Put the safety state and these holds on file at once: nothing else reaches the customer meanwhile."""
    known = {found.kind for found in rows(act.work.session, _ON_FILE, customer=customer.id, handout=handout_id)}
    for name in (SAFETY, *kinds):
        if name in known:
            continue
        scope: dict[str, Any] = {"call_back": True} if name == SAFETY and kind.call_back else {}
        add(
            act.work.session,
            Request,
            customer_id=customer.id,
            kind=name,
            scope=scope,
            since=act.now,
            by_party="debtor",
            by_id=act.actor.id or None,
            handout_id=handout_id,
            proof="",
            lifted_why="",
        )
    facts_changed(act, customer, ["hold"], kind.key)


def close_alarm(act: Act, alarm: Alarm, how: str, note: str) -> None:
    """Close an alarm that turned out to be none, or another one. It stays on record."""
    put(
        act.work.session,
        alarm,
        ended_at=alarm.ended_at or act.now,
        ended_by_id=act.actor.id,
        ended_how=how,
        handled_at=act.now,
        handled_by_id=act.actor.id,
        note=note,
    )


def lift(act: Act, customer: Customer, alarm: Alarm, why: str, *kinds: str) -> None:
    """Lift what this alarm has put on file: the safety state and these kinds.

    The safety state stays while another alarm of the customer is open.
    """
    session = act.work.session
    if not rows(session, _OTHERS, customer=customer.id, alarm=alarm.id):
        end_requests(act, customer, SAFETY, why)
    if kinds:
        session.execute(
            update(Request)
            .where(
                Request.handout_id == alarm.handout_id,
                Request.kind.in_(kinds),
                Request.outcome_id.is_(None),
                Request.lifted_at.is_(None),
            )
            .values(lifted_at=act.now, lifted_by_id=act.actor.id, lifted_why=why[:500])
        )
    facts_changed(act, customer, ["release"], SAFETY)


def carry(act: Act, old: Handout, handout_id: int, target: Agent) -> None:
    """Let the safety state go on with the lead who has taken the customer over, who answers for the alarm too."""
    alarm = alarm_of_contact(act, old.id)
    if alarm is None:
        return
    change(act.work.session, Handout, handout_id, safety_at=old.safety_at, lease_until=None)
    now: dict[str, Any] = {"handout_id": handout_id, "agent_id": target.id}
    if alarm.taken_by_id != target.id:
        now |= {"taken_at": act.now, "taken_by_id": target.id}
    if alarm.seen_at is None:
        now |= {"seen_at": act.now, "seen_by_id": target.id}
    put(act.work.session, alarm, **now)
    audit_chain.append(act, "alarm.taken", {"alarm": alarm.id, "with_customer": True}, alarm.customer_id)
    changed(act, target.id)


def not_held(handout: Handout) -> None:
    """Refuse an act that would end or change a contact in the safety state."""
    if handout.safety_at is not None:
        raise Conflict("The safety state is on. Only the agent ends this contact, the safe way.")
