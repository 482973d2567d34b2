"""The facts of one day, read anew from the rows that stand behind its figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.figures import AgeingPair, Contact, DayFacts, DuePart, LateStart, Money, Place, Stock, Stretch
from console.domain.figures.facts import Wish
from console.domain.visit_outcomes import ANY_CODE
from console.store.models import (
    AgeingStep,
    Agent,
    AgentDay,
    AgentLog,
    Attempt,
    Handout,
    Instalment,
    LateAccount,
    Outcome,
    Payment,
    Person,
    PointShown,
    Promise,
    Queue,
    Request,
    Signal,
    StockDay,
)

SLICE = 400  # ids in one statement
LONGEST = timedelta(hours=36)  # a stretch of work that began in a day has ended so long after it
BEFORE = timedelta(days=30)  # money counts for the last talk of so many days before it
LATE_DAYS = timedelta(days=30)
WISHES = ("complaint", "cease")
RIGHT_PARTY = tuple(code for code, rule in ANY_CODE.items() if rule.rpc)
ANSWERED = ("answered", "effective")


@dataclass(frozen=True)
class _Handouts:
    """What is known of hand-outs by id: the queue, its stage, the state of mind, and the points that were said."""

    queues: Mapping[int, tuple[int, str]]
    minds: Mapping[int, str]
    scripts: Mapping[int, tuple[str, ...]]


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first instant of a day of the site and that of the next day."""
    return datetime.combine(day, time(0), zone), datetime.combine(day + timedelta(days=1), time(0), zone)


def day_facts(session: Session, day: date, zone: ZoneInfo) -> DayFacts:
    """Return everything that the figures of a day are counted from."""
    begins, ends = day_bounds(day, zone)
    contacts = session.execute(_contacts(begins, ends)).all()
    parts = session.execute(_PARTS.where(Instalment.due_on == day)).all()
    money = session.execute(_money(begins, ends)).all()
    wishes = session.execute(
        select(Request.id, Request.kind, Request.handout_id, Handout.agent_id)
        .outerjoin(Handout, Handout.id == Request.handout_id)
        .where(Request.since >= begins, Request.since < ends, Request.kind.in_(WISHES))
        .order_by(Request.id)
    ).all()
    talks = _talks(session, money)
    ids = {row.handout_id for rows in (contacts, parts, wishes, talks.values()) for row in rows if row.handout_id}
    known = _handouts(session, ids)
    teams = _teams(session, day)

    def place(handout_id: int | None, agent_id: int | None, channel: str) -> Place:
        queue, stage = known.queues.get(handout_id or 0, (0, ""))
        return Place(
            team=teams.get(agent_id or 0, 0),
            agent=agent_id or 0,
            queue=queue,
            stage=stage,
            channel=channel,
            mind=known.minds.get(handout_id or 0, ""),
            scripts=known.scripts.get(handout_id or 0, ()),
        )

    return DayFacts(
        begins,
        ends,
        contacts=tuple(_contact(row, place(row.handout_id, row.agent_id, row.channel)) for row in contacts),
        stretches=tuple(
            Stretch(teams.get(row.agent_id, 0), row.agent_id, row.state, row.began_at, row.ended_at, row.id)
            for row in session.execute(_stretches(begins, ends)).all()
        ),
        parts=tuple(
            DuePart(
                place(row.handout_id, row.agent_id, row.channel or "call"),
                row.amount,
                row.paid,
                row.status,
                row.currency,
                row.id,
            )
            for row in parts
        ),
        money=tuple(
            Money(
                place(talk.handout_id, talk.agent_id, talk.channel) if (talk := talks.get(row.id)) else Place(),
                int(row.net),
                row.currency,
                row.id,
            )
            for row in money
        ),
        wishes=tuple(Wish(place(row.handout_id, row.agent_id, "call"), row.kind, row.id) for row in wishes),
        stock=_stock(session, day),
        late=_late(session, day, zone),
        ageing=_ageing(session, day),
    )


