"""Statements of SQLite prepared once: text, order and types, run on the driver's own connection.

SQLAlchemy composes, names and types every statement; doing that anew at each run costs ten times what
SQLite needs for it. What a statement needs at run time is kept here instead. PostgreSQL's driver keeps
prepared statements itself, so there SQLAlchemy runs them.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn

from sqlalchemy import Delete, Executable, Insert, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound

Process = Callable[[Any], Any]
LENGTHS = 64  # lengths of a statement's lists that are kept prepared


def refuse(error: sqlite3.Error, sql: str) -> NoReturn:
    """Raise a driver's error as SQLAlchemy's, without the values, which may be a customer's."""
    raise DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True) from error


class Prepared:
    """One statement: ``sql``, how its values are bound, how its columns are read.

    ``values`` tells how long its lists (``IN``) are.
    """

    def __init__(
        self,
        statement: Executable,
        names: tuple[str, ...] | None,
        dialect: Dialect,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, column_keys=list(names) if names is not None else None
        )
        self.again = (statement, names, dialect)
        # defaults that Python makes at each run are SQLAlchemy's own business
        self.whole = not (names is not None and (compiled.insert_prefetch or compiled.update_prefetch))
        posts = compiled.post_compile_params
        self.lists = sorted(bind.key for bind in posts if bind.required)
        self.by_length: dict[tuple[int, ...], Prepared] = {}
        self.sql, order = str(compiled), compiled.positiontup or ()
        processors: dict[str, Process] = dict(compiled._bind_processors)
        where: dict[str, tuple[str, int, Any]] = {}  # a list's value: its list, place and constant
        if posts and (values is not None or not self.lists):
            fixed = {name: bind.effective_value for name, bind in compiled.binds.items()}
            whole = compiled._process_parameters_for_postcompile(fixed | dict(values or {}))
            self.sql, order = whole.statement, whole.positiontup
            processors |= whole.processors
            for name, parts in whole.parameter_expansion.items():
                bind = compiled.binds[name]
                for at, part in enumerate(parts):
                    where[part] = (bind.key, at, None) if bind.required else ("", -1, bind.effective_value[at])
        self.bound: list[tuple[str, int, Any, Process | None]] = []
        for name in order:
            process = processors.get(name)
            bind = compiled.binds.get(name)
            key, at, constant = where.get(name) or (
                (bind.key, -1, None) if bind.required else ("", -1, bind.effective_value)
            )
            if not key and process is not None:
                constant = process(constant)
            self.bound.append((key, at, constant, process))
        self.columns = [(c.keyname, c.type._cached_result_processor(dialect, None)) for c in compiled._result_columns]
        self.make: Callable[[Sequence[Any]], Any] | None = None
        self.read: list[tuple[int, Process]] = [
            (n, process) for n, (_, process) in enumerate(self.columns) if process is not None
        ]

    def fit(self, values: Mapping[str, Any]) -> Prepared:
        """Return it for lists as long as these."""
        if not self.lists:
            return self
        lengths = tuple(len(values[name]) for name in self.lists)
        found = self.by_length.get(lengths)
        if found is None:
            found = Prepared(*self.again, {name: list(values[name]) for name in self.lists})
            found.lists = []
            if len(self.by_length) < LENGTHS:
                self.by_length[lengths] = found
        return found

    def _bind(self, values: Mapping[str, Any]) -> list[Any]:
        bound = []
        for key, at, constant, process in self.bound:
            if not key:
                bound.append(constant)
                continue
            given = values[key] if at < 0 else values[key][at]
            bound.append(given if process is None else process(given))
        return bound

    def run(self, raw: sqlite3.Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        """Run it; raises SQLAlchemy's errors."""
        bound = self._bind(values)
        try:
            return raw.execute(self.sql, bound)
        except sqlite3.Error as error:
            refuse(error, self.sql)

    def run_many(self, raw: sqlite3.Connection, many: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each; raises SQLAlchemy's errors."""
        bound = [self._bind(values) for values in many]
        try:
            raw.executemany(self.sql, bound)
        except sqlite3.Error as error:
            refuse(error, self.sql)

    def all(self, raw: sqlite3.Connection, values: Mapping[str, Any]) -> list[Any]:
        """Return all rows, each with its columns as attributes."""
        cursor = self.run(raw, values)
        try:
            found = cursor.fetchall()
        except sqlite3.Error as error:
            refuse(error, self.sql)
        if not found:
            return found
        make = self.make or self._maker(cursor)
        if not self.read:
            return [make(one) for one in found]
        rows = []
        for one in found:
            cells = list(one)
            for at, process in self.read:
                cells[at] = process(cells[at])
            rows.append(make(cells))
        return rows

    def one(self, raw: sqlite3.Connection, values: Mapping[str, Any]) -> Any:
        """Return the one row, or None; raises MultipleResultsFound for more."""
        found = self.all(raw, values)
        if len(found) > 1:
            raise MultipleResultsFound(f"more than one row: {self.sql}")
        return found[0] if found else None

    def _maker(self, cursor: sqlite3.Cursor) -> Callable[[Sequence[Any]], Any]:
        names = [c[0] for c in self.columns] or [c[0] for c in cursor.description]
        self.make = _row_of(names)._make
        return self.make


def _row_of(names: list[str]) -> Any:
    return namedtuple("Row", names, rename=True)


@lru_cache(maxsize=1024)
def _prepared(statement: Executable, names: tuple[str, ...] | None, dialect: Dialect) -> Prepared:
    return Prepared(statement, names, dialect)


def prepared(statement: Executable, values: Mapping[str, Any], dialect: Dialect) -> Prepared:
    """Return the statement prepared; for one that writes, with just these columns."""
    writes = isinstance(statement, Insert | Update | Delete)
    return _prepared(statement, tuple(values) if writes else None, dialect).fit(values)
