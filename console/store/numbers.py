"""Telephone numbers by the slice: found or made, one row a number whoever's files it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from console.store.models import Phone
from console.store.rows import table_of


def phone_ids(session: Session, numbers: Iterable[Sequence[str]]) -> dict[str, int]:
    """Give E.164 -> phone id of (E.164, kind, region, zone), made where new.

    Made in the order of the numbers: two imports at once may wait, never deadlock.
    """
    wanted = {number[0]: number for number in numbers}
    found = _known(session, wanted)
    missing = sorted(set(wanted) - set(found))
    if missing:
        rows = [
            {"e164": e164, "region": wanted[e164][2], "zone": wanted[e164][3]} for e164 in missing
        ]
        dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        add = dialect.insert(table_of(Phone)).on_conflict_do_nothing()
        made = session.execute(add.returning(Phone.e164, Phone.id), rows)
        found |= dict(made.all())
        others = [e164 for e164 in missing if e164 not in found]  # another import was quicker
        found |= _known(session, others) if others else {}
    return found


def _known(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(Phone.e164, Phone.id).where(Phone.e164.in_(list(numbers))))
    return {e164: phone_id for e164, phone_id in rows}
