"""Promises compared with payments, and the dated reminders of a promise or plan.

All promises of a customer are judged together, because a payment counts once. A promise that is not kept
ends its plan's hold, so that the queue judges the customer again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import aliased

from console.actions.call import Act
from console.actions.steps.fact_changes import facts_changed
from console.domain.promises import Paid, Part, allot, judge, whole
from console.store.fast.entities import put
from console.store.joint import Mine, Theirs, rows_of_accounts
from console.store.models import Customer, Due, Entry, Instalment, Payment, Promise, Request

DUTIES = ("reminder", "promise_due", "confirm")
REPLACED = "replaced"
MISSED = ("broken", "partly_kept")


def settle_promise(act: Act, customer: Customer, promise: Promise) -> str:
    """Judge the customer's promises and return the status of this one."""
    settle_promises(act, customer)
    return promise.status


def settle_promises(act: Act, customer: Customer, *, paid: bool = False) -> None:
    """Allot every payment once, judge each open part, then each whole promise.

    ``paid``: a payment came or went. Then promises that were judged before are judged again, too: a payment
    may be told late, and the money of a kept promise may go back.
    """
    session = act.work.session
    zone = ZoneInfo(customer.zone)
    today = act.now.astimezone(zone).date()
    rows = session.execute(
        select(Promise, Instalment)
        .join(Instalment, Instalment.promise_id == Promise.id)
        .where(Promise.customer_id == customer.id, Promise.status != "withdrawn", Instalment.status != "withdrawn")
        .order_by(Promise.id, Instalment.due_on)
    ).all()
    if not rows or not (paid or any(promise.status == "open" for promise, _ in rows)):
        return
    parts = [Part(part.id, promise.made_at, part.due_on, part.amount_minor, promise.currency) for promise, part in rows]
    got = allot(parts, _payments(act, customer, min(p.made_at for p in parts)), zone)
    judged: dict[int, tuple[Promise, list[Instalment]]] = {}
    for promise, part in rows:
        if promise.status == "open" or paid:
            amount, status = got[part.id], part.status
            if status == "open" or (paid and amount != part.paid_minor):
                status = judge(part.amount_minor, amount, part.due_on, today)
            if (amount, status) != (part.paid_minor, part.status):
                put(session, part, paid_minor=amount, status=status)
            judged.setdefault(promise.id, (promise, []))[1].append(part)
    for promise, own in judged.values():
        became = whole([part.status for part in own])
        if promise.status == "open":
            if became != "open":
                _ended(act, customer, promise, own, became)
        elif became != promise.status:
            _judged_again(act, customer, promise, became)


