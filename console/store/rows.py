"""Statements composed once and run on the session's own connection: plain rows, no entities.

Composing a statement anew costs several times what running it costs, and an entity costs several
plain rows. Whatever is on the way of every hand-out and every panel reads and adds rows through here; a row
has the attributes of its table, so it is read like the entity that it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Executable, Insert, Table, Update, bindparam, insert, update
from sqlalchemy.orm import Session

from console.store.models import Base


def _line(session: Session) -> Connection:
    """Give the session's connection, with what this transaction has changed so far written."""
    known: Connection | None = session.info.get("line")  # a reader's, asked for once
    if known is not None:
        return known
    if session.autoflush:
        session.flush()
    return session.connection()


def rows(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """Give all rows; what this transaction has changed so far is seen."""
    return _line(session).execute(statement, values).all()


def row(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the one row, or None when there is none."""
    return _line(session).execute(statement, values).one_or_none()


def value(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the first column of the one row, or None."""
    return _line(session).execute(statement, values).scalar_one_or_none()


def add(session: Session, table: Any, **values: Any) -> int:
    """Write a new row; gives its id (0 for tables whose key is not a number)."""
    key = _line(session).execute(_insert(table), values).inserted_primary_key
    return key[0] if key is not None and isinstance(key[0], int) else 0


def change(session: Session, table: Any, this: Any, **values: Any) -> None:
    """Change columns of the row with this key; an entity of it in the session does not notice."""
    _line(session).execute(_update(table), {"this": this, **values})


@lru_cache(maxsize=256)
def _insert(table: Any) -> Insert:
    return insert(table.__table__)


@lru_cache(maxsize=256)
def _update(table: Any) -> Update:
    columns = table.__table__
    (key,) = columns.primary_key.columns
    return update(columns).where(key == bindparam("this"))


def table_of(model: type[Base]) -> Table:
    """Give the bare table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def add_rows(session: Session, model: type[Base], many: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows in one statement, without an object a row; nothing for none."""
    if many:
        session.execute(insert(table_of(model)), [dict(one) for one in many])
