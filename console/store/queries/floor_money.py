"""What the floor shows of the day beside its agents: money promised and due, who waits, hour by hour.

Each process reads it at most every two seconds, and so seldom that it takes a small part of the time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.day_sums import HourSums
from console.domain.facts import Money
from console.store.fast.statements import rows_in_thread
from console.store.models import WAITING, Agent, Customer, Entry, Handout, Instalment, Outcome, Person, Promise
from console.store.models.types import Instant
from console.store.queries.day_sums import hours_of_day, usual_day
from console.store.queries.shift_panel import day_start
from console.store.views import FloorHour

_START: Any = bindparam("start", type_=Instant())
_AMOUNT = (
    select(func.sum(Instalment.amount_minor))
    .where(Instalment.promise_id == Promise.id)
    .correlate(Promise)
    .scalar_subquery()
)
# found by the agents: no index of promises begins with their time
_PROMISED = (
    select(Handout.queue_id, Person.team_id, Promise.currency, func.sum(_AMOUNT).label("minor"))
    .select_from(Promise)
    .join(Outcome, Outcome.id == Promise.outcome_id)
    .join(Handout, Handout.id == Outcome.handout_id)
    .join(Person, Person.id == Promise.agent_id)
    .where(Promise.agent_id.in_(select(Agent.id)), Promise.made_at >= _START, Promise.status != "withdrawn")
    .group_by(Handout.queue_id, Person.team_id, Promise.currency)
)
_DUE = (
    select(Person.team_id, Instalment.status, func.count().label("n"))
    .select_from(Instalment)
    .join(Promise, Promise.id == Instalment.promise_id)
    .join(Person, Person.id == Promise.agent_id)
    .where(
        Instalment.due_on >= bindparam("first", type_=Date),
        Instalment.due_on <= bindparam("last", type_=Date),
        Instalment.status != "withdrawn",
    )
    .group_by(Person.team_id, Instalment.status)
)
_WAIT = (
    select(
        Entry.queue_id,
        Customer.currency,
        func.min(Entry.wake_at).label("oldest"),
        func.sum(Customer.owed_minor).label("minor"),
    )
    .join(Customer, Customer.id == Entry.customer_id)
    .where(Entry.state == WAITING)
    .group_by(Entry.queue_id, Customer.currency)
)


@dataclass(frozen=True)
class Promised:
    """What customers of one queue have promised one team today."""

    queue_id: int
    team_id: int | None
    money: Money


@dataclass(frozen=True)
class DayMoney:
    """One reading."""

    promised: tuple[Promised, ...] = ()
    due: Mapping[tuple[int | None, str], int] = field(default_factory=dict)  # team, status -> parts
    oldest: Mapping[int, datetime] = field(default_factory=dict)  # queue -> since when the first waits
    value: Mapping[int, tuple[Money, ...]] = field(default_factory=dict)  # queue -> what the waiting owe

    def promised_by(self, actor: Actor, queue_id: int | None = None) -> tuple[Money, ...]:
        """Return what was promised today to the people whom this actor sees, of one queue or of all."""
        kept = [
            one.money
            for one in self.promised
            if (queue_id is None or one.queue_id == queue_id) and (actor.role != "lead" or one.team_id == actor.team_id)
        ]
        return _added(kept)

    def kept_and_due(self, actor: Actor) -> tuple[int, int]:
        """Return how many parts that fell due yesterday and today were kept, and how many fell due."""
        mine = [(s, n) for (team, s), n in self.due.items() if actor.role != "lead" or team == actor.team_id]
        return sum(n for status, n in mine if status == "kept"), sum(n for _, n in mine)


def _added(money: list[Money]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for one in money:
        sums[one.currency] = sums.get(one.currency, 0) + one.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def read_day_money(session: Session, now: datetime, zone: ZoneInfo) -> DayMoney:
    """Read it in one snapshot."""
    start = day_start(now, zone)
    day = start.date()
    promised = rows_in_thread(session, _PROMISED, start=start)
    due = rows_in_thread(session, _DUE, first=day - timedelta(days=1), last=day)
    oldest: dict[int, datetime] = {}
    value: dict[int, list[Money]] = {}
    for row in rows_in_thread(session, _WAIT):
        if row.oldest is not None:
            oldest[row.queue_id] = min(row.oldest, oldest.get(row.queue_id, row.oldest))
        value.setdefault(row.queue_id, []).append(Money(int(row.minor or 0), row.currency))
    return DayMoney(
        tuple(Promised(row.queue_id, row.team_id, Money(int(row.minor), row.currency)) for row in promised),
        {(row.team_id, row.status): int(row.n) for row in due},
        oldest,
        {queue_id: _added(money) for queue_id, money in value.items()},
    )


class DayMoneyCache:
    """The last reading, and the usual day of each team, which is read once a day.

    A reading that takes long is made more seldom: it never takes more than a twentieth of the time.
    """

    def __init__(self, seconds: float = 2.0, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.stopwatch = seconds, stopwatch
        self.money = DayMoney()
        self._until: datetime | None = None
        self._lock = threading.Lock()
        self._usual: dict[tuple[str, int | None], Mapping[int, HourSums]] = {}
        self._hours: dict[int | None, tuple[datetime, tuple[FloorHour, ...]]] = {}

    def get(self, session: Session, now: datetime, zone: ZoneInfo) -> DayMoney:
        """Return the reading, at most ``seconds`` old, or older when a reading takes long."""
        fresh = self._until is not None and now < self._until <= now + timedelta(hours=1)
        if fresh or not self._lock.acquire(blocking=self._until is None):
            return self.money
        try:
            began = self.stopwatch()
            self.money = read_day_money(session, now, zone)
            self._until = now + timedelta(seconds=max(self.seconds, 20.0 * (self.stopwatch() - began)))
        finally:
            self._lock.release()
        return self.money

    def hours(self, session: Session, now: datetime, zone: ZoneInfo, team_id: int | None) -> tuple[FloorHour, ...]:
        """Return today hour by hour beside the usual day, from the first hour that has anything to the last."""
        at, kept = self._hours.get(team_id, (None, ()))
        if at is not None and 0 <= (now - at).total_seconds() < self.seconds:
            return kept
        day = day_start(now, zone).date().isoformat()
        if (day, team_id) not in self._usual:
            if any(known != day for known, _ in self._usual):
                self._usual.clear()
            self._usual[(day, team_id)] = usual_day(session, now, zone, team_id)
        usual, today = self._usual[(day, team_id)], hours_of_day(session, now, zone, team_id)
        if not usual:
            del self._usual[(day, team_id)]  # the days before may still be counted for the first time
        worked = [*usual, *today]
        span = range(min(worked), max(worked) + 1) if worked else range(0)
        found = tuple(FloorHour(hour, today.get(hour, HourSums()), usual.get(hour, HourSums())) for hour in span)
        self._hours[team_id] = (now, found)
        return found
