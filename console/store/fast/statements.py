"""Statements composed once and run on the session's own connection: plain rows, no entities.

Composing a statement anew costs several times what running it costs, and an entity costs several
plain rows. On SQLite they run prepared, without SQLAlchemy in between (``prepared``).
Whatever is on the way of every hand-out and every panel reads and adds rows through here; a row
has the attributes of its table, so it is read like the entity that it stands for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Executable, Insert, Integer, Table, Update, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from console.concurrency.background import run_blocking
from console.store.fast.sqlite_prepared import prepared
from console.store.models import Base

PREPARED = True  # CONSOLE_FAST_STATEMENTS=0 clears it: SQLAlchemy runs every statement, as on PostgreSQL


def raw_connection(session: Session) -> sqlite3.Connection | None:
    """Return the driver's connection for prepared statements; None where SQLAlchemy runs them."""
    return session.info.get("raw") if PREPARED else None


def _line(session: Session) -> Connection:
    """Give the session's connection, with what this transaction has changed so far written."""
    if session.autoflush:
        session.flush()
    known: Connection | None = session.info.get("connection")
    return known if known is not None else session.connection()


def base_of(session: Session) -> str:
    """Give which database the session works on: a key for what is kept in this process."""
    found: str | None = session.info.get("base")
    return found or str(session.get_bind().engine.url)


def rows(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """Give all rows; what this transaction has changed so far is seen."""
    line = _line(session)
    raw = raw_connection(session)
    if raw is None:
        return line.execute(statement, values).all()
    return prepared(statement, values, line.dialect).all(raw, values)


def rows_in_thread(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """Give all rows of a statement that reads much: the database works while other desks go on."""
    raw = raw_connection(session)
    if raw is None:
        return rows(session, statement, **values)
    return run_blocking(prepared(statement, values, _line(session).dialect).all, raw, values)


def row(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the one row, or None when there is none."""
    line = _line(session)
    raw = raw_connection(session)
    if raw is None:
        return line.execute(statement, values).one_or_none()
    return prepared(statement, values, line.dialect).one(raw, values)


def value(session: Session, statement: Executable, **values: Any) -> Any:
    """Give the first column of the one row, or None."""
    found = row(session, statement, **values)
    return None if found is None else found[0]


def add(session: Session, table: Any, **values: Any) -> int:
    """Write a new row; gives its id (0 for tables whose key is not a number)."""
    line = _line(session)
    raw = raw_connection(session)
    statement = _insert(table)
    if raw is not None:
        ready = prepared(statement, values, line.dialect)
        if ready.whole:
            made = ready.run(raw, values).lastrowid
            key = values.get(_key(table), made)
            return key if isinstance(key, int) and _counts(table) else 0
    keys = line.execute(statement, values).inserted_primary_key
    return keys[0] if keys is not None and isinstance(keys[0], int) else 0


def change(session: Session, table: Any, this: Any, **values: Any) -> None:
    """Change columns of the row with this key; an entity of it in the session does not notice."""
    write(session, _update(table), this=this, **values)


def write(session: Session, statement: Update, **values: Any) -> None:
    """Run an update: its own binds, and new values of columns by name."""
    line = _line(session)
    raw = raw_connection(session)
    if raw is not None:
        ready = prepared(statement, values, line.dialect)
        if ready.whole:
            ready.run(raw, values)
            return
    line.execute(statement, values)


@lru_cache(maxsize=256)
def _key(table: Any) -> str:
    (key, *_) = table.__table__.primary_key.columns
    return str(key.name)


@lru_cache(maxsize=256)
def _counts(table: Any) -> bool:
    (key, *_) = table.__table__.primary_key.columns
    return isinstance(key.type, Integer)


@lru_cache(maxsize=256)
def _insert(table: Any) -> Insert:
    return insert(table.__table__)


@lru_cache(maxsize=256)
def _insert_new(table: Any, kind: str) -> Insert:
    dialect: Any = sqlite if kind == "sqlite" else postgresql
    statement: Insert = dialect.insert(table.__table__).on_conflict_do_nothing()
    return statement


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


def add_rows(session: Session, model: type[Base], many: Sequence[Mapping[str, Any]], *, known: bool = False) -> None:
    """Add many rows in one statement, without an object a row; nothing for none.

    All have the columns of the first. ``known``: a row that is here already stays as it is.
    """
    if not many:
        return
    line = _line(session)
    statement = _insert_new(model, line.dialect.name) if known else _insert(model)
    raw = raw_connection(session)
    if raw is not None:
        ready = prepared(statement, many[0], line.dialect)
        if ready.whole:
            ready.run_many(raw, many)
            return
    line.execute(statement, [dict(one) for one in many])
