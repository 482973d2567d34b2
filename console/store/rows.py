"""Many rows in one statement, without an object a row: half the time of the same through the ORM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from console.store.models import Base


def table_of(model: type[Base]) -> Table:
    """Give the bare table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def add_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows; nothing for none."""
    if rows:
        session.execute(insert(table_of(model)), [dict(row) for row in rows])
