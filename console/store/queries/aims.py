"""The house's three aims: cash, bad debt avoided, customers' credit awareness; and how customers are treated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.facts import Money
from console.domain.figures import BY_KEY, Figure
from console.domain.figures.cash import Expected, expected
from console.domain.figures.tally import AGED
from console.domain.questions import PASSED, PREFIX
from console.store.models import AgeingStep, Attempt, Instalment, Person, Promise, Signal
from console.store.queries.day_facts import day_bounds
from console.store.queries.figures import Cost, Group, Span, ValueRow, grouped, value_labels

LEARNED = 90  # days whose judged promises say how often promises are kept
AHEAD = 30  # days of open promises
MONTHS = 6


@dataclass(frozen=True)
class Cash:
    """One currency: what came in, before and now, what of it came without a talk, and what is expected."""

    came: Money
    before: Money
    unasked: Money
    expected: Expected
    currency: str

    @property
    def promised(self) -> Money:
        """What is promised and still open."""
        return Money(self.expected.promised, self.currency)

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.currency)

    @property
    def low(self) -> Money | None:
        """The lower end of what is expected."""
        return self._money(self.expected.low)

    @property
    def middle(self) -> Money | None:
        """What is expected."""
        return self._money(self.expected.middle)

    @property
    def high(self) -> Money | None:
        """The upper end of what is expected."""
        return self._money(self.expected.high)


@dataclass(frozen=True)
class Matrix:
    """The accounts of one month by the bucket of the month before (rows) and of this one (columns)."""

    month: date
    currency: str
    accounts: tuple[tuple[int, ...], ...]
    cured: Figure
    rolled: Figure

    @property
    def shares(self) -> tuple[tuple[float | None, ...], ...]:
        """Each row in per cent of its accounts; None in a row without accounts."""
        return tuple(tuple(100 * n / sum(row) if sum(row) else None for n in row) for row in self.accounts)


@dataclass(frozen=True)
class Aims:
    """The page of the three aims."""

    cash: tuple[Cash, ...]
    months: tuple[Matrix, ...]
    kept: Figure
    before: Figure
    asked: int
    answered: int


def aims(session: Session, span: Span, team: int | None, today: date, zone: ZoneInfo) -> Aims:
    """Return the three aims for a span; what is expected counts from today on."""
    now, then = _all(session, span, team), _all(session, span.before, team)
    learned = _all(session, Span(today - timedelta(days=LEARNED), today), team)
    promised = _open(session, team, today)
    cash = tuple(
        _cash(currency, now, then, learned, promised.get(currency, 0))
        for currency in sorted({*now.money, *promised})
        if currency in promised or now.money[currency].get("collected_minor")
    )
    asked, answered = _questions(session, span, team, zone)
    kept = BY_KEY["kept"]
    return Aims(
        cash, matrices(session, today), now.figures(kept, Cost())[0], then.figures(kept, Cost())[0], asked, answered
    )


def _all(session: Session, span: Span, team: int | None) -> Group:
    return grouped(session, span, "all", team).get("", Group(""))


def _cash(currency: str, now: Group, then: Group, learned: Group, promised: int) -> Cash:
    money, past = now.money.get(currency, {}), learned.money.get(currency, {})
    counts = learned.counts
    return Cash(
        came=Money(money.get("collected_minor", 0), currency),
        before=Money(then.money.get(currency, {}).get("collected_minor", 0), currency),
        unasked=Money(money.get("unasked_minor", 0), currency),
        expected=expected(
            promised,
            counts.get("parts_kept", 0),
            counts.get("parts_due", 0),
            past.get("due_paid_minor", 0),
            past.get("due_minor", 0),
        ),
        currency=currency,
    )


def _open(session: Session, team: int | None, today: date) -> dict[str, int]:
    """Return currency -> what is still open of promises that fall due in the next 30 days."""
    query = (
        select(Promise.currency, func.sum(Instalment.amount_minor - Instalment.paid_minor).label("minor"))
        .join(Instalment, Instalment.promise_id == Promise.id)
        .join(Person, Person.id == Promise.agent_id)
        .where(
            Instalment.status == "open", Instalment.due_on >= today, Instalment.due_on <= today + timedelta(days=AHEAD)
        )
        .group_by(Promise.currency)
    )
    if team is not None:
        query = query.where(Person.team_id == team)
    return {row.currency: int(row.minor) for row in session.execute(query)}


def _questions(session: Session, span: Span, team: int | None, zone: ZoneInfo) -> tuple[int, int]:
    """Return how many questions were asked in contacts of the span, and how many got a clear answer."""
    query = (
        select(Signal.key, func.count(Signal.id.distinct()).label("n"))  # a contact may have several attempts
        .join(Attempt, Attempt.handout_id == Signal.handout_id)
        .where(
            Attempt.began_at >= day_bounds(span.since, zone)[0],
            Attempt.began_at < day_bounds(span.until, zone)[1],
            Signal.undone_at.is_(None),
            Signal.key.like(f"{PREFIX}%"),
        )
        .group_by(Signal.key)
    )
    if team is not None:
        query = query.join(Person, Person.id == Attempt.agent_id).where(Person.team_id == team)
    counts = {row.key: row.n for row in session.execute(query)}
    asked = sum(counts.values())
    return asked, asked - sum(n for key, n in counts.items() if key.endswith(f":{PASSED}"))


def matrices(session: Session, today: date) -> tuple[Matrix, ...]:
    """Return the last months' matrices, the newest first."""
    first = today.replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    steps = session.execute(
        select(AgeingStep).where(AgeingStep.month >= first).order_by(AgeingStep.month.desc(), AgeingStep.id)
    ).scalars()
    found: dict[tuple[date, str], list[AgeingStep]] = {}
    for step in steps:
        found.setdefault((step.month, step.currency), []).append(step)
    return tuple(_matrix(month, currency, rows) for (month, currency), rows in found.items())