def _contacts(begins: datetime, ends: datetime) -> Any:
    """Select the house's own attempts of a day, each with its last outcome and what it promised."""
    newer = aliased(Outcome)
    own = and_(Promise.customer_id == Outcome.customer_id, Promise.outcome_id == Outcome.id)
    promised = (
        select(func.sum(Instalment.amount_minor))
        .join(Promise, Promise.id == Instalment.promise_id)
        .where(own)
        .correlate(Outcome)
        .scalar_subquery()
    )
    currency = select(Promise.currency).where(own).correlate(Outcome).scalar_subquery()
    corrected = select(newer.id).where(newer.corrects_id == Outcome.id).exists()
    return (
        select(
            Attempt.id,
            Attempt.began_at,
            Attempt.customer_id,
            Attempt.handout_id,
            Attempt.agent_id,
            Attempt.channel,
            Attempt.direction,
            Attempt.answered_at,
            Attempt.result,
            Attempt.breach,
            Outcome.code,
            promised.label("promised"),
            currency.label("currency"),
        )
        .outerjoin(
            Outcome, and_(Outcome.attempt_id == Attempt.id, Outcome.handout_id == Attempt.handout_id, ~corrected)
        )
        .where(
            Attempt.began_at >= begins,
            Attempt.began_at < ends,
            Attempt.source.is_(None),
            Attempt.agency_id.is_(None),
            or_(Attempt.result.is_(None), Attempt.result != "not_dialled"),
        )
        .order_by(Attempt.began_at, Attempt.id)
    )


def _contact(row: Any, place: Place) -> Contact:
    rule = ANY_CODE.get(row.code or "")
    return Contact(
        at=row.began_at,
        customer=row.customer_id,
        place=place,
        inbound=row.direction == "in",
        answered=row.answered_at is not None or row.result in ANSWERED,
        right_party=rule is not None and rule.rpc,
        code=row.code or "",
        promised=int(row.promised) if row.promised is not None else None,
        currency=row.currency or "",
        breach=bool(row.breach),
        id=row.id,
    )


def _stretches(begins: datetime, ends: datetime) -> Any:
    return (
        select(AgentLog.id, AgentLog.agent_id, AgentLog.state, AgentLog.began_at, AgentLog.ended_at)
        .where(
            AgentLog.agent_id.in_(select(Agent.id)),
            AgentLog.ended_at > begins,
            AgentLog.ended_at < ends + LONGEST,
            AgentLog.began_at < ends,
            AgentLog.state != "offline",
        )
        .order_by(AgentLog.id)
    )


_PARTS = (
    select(
        Instalment.id,
        Instalment.amount_minor.label("amount"),
        Instalment.paid_minor.label("paid"),
        Instalment.status,
        Promise.currency,
        Promise.agent_id,
        Outcome.handout_id,
        Attempt.channel,
    )
    .join(Promise, Promise.id == Instalment.promise_id)
    .outerjoin(Outcome, Outcome.id == Promise.outcome_id)
    .outerjoin(Attempt, Attempt.id == Outcome.attempt_id)
    .where(Instalment.status != "withdrawn")
    .order_by(Instalment.id)
)


