"""The safety state at the desk: on at any moment of a contact, off only when the agent says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain, safety
from console.actions.steps.agent_state import change_state, desk_seq_of, end_handout, shift_of
from console.actions.steps.alarms import alarm_of_contact, changed
from console.actions.steps.handout_lock import LockedHandout, lock_live_handout
from console.actions.steps.outcome_effects import Report, settle, undo
from console.actions.steps.wrap_up import begin_wrap_up, is_recorded_on_the_line
from console.domain import shift
from console.domain.alarms import KINDS, SAFETY, kind_of, reason_of
from console.domain.errors import IllegalMove, Invalid
from console.domain.events import OutcomeRecorded
from console.domain.outcomes import BY_CODE
from console.domain.promises import OutcomeForm
from console.store import claim
from console.store.fast.entities import entity, put
from console.store.fast.statements import required_value, value
from console.store.models import Alarm, Attempt, Draft, Outcome, Queue

_HANDOUT: Any = bindparam("handout")
_ATTEMPT = select(Attempt).where(Attempt.handout_id == _HANDOUT).order_by(Attempt.id.desc()).limit(1).with_for_update()
_OUTCOME = select(Outcome.id).where(Outcome.handout_id == _HANDOUT).order_by(Outcome.id.desc()).limit(1)
_DRAFT = select(Draft.text).where(Draft.handout_id == _HANDOUT)
_WRAP_UP = select(Queue.wrapup_seconds).where(Queue.id == bindparam("queue"))


@action("safety.enter")
def enter(act: Act, handout_id: int, kind: str) -> Answer:
    """Turn the safety state of the contact on and alarm lead and officer. Needs nothing but the key."""
    what = kind_of(kind)
    mine = lock_live_handout(act, handout_id)
    if mine.handout.accepted_at is None:
        raise IllegalMove("Accept the customer first.")
    alarm_id = safety.enter(act, what, mine.handout, mine.customer, mine.agent)
    return Answer(seq=desk_seq_of(act, act.actor.id), data={"alarm": alarm_id, "state": "safety"})


def _on(act: Act, handout_id: int) -> tuple[LockedHandout, Alarm]:
    mine = lock_live_handout(act, handout_id)
    alarm = alarm_of_contact(act, handout_id) if mine.handout.safety_at is not None else None
    if alarm is None:
        raise IllegalMove("The safety state is not on.")
    return mine, alarm


@action("safety.stand_down")
def stand_down(act: Act, handout_id: int, reason: str) -> Answer:
    """Leave a safety state that was entered by mistake, with a reason, while nobody has taken the alarm.

    The contact goes on as before, and the alarm stays on record.
    """
    why = reason_of(reason, "reason")
    mine, alarm = _on(act, handout_id)
    if alarm.taken_at is not None:
        raise IllegalMove("Somebody has taken the alarm. End the contact the safe way.")
    safety.close_alarm(act, alarm, "mistake", why)
    safety.lift(act, mine.customer, alarm, why, *KINDS[alarm.kind].holds)
    _back_to_work(act, mine)
    again = mine.handout.wrap_up_until or act.now  # while the hand-out lives nobody else may be offered the customer
    claim.wake_many(act.work, (mine.customer.id,), again, SAFETY)
    audit_chain.append(act, "alarm.stood_down", {"alarm": alarm.id, "reason": why}, mine.customer.id)
    changed(act, act.actor.id)
    return Answer(seq=desk_seq_of(act, act.actor.id), data={"state": mine.agent.state})


def _back_to_work(act: Act, mine: LockedHandout) -> None:
    """Start again the clocks that the safety state had stopped."""
    handout = mine.handout
    now: dict[str, Any] = {"safety_at": None}
    if mine.agent.state == "wrap_up":
        length = required_value(act.work.session, _WRAP_UP, queue=handout.queue_id)
        now["wrap_up_until"] = act.now + timedelta(seconds=length)
    elif handout.begun_at is None:
        now["lease_until"] = act.now + shift.LEASE
    put(act.work.session, handout, **now)
    change_state(act, mine.agent, shift_of(mine.agent), until=handout.wrap_up_until, cause="safety")


@action("safety.end")
def end(act: Act, handout_id: int, how: str) -> Answer:
    """End the contact the safe way: the agent says how it ended.

    The outcome of the state is recorded, the hand-out ends and the agent gets a break instead of the next customer.
    What was recorded before a threat stays, and its wrap-up goes on.
    """
    mine, alarm = _on(act, handout_id)
    kind = KINDS[alarm.kind]
    if how not in kind.ways:
        raise Invalid("Say how the contact ended.", field="how")
    put(act.work.session, alarm, ended_at=act.now, ended_by_id=act.actor.id, ended_how=how)
    audit_chain.append(act, "safety.ended", {"alarm": alarm.id, "how": how}, mine.customer.id)
    before = value(act.work.session, _OUTCOME, handout=handout_id)
    outcome_id = _record(act, mine, kind.code, before) if kind.replaces or before is None else 0
    if outcome_id:
        _leave(act, mine)
    else:
        _hang_up(act, handout_id)
        _back_to_work(act, mine)
        if is_recorded_on_the_line(mine.handout, mine.agent):
            begin_wrap_up(act, mine.handout, mine.agent)
    changed(act, act.actor.id)
    return Answer(
        seq=desk_seq_of(act, act.actor.id), data={"state": mine.agent.state, "outcome_id": outcome_id, "how": how}
    )


def _record(act: Act, mine: LockedHandout, code: str, before: int | None) -> int:
    """Record the outcome of the safety state. An outcome that was recorded before is corrected by it."""
    session = act.work.session
    attempt = entity(session, Attempt, _ATTEMPT, handout=mine.handout.id)
    old = session.get(Outcome, before) if before is not None else None
    if old is not None:
        undo(act, old)
    note = value(session, _DRAFT, handout=mine.handout.id) or ""
    done = settle(
        act,
        Report(
            mine.customer,
            mine.handout.id,
            attempt,
            BY_CODE[code],
            OutcomeForm(),
            note.strip(),
            act.actor.id,
            corrects=old,
        ),
    )
    act.work.happened(OutcomeRecorded((act.actor.id,)))
    return done.outcome_id


def _leave(act: Act, mine: LockedHandout) -> None:
    """End the hand-out. What the agent asked for comes next, else a break: nobody goes on as if nothing was."""
    put(
        act.work.session,
        mine.handout,
        safety_at=None,
        finished_at=mine.handout.finished_at or act.now,
        begun_at=mine.handout.begun_at or act.now,
    )
    if not mine.agent.next_state:
        put(act.work.session, mine.agent, next_state="on_break", next_reason="breather")
    end_handout(act, mine.handout, "done", gone=False)


def _hang_up(act: Act, handout_id: int) -> None:
    """End a running call in the records: the agent has said that the contact is over."""
    attempt = entity(act.work.session, Attempt, _ATTEMPT, handout=handout_id)
    if attempt is not None and attempt.ended_at is None:
        put(act.work.session, attempt, ended_at=act.now, live=False)
