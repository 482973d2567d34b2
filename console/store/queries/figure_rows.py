"""The rows behind a figure of one day: what was counted, when, by whom, of whom. Names are masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, called
from console.domain.facts import Money
from console.domain.figures import Cell, Measure
from console.domain.figures.behind import Behind, behind
from console.domain.labels import HOLDS
from console.domain.visit_outcomes import ANY_CODE
from console.store.models import (
    AgentLog,
    Attempt,
    Customer,
    Instalment,
    LateAccount,
    Outcome,
    Payment,
    Person,
    Promise,
    Request,
)
from console.store.models.customer import Account
from console.store.queries import masking
from console.store.queries.day_facts import day_facts

MOST = 300  # rows on one page
ANY_TEAM, ANY_HOUR = -1, -2
STATES = {
    "ready": Bilingual("Ready", "就绪"),
    "offered": Bilingual("Offered", "派案中"),
    "in_contact": Bilingual("In contact", "联系中"),
    "wrap_up": Bilingual("Wrap-up", "话后处理"),
    "on_break": Bilingual("Break", "休息"),
}
PROMISES = {
    "open": Bilingual("open", "未到期"),
    "kept": Bilingual("kept", "已兑现"),
    "partly_kept": Bilingual("partly kept", "部分兑现"),
    "broken": Bilingual("broken", "未兑现"),
}


@dataclass(frozen=True)
class FigureRow:
    """One row behind a number. ``count`` is what it adds: 1, seconds, or minor units as ``money``."""

    at: datetime | date | None
    agent: Bilingual | None
    customer_id: int | None
    customer: str
    external_id: str
    what: Bilingual
    count: int
    money: Money | None = None


@dataclass(frozen=True)
class RowsBehind:
    """The rows behind a number, at most 300 of them, with how many there are and what they add up to."""

    rows: tuple[FigureRow, ...]
    number: int
    total: int


def rows_behind(
    session: Session,
    actor: Actor,
    day: date,
    zone: ZoneInfo,
    team: int | None,
    measure: Measure,
    part: str,
    dimension: str,
    key: str,
) -> RowsBehind:
    """Return the rows of a measure's numerator ("above") or denominator ("below") on one day."""
    names = tuple(name for name, _ in (measure.above if part == "above" else measure.below))
    facts = day_facts(session, day, zone)
    if actor.role in ("agent", "collector"):
        dimension, key = "agent", str(actor.id)
    teams = (ANY_TEAM,) if team is None else (team,)
    hour = int(key) if dimension == "hour" and key.isdecimal() and len(key) < 3 else ANY_HOUR
    where = dimension if dimension in ("stage", "queue", "agent", "script", "mind", "channel") else "all"
    owners: tuple[Any, ...] = (*facts.money, *facts.parts, *facts.late)
    currencies = {one.currency for one in owners} if _is_money(names) else {""}
    found: list[tuple[Behind, str]] = []
    for one in teams:
        for currency in sorted(currencies):
            cell = Cell(where, key if where != "all" else "", one, hour, currency)
            found += [(fact, currency) for fact in behind(facts, names, cell)]
    rows = _written(session, found[:MOST])
    return RowsBehind(tuple(rows), len(found), sum(fact.count for fact, _ in found))


def _is_money(names: Iterable[str]) -> bool:
    return any(name.endswith("_minor") for name in names)


def _written(session: Session, found: list[tuple[Behind, str]]) -> list[FigureRow]:
    readers = {
        "contacts": _contacts,
        "stretches": _stretches,
        "parts": _parts,
        "money": _money,
        "wishes": _wishes,
        "late": _late,
    }
    texts: dict[tuple[str, int], Any] = {}
    for kind, read in readers.items():
        ids = [fact.id for fact, _ in found if fact.kind == kind]
        if ids:
            texts |= {(kind, number): row for number, row in read(session, ids)}
    rows = []
    for fact, currency in found:
        at, agent, who, what = texts[fact.kind, fact.id]
        rows.append(
            FigureRow(
                at=at,
                agent=agent,
                customer_id=who.id if who else None,
                customer=masking.name(who.name) if who else "",
                external_id=who.external_id if who else "",
                what=what,
                count=fact.count,
                money=Money(fact.count, currency) if currency else None,
            )
        )
    return rows


def _person(row: Person | None) -> Bilingual | None:
    return called(row.name, row.name_zh) if row is not None else None


Written = tuple[int, tuple[datetime | date | None, Bilingual | None, Customer | None, Bilingual]]


def _contacts(session: Session, ids: list[int]) -> Iterable[Written]:
    codes: dict[int, str] = {}
    query = select(Outcome.attempt_id, Outcome.code).join(Attempt, Attempt.handout_id == Outcome.handout_id)
    for row in session.execute(query.where(Attempt.id.in_(ids), Outcome.attempt_id == Attempt.id).order_by(Outcome.id)):
        codes[row.attempt_id or 0] = row.code
    for attempt, person, customer in session.execute(
        select(Attempt, Person, Customer)
        .outerjoin(Person, Person.id == Attempt.agent_id)
        .join(Customer, Customer.id == Attempt.customer_id)
        .where(Attempt.id.in_(ids))
    ).all():
        rule = ANY_CODE.get(codes.get(attempt.id, ""))
        what = Bilingual(rule.en, rule.zh) if rule else Bilingual("no outcome", "无结果")
        yield attempt.id, (attempt.began_at, _person(person), customer, what)


def _stretches(session: Session, ids: list[int]) -> Iterable[Written]:
    for log, person in session.execute(
        select(AgentLog, Person).join(Person, Person.id == AgentLog.agent_id).where(AgentLog.id.in_(ids))
    ).all():
        yield log.id, (log.began_at, _person(person), None, STATES.get(log.state, Bilingual(log.state, log.state)))


def _parts(session: Session, ids: list[int]) -> Iterable[Written]:
    for part, person, customer in session.execute(
        select(Instalment, Person, Customer)
        .join(Promise, Promise.id == Instalment.promise_id)
        .join(Person, Person.id == Promise.agent_id)
        .join(Customer, Customer.id == Promise.customer_id)
        .where(Instalment.id.in_(ids))
    ).all():
        yield part.id, (part.due_on, _person(person), customer, PROMISES.get(part.status, PROMISES["open"]))


def _money(session: Session, ids: list[int]) -> Iterable[Written]:
    for payment, customer in session.execute(
        select(Payment, Customer).join(Customer, Customer.id == Payment.customer_id).where(Payment.id.in_(ids))
    ).all():
        yield payment.id, (payment.at, None, customer, Bilingual("payment", "还款"))


def _wishes(session: Session, ids: list[int]) -> Iterable[Written]:
    for request, customer in session.execute(
        select(Request, Customer).join(Customer, Customer.id == Request.customer_id).where(Request.id.in_(ids))
    ).all():
        yield request.id, (request.since, None, customer, Bilingual(*HOLDS.get(request.kind, (request.kind,) * 2)))


def _late(session: Session, ids: list[int]) -> Iterable[Written]:
    for late, customer in session.execute(
        select(LateAccount, Customer)
        .join(Account, Account.id == LateAccount.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(LateAccount.id.in_(ids))
    ).all():
        yield late.id, (late.late_on, None, customer, Bilingual("newly late", "新增逾期"))
