"""Statements on the session's own connection: plain rows are read and written, without entities.

Building a statement costs several times what running it costs, so a statement is built once, at import, with
``bindparam`` for its values. On SQLite it runs prepared (``sqlite_prepared``), without SQLAlchemy in between.
What every hand-out and every panel reads goes through here. docs/architecture.md, "Writing rows", says which
function writes what.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar, TypeVarTuple, cast, overload

from sqlalchemy import (
    Connection,
    Executable,
    Insert,
    Integer,
    Row,
    Table,
    TextClause,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError, NoResultFound
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.selectable import TypedReturnsRows

from console.concurrency.background import run_blocking
from console.store.fast.sqlite_prepared import prepared
from console.store.models import Base

PREPARED = True  # CONSOLE_FAST_STATEMENTS=0 clears it: SQLAlchemy runs every statement, as on PostgreSQL

M = TypeVar("M", bound=Base)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class NamedRow(Protocol):
    """A row whose statement mixes a model with other columns, or is plain SQL: read it by name.

    Its places are those of the single columns, so it is neither unpacked nor indexed.
    """

    def __getattr__(self, name: str) -> Any: ...


class EntityLoadedError(InvalidRequestError):
    """``change`` was asked for a row whose entity is loaded, and would leave that entity stale."""


def raw_connection(session: Session) -> sqlite3.Connection | None:
    """Return the driver's connection for prepared statements; None where SQLAlchemy runs them."""
    return session.info.get("raw") if PREPARED else None


def _flushed_connection(session: Session) -> Connection:
    """Return the session's connection after writing what is pending in the session."""
    if session.autoflush:
        session.flush()
    known: Connection | None = session.info.get("connection")
    return known if known is not None else session.connection()


def base_of(session: Session) -> str:
    """Return the URL of the session's database: part of the key of what this process caches."""
    url: str | None = session.info.get("base")
    return url or str(session.get_bind().engine.url)


# A row of ``select(Model)`` has the model's columns as attributes and is typed as the model. It is a plain row:
# it cannot be assigned to, it is not in the session, and ``put`` refuses it. The overloads overlap on purpose: the
# first that fits is the most exact.


@overload
def rows(session: Session, statement: TypedReturnsRows[M], **values: object) -> Sequence[M]: ...  # type: ignore[overload-overlap]
@overload
def rows(session: Session, statement: TypedReturnsRows[M, *Ts], **values: object) -> Sequence[NamedRow]: ...  # type: ignore[overload-overlap]
@overload
def rows(session: Session, statement: TypedReturnsRows[*Ts], **values: object) -> Sequence[Row[*Ts]]: ...
@overload
def rows(session: Session, statement: TextClause, **values: object) -> Sequence[NamedRow]: ...
def rows(session: Session, statement: Executable, **values: object) -> Sequence[Any]:
    """Return all rows. ``values`` are the statement's binds by name. Pending changes are flushed first."""
    connection = _flushed_connection(session)
    raw = raw_connection(session)
    if raw is None:
        return connection.execute(statement, values).all()
    return prepared(statement, values, connection.dialect).all(raw, values)


@overload
def rows_in_thread(session: Session, statement: TypedReturnsRows[M], **values: object) -> Sequence[M]: ...  # type: ignore[overload-overlap]
@overload
def rows_in_thread(session: Session, statement: TypedReturnsRows[*Ts], **values: object) -> Sequence[Row[*Ts]]: ...
@overload
def rows_in_thread(session: Session, statement: TextClause, **values: object) -> Sequence[NamedRow]: ...
def rows_in_thread(session: Session, statement: Any, **values: object) -> Sequence[Any]:
    """Return all rows of a statement that reads much: SQLite runs in a thread while the loop serves others."""
    raw = raw_connection(session)
    if raw is None:
        return rows(session, statement, **values)
    return run_blocking(prepared(statement, values, _flushed_connection(session).dialect).all, raw, values)


@overload
def row(session: Session, statement: TypedReturnsRows[M], **values: object) -> M | None: ...  # type: ignore[overload-overlap]
@overload
def row(session: Session, statement: TypedReturnsRows[M, *Ts], **values: object) -> NamedRow | None: ...  # type: ignore[overload-overlap]
@overload
def row(session: Session, statement: TypedReturnsRows[*Ts], **values: object) -> Row[*Ts] | None: ...
@overload
def row(session: Session, statement: TextClause, **values: object) -> NamedRow | None: ...
def row(session: Session, statement: Executable, **values: object) -> Any:
    """Return the only row, or None without one. Raises MultipleResultsFound for more than one."""
    connection = _flushed_connection(session)
    raw = raw_connection(session)
    if raw is None:
        return connection.execute(statement, values).one_or_none()
    return prepared(statement, values, connection.dialect).one(raw, values)


def required_row(session: Session, statement: TypedReturnsRows[M], **values: object) -> M:
    """Return the only row of a ``select(Model)``. Raises NoResultFound without one."""
    only = row(session, statement, **values)
    if only is None:
        raise NoResultFound(f"no row: {statement}")
    return only


