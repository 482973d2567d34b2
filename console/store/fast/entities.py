"""Entities that every command locks and changes, read and written without SQLAlchemy's unit of work.

Loading an entity through SQLAlchemy costs three times what its row costs, and a flush ten times what its one
statement costs. On SQLite the row is read prepared (``statements``) and the entity is made from it. On PostgreSQL
SQLAlchemy loads the entity.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.selectable import TypedReturnsRows

from console.store.fast.statements import NamedRow, mapper_of, raw_connection, row, write_by_key
from console.store.models import Base

M = TypeVar("M", bound=Base)
Ts = TypeVarTuple("Ts")


def entity(session: Session, model: type[M], statement: TypedReturnsRows[M], **values: object) -> M | None:
    """Return the only entity of a ``select(model)`` with the values that the database has now, or None.

    Pending changes are flushed first. An entity that the session has already gets the fresh values.
    """
    pair = entity_and_row(session, model, statement, **values)
    return None if pair is None else pair[0]


def entity_and_row(
    session: Session, model: type[M], statement: TypedReturnsRows[M, *Ts], **values: object
) -> tuple[M, NamedRow] | None:
    """Return the entity of a ``select(model, …)`` and its row, which has the other columns by name; or None."""
    if raw_connection(session) is None:
        fresh = {"populate_existing": True}
        loaded: Any = session.execute(statement, values, execution_options=fresh).one_or_none()
        return None if loaded is None else (loaded[0], loaded)
    plain = row(session, cast(TypedReturnsRows[M, Any], statement), **values)
    return None if plain is None else (_entity_of(session, model, plain), plain)


def put(session: Session, entity: Base, **values: object) -> None:
    """Write columns of a loaded entity at once, by one statement; the entity gets the new values.

    Raises TypeError for a plain row, which is nobody's entity.
    """
    if not isinstance(entity, Base):
        raise TypeError("This is a plain row: load the entity, or write it by change().")
    model = type(entity)
    write_by_key(session, model, mapper_of(model).primary_key_from_instance(entity)[0], values)
    follow(entity, **values)


def follow(entity: Base, **values: object) -> None:
    """Return a loaded entity the values that another statement has just written to its row."""
    for name, value in values.items():
        set_committed_value(entity, name, value)


def _entity_of(session: Session, model: type[M], plain: NamedRow) -> M:
    mapper = mapper_of(model)
    columns = {name: getattr(plain, name) for name in _column_names(model)}
    key = mapper.identity_key_from_primary_key(tuple(columns[str(c.key)] for c in mapper.primary_key))
    known = session.identity_map.get(key)
    if known is not None:
        follow(known, **columns)
        return cast(M, known)
    new = mapper.class_manager.new_instance()
    state = inspect(new)
    state.dict.update(columns)
    state.key = key
    session.add(new)  # with a key it is a row that exists: nothing of it is written
    return cast(M, new)


@lru_cache(maxsize=256)
def _column_names(model: type[Base]) -> tuple[str, ...]:
    return tuple(mapper_of(model).columns.keys())
