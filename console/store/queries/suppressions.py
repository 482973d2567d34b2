"""Reads for the page of suppression lists: what binds now, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.store.models import Customer, Phone, Proposal, Suppression
from console.store.queries import masking
from console.store.scope import answered_by

MOST = 100


@dataclass(frozen=True, slots=True)
class SuppressedLine:
    """One number (masked) or customer that must not be contacted."""

    id: int
    what: str
    reason: str
    list_name: str
    since: datetime
    until: datetime | None
    asked: bool  # somebody has proposed to lift it


def suppressed(session: Session, actor: Actor, now: datetime) -> tuple[list[SuppressedLine], int]:
    """Return the newest rows that bind now, and how many there are. A lead sees no customer of another team."""
    mine = or_(Suppression.customer_id.is_(None), answered_by(actor, Suppression.customer_id))
    binds = and_(or_(Suppression.until.is_(None), Suppression.until > now), mine)
    total = session.execute(select(func.count()).select_from(Suppression).where(binds)).scalar_one()
    found = session.execute(
        select(Suppression, Phone.e164, Customer.name)
        .outerjoin(Phone, Phone.id == Suppression.phone_id)
        .outerjoin(Customer, Customer.id == Suppression.customer_id)
        .where(binds)
        .order_by(Suppression.id.desc())
        .limit(MOST)
    )
    waits = session.execute(
        select(Proposal.payload).where(Proposal.what == "suppression", Proposal.state == "asked")
    ).scalars()
    asked = {payload["suppression"] for payload in waits}
    return [
        SuppressedLine(
            row.id,
            masking.phone(e164) if e164 else name or "",
            row.reason,
            row.list_name,
            row.since,
            row.until,
            row.id in asked,
        )
        for row, e164, name in found
    ], int(total)
