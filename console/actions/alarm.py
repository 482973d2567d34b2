"""What lead and officer do with an alarm: see it, take it, open the customer's file, handle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps import attempt_gate, audit_chain, safety
from console.actions.steps.alarms import changed, is_watched, lock_alarm
from console.actions.steps.fact_changes import facts_changed
from console.domain.alarms import KINDS, SAFETY, WATCHERS, reason_of
from console.domain.compliance import Proposed
from console.domain.errors import Conflict, IllegalMove, NotYours
from console.store import claim
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import change, value
from console.store.models import Alarm, Attempt, Person, Request

_NAME = select(Person.name).where(Person.id == bindparam("person"))
_RAISED = select(Request.id).where(
    Request.customer_id == bindparam("customer"),
    Request.kind == SAFETY,
    Request.by_id == bindparam("me"),
    Request.lifted_at.is_(None),
)
_OPEN = select(Alarm.id, Alarm.agent_id, Alarm.watched).where(Alarm.handled_at.is_(None), Alarm.taken_at.is_(None))


@action("alarm.see")
def see(act: Act, alarm_id: int) -> Answer:
    """Say that somebody looks at the alarm. The first who says so stands on the agent's desk."""
    alarm, _ = lock_alarm(act, alarm_id)
    if alarm.seen_at is None and alarm.handled_at is None:
        put(act.work.session, alarm, seen_at=act.now, seen_by_id=act.actor.id)
        audit_chain.append(act, "alarm.seen", {"alarm": alarm.id}, alarm.customer_id)
        changed(act, alarm.agent_id)
    return Answer(data={"alarm": alarm.id})


@action("alarm.take")
def take(act: Act, alarm_id: int, instead_of: int = 0) -> Answer:
    """Take the alarm: one person answers for it from now on, and may open the customer's file.

    ``instead_of`` is the person who has it now, when a colleague takes it over from that person.
    """
    alarm, _ = lock_alarm(act, alarm_id)
    if alarm.handled_at is not None:
        raise Conflict("This alarm is handled already.")
    if alarm.taken_by_id == act.actor.id:
        return Answer(data={"alarm": alarm.id})
    if KINDS[alarm.kind].conduct and alarm.agent_id == act.actor.id:
        raise Conflict("Another person must take an alarm that is about you.")
    if (alarm.taken_by_id or 0) != instead_of:
        raise Conflict("%(name)s has taken this alarm.", name=_name(act, alarm.taken_by_id))
    now: dict[str, Any] = {"taken_at": act.now, "taken_by_id": act.actor.id}
    if alarm.seen_at is None:
        now |= {"seen_at": act.now, "seen_by_id": act.actor.id}
    put(act.work.session, alarm, **now)
    audit_chain.append(act, "alarm.taken", {"alarm": alarm.id, "instead_of": instead_of}, alarm.customer_id)
    changed(act, alarm.agent_id)
    return Answer(data={"alarm": alarm.id})


def _name(act: Act, person_id: int | None) -> str:
    return value(act.work.session, _NAME, person=person_id or 0) or ""


def _taken(act: Act, alarm_id: int) -> tuple[Alarm, Any]:
    """Return an alarm that the actor has taken, with its customer. Others get the answer "not found"."""
    alarm, customer = lock_alarm(act, alarm_id)
    if alarm.taken_by_id != act.actor.id:
        raise NotYours("Take the alarm first.")
    return alarm, customer


@action("alarm.look")
def look(act: Act, alarm_id: int) -> Answer:
    """Open the customer's file for the person who has taken the alarm. The look goes on record with its purpose."""
    alarm, customer = _taken(act, alarm_id)
    if customer is None:
        return Answer(data={"customer": 0})
    audit_chain.append(act, "alarm.file_opened", {"alarm": alarm.id, "purpose": "safety"}, customer.id)
    return Answer(data={"customer": customer.id})


@action("alarm.call_back")
def call_back(act: Act, alarm_id: int, phone_id: int) -> Answer:
    """Let the person who has taken the alarm ring the customer for safety, after one verdict that is stored.

    The full number is in ``show_once``: this person has no line at the desk.
    """
    alarm, customer = _taken(act, alarm_id)
    if customer is None or alarm.handled_at is not None:
        raise IllegalMove("The safety state of this customer is over.")
    phone = attempt_gate.lock_number(act, customer, phone_id=phone_id, safety=True)
    loaded = load_customer(act.work.session, customer.id)
    assert loaded is not None
    proposed = Proposed(
        "call", purpose="safety", party=phone.role, number=phone.e164, at=act.now, extra={"safety_caller": True}
    )
    case = attempt_gate.Case(customer, loaded.portfolio, loaded.creditor, loaded.house_version)
    judged = attempt_gate.judge(act, case, proposed, "verdict.begin", body={"alarm": alarm.id, "purpose": "safety"})
    if judged.verdict.blocked:
        return attempt_gate.refused(judged.verdict)
    attempt_id = attempt_gate.begin(act, judged, proposed, phone_id=phone.id, line="by hand")
    facts_changed(act, customer, ["elsewhere"], "safety")
    return Answer(data={"attempt_id": attempt_id, "made_up": customer.made_up}, show_once={"number": phone.e164})


@action("alarm.handle")
def handle(act: Act, alarm_id: int, note: str) -> Answer:
    """Close the alarm with a note of what was done. The safety state of the customer ends; the holds stay."""
    said = reason_of(note, "note")
    alarm, customer = _taken(act, alarm_id)
    if alarm.handled_at is not None:
        raise Conflict("This alarm is handled already.")
    if alarm.ended_at is None:
        raise IllegalMove("The contact is still open. It ends when the agent says so, or you take the customer over.")
    if customer is not None and value(act.work.session, _RAISED, customer=customer.id, me=act.actor.id) is not None:
        raise Conflict("You raised this alarm yourself: a second person must handle it.")
    put(act.work.session, alarm, handled_at=act.now, handled_by_id=act.actor.id, note=said)
    act.work.session.execute(
        update(Attempt)
        .where(Attempt.customer_id == alarm.customer_id, Attempt.line == "by hand", Attempt.ended_at.is_(None))
        .values(ended_at=act.now)
    )
    if customer is not None:
        safety.lift(act, customer, alarm, "alarm handled")
        if claim.live_of_customer(act.work.session, customer.id) is None:
            claim.wake_many(act.work, (customer.id,), act.now, SAFETY)
    audit_chain.append(act, "alarm.handled", {"alarm": alarm.id, "note": said}, alarm.customer_id)
    changed(act, alarm.agent_id)
    return Answer(data={"alarm": alarm.id})


@action("alarm.watch", audited=False)
def _watch(act: Act, people: Sequence[int]) -> Answer:
    there = Person.id.in_(sorted(set(people))) & Person.role.in_(WATCHERS)
    act.work.session.execute(update(Person).where(there).values(watching_at=act.now))
    return Answer()


@action("alarm.tell", audited=False)
def _tell(act: Act) -> Answer:
    session = act.work.session
    found = session.execute(_OPEN).all()
    watched = is_watched(act) if found else False
    moved = [alarm for alarm in found if alarm.watched != watched]
    for alarm in moved:
        change(session, Alarm, alarm.id, watched=watched)
        changed(act, alarm.agent_id)
    return Answer(data={"count": len(moved)})


def watch(call: Call, people: Sequence[int] = ()) -> Answer:
    """Store who has a page open that shows alarms, and tell the desks when somebody comes or the last one goes.

    ``data``: ``count`` of the alarms whose desk was told. An agent must know when nobody is there.
    """
    if people:
        _watch(call, people)
    return _tell(call)
