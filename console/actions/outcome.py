"""Recording the outcome of a contact, and correcting it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import safety
from console.actions.steps.agent_state import desk_seq_of, lock_agent, raise_desk_seq
from console.actions.steps.alarms import raise_alarm
from console.actions.steps.choose_number import load_case
from console.actions.steps.fact_changes import refuse_stale
from console.actions.steps.handout_lock import LockedHandout, lock_handout
from console.actions.steps.note import keep_note
from console.actions.steps.outcome_effects import Report, check_form, settle, undo
from console.actions.steps.wrap_up import begin_wrap_up, is_recorded_on_the_line
from console.domain.alarms import BY_CODE as BY_ALARM
from console.domain.alarms import KINDS
from console.domain.bilingual import LocalTime
from console.domain.compliance import Proposed, check
from console.domain.errors import Conflict, IllegalMove, Invalid, NotYours
from console.domain.events import OutcomeRecorded
from console.domain.fact_changes import act_of
from console.domain.guidance import STEP_KEYS
from console.domain.outcomes import BY_CODE, CONTRADICTS_IDENTITY, NOT_REACHED, OutcomeRule
from console.domain.promises import OutcomeForm
from console.domain.say_back import clock_of
from console.store.customer_facts import load_customer
from console.store.fast.entities import entity, put
from console.store.fast.statements import rows
from console.store.models import Attempt, Customer, DisclosureMark, Handout, Outcome, Person

NOTE_LENGTH = 4000
_VERIFIED = select(DisclosureMark.at).where(
    DisclosureMark.handout_id == bindparam("handout"), DisclosureMark.key == "identity", DisclosureMark.state == "said"
)
_LAST = (
    select(Attempt)
    .where(Attempt.handout_id == bindparam("handout"))
    .order_by(Attempt.id.desc())
    .limit(1)
    .with_for_update()
)


@action("contact.finish")
def finish(act: Act, handout_id: int, code: str, note: str, form: OutcomeForm, facts_version: int) -> Answer:
    """Record the outcome of a begun contact with all its effects.

    It does not hang up: while somebody is on the line the call goes on, and the wrap-up begins when it ends.
    With an older handout_id the end, code and text of a begun contact are still stored as a late report, which
    moves no entry, promise or wake-up. ``data``: ``outcome_id`` and ``promise_id``.
    """
    rule = _rule(code, note)
    mine = lock_handout(act, handout_id)
    handout = mine.handout
    attempt = last_attempt(act, handout_id)
    if handout.ended_at is not None:
        return _late(act, handout, mine.customer, attempt, rule, form, note)
    if attempt is None:
        raise IllegalMove("Call first, or return the customer.")
    if code in BY_ALARM:
        return _into_safety(act, mine, code, note)
    safety.not_held(handout)
    if handout.finished_at is not None:
        raise Conflict("The outcome is already recorded. Correct it instead.")
    _fits_line(attempt, rule)
    _fits_identity(act, attempt, rule)
    refuse_stale(act, mine.customer, act_of(rule.form), facts_version)
    check_form(act, mine.customer, rule, form, handout_id)
    _lawful_callback(act, mine.customer.id, form)
    report = Report(mine.customer, handout_id, attempt, rule, form, note.strip(), act.actor.id)
    talking = report.keeps_line
    done = settle(act, report)
    put(act.work.session, handout, finished_at=act.now)
    keep_note(act, handout_id, note.strip())
    if talking:
        _to_the_last_cards(act, handout, rule)
        raise_desk_seq(act, (mine.agent.id,))
    else:
        begin_wrap_up(act, handout, mine.agent)
    act.work.happened(OutcomeRecorded((act.actor.id,)))
    return Answer(
        seq=desk_seq_of(act, act.actor.id),
        data={"outcome_id": done.outcome_id, "promise_id": done.promise_id, "state": mine.agent.state},
    )


def _to_the_last_cards(act: Act, handout: Handout, rule: OutcomeRule) -> None:
    """Show what is left to say in the running call: what was agreed is repeated, then goodbye."""
    verified = rows(act.work.session, _VERIFIED, handout=handout.id)
    left = "repeat_back" if rule.group == "p" else "close"
    if verified and STEP_KEYS.index(handout.step) < STEP_KEYS.index(left):
        put(act.work.session, handout, step=left)


def _into_safety(act: Act, mine: LockedHandout, code: str, note: str) -> Answer:
    """Turn the safety state on instead of ending the contact. Its end records this outcome."""
    if note.strip():
        keep_note(act, mine.handout.id, note.strip())
    alarm_id = safety.enter(act, KINDS[BY_ALARM[code]], mine.handout, mine.customer, mine.agent)
    return Answer(seq=desk_seq_of(act, act.actor.id), data={"alarm": alarm_id, "state": "safety"})


def _alarm_afterwards(act: Act, customer: Customer, code: str, agent_id: int, attempt: Attempt | None) -> None:
    """Raise the alarm of a code that is reported when no contact is open any more."""
    if code in BY_ALARM:
        kind = KINDS[BY_ALARM[code]]
        raise_alarm(act, kind, agent_id, customer.id, None, attempt.id if attempt is not None else None)
        safety.hold(act, kind, customer, None)


def _rule(code: str, note: str) -> OutcomeRule:
    rule = BY_CODE.get(code)
    if rule is None:
        raise Invalid("Choose one of the outcome codes.", field="code")
    if len(note) > NOTE_LENGTH:
        raise Invalid("The note is too long. Keep it under 4,000 characters.", field="note")
    return rule


def _fits_line(attempt: Attempt, rule: OutcomeRule) -> None:
    if attempt.answered_at is not None and rule.code in NOT_REACHED and rule.code != "VM":
        raise Invalid("The line reports that somebody answered. Choose an outcome for an answered call.", field="code")
    if attempt.ended_at is None and attempt.answered_at is None and rule.group != "n":
        raise Invalid(
            "Nobody has answered yet. Choose an outcome of the group “not reached”, or wait for the answer.",
            field="code",
        )
    silent = attempt.ended_at is not None and attempt.answered_at is None
    if silent and attempt.line != "tel" and rule.group != "n":
        raise Invalid(
            "The line reports that nobody answered. Choose an outcome of the group “not reached”.", field="code"
        )


def _fits_identity(act: Act, attempt: Attempt, rule: OutcomeRule) -> None:
    """Refuse a wrong number in the call in which the identity was checked. An earlier call says nothing of this one."""
    if rule.code not in CONTRADICTS_IDENTITY:
        return
    if any(at >= attempt.began_at for (at,) in rows(act.work.session, _VERIFIED, handout=attempt.handout_id)):
        raise Invalid(
            "The identity is checked in this call: this is the customer. Take that tick back first.", field="code"
        )


def _lawful_callback(act: Act, customer_id: int, form: OutcomeForm) -> None:
    if form.callback_at is None:
        return
    case = load_case(act.work.session, customer_id, act.now)
    assert case is not None
    number = next((p.e164 for p in case.facts.phones or () if p.status == "usable"), None)
    proposed = Proposed("call", initiator="agent", number=number, at=form.callback_at)
    verdict = check(proposed, case.facts, case.packs, form.callback_at)
    timed = [f for f in verdict.findings if f.severity == "block" and "time" in f.rule_id]
    if timed:
        if verdict.next_allowed_at is None:
            raise Invalid("No call is lawful at that time.", field="at_time")
        raise Invalid(
            "No call is lawful at that time. The next lawful time is %(at)s.",
            field="at_time",
            at=LocalTime(verdict.next_allowed_at, clock_of(form.callback_at) or case.customer.zone),
        )


def last_attempt(act: Act, handout_id: int) -> Attempt | None:
    """Return the latest attempt of a hand-out, locked, or None."""
    return entity(act.work.session, Attempt, _LAST, handout=handout_id)


def _late(
    act: Act,
    handout: Handout,
    customer: Customer,
    attempt: Attempt | None,
    rule: OutcomeRule,
    form: OutcomeForm,
    note: str,
) -> Answer:
    if attempt is None or handout.finished_at is not None:
        raise Conflict("This customer is no longer with you.")
    report = Report(customer, handout.id, attempt, rule, form, note.strip(), act.actor.id, late=True)
    done = settle(act, report)
    _alarm_afterwards(act, customer, rule.code, act.actor.id, attempt)
    put(act.work.session, handout, finished_at=act.now)
    raise_desk_seq(act, (act.actor.id,))
    return Answer(
        seq=desk_seq_of(act, act.actor.id),
        text="Stored as a late report for your lead. The customer is no longer with you.",
        data={"outcome_id": done.outcome_id, "late": True},
    )


@action("contact.correct")
def correct(act: Act, outcome_id: int, code: str, note: str, form: OutcomeForm, facts_version: int) -> Answer:
    """Replace an outcome by a new row that names it. Its promise and wake-up are undone; holds stay.

    Allowed for the agent or collector until the end of wrap-up, later for a lead of the team or compliance.
    """
    rule = _rule(code, note)
    session = act.work.session
    old = session.get(Outcome, outcome_id)
    if old is None or not _may_correct(act, old):
        raise NotYours()
    loaded = load_customer(session, old.customer_id, lock=True)
    assert loaded is not None
    customer = loaded.customer
    handout = session.get_one(Handout, old.handout_id)
    safety.not_held(handout)
    if act.actor.role in ("agent", "collector"):
        if handout.ended_at is not None:
            raise IllegalMove("Wrap-up is over. Ask your lead to correct it.")
        if code in BY_ALARM:
            return _into_safety(act, lock_handout(act, handout.id), code, note)
    newer = session.execute(select(Outcome.id).where(Outcome.corrects_id == old.id)).first()
    if newer is not None:
        raise Conflict("This outcome was already corrected. Correct the newest one.")
    attempt = session.get(Attempt, old.attempt_id) if old.attempt_id else None
    if attempt is not None:
        _fits_line(attempt, rule)
        if act.actor.role in ("agent", "collector"):  # a lead, later, cannot take the tick back
            _fits_identity(act, attempt, rule)
    refuse_stale(act, customer, act_of(rule.form), facts_version)
    check_form(act, customer, rule, form, old.handout_id)
    _lawful_callback(act, customer.id, form)
    undo(act, old)
    later = session.execute(
        select(Handout.id).where(Handout.customer_id == customer.id, Handout.id > old.handout_id).limit(1)
    ).first()  # what a later contact agreed stays as it is
    report = Report(
        customer,
        old.handout_id,
        attempt,
        rule,
        form,
        note.strip(),
        old.agent_id,
        corrects=old,
        moves_entry=later is None,
    )
    done = settle(act, report)
    _alarm_afterwards(act, customer, rule.code, old.agent_id, attempt)
    if act.actor.id == old.agent_id:
        keep_note(act, old.handout_id, note.strip())
    _end_talk(act, old.handout_id, old.agent_id, attempt)
    raise_desk_seq(act, (old.agent_id,))
    act.work.happened(OutcomeRecorded((old.agent_id,)))
    agent = lock_agent(session, act.actor.id)
    return Answer(
        seq=desk_seq_of(act, agent.id) if agent else 0,
        data={"outcome_id": done.outcome_id, "promise_id": done.promise_id},
    )


def _end_talk(act: Act, handout_id: int, agent_id: int, attempt: Attempt | None) -> None:
    """Begin the wrap-up when the corrected outcome says that nobody is on the line after all."""
    agent, handout = lock_agent(act.work.session, agent_id), act.work.session.get_one(Handout, handout_id)
    over = attempt is None or attempt.ended_at is not None
    if agent is not None and over and agent.handout_id == handout_id and is_recorded_on_the_line(handout, agent):
        begin_wrap_up(act, handout, agent)


def _may_correct(act: Act, outcome: Outcome) -> bool:
    if act.actor.role in ("agent", "collector"):
        return outcome.agent_id == act.actor.id
    if act.actor.role == "lead":
        team = act.work.session.execute(
            select(Person.team_id).where(Person.id == outcome.agent_id)
        ).scalar_one_or_none()
        return team is not None and team == act.actor.team_id
    return act.actor.role == "compliance"
