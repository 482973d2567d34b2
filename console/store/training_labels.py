"""Labelled contacts: the state of mind that a person corrected, with the evidence of that moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from console.domain import learning, psychology
from console.store.customer_case import load_case
from console.store.models import Signal

CORRECTION: Any = literal_column("'correction'")  # spelled out, as its index is partial


def labelled(session: Session, now: datetime, limit: int) -> list[learning.Labelled]:
    """Return the newest labelled contacts. Customers who refused profiling are left out."""
    rows = (
        session.execute(
            select(Signal)
            .where(Signal.kind == CORRECTION, Signal.undone_at.is_(None))
            .order_by(Signal.id.desc())
            .limit(limit)
        )
        .scalars()
        .all()
    )
    cases = []
    for row in rows:
        if row.key not in psychology.STATES:
            continue
        case = load_case(session, row.customer_id, now, history=True)
        if case is None or any(r.kind == "profiling_refused" for r in case.facts.requests or ()):
            continue
        heard = session.execute(
            select(Signal.key, Signal.at).where(
                Signal.handout_id == row.handout_id,
                Signal.kind == "signal",
                Signal.undone_at.is_(None),
                Signal.at <= row.at,
            )
        ).all()
        evidence = psychology.gather(case.facts, [(s.key, s.at) for s in heard], row.at)
        cases.append(learning.Labelled(evidence, row.key, row.at))
    return cases