def value(session: Session, statement: TypedReturnsRows[T, *Ts], **values: object) -> T | None:
    """Return the first column of the only row, or None without one."""
    only: Any = row(session, cast(Any, statement), **values)
    return None if only is None else cast(T, only[0])


def required_value(session: Session, statement: TypedReturnsRows[T, *Ts], **values: object) -> T:
    """Return the first column of the only row. Raises NoResultFound without one."""
    only: Any = row(session, cast(Any, statement), **values)
    if only is None:
        raise NoResultFound(f"no row: {statement}")
    return cast(T, only[0])


def typed_as(model: type[M], mixed: NamedRow) -> M:
    """Return the row typed as the model whose columns are among its own; nothing is checked or copied."""
    return cast(M, mixed)


def add(session: Session, model: type[Base], **values: object) -> int:
    """Write a new row at once and return its id; 0 for a table whose key is not a number."""
    connection = _flushed_connection(session)
    raw = raw_connection(session)
    statement = _insert(model)
    if raw is not None:
        ready = prepared(statement, values, connection.dialect)
        if ready.whole:
            last_id = ready.run(raw, values).lastrowid
            key = values.get(_key_name(model), last_id)
            return key if isinstance(key, int) and _has_number_key(model) else 0
    keys = connection.execute(statement, values).inserted_primary_key
    return keys[0] if keys is not None and isinstance(keys[0], int) else 0


def add_rows(
    session: Session, model: type[Base], new_rows: Sequence[Mapping[str, Any]], *, known: bool = False
) -> None:
    """Write many new rows by one statement; no statement for an empty sequence.

    All have the columns of the first. ``known``: a row that is there already stays as it is.
    """
    if not new_rows:
        return
    connection = _flushed_connection(session)
    statement = _insert_unless_known(model, connection.dialect.name) if known else _insert(model)
    raw = raw_connection(session)
    if raw is not None:
        ready = prepared(statement, new_rows[0], connection.dialect)
        if ready.whole:
            ready.run_many(raw, new_rows)
            return
    connection.execute(statement, [dict(new_row) for new_row in new_rows])


def change(session: Session, model: type[Base], key: object, **values: object) -> None:
    """Write columns of the row with this key at once, without loading it.

    Raises EntityLoadedError when the session has the row's entity: that one would keep the old values.
    """
    connection = _flushed_connection(session)
    _refuse_loaded(session, model, key)
    _write(connection, raw_connection(session), _update(model), {"row_key": key, **values})


def change_rows(session: Session, model: type[Base], changed: Mapping[int, Mapping[str, object]]) -> None:
    """Write columns of many rows (key -> values) by one statement; no statement for an empty mapping.

    All have the columns of the first. Raises EntityLoadedError as ``change`` does.
    """
    if not changed:
        return
    connection = _flushed_connection(session)
    for key in changed:
        _refuse_loaded(session, model, key)
    values = [{"row_key": key, **columns} for key, columns in changed.items()]
    statement, raw = _update(model), raw_connection(session)
    if raw is not None:
        ready = prepared(statement, values[0], connection.dialect)
        if ready.whole:
            ready.run_many(raw, values)
            return
    connection.execute(statement, values)


def _refuse_loaded(session: Session, model: type[Base], key: object) -> None:
    if mapper_of(model).identity_key_from_primary_key((key,)) in session.identity_map:
        raise EntityLoadedError(f"{model.__name__} {key!r} is loaded in this session: write it by put().")


def write_by_key(session: Session, model: type[Base], key: object, values: Mapping[str, object]) -> None:
    """Write columns of the row with this key at once; for ``put``, which brings the entity up to date."""
    write(session, _update(model), row_key=key, **values)


def write(session: Session, statement: Update, **values: object) -> None:
    """Run an UPDATE. ``values`` are its own binds, and new values of columns by name."""
    _write(_flushed_connection(session), raw_connection(session), statement, values)


def _write(
    connection: Connection, raw: sqlite3.Connection | None, statement: Update, values: Mapping[str, object]
) -> None:
    if raw is not None:
        ready = prepared(statement, values, connection.dialect)
        if ready.whole:
            ready.run(raw, values)
            return
    connection.execute(statement, values)


def table_of(model: type[Base]) -> Table:
    """Return the bare table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


@lru_cache(maxsize=256)
def mapper_of(model: type[Base]) -> Mapper[Any]:
    """Return the mapper of a model."""
    return inspect(model)


@lru_cache(maxsize=256)
def _key_name(model: type[Base]) -> str:
    (key, *_) = table_of(model).primary_key.columns
    return str(key.name)


@lru_cache(maxsize=256)
def _has_number_key(model: type[Base]) -> bool:
    (key, *_) = table_of(model).primary_key.columns
    return isinstance(key.type, Integer)


@lru_cache(maxsize=256)
def _insert(model: type[Base]) -> Insert:
    return insert(table_of(model))


@lru_cache(maxsize=256)
def _insert_unless_known(model: type[Base], dialect: str) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(table_of(model)).on_conflict_do_nothing()
    return postgresql.insert(table_of(model)).on_conflict_do_nothing()


@lru_cache(maxsize=256)
def _update(model: type[Base]) -> Update:
    table = table_of(model)
    (key,) = table.primary_key.columns
    return update(table).where(key == bindparam("row_key"))