def _money(begins: datetime, ends: datetime) -> Any:
    """Select the payments of a day, each less what was ever taken back of it."""
    taken = aliased(Payment)
    back = (
        select(func.coalesce(func.sum(taken.amount_minor), 0))
        .where(taken.reverses_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(
            Payment.id, Payment.customer_id, Payment.at, Payment.currency, (Payment.amount_minor + back).label("net")
        )
        .where(Payment.at >= begins, Payment.at < ends, Payment.reverses_id.is_(None))
        .order_by(Payment.id)
    )


def _talks(session: Session, money: Sequence[Any]) -> dict[int, Any]:
    """Return payment -> the last talk with its customer in the 30 days before it, where there was one."""
    found: dict[int, Any] = {}
    newer = aliased(Outcome)
    for some in slices({row.customer_id for row in money}):
        talks: dict[int, list[Any]] = {}
        first, last = min(row.at for row in money) - BEFORE, max(row.at for row in money)
        for talk in session.execute(
            select(Attempt.customer_id, Attempt.began_at, Attempt.handout_id, Attempt.agent_id, Attempt.channel)
            .join(Outcome, and_(Outcome.attempt_id == Attempt.id, Outcome.handout_id == Attempt.handout_id))
            .where(
                Attempt.customer_id.in_(some),
                Attempt.began_at >= first,
                Attempt.began_at <= last,
                Outcome.code.in_(RIGHT_PARTY),
                ~select(newer.id).where(newer.corrects_id == Outcome.id).exists(),
            )
            .order_by(Attempt.began_at, Attempt.id)
        ):
            talks.setdefault(talk.customer_id, []).append(talk)
        for row in money:
            own = [one for one in talks.get(row.customer_id, ()) if row.at - BEFORE <= one.began_at <= row.at]
            if own:
                found[row.id] = own[-1]
    return found


def _handouts(session: Session, ids: Collection[int]) -> _Handouts:
    queues: dict[int, tuple[int, str]] = {}
    minds: dict[int, str] = {}
    scripts: dict[int, list[str]] = {}
    for some in slices(ids):
        for row in session.execute(
            select(Handout.id, Handout.queue_id, Queue.stage)
            .join(Queue, Queue.id == Handout.queue_id)
            .where(Handout.id.in_(some))
        ):
            queues[row.id] = row.queue_id, row.stage
        for shown in session.execute(
            select(PointShown.handout_id, PointShown.point, PointShown.said_at)
            .where(PointShown.handout_id.in_(some))
            .order_by(PointShown.id)
        ):
            mind = shown.point.split(".")[1] if shown.point.count(".") > 1 else "*"
            if mind != "*":
                minds[shown.handout_id] = mind
            if shown.said_at is not None:
                scripts.setdefault(shown.handout_id, []).append(shown.point)
        for mark in session.execute(
            select(Signal.handout_id, Signal.key)
            .where(Signal.handout_id.in_(some), Signal.kind == "correction", Signal.undone_at.is_(None))
            .order_by(Signal.id)
        ):
            minds[mark.handout_id] = mark.key
    return _Handouts(queues, minds, {key: tuple(points) for key, points in scripts.items()})


def slices(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in order, as many as fit one statement."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]


def _teams(session: Session, day: date) -> dict[int, int]:
    """Return agent -> team, as of that day where the day kept it, else as of now."""
    now = {row.id: row.team_id or 0 for row in session.execute(select(Person.id, Person.team_id))}
    then = session.execute(select(AgentDay.agent_id, AgentDay.team_id).where(AgentDay.day == day))
    return now | {row.agent_id: row.team_id for row in then}


def _stock(session: Session, day: date) -> tuple[Stock, ...]:
    found = session.execute(select(StockDay).where(StockDay.day == day).order_by(StockDay.id)).scalars()
    return tuple(Stock(s.team_id, s.queue_id, s.stage, s.customers, s.owed_minor, s.currency) for s in found)


def _late(session: Session, day: date, zone: ZoneInfo) -> tuple[LateStart, ...]:
    """Return the accounts whose first late day this is. Money of 30 days counts, up to what was owed."""
    late = select(LateAccount).where(LateAccount.late_on == day).order_by(LateAccount.id)
    rows = session.execute(late).scalars().all()
    begins = day_bounds(day, zone)[0]
    paid: dict[int, int] = {}
    taken = aliased(Payment)
    back = (
        select(func.coalesce(func.sum(taken.amount_minor), 0))
        .where(taken.reverses_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )
    for some in slices({row.account_id for row in rows}):
        for row in session.execute(
            select(Payment.account_id, func.sum(Payment.amount_minor + back).label("net"))
            .where(
                Payment.account_id.in_(some),
                Payment.at >= begins,
                Payment.at < begins + LATE_DAYS,
                Payment.reverses_id.is_(None),
            )
            .group_by(Payment.account_id)
        ):
            paid[row.account_id] = int(row.net)
    teams = {row.id: row.team_id or 0 for row in session.execute(select(Queue.id, Queue.team_id))}
    return tuple(
        LateStart(
            r.queue_id,
            r.stage,
            r.amount_minor,
            min(r.amount_minor, paid.get(r.account_id, 0)),
            r.currency,
            r.id,
            teams.get(r.queue_id, 0),
        )
        for r in rows
    )


def _ageing(session: Session, day: date) -> tuple[AgeingPair, ...]:
    """Return the steps of the month that ends with this day."""
    if (day + timedelta(days=1)).day != 1:
        return ()
    rows = session.execute(select(AgeingStep).where(AgeingStep.month == day.replace(day=1)).order_by(AgeingStep.id))
    return tuple(
        AgeingPair(r.was, r.now, r.accounts, r.owed_then_minor, r.owed_now_minor, r.currency) for r in rows.scalars()
    )
