"""Which points were on the screen of a contact and which were said, with the chance each version had."""

from __future__ import annotations

from sqlalchemy import select

from console.actions.call import Act
from console.store.cached.talking_points import library
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import DisclosureMark, Handout, PointShown


def tick(act: Act, handout: Handout, key: str) -> None:
    """Record that a disclosure was said, unless its state is on record already."""
    known = act.work.session.execute(
        select(DisclosureMark.id).where(DisclosureMark.handout_id == handout.id, DisclosureMark.key == key)
    ).first()
    if known is None:
        add(act.work.session, DisclosureMark, handout_id=handout.id, key=key, state="said", reason="", at=act.now)


def note_shown(act: Act, handout: Handout, shown: tuple[str, ...], *, said: bool, every: bool = False) -> None:
    """Record which versions this contact showed and said, with the chance that each had."""
    session = act.work.session
    version = handout.library_version
    points = {p.id: p for p in library(session, version or 0)}
    known = {
        row.point: row
        for row in session.execute(select(PointShown).where(PointShown.handout_id == handout.id)).scalars()
    }
    for place, name in enumerate(shown[:3]):
        point = points.get(name)
        if point is None:
            continue
        rivals = sum(p.share for p in points.values() if p.slot == point.slot)
        row = known.get(name)
        now_said = act.now if said and (place == 0 or every) else None
        if row is None:
            add(
                session,
                PointShown,
                handout_id=handout.id,
                point=name,
                step=point.step,
                chance=point.share / rivals if rivals else 1.0,
                at=act.now,
                said_at=now_said,
            )
        elif now_said is not None and row.said_at is None:
            put(session, row, said_at=now_said)
