"""The library of talking points as of one of its versions; without own points a site uses the built-in ones."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.domain.guidance import LIBRARY, Point
from console.domain.learning import Model
from console.domain.mind_costs import Costs
from console.domain.psychology import STATES
from console.store.fast.statements import base_of, value
from console.store.models import Site, TalkingPoint, Weights

_KEPT: dict[tuple[str, int], tuple[Point, ...]] = {}
_MODELS: dict[tuple[str, int], Model] = {}
HELD = 32
_VERSION = select(Site.library_version).limit(1)


def point_of(row: TalkingPoint) -> Point:
    """Return a row as the rules see it."""
    return Point(
        row.psychology,
        row.stage,
        row.step,
        row.en,
        row.zh,
        row.why_en,
        row.why_zh,
        tuple(row.needs),
        row.version,
        row.channel,
        row.share,
    )


def library_version(session: Session) -> int:
    """Return the present version number of the library."""
    return value(session, _VERSION) or 0


def library(session: Session, version: int) -> tuple[Point, ...]:
    """Return every point as of a version of the library.

    A point that the site has published replaces the built-in point of its cell with the same facts.
    """
    if not version:
        return LIBRARY
    key = (base_of(session), version)
    found = _KEPT.get(key)
    if found is None:
        rows = session.execute(
            select(TalkingPoint)
            .where(
                TalkingPoint.from_version <= version,
                or_(TalkingPoint.to_version.is_(None), TalkingPoint.to_version > version),
            )
            .order_by(TalkingPoint.id)
        ).scalars()
        own = [point_of(row) for row in rows]
        taken = {point.slot for point in own}
        found = (*(p for p in LIBRARY if p.slot not in taken), *own)
        if len(_KEPT) >= HELD:
            _KEPT.clear()
        _KEPT[key] = found
    return found


def _pair(stored: list[int] | None) -> tuple[int, int] | None:
    return (int(stored[0]), int(stored[1])) if stored else None


def model(session: Session, version: int) -> Model:
    """Return the learned weights and the site's costs in force as of a version of the library."""
    if not version:
        return Model()
    key = (base_of(session), version)
    found = _MODELS.get(key)
    if found is None:
        row = session.execute(select(Weights).where(Weights.active).order_by(Weights.id.desc())).scalars().first()
        found = Model()
        if row is not None:
            prior = {state: float(row.factors["prior"][state]) for state in STATES}
            found = replace(
                found,
                factors=row.factors["factors"],
                prior=prior,
                labels=row.labels,
                costs=Costs(**row.factors.get("costs", {})),
                leaning=_pair(row.factors.get("leaning")),
            )
        if len(_MODELS) >= HELD:
            _MODELS.clear()
        _MODELS[key] = found
    return found
