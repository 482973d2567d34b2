"""Promises compared with payments, and the dated reminders of a promise or plan.

All promises of a customer are judged together, because a payment counts once. A promise that is not kept
ends its plan's hold, so that the queue judges the customer again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update

from console.actions.call import Act
from console.actions.steps.fact_changes import facts_changed
from console.domain.promises import GRACE_DAYS, REMIND_AT, Paid, Part, allot, judge, reminders, whole
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Customer, Due, Entry, Instalment, Payment, Promise, Request

DUTIES = ("reminder", "promise_due")
REPLACED = "replaced"
MISSED = ("broken", "partly_kept")


def settle_promise(act: Act, customer: Customer, promise: Promise) -> str:
    """Judge the customer's promises and return the status of this one."""
    settle_promises(act, customer)
    return promise.status


def settle_promises(act: Act, customer: Customer) -> None:
    """Allot every payment once, judge each open part, then each whole promise."""
    session = act.work.session
    zone = ZoneInfo(customer.zone)
    today = act.now.astimezone(zone).date()
    rows = session.execute(
        select(Promise, Instalment)
        .join(Instalment, Instalment.promise_id == Promise.id)
        .where(Promise.customer_id == customer.id, Promise.status != "withdrawn", Instalment.status != "withdrawn")
        .order_by(Promise.id, Instalment.due_on)
    ).all()
    if not any(promise.status == "open" for promise, _ in rows):
        return
    parts = [Part(part.id, promise.made_at, part.due_on, part.amount_minor, promise.currency) for promise, part in rows]
    paid = session.execute(
        select(Payment.at, Payment.amount_minor, Payment.currency, Payment.account_id).where(
            Payment.customer_id == customer.id, Payment.at >= min(p.made_at for p in parts)
        )
    ).all()
    got = allot(parts, [Paid(p.at, p.amount_minor, p.currency, str(p.account_id)) for p in paid], zone)
    open_ones: dict[int, tuple[Promise, list[Instalment]]] = {}
    for promise, part in rows:
        if promise.status == "open":
            amount, status = got[part.id], part.status
            if status == "open":
                status = judge(part.amount_minor, amount, part.due_on, today)
            if (amount, status) != (part.paid_minor, part.status):
                put(session, part, paid_minor=amount, status=status)
            open_ones.setdefault(promise.id, (promise, []))[1].append(part)
    for promise, own in open_ones.values():
        became = whole([part.status for part in own])
        if became != "open":
            _ended(act, customer, promise, own, became)


def _ended(act: Act, customer: Customer, promise: Promise, parts: Sequence[Instalment], became: str) -> None:
    put(act.work.session, promise, status=became, settled_at=act.now)
    for part in parts:
        if part.status == "open":
            put(act.work.session, part, status="withdrawn")
    drop_duties(act, became, promise.outcome_id)
    lifted = promise.kind == "plan" and end_plan(act, customer.id, became)
    facts_changed(act, customer, ["promise", "release"] if lifted else ["promise"], became)
    if became in MISSED:
        act.work.session.execute(
            update(Entry)
            .where(Entry.customer_id == customer.id, Entry.state == "sleeping")
            .values(wake_at=act.now, own_agent_id=None, own_kind="", own_until=None)
        )


def end_plan(act: Act, customer_id: int, why: str) -> bool:
    """End the hold of a plan that is no longer in force; return True when there was one."""
    done = act.work.session.execute(
        update(Request)
        .where(Request.customer_id == customer_id, Request.kind == "plan", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.id or None, lifted_why=why)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def drop_duties(act: Act, result: str, outcome_id: int | None) -> None:
    """Close the reminders and checks of a promise."""
    act.work.session.execute(
        update(Due)
        .where(Due.outcome_id == outcome_id, Due.what.in_(DUTIES), Due.done_at.is_(None))
        .values(done_at=act.now, result=result)
    )


def set_aside(act: Act, promises: Sequence[int]) -> None:
    """Close the due tasks, open parts and plan holds of promises that another one replaces."""
    session = act.work.session
    outcomes = _outcomes_of(act, promises)
    session.execute(
        update(Instalment)
        .where(Instalment.promise_id.in_(promises), Instalment.status == "open")
        .values(status="withdrawn")
    )
    session.execute(
        update(Due)
        .where(Due.outcome_id.in_(outcomes), Due.what.in_(DUTIES), Due.done_at.is_(None))
        .values(done_at=act.now, result=REPLACED)
    )
    session.execute(
        update(Request)
        .where(Request.outcome_id.in_(outcomes), Request.kind == "plan", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.id or None, lifted_why=REPLACED)
    )


def reopen(act: Act, promises: Sequence[int]) -> None:
    """Reopen promises that were replaced by mistake, with their parts, tasks and holds."""
    if not promises:
        return
    session = act.work.session
    outcomes = _outcomes_of(act, promises)
    session.execute(update(Promise).where(Promise.id.in_(promises)).values(status="open", settled_at=None))
    session.execute(
        update(Instalment)
        .where(Instalment.promise_id.in_(promises), Instalment.status == "withdrawn")
        .values(status="open")
    )
    # a reminder whose hour has passed is not sent late; a missed check is made up for
    session.execute(
        update(Due)
        .where(
            Due.outcome_id.in_(outcomes), Due.result == REPLACED, or_(Due.what == "promise_due", Due.due_at > act.now)
        )
        .values(done_at=None, result="")
    )
    session.execute(
        update(Request)
        .where(Request.outcome_id.in_(outcomes), Request.lifted_why == REPLACED)
        .values(lifted_at=None, lifted_by_id=None, lifted_why="")
    )


def _outcomes_of(act: Act, promises: Sequence[int]) -> Sequence[int | None]:
    return (
        act.work.session.execute(
            select(Promise.outcome_id).where(Promise.id.in_(promises), Promise.outcome_id.is_not(None))
        )
        .scalars()
        .all()
    )


def plan_duties(
    act: Act, customer: Customer, promise_id: int, parts: Sequence[tuple[date, int]], outcome_id: int, agent_id: int
) -> None:
    """Store what must happen for each part: reminders the day before and on the day, then a check."""
    zone = ZoneInfo(customer.zone)
    made = act.now.astimezone(zone).date()

    def plan(what: str, at: datetime, day: date, amount: int) -> None:
        add(
            act.work.session,
            Due,
            what=what,
            due_at=at,
            customer_id=customer.id,
            agent_id=agent_id,
            outcome_id=outcome_id,
            result="",
            payload={"promise": promise_id, "due_on": day.isoformat(), "amount": amount},
        )

    for day, amount in parts:
        for on in reminders(day, made):
            plan("reminder", datetime.combine(on, time(REMIND_AT), zone), day, amount)
        after = datetime.combine(day + timedelta(days=GRACE_DAYS + 1), time(8), zone)
        plan("promise_due", after, day, amount)
