"""The whole database as lines of JSON, the same for SQLite and PostgreSQL, and the way back.

Codes in a cell: a plain value stands as it is, an instant is {"t": …}, a day {"d": …}, the text of JSON {"j": …}.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, DateTime, Integer, MetaData, Table, Text, cast, insert, select, text
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session

from console.store.models import Base
from console.store.models.types import Instant

SLICE = 500
TOKENS_LEFT_OUT = 1_000_000  # after a restore: a token that was given after the backup is never given again


def lines(session: Session) -> Iterator[str]:
    """Yield every table and row of one snapshot: a line that names the table, then a line for each row."""
    for table in Base.metadata.sorted_tables:
        yield json.dumps({"table": table.name, "columns": [column.name for column in table.columns]})
        read = [cast(column, Text) if isinstance(column.type, JSON) else column for column in table.columns]
        found = session.execute(select(*read).order_by(*table.primary_key.columns).execution_options(yield_per=SLICE))
        texts = [isinstance(column.type, JSON) for column in table.columns]
        for row in found:
            yield json.dumps(
                [_cell(value, is_json) for value, is_json in zip(row, texts, strict=True)], ensure_ascii=False
            )


def _cell(value: Any, is_json: bool) -> Any:
    if value is None:
        return None
    if is_json:
        return {"j": value}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def reflected(connection: Connection) -> MetaData:
    """Return the tables that the database has."""
    found = MetaData()
    with warnings.catch_warnings():  # the indexes are there already; nothing is made from this reading
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index", SAWarning)
        found.reflect(connection)
    return found


def load(connection: Connection, given: Iterable[str]) -> int:
    """Write the rows into the empty tables of their version. Return how many there were. Ends at an empty line."""
    schema = reflected(connection)
    count = 0
    table: Table | None = None
    columns: list[Column[Any]] = []
    waiting: list[dict[str, Any]] = []

    def flush() -> None:
        if waiting and table is not None:
            connection.execute(insert(table), waiting)
            waiting.clear()

    for line in given:
        found = json.loads(line)
        if isinstance(found, dict):
            flush()
            table = schema.tables[found["table"]]
            columns = [table.columns[name] for name in found["columns"]]
            for column in columns:
                if isinstance(column.type, JSON):
                    column.type = JSON(none_as_null=True)
            continue
        waiting.append({column.name: _value(cell, column) for column, cell in zip(columns, found, strict=True)})
        count += 1
        if len(waiting) == SLICE:
            flush()
    flush()
    _go_on_counting(connection, schema)
    return count


def _value(cell: Any, column: Column[Any]) -> Any:
    if not isinstance(cell, dict):
        return cell
    if "t" in cell:
        at = datetime.fromisoformat(cell["t"]).astimezone(UTC)
        return at if isinstance(column.type, DateTime) else _sqlite_text(at)
    if "d" in cell:
        return date.fromisoformat(cell["d"])
    value = json.loads(cell["j"])
    return JSON.NULL if value is None else value


def _sqlite_text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")[: Instant.WIDTH]


def _go_on_counting(connection: Connection, schema: MetaData) -> None:
    """Let new rows have numbers after the old ones; hand-outs far after, because their numbers are tokens."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("UPDATE sqlite_sequence SET seq = seq + :more WHERE name = 'handout'"), {"more": TOKENS_LEFT_OUT}
        )
        return
    for table in schema.sorted_tables:
        key = next(iter(table.primary_key.columns))
        if not isinstance(key.type, Integer):
            continue
        more = TOKENS_LEFT_OUT if table.name == "handout" else 1
        connection.execute(
            text(
                "SELECT setval(s.name, v.next, false) FROM (SELECT pg_get_serial_sequence(:t, :k) AS name) s, "
                f'(SELECT coalesce(max("{key.name}"), 0) + :more AS next FROM "{table.name}") v '
                "WHERE s.name IS NOT NULL"
            ),
            {"t": table.name, "k": key.name, "more": more},
        )
