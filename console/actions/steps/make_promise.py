"""Making a promise or plan: it replaces the open ones, and its reminders, checks and hold are stored with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from console.actions.call import Act
from console.actions.steps.promises import set_aside
from console.domain.messages import CONFIRM_AFTER
from console.domain.promises import EARLY, GRACE_DAYS, REMIND_AT, reminders
from console.store.fast.statements import add
from console.store.models import Customer, Due, Instalment, Promise, Request


@dataclass(frozen=True)
class Made:
    """A promise that was made, and the promises that it replaced."""

    promise_id: int
    replaced: tuple[int, ...]


def make_promise(
    act: Act,
    customer: Customer,
    kind: str,
    parts: Sequence[tuple[date, int]],
    *,
    until: datetime,
    outcome_id: int | None = None,
    agent_id: int | None = None,
) -> Made:
    """Write a promise with its parts (day, minor units). ``kind``: full, partial or plan.

    It replaces the open promises that were made up to ``until``. A promise without an outcome was made by the
    customer on the own page.
    """
    session = act.work.session
    replaced = (
        session.execute(
            update(Promise)
            .where(Promise.customer_id == customer.id, Promise.status == "open", Promise.made_at <= until)
            .values(status="withdrawn", settled_at=act.now)
            .returning(Promise.id)
        )
        .scalars()
        .all()
    )
    if replaced:
        set_aside(act, replaced)
    promise_id = add(
        session,
        Promise,
        customer_id=customer.id,
        agent_id=agent_id,
        outcome_id=outcome_id,
        kind=kind,
        status="open",
        currency=customer.currency,
        made_at=act.now,
    )
    for day, amount in parts:
        add(session, Instalment, promise_id=promise_id, due_on=day, amount_minor=amount, paid_minor=0, status="open")
    plan_duties(act, customer, promise_id, parts, outcome_id, agent_id)
    if kind == "plan":
        add(
            session,
            Request,
            customer_id=customer.id,
            kind="plan",
            scope={} if outcome_id is not None else {"promise": promise_id},
            since=act.now,
            until=datetime.combine(parts[-1][0] + timedelta(days=GRACE_DAYS + 1), time(8), ZoneInfo(customer.zone)),
            by_party="debtor",
            by_id=act.actor.person_id,
            outcome_id=outcome_id,
            proof="",
            lifted_why="",
        )
    return Made(promise_id, tuple(sorted(replaced)))


def plan_duties(
    act: Act,
    customer: Customer,
    promise_id: int,
    parts: Sequence[tuple[date, int]],
    outcome_id: int | None,
    agent_id: int | None,
) -> None:
    """Store what must happen for each part: reminders the day before and on the day, then a check.

    Where messages can be sent there is one more reminder three days before, and the promise is confirmed at once.
    """
    zone = ZoneInfo(customer.zone)
    made = act.now.astimezone(zone).date()

    def plan(what: str, at: datetime, day: date, amount: int, **more: bool) -> None:
        add(
            act.work.session,
            Due,
            what=what,
            due_at=at,
            customer_id=customer.id,
            agent_id=agent_id,
            outcome_id=outcome_id,
            result="",
            payload={"promise": promise_id, "due_on": day.isoformat(), "amount": amount, **more},
        )

    if "sms" in act.context.carriers:
        plan("confirm", act.now + CONFIRM_AFTER, *parts[0])
        for day, amount in parts:
            if (on := day - EARLY) > made:
                plan("reminder", datetime.combine(on, time(REMIND_AT), zone), day, amount, early=True)

    for day, amount in parts:
        for on in reminders(day, made):
            plan("reminder", datetime.combine(on, time(REMIND_AT), zone), day, amount)
        after = datetime.combine(day + timedelta(days=GRACE_DAYS + 1), time(8), zone)
        plan("promise_due", after, day, amount)
