"""The compliance officer changes the crisis lines of a country, or the contacts of the firm."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import NotYours
from console.domain.safety_numbers import CONTACT, examine
from console.domain.safety_numbers import SafetyNumber as Number
from console.store.fast.statements import add_rows
from console.store.models import SafetyNumber


@action("safety.numbers")
def change_list(act: Act, kind: str, region: str, numbers: Sequence[tuple[str, str, str]]) -> Answer:
    """Replace one whole list: (number, name, Chinese name) in the order of the screen. The old list stays on record.

    Like the facts of a site it needs one officer, who stands behind it with the name.
    """
    if act.actor.role != "compliance":
        raise NotYours()
    region = "" if kind == CONTACT else region.strip()
    kept = examine(kind, region, [Number(*row) for row in numbers])
    act.work.session.execute(
        update(SafetyNumber)
        .where(SafetyNumber.kind == kind, SafetyNumber.region == region, SafetyNumber.ended_at.is_(None))
        .values(ended_at=act.now, ended_by_id=act.actor.id)
    )
    rows = [
        {
            "kind": kind,
            "region": region,
            "number": row.number,
            "name": row.name,
            "name_zh": row.name_zh,
            "rank": rank,
            "made_by_id": act.actor.id,
            "made_at": act.now,
        }
        for rank, row in enumerate(kept)
    ]
    add_rows(act.work.session, SafetyNumber, rows)
    everywhere(act)
    return Answer(data={"count": len(rows)})
