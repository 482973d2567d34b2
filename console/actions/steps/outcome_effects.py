"""The effects of an outcome: holds, promises, numbers, wake-ups; and how a correction undoes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, func, select, update

from console.actions.call import Act
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.make_promise import make_promise
from console.actions.steps.promises import reopen
from console.actions.steps.reply_effects import mark_answered
from console.domain.errors import Invalid
from console.domain.facts import Money
from console.domain.offers import KINDS, Terms, months_of, within
from console.domain.outcomes import OutcomeRule
from console.domain.promises import OutcomeForm, check_promise
from console.domain.say_back import clock_of
from console.domain.wake_ups import OWN_FOR, OWN_KIND, UNDATED, wake
from console.store import claim
from console.store.fast.entities import put
from console.store.fast.statements import add, change, row, rows, value
from console.store.models import (
    Account,
    Approval,
    Attempt,
    Consent,
    Customer,
    CustomerPhone,
    Due,
    Entry,
    Instalment,
    Outcome,
    Promise,
    Request,
)

KIND = {"PTP": "full", "PTP-P": "partial", "PLAN": "plan", "V-PTP": "partial", "V-PLAN": "plan"}
CHANGE = {"dispute": "dispute", "fraud_claim": "dispute", "cease": "stop", "third_party_refused": "stop"}
_FIRST_AT = select(func.min(Outcome.at)).where(Outcome.handout_id == bindparam("handout"))
_ON_FILE = select(Request.kind).where(Request.handout_id == bindparam("handout"), Request.lifted_at.is_(None))
_BALANCES = select(Account.balance_minor).where(Account.customer_id == bindparam("customer"))


@dataclass(frozen=True)
class Report:
    """An outcome that somebody reports: of whom, of which contact, with which code and form.

    ``corrects`` is the outcome whose effects were just undone. A ``late`` report came after the customer
    had left the agent: it moves nothing (rule 15). ``moves_entry`` is False when a later contact has
    already decided when the customer wakes.
    """

    customer: Customer
    handout_id: int
    attempt: Attempt | None
    rule: OutcomeRule
    form: OutcomeForm
    note: str
    agent_id: int
    corrects: Outcome | None = None
    late: bool = False
    moves_entry: bool = True

    @property
    def keeps_line(self) -> bool:
        """True when somebody is on the line: the outcome does not hang up on them."""
        call = self.attempt
        on = call is not None and call.ended_at is None and call.answered_at is not None
        return on and not self.late and self.rule.group != "n"


@dataclass(frozen=True)
class Settled:
    """What was written for an outcome."""

    outcome_id: int
    promise_id: int | None
    wake_at: datetime | None
    reason: str


def _within_authority(act: Act, form: OutcomeForm, handout_id: int) -> None:
    """Refuse a plan longer than this role may grant, unless it was granted for this contact."""
    months = months_of(form.parts)
    if within(act.actor.role, Terms(months=months)):
        return
    granted = act.work.session.execute(
        select(Approval.what).where(Approval.handout_id == handout_id, Approval.state == "granted")
    ).scalars()
    if not any(KINDS[what].terms.months >= months for what in granted):
        raise Invalid("A plan of this length needs your lead. Ask under Settlement offers first.", field="amount_1")


def check_form(act: Act, customer: Customer, rule: OutcomeRule, form: OutcomeForm, handout_id: int) -> None:
    """Raise Invalid when the form that this outcome code needs cannot be accepted."""
    today = act.now.astimezone(ZoneInfo(customer.zone)).date()
    if rule.form in ("promise", "plan"):
        total = Money(owed(act, customer), customer.currency)
        check_promise(form.parts, total, today, plan=rule.form == "plan", full=rule.code == "PTP")
        if rule.form == "plan":
            _within_authority(act, form, handout_id)
    elif rule.form == "callback":
        if form.callback_at is None:
            raise Invalid("Enter the day and the time of the callback.", field="on_date")
        if form.callback_at <= act.now:
            raise Invalid("The callback is in the past. Choose a later time.", field="at_time")
        if form.callback_at > act.now + timedelta(days=31):
            raise Invalid("Choose a time within 31 days.", field="on_date")


def owed(act: Act, customer: Customer) -> int:
    """Return what the customer owes in minor units, summed over the accounts."""
    found = rows(act.work.session, _BALANCES, customer=customer.id)
    return sum(max(0, account.balance_minor) for account in found)


def settle(act: Act, report: Report) -> Settled:
    """Write the outcome with its effects and return what was written."""
    customer, rule = report.customer, report.rule
    before = report.corrects.undo.get("entry") if report.corrects else _agreed(act, customer)
    undo: dict[str, Any] = {"entry": before} if before else {}
    outcome_id = _write_outcome(act, report)
    kinds = ["outcome"]
    if report.attempt is not None:
        _settle_attempt(act, report, report.attempt)
        if rule.number_status and report.attempt.phone_id is not None:
            _mark_number(act, customer, report.attempt.phone_id, rule.number_status)
            kinds.append("number")
    for kind in _requests(act, rule, report.handout_id):
        _write_hold(act, report, kind, outcome_id)
        kinds.append(CHANGE.get(kind, "hold"))
    promise_id = None
    if rule.form in ("promise", "plan") and not report.late:
        promise_id = _promise(act, report, outcome_id, undo)
        kinds.append("promise")
    if rule.rpc and act.context.carriers:
        mark_answered(act, customer.id)
    wake_at, reason = (None, "") if report.late else _wake_up(act, report)
    if report.moves_entry and not report.late:
        _place(act, report, wake_at, reason, before)
    if undo:
        change(act.work.session, Outcome, outcome_id, undo=undo)
    facts_changed(act, customer, list(dict.fromkeys(kinds)), rule.code)
    return Settled(outcome_id, promise_id, wake_at, reason)


def _write_outcome(act: Act, report: Report) -> int:
    return add(
        act.work.session,
        Outcome,
        handout_id=report.handout_id,
        attempt_id=report.attempt.id if report.attempt else None,
        customer_id=report.customer.id,
        agent_id=report.agent_id,
        code=report.rule.code,
        at=act.now,
        note=report.note,
        details=_details(report.form),
        corrects_id=report.corrects.id if report.corrects else None,
        undo={},
        late=report.late,
    )


def _write_hold(act: Act, report: Report, kind: str, outcome_id: int) -> None:
    add(
        act.work.session,
        Request,
        customer_id=report.customer.id,
        kind=kind,
        scope=_scope(kind, report.attempt),
        since=act.now,
        until=_hold_ends(act, report.customer, kind),
        by_party="debtor",
        by_id=act.actor.person_id,
        outcome_id=outcome_id,
        handout_id=report.handout_id,
        proof=report.form.details[:500],
        lifted_why="",
    )


def _hold_ends(act: Act, customer: Customer, kind: str) -> datetime | None:
    """Return when a hold of this kind ends by itself; None = somebody has to end it."""
    if kind == "paid_claim":
        return act.now + timedelta(days=2)
    return _tomorrow(act, customer) if kind == "refusal" else None


def _wake_up(act: Act, report: Report) -> tuple[datetime | None, str]:
    """Return when the customer wakes and why."""
    form = report.form
    return wake(
        report.rule,
        act.now,
        ZoneInfo(report.customer.zone),
        due_on=form.parts[0][0] if form.parts else None,
        callback_at=form.callback_at,
    )


def _requests(act: Act, rule: OutcomeRule, handout_id: int) -> tuple[str, ...]:
    """Return the holds that this code sets.

    "Vulnerable" is stored only when the customer agreed to it in this contact (PIPL 29: a separate consent
    for sensitive data); without it the same pause is stored as hardship. A risk of self-harm needs nothing
    but the code.
    """
    if "risk" in rule.requests:  # the safety state of this contact has put them on file already
        known = {request.kind for request in rows(act.work.session, _ON_FILE, handout=handout_id)}
        return tuple(kind for kind in rule.requests if kind not in known)
    if "vulnerable" not in rule.requests:
        return rule.requests
    agreed = act.work.session.execute(
        select(Consent.id).where(Consent.handout_id == handout_id, Consent.kind == "need")
    ).first()
    if agreed is not None:
        return tuple(kind for kind in rule.requests if kind != "vulnerable")  # it is on file already
    return tuple(dict.fromkeys("hardship" if kind == "vulnerable" else kind for kind in rule.requests))


def undo(act: Act, outcome: Outcome) -> None:
    """Undo the promise and the wake-up of an outcome. Its holds stay: a correction lifts none."""
    session = act.work.session
    promise_id = outcome.undo.get("promise")
    if promise_id:
        change(session, Promise, promise_id, status="withdrawn", settled_at=act.now)
        session.execute(
            update(Instalment)
            .where(Instalment.promise_id == promise_id, Instalment.status == "open")
            .values(status="withdrawn")
        )
    session.execute(delete(Due).where(Due.outcome_id == outcome.id, Due.done_at.is_(None)))
    reopen(act, outcome.undo.get("replaced") or [])
    session.execute(
        update(Request)
        .where(Request.outcome_id == outcome.id, Request.kind == "plan", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.person_id, lifted_why="corrected")
    )


def _details(form: OutcomeForm) -> dict[str, Any]:
    return {
        "parts": [[day.isoformat(), amount] for day, amount in form.parts],
        "callback_at": form.callback_at.isoformat() if form.callback_at else None,
        "clock": clock_of(form.callback_at) if form.callback_at else "",
        "text": form.details,
    }


def _scope(kind: str, attempt: Attempt | None) -> dict[str, Any]:
    if kind == "third_party_refused" and attempt is not None:
        return {"phone_id": attempt.phone_id}
    return {}


def _tomorrow(act: Act, customer: Customer) -> datetime:
    zone = ZoneInfo(customer.zone)
    day = act.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(8), zone)


def _settle_attempt(act: Act, report: Report, attempt: Attempt) -> None:
    now: dict[str, Any] = {} if report.keeps_line else {"live": False, "ended_at": attempt.ended_at or act.now}
    if report.corrects is not None:
        if attempt.result != report.rule.result:
            now["result"] = None  # counts in every cap: a correction never frees a slot
    elif attempt.line_result in ("", "answered") or attempt.result is None:
        now["result"] = report.rule.result
    if now:
        put(act.work.session, attempt, **now)


def _mark_number(act: Act, customer: Customer, phone_id: int, status: str) -> None:
    act.work.session.execute(
        update(CustomerPhone)
        .where(CustomerPhone.customer_id == customer.id, CustomerPhone.phone_id == phone_id)
        .values(status=status)
    )


def _promise(act: Act, report: Report, outcome_id: int, undo: dict[str, Any]) -> int:
    """Write a promise and return its id; ``undo`` gets what a correction needs.

    It replaces the open promises, but a corrected one never replaces what was promised in a later contact.
    """
    customer, rule, form = report.customer, report.rule, report.form
    made_until = value(act.work.session, _FIRST_AT, handout=report.handout_id) if report.corrects else act.now
    made = make_promise(
        act,
        customer,
        KIND[rule.code],
        form.parts,
        until=made_until or act.now,
        outcome_id=outcome_id,
        agent_id=report.agent_id,
    )
    if made.replaced:
        undo["replaced"] = list(made.replaced)
    undo["promise"] = made.promise_id
    return made.promise_id


AGREED = ("callback", "promise")
_ENTRY = select(Entry.wake_at, Entry.own_agent_id, Entry.own_kind, Entry.own_until).where(
    Entry.customer_id == bindparam("customer")
)


def _agreed(act: Act, customer: Customer) -> dict[str, Any] | None:
    """Return the agreed callback or promise day that is still to come, ready to be stored, or None."""
    entry = row(act.work.session, _ENTRY, customer=customer.id)
    if entry is None or entry.own_kind not in AGREED or entry.wake_at is None:
        return None
    if entry.wake_at <= act.now:
        return None
    return {
        "wake_at": entry.wake_at.isoformat(),
        "agent": entry.own_agent_id,
        "kind": entry.own_kind,
        "until": entry.own_until.isoformat() if entry.own_until else None,
    }


def _place(act: Act, report: Report, wake_at: datetime | None, reason: str, before: dict[str, Any] | None) -> None:
    """Put the customer to sleep; an agreed callback or promise day that is still to come stays."""
    customer, rule = report.customer, report.rule
    if before is not None and rule.wake in UNDATED:  # the customer rang before the callback: the callback stays
        claim.put_to_sleep(
            act.work,
            customer.id,
            act.now,
            wake_at=datetime.fromisoformat(before["wake_at"]),
            reason=before["kind"],
            own_agent_id=before["agent"],
            own_kind=before["kind"],
            own_until=datetime.fromisoformat(before["until"]) if before["until"] else None,
        )
        return
    own = OWN_KIND.get(rule.wake, "")
    claim.put_to_sleep(
        act.work,
        customer.id,
        act.now,
        wake_at=wake_at,
        reason=reason,
        own_agent_id=report.agent_id if own else None,
        own_kind=own,
        own_until=wake_at + OWN_FOR if own and wake_at else None,
    )
