"""Where the outbox of a tablet stands, and which media it has announced."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.errors import NotYours
from console.domain.field_entries import NONE_BEFORE
from console.store.models import FieldEntry, VisitMedia


def stream_of(session: Session, stream: str, person_id: int) -> tuple[int, str]:
    """Return the number and the hash before that the next entry must have. Raises NotYours for another's stream."""
    last = session.execute(
        select(FieldEntry.seq, FieldEntry.hash, FieldEntry.person_id)
        .where(FieldEntry.stream == stream)
        .order_by(FieldEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return 1, NONE_BEFORE
    if last.person_id != person_id:
        raise NotYours()
    return last.seq + 1, last.hash


def announced(session: Session, client_id: str, person_id: int) -> str:
    """Return the hash of the plain bytes of a medium whose entry has come, else ""."""
    found = select(VisitMedia.sha256).where(VisitMedia.client_id == client_id, VisitMedia.person_id == person_id)
    return session.execute(found).scalar() or ""
