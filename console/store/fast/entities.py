"""Entities on the way of every command, read and changed without the unit of work.

What a command locks and hands around is an entity; loading it through SQLAlchemy costs three times
what its row costs, and a flush ten times what its one statement costs. On SQLite the row is read
prepared (``rows``) and the entity made of it; PostgreSQL's locks are SQLAlchemy's business.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value

from console.store.fast.statements import change, raw_connection, row
from console.store.models import Base


def entity(session: Session, model: type[Base], statement: Executable, **values: Any) -> Any:
    """Give the one entity of a ``select(model)`` as the database has it now, or None.

    What this transaction has changed is written before; an entity that is known already follows.
    """
    return entity_and_row(session, model, statement, **values)[0]


def entity_and_row(session: Session, model: type[Base], statement: Executable, **values: Any) -> tuple[Any, Any]:
    """Give the entity of a ``select(model, …)`` and the row that has what else was selected."""
    if raw_connection(session) is None:
        again = {"populate_existing": True}
        found = session.execute(statement, values, execution_options=again).one_or_none()
        return (None if found is None else found[0]), found
    found = row(session, statement, **values)
    return (None if found is None else _made(session, model, found)), found


def put(session: Session, this: Any, **values: Any) -> None:
    """Write columns of an entity at once, by one statement; the entity follows."""
    model: type[Base] = type(this)
    change(session, model, _mapper(model).primary_key_from_instance(this)[0], **values)
    for name, value in values.items():
        set_committed_value(this, name, value)


def _made(session: Session, model: type[Base], found: Any) -> Any:
    mapper = _mapper(model)
    columns = {name: getattr(found, name) for name in _names(model)}
    key = mapper.identity_key_from_primary_key(tuple(columns[str(c.key)] for c in mapper.primary_key))
    known = session.identity_map.get(key)
    if known is not None:
        for name, value in columns.items():
            set_committed_value(known, name, value)
        return known
    made = mapper.class_manager.new_instance()
    state = inspect(made)
    state.dict.update(columns)
    state.key = key
    session.add(made)  # with a key it is a row that exists: nothing of it is written
    return made


@lru_cache(maxsize=256)
def _mapper(model: type[Base]) -> Mapper[Any]:
    return inspect(model)


@lru_cache(maxsize=256)
def _names(model: type[Base]) -> tuple[str, ...]:
    return tuple(_mapper(model).columns.keys())
