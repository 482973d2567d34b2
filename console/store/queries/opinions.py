"""What customers thought of their contacts, and after which talking points they thought so."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.figures.measures import FEW
from console.store.models import Attempt, Opinion, Person, PointShown
from console.store.queries.day_facts import day_bounds, slices
from console.store.queries.figures import Span

BAD = 2  # a score up to this one is a bad opinion
MOST = 40


@dataclass(frozen=True)
class Score:
    """The mean of some opinions (1 very badly, 5 very well), how many they are, and how many are bad."""

    name: str
    mean: float
    count: int
    bad: int

    @property
    def few(self) -> bool:
        """True when chance may have made the mean."""
        return self.count < FEW


def opinions(session: Session, span: Span, team: int | None, zone: ZoneInfo) -> tuple[Score | None, tuple[Score, ...]]:
    """Return the opinions of the span (None without any), and those by talking point that was said, kindest first.

    An opinion that names no contact belongs to no team, and counts for whoever sees all teams.
    """
    query = (
        select(Opinion.score, Attempt.handout_id)
        .outerjoin(Attempt, Attempt.id == Opinion.attempt_id)
        .where(Opinion.at >= day_bounds(span.since, zone)[0], Opinion.at < day_bounds(span.until, zone)[1])
        .order_by(Opinion.id)
    )
    if team is not None:
        query = query.join(Person, Person.id == Attempt.agent_id).where(Person.team_id == team)
    rows = session.execute(query).all()
    if not rows:
        return None, ()
    scores: dict[int, list[int]] = {}
    for row in rows:
        if row.handout_id is not None:
            scores.setdefault(row.handout_id, []).append(row.score)
    by_point: dict[str, list[int]] = {}
    for some in slices(scores):
        said = select(PointShown.handout_id, PointShown.point).where(
            PointShown.handout_id.in_(some), PointShown.said_at.is_not(None)
        )
        for shown in session.execute(said.order_by(PointShown.id)):
            by_point.setdefault(shown.point, []).extend(scores[shown.handout_id])
    points = sorted(
        (_score(name, given) for name, given in by_point.items()), key=lambda s: (-s.mean, -s.count, s.name)
    )
    return _score("", [row.score for row in rows]), tuple(points[:MOST])


def _score(name: str, given: list[int]) -> Score:
    return Score(name, sum(given) / len(given), len(given), sum(1 for one in given if one <= BAD))
