"""Days of the calendar that a person sets over the computed list of holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from console.actions.call import Act
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Holiday


def day_of(act: Act, region: str, on: date) -> Holiday | None:
    """Return the calendar's row of a day, or None."""
    return act.work.session.execute(
        select(Holiday).where(Holiday.region == region, Holiday.on_date == on)
    ).scalar_one_or_none()


def set_day(act: Act, payload: dict[str, Any], by_id: int) -> None:
    """Write an override or remove it. The computed name is kept for that."""
    region, on = payload["region"], date.fromisoformat(payload["on"])
    row = day_of(act, region, on)
    if payload.get("restore"):
        if row is not None and row.listed:
            put(act.work.session, row, name=row.listed, works=False, listed=None, reason=None, by_id=None, made_at=None)
        elif row is not None:
            act.work.session.execute(delete(Holiday).where(Holiday.id == row.id))
        return
    override = {
        "works": payload["works"],
        "name": payload["name"],
        "reason": payload["reason"],
        "by_id": by_id,
        "made_at": act.now,
    }
    if row is None:
        add(act.work.session, Holiday, region=region, on_date=on, listed="", **override)
    else:
        put(act.work.session, row, listed=row.name if row.listed is None else row.listed, **override)
