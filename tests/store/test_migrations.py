"""Upgrade and downgrade work, and the migrated catalogue equals the one of the models."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import inspect, text

from console.store import schema
from console.store.models import Base
from console.store.unit_of_work import Database, open_database
from tests import databases


def sqlite_catalogue(database: Database) -> dict[str, list[str]]:
    """Return name -> sorted parts of each statement (the order of constraints does not matter)."""
    with database.writer.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    found = {}
    for name, sql in rows:
        if name.startswith(("alembic", "sqlite_")):
            continue
        flat = re.sub(r'[\s"]+', " ", sql)
        found[name] = sorted(part.strip(" ()") for part in flat.split(","))
    return found


def test_sqlite_upgrade_equals_the_models_and_downgrade_leaves_nothing(tmp_path: Path) -> None:
    migrated = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    schema.migrate(migrated)
    made = open_database(f"sqlite:///{tmp_path / 'b.db'}")
    Base.metadata.create_all(made.writer)
    assert sqlite_catalogue(migrated) == sqlite_catalogue(made)
    have, want = schema.version(migrated)
    assert have == want
    schema.migrate(migrated, "base")
    assert sqlite_catalogue(migrated) == {}
    schema.migrate(migrated)
    assert sqlite_catalogue(migrated) == sqlite_catalogue(made)


def postgres_catalogue(database: Database) -> set[tuple[str, ...]]:
    with database.writer.connect() as connection:
        indexes = connection.execute(
            text("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname='public'")
        ).all()
        checks = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
                "FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            )
        ).all()
        columns = connection.execute(
            text(
                "SELECT table_name, column_name, data_type || is_nullable "
                "FROM information_schema.columns WHERE table_schema='public'"
            )
        ).all()
    rows = {tuple(row) for row in [*indexes, *checks, *columns]}
    return {row for row in rows if not row[0].startswith("alembic")}


def test_postgres_upgrade_equals_the_models() -> None:
    made = open_database(databases.fresh_postgres())
    migrated = open_database(databases.fresh_postgres())
    Base.metadata.drop_all(migrated.writer)
    schema.migrate(migrated)
    assert postgres_catalogue(migrated) == postgres_catalogue(made)
    schema.migrate(migrated, "base")
    assert set(inspect(migrated.writer).get_table_names()) <= {"alembic_version"}
    made.close()
    migrated.close()
