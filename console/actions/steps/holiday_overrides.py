"""Days of the calendar that a person sets over the computed list of holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from console.actions.call import Act
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
            row.name, row.works, row.listed = row.listed, False, None
            row.reason, row.by_id, row.made_at = None, None, None
        elif row is not None:
            act.work.session.delete(row)
        return
    if row is None:
        row = Holiday(region=region, on_date=on, name="", works=False, listed="")
        act.work.session.add(row)
    elif row.listed is None:
        row.listed = row.name
    row.works, row.name = payload["works"], payload["name"]
    row.reason, row.by_id, row.made_at = payload["reason"], by_id, act.now
