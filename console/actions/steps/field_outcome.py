"""The end of a visit: its outcome with all its effects, and the pair leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from console.actions.steps.agent_state import end_handout
from console.actions.steps.field_visit import LATE
from console.actions.steps.outcome_effects import Report, check_form, settle, undo
from console.actions.steps.trip_record import seal
from console.actions.steps.trips import AtDoor, Done, Step, at_door
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import OutcomeRecorded, RoundChanged, SupplyChanged
from console.domain.field_entries import day_of
from console.domain.outcomes import OutcomeRule
from console.domain.promises import OutcomeForm
from console.domain.visit_outcomes import BY_VISIT_CODE, LEFT, UNSAID, WRONG_DOOR, who_was_met
from console.store import claim
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Address, Attempt, Outcome, Place

AUTOMATIC = "automatic"  # in the details of an outcome that nobody chose


def outcome(step: Step) -> Done:
    """Record the outcome at its own time. Under a superseded token it is a late report, which moves nothing."""
    here = at_door(step)
    rule = BY_VISIT_CODE.get(step.body["code"])
    if rule is None:
        raise Invalid("Choose one of the outcome codes.", field="code")
    before = _recorded(step, here)
    if before is not None and not (_is_automatic(before) and here.trip.left_at and step.at <= here.trip.left_at):
        raise Conflict("The outcome is already recorded. Correct it instead.")
    if here.trip.arrived_at is None and rule.group not in ("n", "x"):
        raise IllegalMove("Arrive first, then say how the visit ended.")
    wanted = who_was_met(rule)
    if wanted and here.trip.met and here.trip.met != wanted:
        raise Invalid("This outcome does not fit who was met.", field="code")
    form, note = _form(step), str(step.body.get("note", "")).strip()
    if here.superseded:
        return Done("late", LATE, data=_settle(step, here, rule, form, note, late=True), trip=here.trip)
    try:
        check_form(step.then, here.case.customer, rule, form, here.handout.id)
    except Invalid as error:  # it was said at the door: the lead reads it, and nobody is held to it
        kept = _settle(step, here, rule, form, note, late=True)
        return Done("invalid", error.text, dict(error.words), kept, trip=here.trip)
    return Done(data=_settle(step, here, rule, form, note, corrects=before), trip=here.trip)


def _recorded(step: Step, here: AtDoor) -> Outcome | None:
    """Return the outcome that stands for this visit, or None. A late report stands for nothing but itself."""
    found = select(Outcome).where(Outcome.handout_id == here.handout.id).order_by(Outcome.id.desc()).limit(1)
    if not here.superseded:
        found = found.where(Outcome.late.is_(False))
    last = step.session.execute(found).scalar_one_or_none()
    return None if last is not None and here.superseded and _is_automatic(last) else last


def _is_automatic(found: Outcome) -> bool:
    """Return True when nobody chose this outcome: the pair had left without one."""
    return AUTOMATIC in found.details


def _form(step: Step) -> OutcomeForm:
    at = step.body.get("callback_at")
    parts = [(day_of(day), int(amount)) for day, amount in step.body.get("parts", ())]
    return OutcomeForm(
        tuple((day, amount) for day, amount in parts if day is not None),
        datetime.fromisoformat(at) if at else None,
        str(step.body.get("details", "")),
    )


def _settle(
    step: Step,
    here: AtDoor,
    rule: OutcomeRule,
    form: OutcomeForm,
    note: str,
    *,
    late: bool = False,
    corrects: Outcome | None = None,
) -> dict[str, Any]:
    session = step.session
    attempt = session.get_one(Attempt, here.trip.attempt_id)
    if corrects is not None:
        undo(step.then, corrects)
    report = Report(
        here.case.customer, here.handout.id, attempt, rule, form, note, here.trip.agent_id, corrects=corrects, late=late
    )
    done = settle(step.then, report)
    put(session, attempt, result=rule.result, ended_at=attempt.ended_at or step.at)
    put(session, here.handout, finished_at=step.at)
    if rule.code in WRONG_DOOR and not here.superseded:
        place = session.get_one(Place, here.visit.place_id)
        if place.address_id is not None:
            change(session, Address, place.address_id, verified=False)
    step.act.work.happened(OutcomeRecorded((here.trip.agent_id,)), RoundChanged((), (here.round.id,)))
    return {"outcome_id": done.outcome_id, "promise_id": done.promise_id}


def leave(step: Step) -> Done:
    """The pair is away from the door: the hand-out ends, the timer too. It needs nothing else.

    Without an outcome a visit that was begun ends as "left for safety", or by who was met. One that never was at the
    door takes no slot in a cap.
    """
    here = at_door(step)
    if here.trip.left_at is not None:
        return Done(trip=here.trip)
    if _recorded(step, here) is None:
        nobody = here.trip.met in ("", "nobody")
        if nobody and (here.trip.stop_code or (here.trip.arrived_at is None and not step.body.get("now"))):
            _not_begun(step, here)
        else:
            _by_itself(step, here)
    put(step.session, here.trip, left_at=step.at, checkin_until=None)
    _end(step, here)
    seal(step.act, here.trip)
    late = here.superseded
    return Done("late" if late else "", LATE if late else "", trip=here.trip)


def _by_itself(step: Step, here: AtDoor) -> None:
    """Record the outcome that nobody chose, and mark it: the pair's own one may still come and corrects it."""
    rule = LEFT if step.body.get("now") else UNSAID[here.trip.met]
    done = _settle(step, here, rule, OutcomeForm(), "", late=here.superseded)
    session = step.session
    found = session.get_one(Outcome, done["outcome_id"])
    put(session, found, details={**found.details, AUTOMATIC: True})


def _not_begun(step: Step, here: AtDoor) -> None:
    """The contact was not made: it fills no cap, and the customer is judged again."""
    change(step.session, Attempt, here.trip.attempt_id, result="not_dialled", ended_at=step.at)
    if here.handout.ended_at is None:
        claim.put_to_sleep(step.act.work, here.case.customer.id, step.act.now, wake_at=step.act.now, reason="returned")


def _end(step: Step, here: AtDoor) -> None:
    if here.handout.ended_at is None:
        end_handout(step.act, here.handout, "done")
    if here.visit.ended_at is None and here.visit.round_id == here.round.id:
        begun = here.trip.arrived_at is not None and not here.trip.stop_code
        state = "done" if begun or _recorded(step, here) is not None else "cancelled"
        put(step.session, here.visit, state=state, ended_at=step.at, end_reason="" if state == "done" else "left")
    step.act.work.happened(RoundChanged((), (here.round.id,)), SupplyChanged())
