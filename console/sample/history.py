"""A made-up history of the sample: some weeks of contacts, promises and payments, so that the figures show something.

The same portfolio, day and seed give the same history. Each customer is contacted once at most, so no cap is near.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from console.domain.figures.tally import bucket_of
from console.domain.outcomes import BY_CODE
from console.sample.calendar import mainland
from console.sample.load import working
from console.store.models import (
    Account,
    AgeingMonth,
    AgentDay,
    AgentLog,
    Attempt,
    BalanceMonth,
    Customer,
    Due,
    Entry,
    Handout,
    Instalment,
    Outcome,
    Payment,
    Person,
    PointShown,
    Promise,
    Queue,
    StockDay,
)
from console.store.unit_of_work import Database, Work

SEED = 20261128
DAYS = 45
CALLS = (14, 22)  # of one agent on one day, fewest and most
LOGINS = ("agent1", "agent2", "agent3")
CODES = ("NA", "BUSY", "REJ", "TP", "REF", "NOCOMM", "HUP", "PTP-P", "CB", "PAID")
WEIGHTS = (34, 8, 6, 7, 9, 10, 5, 16, 3, 2)
POINTS = (
    "call.fear.M1.listen.v1",
    "call.procrastination.M1.next_step.v1",
    "call.*.*.offer.v1",
    "call.rational.M1.offer.v1",
)
BREAKS = ("rest", "meal", "training", "technical")


@dataclass
class _Day:
    """The rows of one day that nothing else refers to."""

    logs: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)


def load_history(database: Database, now: datetime, zone: ZoneInfo, days: int = DAYS) -> int:
    """Make up the contacts of the last ``days`` days up to yesterday. Return their number."""
    rng = random.Random(SEED)
    today = now.astimezone(zone).date()
    free = {on for on, _ in mainland(range(today.year - 1, today.year + 1))}
    with database.reading() as session:
        pool = list(_customers(session))
        agents = {row.login: row for row in session.execute(select(Person).where(Person.login.in_(LOGINS))).scalars()}
    rng.shuffle(pool)
    count = 0
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        if not working(day, free):
            continue
        for login in LOGINS:
            some = [pool.pop() for _ in range(min(len(pool), rng.randint(*CALLS)))]
            if not some:  # a small sample: everybody has been called once
                continue
            count += database.transaction(partial(_shift, rng, agents[login], some, day, today, zone))
        database.transaction(partial(_stock, day))
    database.transaction(_months)
    return count


def _customers(session: Session) -> list[Any]:
    return list(
        session.execute(
            select(Customer.id, Customer.currency, Customer.owed_minor, Entry.queue_id, Account.id.label("account_id"))
            .join(Entry, Entry.customer_id == Customer.id)
            .join(Account, Account.customer_id == Customer.id)
            .where(Customer.owed_minor > 200_00, Customer.source == "uci")
            .order_by(Customer.id)
        ).all()
    )


def _shift(
    rng: random.Random, agent: Person, some: list[Any], day: date, today: date, zone: ZoneInfo, work: Work
) -> int:
    """Write one agent's day: ready, offered, contact, wrap-up for each customer, and two breaks."""
    at = datetime.combine(day, time(9), zone) + timedelta(minutes=rng.randint(0, 9))
    rows = _Day()

    def spend(state: str, seconds: int, reason: str = "") -> None:
        nonlocal at
        until = at + timedelta(seconds=seconds)
        rows.logs.append(
            {
                "agent_id": agent.id,
                "state": state,
                "reason": reason,
                "began_at": at,
                "ended_at": until,
                "cause": "sample",
            }
        )
        at = until

    for number, customer in enumerate(some, 1):
        spend("ready", rng.randint(5, 240))
        spend("offered", rng.randint(2, 9))
        code = rng.choices(CODES, WEIGHTS)[0]
        length = rng.randint(25, 45) if BY_CODE[code].group == "n" else rng.randint(90, 420)
        _contact(work.session, rng, rows, agent.id, customer, code, at, at + timedelta(seconds=length), today, zone)
        spend("in_contact", length)
        spend("wrap_up", rng.randint(15, 75))
        if number in (6, 12):
            reason = "meal" if number == 12 else rng.choice(BREAKS)
            spend("on_break", rng.randint(600, 2400), reason)
    work.session.execute(insert(AgentLog), rows.logs)
    work.session.execute(insert(AgentDay).values(day=day, agent_id=agent.id, team_id=agent.team_id or 0))
    if rows.payments:
        work.session.execute(insert(Payment), rows.payments)
    return len(some)


