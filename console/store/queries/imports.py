"""Reads for the import page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.store.models import ImportRun, Person, Portfolio


def runs(session: Session) -> Sequence[Any]:
    """Give (run, portfolio, person's name), newest first."""
    return session.execute(
        select(ImportRun, Portfolio, Person.name)
        .join(Portfolio, Portfolio.id == ImportRun.portfolio_id)
        .outerjoin(Person, Person.id == ImportRun.by_id)
        .order_by(ImportRun.id.desc())
        .limit(20)
    ).all()


def run(session: Session, run_id: int) -> ImportRun | None:
    """Give one run."""
    return session.get(ImportRun, run_id)
