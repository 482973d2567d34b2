"""Telephone numbers of a slice of customers, found or made: one row a number, however many files it is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.store.fast.statements import add_rows, rows
from console.store.models import Phone

_KNOWN = select(Phone.e164, Phone.id).where(Phone.e164.in_(bindparam("numbers", expanding=True)))


def phone_ids(session: Session, numbers: Iterable[Sequence[str]]) -> dict[str, int]:
    """Return E.164 -> phone id for (E.164, kind, region, zone); new numbers are made.

    They are made in the order of the numbers: two imports may wait for each other but never deadlock.
    """
    wanted = {number[0]: number for number in numbers}
    found = _known(session, wanted)
    missing = sorted(set(wanted) - set(found))
    made = [{"e164": e164, "region": wanted[e164][2], "zone": wanted[e164][3]} for e164 in missing]
    add_rows(session, Phone, made, known=True)  # another import may be quicker
    return found | _known(session, missing)


def _known(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    wanted = list(numbers)
    return {row.e164: row.id for row in rows(session, _KNOWN, numbers=wanted)} if wanted else {}