def _payments(act: Act, customer: Customer, since: datetime) -> list[Paid]:
    """Return the payments since then, each less what was taken back of it."""
    taken = aliased(Payment)
    back = (
        select(func.coalesce(func.sum(taken.amount_minor), 0))
        .where(taken.reverses_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )
    found = act.work.session.execute(
        select(Payment.at, (Payment.amount_minor + back).label("left"), Payment.currency, Payment.account_id).where(
            Payment.account_id.in_(rows_of_accounts(Theirs.id).where(Mine.customer_id == customer.id)),
            Payment.at >= since,
            Payment.reverses_id.is_(None),
            Payment.held.is_(False),  # a person looks at it first
        )
    )
    return [Paid(row.at, int(row.left), row.currency, str(row.account_id)) for row in found if row.left > 0]


def _judged_again(act: Act, customer: Customer, promise: Promise, became: str) -> None:
    """Change the verdict on a promise that was judged before.

    A promise that was broken only for want of a payment told late gets its later parts back, unless the
    customer has promised anew since. A promise that is open again gets its checks and its plan's hold back.
    """
    session = act.work.session
    was = promise.status
    if was in MISSED and became in ("kept", "open"):
        anew = session.execute(
            select(func.count()).where(
                Promise.customer_id == customer.id, Promise.id > promise.id, Promise.status != "withdrawn"
            )
        ).scalar_one()
        if not anew:
            back = session.execute(
                update(Instalment)
                .where(Instalment.promise_id == promise.id, Instalment.status == "withdrawn")
                .values(status="open")
            )
            became = "open" if back.rowcount else became  # type: ignore[attr-defined]
    put(session, promise, status=became, settled_at=None if became == "open" else act.now)
    if became == "open":
        _resume(act, (promise.id,), was)
    kinds = ["promise", "hold"] if became == "open" and promise.kind == "plan" else ["promise"]
    facts_changed(act, customer, kinds, became)
    if became in MISSED:
        _judge_customer_again(act, customer)


def _judge_customer_again(act: Act, customer: Customer) -> None:
    """Let the queue judge the customer again. What was reserved for one agent is not any more."""
    act.work.session.execute(
        update(Entry)
        .where(Entry.customer_id == customer.id, Entry.state == "sleeping")
        .values(wake_at=act.now, own_agent_id=None, own_kind="", own_until=None)
    )


def _ended(act: Act, customer: Customer, promise: Promise, parts: Sequence[Instalment], became: str) -> None:
    put(act.work.session, promise, status=became, settled_at=act.now)
    for part in parts:
        if part.status == "open":
            put(act.work.session, part, status="withdrawn")
    drop_duties(act, became, promise)
    lifted = promise.kind == "plan" and end_plan(act, customer.id, became)
    facts_changed(act, customer, ["promise", "release"] if lifted else ["promise"], became)
    if became in MISSED:
        _judge_customer_again(act, customer)


def end_plan(act: Act, customer_id: int, why: str) -> bool:
    """End the hold of a plan that is no longer in force; return True when there was one."""
    done = act.work.session.execute(
        update(Request)
        .where(Request.customer_id == customer_id, Request.kind == "plan", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.person_id, lifted_why=why)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def drop_duties(act: Act, result: str, promise: Promise) -> None:
    """Close the reminders and checks of a promise."""
    act.work.session.execute(
        update(Due)
        .where(_of_promises(act, (promise.id,)), Due.done_at.is_(None))
        .values(done_at=act.now, result=result)
    )


def _of_promises(act: Act, promises: Sequence[int]) -> ColumnElement[bool]:
    """Return what selects the reminders and checks of promises: by their outcome, else by the promise they name.

    A promise that the customer made on the own page has no outcome.
    """
    session = act.work.session
    made = session.execute(
        select(Promise.id, Promise.outcome_id, Promise.customer_id).where(Promise.id.in_(promises))
    ).all()
    own = {row.id for row in made if row.outcome_id is None}
    named: list[int] = []
    if own:
        whose = {row.customer_id for row in made}
        due = session.execute(
            select(Due.id, Due.payload).where(
                Due.customer_id.in_(whose), Due.outcome_id.is_(None), Due.what.in_(DUTIES)
            )
        )
        named = [row.id for row in due if row.payload.get("promise") in own]
    outcomes = [row.outcome_id for row in made if row.outcome_id is not None]
    return Due.what.in_(DUTIES) & _either(Due.outcome_id, outcomes, Due.id, named)


def _plan_holds(act: Act, promises: Sequence[int]) -> ColumnElement[bool]:
    """Return what selects the holds of these plans."""
    session = act.work.session
    made = session.execute(
        select(Promise.id, Promise.outcome_id, Promise.customer_id).where(Promise.id.in_(promises))
    ).all()
    own = {row.id for row in made if row.outcome_id is None}
    named: list[int] = []
    if own:
        holds = session.execute(
            select(Request.id, Request.scope).where(
                Request.customer_id.in_({row.customer_id for row in made}),
                Request.kind == "plan",
                Request.outcome_id.is_(None),
            )
        )
        named = [row.id for row in holds if row.scope.get("promise") in own]
    outcomes = [row.outcome_id for row in made if row.outcome_id is not None]
    return (Request.kind == "plan") & _either(Request.outcome_id, outcomes, Request.id, named)


def _either(by: Any, outcomes: Sequence[int], key: Any, named: Sequence[int]) -> ColumnElement[bool]:
    """Return what selects rows by either list, without an empty list: that would read the whole table."""
    if not outcomes:
        return key.in_(named or (0,))  # type: ignore[no-any-return]
    return by.in_(outcomes) | key.in_(named) if named else by.in_(outcomes)  # type: ignore[no-any-return]


def set_aside(act: Act, promises: Sequence[int]) -> None:
    """Close the due tasks, open parts and plan holds of promises that another one replaces."""
    session = act.work.session
    session.execute(
        update(Instalment)
        .where(Instalment.promise_id.in_(promises), Instalment.status == "open")
        .values(status="withdrawn")
    )
    session.execute(
        update(Due).where(_of_promises(act, promises), Due.done_at.is_(None)).values(done_at=act.now, result=REPLACED)
    )
    session.execute(
        update(Request)
        .where(_plan_holds(act, promises), Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.person_id, lifted_why=REPLACED)
    )


def reopen(act: Act, promises: Sequence[int]) -> None:
    """Reopen promises that were replaced by mistake, with their parts, tasks and holds."""
    if not promises:
        return
    session = act.work.session
    session.execute(update(Promise).where(Promise.id.in_(promises)).values(status="open", settled_at=None))
    session.execute(
        update(Instalment)
        .where(Instalment.promise_id.in_(promises), Instalment.status == "withdrawn")
        .values(status="open")
    )
    _resume(act, promises, REPLACED)


def _resume(act: Act, promises: Sequence[int], was: str) -> None:
    """Reopen the tasks and plan holds that were closed with this result."""
    session = act.work.session
    # a reminder whose hour has passed is not sent late; a missed check is made up for
    session.execute(
        update(Due)
        .where(_of_promises(act, promises), Due.result == was, or_(Due.what == "promise_due", Due.due_at > act.now))
        .values(done_at=None, result="")
    )
    session.execute(
        update(Request)
        .where(_plan_holds(act, promises), Request.lifted_why == was)
        .values(lifted_at=None, lifted_by_id=None, lifted_why="")
    )
