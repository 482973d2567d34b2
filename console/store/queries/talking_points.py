"""Reads of the talking points page: cells, versions, the results of each version, learned weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from console.domain.guidance import Point
from console.store.models import Handout, Outcome, Person, PointShown, Promise, Request, TalkingPoint, Weights

SMALL = 30  # contacts below which a figure is called small


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 per cent Wilson interval; ``small`` when there are few contacts."""

    count: int
    of: int
    low: float
    high: float
    small: bool

    @property
    def share(self) -> float:
        """The share itself; 0 of nothing."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Worked:
    """The results of one version of one point."""

    point: str
    shown: int
    said: int
    promise: Rate
    kept: Rate
    complaint: Rate
    chance: float


def wilson(count: int, of: int) -> Rate:
    """Return a share with its 95 per cent interval (Wilson 1927)."""
    if of == 0:
        return Rate(0, 0, 0.0, 1.0, True)
    z, share = 1.96, count / of
    mid = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Rate(count, of, max(0.0, mid - half), min(1.0, mid + half), of < SMALL)


def versions(session: Session, cell: tuple[str, str, str, str] | None = None) -> Sequence[Row[TalkingPoint, str, str]]:
    """Return (row, author, approver), newest first; of one cell (channel, psychology, stage, step)."""
    author, approver = aliased(Person), aliased(Person)
    query = (
        select(TalkingPoint, author.name, approver.name)
        .outerjoin(author, author.id == TalkingPoint.author_id)
        .outerjoin(approver, approver.id == TalkingPoint.approved_by_id)
        .order_by(TalkingPoint.id.desc())
    )
    if cell is not None:
        query = query.where(
            TalkingPoint.channel == cell[0],
            TalkingPoint.psychology == cell[1],
            TalkingPoint.stage == cell[2],
            TalkingPoint.step == cell[3],
        )
    return session.execute(query.limit(200)).all()


def what_works(session: Session, points: Sequence[Point]) -> list[Worked]:
    """Return for each point: shown, said, and the results in the same contact or within seven days."""
    found = []
    for point in points:
        rows = session.execute(
            select(PointShown.said_at, PointShown.chance, Handout.id, Handout.customer_id, PointShown.at)
            .join(Handout, Handout.id == PointShown.handout_id)
            .where(PointShown.point == point.id)
        ).all()
        said = [row for row in rows if row.said_at is not None]
        ids = [row.id for row in said]
        promised = set(
            session.execute(
                select(Outcome.handout_id)
                .join(Promise, Promise.outcome_id == Outcome.id)
                .where(Outcome.handout_id.in_(ids))
            ).scalars()
        )
        kept = set(
            session.execute(
                select(Outcome.handout_id)
                .join(Promise, Promise.outcome_id == Outcome.id)
                .where(Outcome.handout_id.in_(ids), Promise.status == "kept")
            ).scalars()
        )
        complaints = 0
        for row in said:
            complaints += (
                session.execute(
                    select(Request.id).where(
                        Request.customer_id == row.customer_id,
                        Request.kind == "complaint",
                        Request.since >= row.at,
                        Request.since < row.at + timedelta(days=7),
                    )
                ).first()
                is not None
            )
        chance = sum(row.chance for row in rows) / len(rows) if rows else 0.0
        found.append(
            Worked(
                point.id,
                len(rows),
                len(said),
                wilson(len(promised), len(said)),
                wilson(len(kept), len(promised)),
                wilson(complaints, len(said)),
                chance,
            )
        )
    return found


def weights(session: Session) -> Sequence[Row[Weights, str]]:
    """Return (weights, who proposed them), newest first."""
    return session.execute(
        select(Weights, Person.name).outerjoin(Person, Person.id == Weights.by_id).order_by(Weights.id.desc()).limit(20)
    ).all()