def _contact(
    session: Session,
    rng: random.Random,
    rows: _Day,
    agent_id: int,
    customer: Any,
    code: str,
    began: datetime,
    ended: datetime,
    today: date,
    zone: ZoneInfo,
) -> None:
    rule = BY_CODE[code]
    reached = rule.group != "n"
    handout_id = session.execute(
        insert(Handout)
        .values(
            customer_id=customer.id,
            agent_id=agent_id,
            queue_id=customer.queue_id,
            kind="queue",
            offered_at=began - timedelta(seconds=5),
            accepted_at=began,
            begun_at=began,
            finished_at=ended,
            ended_at=ended + timedelta(seconds=60),
            end_reason="finished",
            facts_version=1,
            step="close" if reached else "open",
        )
        .returning(Handout.id)
    ).scalar_one()
    attempt_id = session.execute(
        insert(Attempt)
        .values(
            handout_id=handout_id,
            customer_id=customer.id,
            agent_id=agent_id,
            channel="call",
            direction="out",
            party="debtor",
            purpose="collect",
            initiator="agent",
            began_at=began,
            answered_at=began + timedelta(seconds=12) if reached else None,
            ended_at=ended,
            result=rule.result,
            line="simulated",
            line_result="answered" if reached else "no_answer",
        )
        .returning(Attempt.id)
    ).scalar_one()
    outcome_id = session.execute(
        insert(Outcome)
        .values(
            handout_id=handout_id,
            attempt_id=attempt_id,
            customer_id=customer.id,
            agent_id=agent_id,
            code=code,
            at=ended,
        )
        .returning(Outcome.id)
    ).scalar_one()
    if rule.rpc:
        for point in rng.sample(POINTS, 2):
            session.execute(
                insert(PointShown).values(
                    handout_id=handout_id, point=point, step=point.split(".")[3], chance=1.0, at=began, said_at=ended
                )
            )
    if code == "PTP-P":
        _promise(session, rng, rows, agent_id, customer, outcome_id, ended, today, zone)


def _promise(
    session: Session,
    rng: random.Random,
    rows: _Day,
    agent_id: int,
    customer: Any,
    outcome_id: int,
    made: datetime,
    today: date,
    zone: ZoneInfo,
) -> None:
    """Write a promise of a part; one that fell due was kept, partly kept or broken."""
    due = made.astimezone(zone).date() + timedelta(days=rng.randint(2, 12))
    amount = max(100_00, min(customer.owed_minor // 10, 8_000_00) // 100 * 100)
    status = "open"
    if due < today - timedelta(days=1):
        status = rng.choices(("kept", "partly_kept", "broken"), (62, 10, 28))[0]
    paid = {"kept": amount, "partly_kept": amount // 2}.get(status, 0)
    settled = datetime.combine(due + timedelta(days=2), time(8), zone)
    promise_id = session.execute(
        insert(Promise)
        .values(
            customer_id=customer.id,
            agent_id=agent_id,
            outcome_id=outcome_id,
            kind="partial",
            status=status,
            currency=customer.currency,
            made_at=made,
            settled_at=None if status == "open" else settled,
        )
        .returning(Promise.id)
    ).scalar_one()
    session.execute(
        insert(Instalment).values(
            promise_id=promise_id, due_on=due, amount_minor=amount, paid_minor=paid, status=status
        )
    )
    if status == "open":
        session.execute(
            insert(Due).values(
                what="promise_due",
                due_at=settled,
                customer_id=customer.id,
                agent_id=agent_id,
                outcome_id=outcome_id,
                payload={"promise": promise_id, "due_on": due.isoformat(), "amount": amount},
            )
        )
    if paid:
        rows.payments.append(
            {
                "customer_id": customer.id,
                "account_id": customer.account_id,
                "external_id": f"made-up-{outcome_id}",
                "at": datetime.combine(due, time(12), zone),
                "amount_minor": paid,
                "currency": customer.currency,
            }
        )


def _stock(day: date, work: Work) -> None:
    """Keep the queues of a past day as they stand now: the sample knows no other."""
    found: dict[tuple[int, str], list[int]] = {}
    for row in work.session.execute(
        select(Entry.queue_id, Customer.currency, Customer.owed_minor)
        .join(Customer, Customer.id == Entry.customer_id)
        .where(Entry.state != "closed")
    ):
        sums = found.setdefault((row.queue_id, row.currency), [0, 0])
        sums[0] += 1
        sums[1] += row.owed_minor
    stages = {row.id: row.stage for row in work.session.execute(select(Queue.id, Queue.stage))}
    rows = [
        {
            "day": day,
            "queue_id": queue,
            "stage": stages[queue],
            "team_id": 0,
            "currency": currency,
            "customers": customers,
            "owed_minor": owed,
        }
        for (queue, currency), (customers, owed) in found.items()
    ]
    if rows:
        work.session.execute(insert(StockDay), rows)


def _months(work: Work) -> None:
    """Keep the ageing of the months that the data set itself holds."""
    months = work.session.execute(
        select(
            BalanceMonth.account_id,
            BalanceMonth.month,
            BalanceMonth.status,
            BalanceMonth.billed_minor,
            Account.currency,
        )
        .join(Account, Account.id == BalanceMonth.account_id)
        .where(BalanceMonth.status.is_not(None))
    ).all()
    rows = [
        {
            "month": row.month,
            "account_id": row.account_id,
            "bucket": bucket_of(30 * max(0, row.status or 0)),
            "owed_minor": max(0, row.billed_minor or 0),
            "currency": row.currency,
        }
        for row in months
    ]
    for start in range(0, len(rows), 2000):
        work.session.execute(insert(AgeingMonth), rows[start : start + 2000])
