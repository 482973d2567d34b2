"""The site's own crisis lines and contacts. Where the site has no list, the shipped lines stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.safety_numbers import CONTACT, CRISIS, SHIPPED
from console.domain.safety_numbers import SafetyNumber as Number
from console.store.fast.statements import rows
from console.store.models import SafetyNumber

_LIVE = (
    select(SafetyNumber.kind, SafetyNumber.region, SafetyNumber.number, SafetyNumber.name, SafetyNumber.name_zh)
    .where(SafetyNumber.ended_at.is_(None))
    .order_by(SafetyNumber.region, SafetyNumber.rank, SafetyNumber.id)
)


def own_numbers(session: Session) -> tuple[dict[str, list[Number]], list[Number]]:
    """Return the site's own crisis lines by country, and its contacts."""
    lines: dict[str, list[Number]] = {}
    contacts: list[Number] = []
    for found in rows(session, _LIVE):
        number = Number(found.number, found.name, found.name_zh)
        if found.kind == CONTACT:
            contacts.append(number)
        elif found.kind == CRISIS:
            lines.setdefault(found.region, []).append(number)
    return lines, contacts


def lists(session: Session) -> tuple[dict[str, tuple[Sequence[Number], bool]], list[Number]]:
    """Return the crisis lines in force by country with True for a list of the site, and the contacts."""
    own, contacts = own_numbers(session)
    countries = sorted({*SHIPPED, *own})
    return {code: (own.get(code) or SHIPPED[code], code in own) for code in countries}, contacts
