"""What is told outside of how far the record has grown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from console.evidence.roots_outside import Statement
from console.store.queries.record_state import heads, newest_root, site_epochs, site_mark


def state_of(session: Session, now: datetime) -> Statement | None:
    """Return the statement of this moment; None before there is a site or a row."""
    site, grown = site_mark(session), heads(session)
    if not site or not grown:
        return None
    return Statement(site, site_epochs(session)[0], now.isoformat(), grown, newest_root(session))
