"""Statements composed once and run on the session's own connection: plain rows, no entities.

Composing a statement anew costs several times what running it costs, and an entity costs several
plain rows. Whatever only reads, on the way of every hand-out and every panel, reads through here;
a row has the attributes of its table, so it is read like the entity that it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session


def rows(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """Give all rows; what this transaction has changed so far is seen."""
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values).all()


def row(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the one row, or None when there is none."""
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values).one_or_none()


def value(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the first column of the one row, or None."""
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values).scalar_one_or_none()
