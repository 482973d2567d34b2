"""The kept figures as the page shows them: within the reader's team, by time or by one dimension."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, called
from console.domain.figures import DIMENSIONS, MEASURES, WHOLE_DAY, Figure, Measure, Sums, figure_of
from console.domain.labels import CHANNELS
from console.store.models import CountedDay, DaySum, Person, Queue, Team

TIMES = ("hour", "day", "week")
LEAST_TEAM = 4  # colleagues with enough numbers: a median of fewer would tell their figures
# what belongs to the queues and to no team
PORTFOLIO = frozenset(
    {
        *("in_queue", "in_queue_minor", "newly_late", "late_minor", "late_paid_minor"),
        *("cured", "late_accounts", "rolled_minor", "ageing_minor"),
    }
)
MINDS = {
    "": ("not told apart", "未区分"),
    "procrastination": ("Procrastination", "拖延"),
    "fear": ("Fear", "恐惧"),
    "rational": ("Rational", "理性"),
}


@dataclass(frozen=True)
class Span:
    """Days of the site, the last one included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Span:
        """The same number of days before these."""
        return Span(self.since - timedelta(days=self.days), self.since - timedelta(days=1))


@dataclass(frozen=True)
class Cost:
    """What a paid hour costs the house, in minor units; nothing is reckoned without it."""

    minor: int = 0
    currency: str = ""


@dataclass
class Group:
    """The sums of one value: counts, and money by currency."""

    key: str
    counts: Sums = field(default_factory=dict)
    money: dict[str, Sums] = field(default_factory=dict)
    first: date | None = None  # the first day with a stock

    def figures(self, measure: Measure, cost: Cost) -> tuple[Figure, ...]:
        """Return the measure: one figure, or one for each currency."""
        if not measure.of_money:
            return (figure_of(measure, self.counts),)
        if measure.key == "cost" and not cost.minor:
            return (figure_of(measure, {}),)  # nobody has said what an hour costs
        found = []
        for currency, sums in sorted(self.money.items()):
            counts = {**self.counts, **sums}
            if cost.minor and currency == cost.currency:
                counts["cost_minor"] = counts.get("s_paid", 0) * cost.minor // 3600
            found.append(figure_of(measure, counts, currency))
        return tuple(f for f in found if f.below or f.above) or (figure_of(measure, self.counts),)


@dataclass(frozen=True)
class MeasureRow:
    """A measure of the whole period, with the period before and, for an agent, the median of the team."""

    measure: Measure
    figures: tuple[Figure, ...]
    before: tuple[Figure, ...]
    median: float | None = None


@dataclass(frozen=True)
class ValueRow:
    """A measure of one value of a dimension, or of one hour, day or week."""

    key: str
    label: Bilingual | date | str
    figures: tuple[Figure, ...]


def visible_team(actor: Actor, wanted: int) -> int | None:
    """Return the team whose figures this reader sees; None = all teams. A lead sees the own one only."""
    if actor.role in ("compliance", "admin"):
        return wanted or None
    return actor.team_id or 0


def _rows(session: Session, span: Span, dimension: str, team: int | None, key: str | None) -> Sequence[DaySum]:
    query = select(DaySum).where(DaySum.day >= span.since, DaySum.day <= span.until, DaySum.dimension == dimension)
    if team is not None:
        query = query.where(DaySum.team_id.in_((team, 0)))
    if key is not None:
        query = query.where(DaySum.key == key)
    # counts before money: a day's first count of the stock says from which day its money is taken
    return session.execute(query.order_by(DaySum.day, DaySum.currency, DaySum.id)).scalars().all()


def grouped(
    session: Session,
    span: Span,
    dimension: str,
    team: int | None,
    by: Callable[[DaySum], str] = lambda row: "",
    key: str | None = None,
) -> dict[str, Group]:
    """Return the sums of a span by whatever ``by`` says of each row.

    With a team, what belongs to no team counts only as far as it is the portfolio's: queues that every team serves.
    """
    groups: dict[str, Group] = {}
    for row in _rows(session, span, dimension, team, key):
        sums = row.sums
        if team and row.team_id == 0:
            sums = {name: n for name, n in sums.items() if name in PORTFOLIO}
            if not sums:
                continue
        group = groups.setdefault(by(row), Group(by(row)))
        into = group.money.setdefault(row.currency, {}) if row.currency else group.counts
        for name, count in sums.items():
            into[name] = into.get(name, 0) + count
        if "in_queue" in sums and group.first is None:
            group.first = row.day
        if group.first == row.day and row.hour == WHOLE_DAY:
            for name, first in (("in_queue", "first_queue"), ("in_queue_minor", "first_owed_minor")):
                if name in sums:
                    into[first] = into.get(first, 0) + sums[name]
    return groups


