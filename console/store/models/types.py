"""Column types and the declarative base that every table shares (architecture, "Tables and types")."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Double, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite gives autoincrement to INTEGER keys only.
Key = BigInteger().with_variant(Integer, "sqlite")
Json = JSON


@lru_cache(maxsize=1024)  # a transaction writes its own instant into every row
def _text(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; timestamptz on PostgreSQL, fixed-width sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True
    WIDTH = 27  # 2026-11-24T08:00:00.000000Z

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(self.WIDTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not reach the database")
        return _text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        found: datetime = value
        return found.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class value
        datetime: Instant(),
        str: Text(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
    }


def one_of(column: str, *values: str) -> CheckConstraint:
    """Return the CHECK constraint that a code column holds one of these codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class seconds_between(GenericFunction[float]):  # noqa: N801 - it is a function in SQL
    """The seconds from the first to the second instant, computed by the database."""

    type = Double()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _sqlite_seconds(element: Any, compiler: Any, **kw: Any) -> str:
    since, until = (compiler.process(part, **kw) for part in element.clauses)
    return f"((julianday({until}) - julianday({since})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _postgresql_seconds(element: Any, compiler: Any, **kw: Any) -> str:
    since, until = (compiler.process(part, **kw) for part in element.clauses)
    return f"EXTRACT(EPOCH FROM ({until}) - ({since}))"


class hour_of(GenericFunction[str]):  # noqa: N801 - it is a function in SQL
    """The hour of an instant in UTC, as text: "2026-11-28T07"."""

    type = Text()
    inherit_cache = True


@compiles(hour_of, "sqlite")
def _sqlite_hour(element: Any, compiler: Any, **kw: Any) -> str:
    (at,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"substr({at}, 1, 13)"


@compiles(hour_of, "postgresql")
def _postgresql_hour(element: Any, compiler: Any, **kw: Any) -> str:
    (at,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')"