def _matrix(month: date, currency: str, steps: Sequence[AgeingStep]) -> Matrix:
    table = [[0] * (AGED + 1) for _ in range(AGED + 1)]
    group = Group("")
    counts: dict[str, int] = dict.fromkeys(("late_accounts", "cured", "ageing_minor", "rolled_minor"), 0)
    for step in steps:
        table[step.was][step.now] += step.accounts
        if step.was:
            counts["late_accounts"] += step.accounts
            counts["cured"] += step.accounts if step.now == 0 else 0
            counts["ageing_minor"] += step.owed_then_minor if step.was < AGED else 0
            counts["rolled_minor"] += step.owed_now_minor if step.now == step.was + 1 else 0
    group.counts = counts
    group.money = {currency: counts}
    return Matrix(
        month,
        currency,
        tuple(tuple(row) for row in table),
        group.figures(BY_KEY["cure"], Cost())[0],
        group.figures(BY_KEY["roll"], Cost())[0],
    )


EXPERIENCE = ("complaints", "stops", "hung_up", "intensity", "breaches")


@dataclass(frozen=True)
class Experience:
    """How customers are treated: the figures of the span and of the one before, and hang-ups by talking point."""

    figures: tuple[tuple[Figure, Figure], ...]
    points: tuple[ValueRow, ...]
    usual: Figure


def experience(session: Session, span: Span, team: int | None) -> Experience:
    """Return how customers are treated."""
    now, then = _all(session, span, team), _all(session, span.before, team)
    figures = tuple((now.figures(BY_KEY[key], Cost())[0], then.figures(BY_KEY[key], Cost())[0]) for key in EXPERIENCE)
    hung_up = BY_KEY["hung_up"]
    groups: dict[str, Any] = grouped(session, span, "script", team, by=lambda row: row.key)
    labels = value_labels(session, "script", groups)
    rows = [ValueRow(key, labels[key], group.figures(hung_up, Cost())) for key, group in groups.items()]
    rows = [row for row in rows if row.figures[0].below]
    rows.sort(key=lambda row: (-(row.figures[0].value or 0), -row.figures[0].below, row.key))
    return Experience(figures, tuple(rows[:40]), now.figures(hung_up, Cost())[0])