def overview(session: Session, actor: Actor, span: Span, team: int | None, cost: Cost) -> tuple[MeasureRow, ...]:
    """Return every measure of the span. An agent gets the own ones, with the median of the team beside."""
    own = str(actor.id) if actor.role in ("agent", "collector") else None
    dimension = "agent" if own else "all"
    now = grouped(session, span, dimension, team, key=own).get("", Group(""))
    then = grouped(session, span.before, dimension, team, key=own).get("", Group(""))
    medians = _medians(session, span, team, cost) if own else {}
    return tuple(
        MeasureRow(m, now.figures(m, cost), then.figures(m, cost), medians.get(m.key))
        for m in MEASURES
        if m.fits(dimension)
    )


def _medians(session: Session, span: Span, team: int | None, cost: Cost) -> dict[str, float]:
    """Return the team's median of each measure, where enough colleagues have enough numbers."""
    agents = [g for key, g in grouped(session, span, "agent", team, by=lambda row: row.key).items() if key != "0"]
    found = {}
    for measure in MEASURES:
        values = [
            figure.value
            for group in agents
            if len(figures := group.figures(measure, cost)) == 1
            for figure in figures
            if figure.value is not None and not figure.few
        ]
        if measure.fits("agent") and len(values) >= LEAST_TEAM:
            found[measure.key] = statistics.median(values)
    return found


def by_value(
    session: Session, actor: Actor, span: Span, team: int | None, measure: Measure, by: str, cost: Cost
) -> tuple[ValueRow, ...]:
    """Return a measure by hour, day, week or a dimension, in the order of the values."""
    own = str(actor.id) if actor.role in ("agent", "collector") else None
    if by in TIMES:
        how: Callable[[DaySum], str] = {"hour": _hour, "day": _day, "week": _week}[by]
        groups = grouped(session, span, "agent" if own else "all", team, by=how, key=own)
        groups.pop("", None)
        ordered = sorted(groups)
        labels: Mapping[str, Bilingual | date | str] = {
            key: f"{int(key):02d}:00" if by == "hour" else date.fromisoformat(key) for key in ordered
        }
    elif by == "team":
        groups = grouped(session, span, "all", team, by=lambda row: str(row.team_id))
        labels = value_labels(session, "team", groups)
        ordered = sorted(groups, key=int)
    else:
        groups = grouped(session, span, by, team, by=lambda row: row.key, key=own if by == "agent" else None)
        labels = value_labels(session, by, groups)
        ordered = sorted(groups, key=lambda key: _order(labels[key]))
    rows = (ValueRow(key, labels[key], groups[key].figures(measure, cost)) for key in ordered)
    return tuple(row for row in rows if any(f.below or f.above for f in row.figures))


def _hour(row: DaySum) -> str:
    return "" if row.hour == WHOLE_DAY else f"{row.hour:02d}"


def _day(row: DaySum) -> str:
    return row.day.isoformat()


def _week(row: DaySum) -> str:
    return (row.day - timedelta(days=row.day.weekday())).isoformat()


def _order(label: Bilingual | date | str) -> str:
    return label.en if isinstance(label, Bilingual) else str(label)


def value_labels(session: Session, by: str, keys: Mapping[str, object]) -> dict[str, Bilingual | date | str]:
    """Return the names of a dimension's values."""
    nobody = Bilingual("of nobody", "无归属")
    if by in ("queue", "team", "agent"):
        ids = [int(key) for key in keys]
        model: Any = {"queue": Queue, "team": Team, "agent": Person}[by]
        rows = session.execute(select(model).where(model.id.in_(ids))).scalars()
        names = {str(row.id): called(row.name, getattr(row, "name_zh", "")) for row in rows}
        return {key: names.get(key, nobody) for key in keys}
    if by == "mind":
        return {key: Bilingual(*MINDS.get(key, (key, key))) for key in keys}
    if by == "channel":
        return {key: Bilingual(*CHANNELS.get(key, (key, key))) if key else nobody for key in keys}
    return {key: key or Bilingual("all stages", "全部阶段") for key in keys}


def splits(measure: Measure, actor: Actor) -> tuple[str, ...]:
    """Return by what this reader may tell the measure apart. Agents are no list for agents: no public ranking."""
    found = [by for by in TIMES if by != "hour" or measure.by_hour]
    found += [d for d in DIMENSIONS if d != "all" and measure.fits(d)]
    if measure.fits("agent"):
        found.append("team")
    if actor.role == "lead" and "team" in found:
        found.remove("team")
    if actor.role in ("agent", "collector"):
        return tuple(by for by in found if by in TIMES)
    return tuple(found)


def counted_at(session: Session, span: Span) -> datetime | None:
    """Return when the last day of a span was last counted, None while one of its days waits for its first count."""
    found = select(CountedDay.day, CountedDay.counted_at).where(
        CountedDay.day >= span.since, CountedDay.day <= span.until
    )
    at = {row.day: row.counted_at for row in session.execute(found)}
    return None if None in at.values() else at.get(span.until)


def teams(session: Session) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of every team."""
    return tuple((row.id, row.name) for row in session.execute(select(Team.id, Team.name).order_by(Team.name)))
