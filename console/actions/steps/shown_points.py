"""Which points were on the screen of a contact and which were said, with the chance each version had."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.domain.errors import IllegalMove
from console.store.cached.talking_points import library
from console.store.fast.entities import put
from console.store.fast.statements import add, value
from console.store.models import Attempt, DisclosureMark, Handout, PointShown

_HANDOUT_ID: Any = bindparam("handout")
_ANSWERED = select(Attempt.answered_at).where(Attempt.handout_id == _HANDOUT_ID).order_by(Attempt.id.desc()).limit(1)


def need_answer(act: Act, handout_id: int) -> None:
    """Refuse to record as said what nobody can have heard: the last call of this hand-out was not answered."""
    if value(act.work.session, _ANSWERED, handout=handout_id) is None:
        raise IllegalMove("Nobody has answered yet: nothing has been said.")


def tick(act: Act, handout: Handout, key: str) -> None:
    """Record that a disclosure was said, unless its state is on record already."""
    known = act.work.session.execute(
        select(DisclosureMark.id).where(DisclosureMark.handout_id == handout.id, DisclosureMark.key == key)
    ).first()
    if known is None:
        add(act.work.session, DisclosureMark, handout_id=handout.id, key=key, state="said", reason="", at=act.now)


def note_shown(act: Act, handout: Handout, shown: tuple[str, ...], *, said: bool) -> None:
    """Record which versions this contact showed, with the chance that each had. ``said``: the first was said."""
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
        now_said = act.now if said and place == 0 else None
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
