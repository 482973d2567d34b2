"""The public holidays of a region, read at most once a minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.store.fast.statements import base_of
from console.store.models import Holiday

_CALENDAR: dict[tuple[str, str, int, int], tuple[datetime, tuple[tuple[date, str], ...]]] = {}
CALENDAR_FOR = timedelta(seconds=60)


def holidays(session: Session, region: str, now: datetime, version: int = 0) -> tuple[tuple[date, str], ...]:
    """Return the region's holidays of this year and the next; read once a minute, or when ``version`` changes."""
    key = (base_of(session), region, now.year, version)
    kept = _CALENDAR.get(key)
    if kept is not None and abs(now - kept[0]) < CALENDAR_FOR:
        return kept[1]
    days = session.execute(
        select(Holiday.on_date, Holiday.name).where(
            Holiday.region == region,
            Holiday.works.is_(False),
            Holiday.on_date >= date(now.year, 1, 1),
            Holiday.on_date <= date(now.year + 1, 12, 31),
        )
    ).all()
    found = tuple((row.on_date, row.name) for row in days)
    if len(_CALENDAR) > 64:
        _CALENDAR.clear()
    _CALENDAR[key] = (now, found)
    return found
