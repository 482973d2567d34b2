"""Beginning a contact attempt, and what the telephone line reports about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.agent_state import desk_seq_of, lock_agent, raise_desk_seq
from console.actions.steps.fact_changes import refuse_stale
from console.actions.steps.handout_lock import LockedHandout, lock_handout, lock_live_handout, own_handout
from console.actions.steps.wrap_up import begin_wrap_up, is_recorded_on_the_line
from console.domain.compliance import Proposed
from console.domain.dispatch import shown_kind
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import ContactChanged
from console.domain.facts import PURPOSES, Purpose
from console.domain.promises import purpose_of
from console.store.customer_facts import lock_customer, whose_debt
from console.store.fast.entities import entity, put
from console.store.fast.statements import add, change, rows
from console.store.joint import refuse_together
from console.store.models import Attempt, Due, Handout

TALKS = frozenset({"answered"})
TALK_ENDED = "ended"
_ATTEMPT = select(Attempt).where(Attempt.id == bindparam("attempt")).with_for_update()
_RUNNING = select(Attempt.id).where(Attempt.handout_id == bindparam("handout"), Attempt.ended_at.is_(None))


@action("contact.begin")
def begin(
    act: Act, handout_id: int, phone_id: int, facts_version: int, purpose: Purpose | None = None, reason: str = ""
) -> Answer:
    """Check the law again on fresh facts, count the attempt in every cap, then allow the dial.

    A blocked call is refused with the reason and the next lawful minute, and its verdict is stored.
    Without ``purpose`` the kind of the hand-out decides. ``data``: ``attempt_id`` and ``dial`` (what the
    browser needs to ring).
    """
    if purpose is not None and purpose not in PURPOSES:
        raise Invalid("Choose what the call is for.", field="purpose")
    mine = lock_live_handout(act, handout_id)
    safety = mine.handout.safety_at is not None  # then the only call is the safety call-back
    purpose = "safety" if safety else purpose or purpose_of(shown_kind(mine.handout.kind, mine.handout.factors))
    _ready_to_begin(act, mine)
    if not safety:
        refuse_stale(act, mine.customer, "begin", facts_version)
    phone = attempt_gate.lock_number(act, mine.customer, phone_id=phone_id, safety=safety)
    attempt_gate.free_number(act, phone.id)
    if not safety:
        refuse_together(act.work.session, mine.customer.id, begun=True)
    proposed = Proposed(
        "call",
        purpose=purpose,
        party=phone.role,
        initiator="agent",
        number=phone.e164,
        at=act.now,
        extra={"safety_caller": True} if safety else {},
    )
    debt = whose_debt(act.work.session, mine.customer)
    case = attempt_gate.Case(mine.customer, *debt, mine.house_version)
    judged = attempt_gate.judge(
        act,
        case,
        proposed,
        "verdict.begin",
        team=act.actor.team_id,
        body={"token": handout_id, "phone": phone_id, "purpose": purpose},
    )
    if judged.verdict.blocked:
        return attempt_gate.refused(judged.verdict, desk_seq_of(act, act.actor.id))
    attempt_gate.need_reason(judged, reason)
    return _begun(act, mine, phone, judged, proposed, reason)


def _ready_to_begin(act: Act, mine: LockedHandout) -> None:
    if mine.handout.accepted_at is None:
        raise IllegalMove("Accept the customer first.")
    if mine.handout.finished_at is not None and mine.handout.safety_at is None:
        raise IllegalMove("The outcome is recorded and this contact is over.")
    if rows(act.work.session, _RUNNING, handout=mine.handout.id):
        raise IllegalMove("A call is running. End it first.")


def _begun(
    act: Act,
    mine: LockedHandout,
    phone: Row[int, str, str, str],
    judged: attempt_gate.Judged,
    proposed: Proposed,
    reason: str,
) -> Answer:
    attempt_id = attempt_gate.begin(
        act,
        judged,
        proposed,
        handout_id=mine.handout.id,
        agent_id=act.actor.id,
        phone_id=phone.id,
        line=act.context.line.name,
        live=True,
        warn_reason=reason.strip()[:500],
    )
    ring = act.context.line.plan(attempt_id)
    if ring is not None:
        plan_line(act, attempt_id, act.now + timedelta(seconds=ring.ring_seconds), ring.result)
    put(
        act.work.session,
        mine.handout,
        begun_at=mine.handout.begun_at or act.now,
        lease_until=None,  # a begun contact has no lease: it stays with the agent
    )
    raise_desk_seq(act, (act.actor.id,))
    act.work.happened(ContactChanged((act.actor.id,)))
    return Answer(
        seq=desk_seq_of(act, act.actor.id), data={"attempt_id": attempt_id, "dial": act.context.line.dial(phone.e164)}
    )


def plan_line(act: Act, attempt_id: int, at: datetime, result: str) -> None:
    """Store what a simulated line will report, so that a restart does not lose it."""
    add(act.work.session, Due, what="line", due_at=at, payload={"attempt": attempt_id, "result": result}, result="")


@action("contact.line_reports", audited=False)
def line_reports(act: Act, attempt_id: int, result: str, due_id: int = 0) -> Answer:
    """Record what the line reports about an attempt: answered, how it ended unanswered, or that the talk is over.

    ``due_id`` is the due row of a simulated line. It is marked done in the same transaction.
    """
    if due_id:
        change(act.work.session, Due, due_id, done_at=act.now)
    attempt = entity(act.work.session, Attempt, _ATTEMPT, attempt=attempt_id)
    if attempt is not None and result == TALK_ENDED:
        return _talk_ended(act, attempt)
    if attempt is None or attempt.ended_at is not None or attempt.line_result:
        return Answer(data={"count": 0})
    if result in TALKS:
        now: dict[str, Any] = {"answered_at": act.now}
    else:  # settled by the line itself (rule 17)
        now = {"ended_at": act.now, "live": False, "result": result}
    put(act.work.session, attempt, line_result=result, **now)
    _show(act, attempt)
    return Answer(data={"count": 1})


def _talk_ended(act: Act, attempt: Attempt) -> Answer:
    """The other side hung up. What is recorded already goes into its wrap-up."""
    handout = act.work.session.get(Handout, attempt.handout_id) if attempt.handout_id else None
    if handout is None or attempt.answered_at is None:
        return Answer(data={"count": 0})
    lock_customer(act.work.session, handout.customer_id)
    agent = lock_agent(act.work.session, handout.agent_id)
    act.work.session.refresh(handout)
    act.work.session.refresh(attempt)
    if attempt.ended_at is not None:
        return Answer(data={"count": 0})
    put(act.work.session, attempt, ended_at=act.now, live=False)
    if agent is not None and agent.handout_id == handout.id and is_recorded_on_the_line(handout, agent):
        begin_wrap_up(act, handout, agent)
    _show(act, attempt)
    return Answer(data={"count": 1})


@action("contact.answered")
def answered(act: Act, handout_id: int, attempt_id: int) -> Answer:
    """Record that somebody answered, on a line that does not report it."""
    attempt = _own_attempt(act, handout_id, attempt_id)
    if attempt.answered_at is None and attempt.ended_at is None:
        put(act.work.session, attempt, answered_at=act.now)
        _show(act, attempt)
    return Answer(seq=desk_seq_of(act, act.actor.id))


@action("contact.hang_up")
def hang_up(act: Act, handout_id: int, attempt_id: int) -> Answer:
    """End the call. The line is free; the outcome is still to be recorded, or the wrap-up begins."""
    mine = lock_handout(act, handout_id)
    attempt = _own_attempt(act, handout_id, attempt_id)
    if attempt.ended_at is None:
        now: dict[str, Any] = {"ended_at": act.now, "live": False}
        if attempt.answered_at is None and attempt.line != "tel":
            now |= {"result": "no_answer", "line_result": attempt.line_result or "no_answer"}
        put(act.work.session, attempt, **now)
        if is_recorded_on_the_line(mine.handout, mine.agent):
            begin_wrap_up(act, mine.handout, mine.agent)
        _show(act, attempt)
    return Answer(seq=desk_seq_of(act, act.actor.id))


def _own_attempt(act: Act, handout_id: int, attempt_id: int) -> Attempt:
    handout = own_handout(act, handout_id)
    attempt = entity(act.work.session, Attempt, _ATTEMPT, attempt=attempt_id)
    if attempt is None or attempt.handout_id != handout.id:
        raise Conflict("This call belongs to another contact.")
    return attempt


def _show(act: Act, attempt: Attempt) -> None:
    if attempt.agent_id is not None:
        raise_desk_seq(act, (attempt.agent_id,))
        act.work.happened(ContactChanged((attempt.agent_id,)))
