"""Upgrade and downgrade work, and the migrated catalogue equals the one of the models."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, select, text

from console.actions.steps.audit_chain import keyless_root, keyless_row
from console.cli.setup import Stop
from console.cli.site import do_migrate
from console.scenarios.record_check import record_fault
from console.settings import Settings
from console.store import schema
from console.store.models import Base, WebSession
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
    migrated = open_database(f"sqlite:///{tmp_path / 'a.db'}", databases.KEYS)
    schema.migrate(migrated)
    made = open_database(f"sqlite:///{tmp_path / 'b.db'}", databases.KEYS)
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
    made = open_database(databases.fresh_postgres(), databases.KEYS)
    migrated = open_database(databases.fresh_postgres(), databases.KEYS)
    Base.metadata.drop_all(migrated.writer)
    schema.migrate(migrated)
    assert postgres_catalogue(migrated) == postgres_catalogue(made)
    schema.migrate(migrated, "base")
    assert set(inspect(migrated.writer).get_table_names()) <= {"alembic_version"}
    made.close()
    migrated.close()


def old_record(database: Database) -> None:
    """Write two chains and a root as the version before the key did."""
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    heads: dict[str, list[Any]] = {}
    rows = []
    for actor, length in (("person:1", 3), ("worker:0", 2)):
        before = ""
        for n in range(1, length + 1):
            body = {"args": [[n], {}], "said": "好"}
            before = keyless_row(before, actor, n, "action.shift.ready", at.isoformat(), body)
            rows.append((actor, n, "action.shift.ready", at, at, n, body, before))
        heads[actor] = [length, before]
    columns = ("actor", "n", "kind", "at", "real_at", "customer_id", "body", "hash")
    with database.writer.begin() as connection:
        table = MetaData()
        table.reflect(connection, only=["chain_entry", "chain_head", "chain_root"])
        seen: Any = at if database.dialect == "postgresql" else "2026-11-02T03:00:00.000000Z"
        for row in rows:
            values = {**dict(zip(columns, row, strict=True)), "at": seen, "real_at": seen}
            connection.execute(table.tables["chain_entry"].insert().values(**values))
        for actor, (length, mark) in heads.items():
            connection.execute(table.tables["chain_head"].insert().values(actor=actor, n=length, hash=mark))
        mark = keyless_root("", at.isoformat(), heads)
        connection.execute(table.tables["chain_root"].insert().values(id=1, at=seen, heads=heads, hash=mark))


def test_the_record_of_an_older_version_is_sealed_and_then_every_column_of_it_counts(database_url: str) -> None:
    database = open_database(database_url, databases.KEYS)
    Base.metadata.drop_all(database.writer)
    schema.migrate(database, "0027")
    old_record(database)
    schema.migrate(database)

    def fault(*words: str) -> str:
        with database.writer.begin() as connection:
            for word in words:
                connection.execute(text(word))
        with database.reading() as session:
            return record_fault(session)

    person = "INSERT INTO person (id, login, name, password_hash, role, role_version, locale, theme, sound, keys, "
    person += "must_change, totp_secret, totp_last_step, made_up, made_at) VALUES (1, 'a', 'A', '', 'agent', 1, 'en', "
    person += "'auto', :t, '{}', :t, '', 0, :t, '2026-11-02T03:00:00.000000Z')"
    assert fault(person.replace(":t", "true")) == ""
    assert fault("UPDATE chain_entry SET customer_id = 9 WHERE actor = 'person:1' AND n = 2") != ""
    assert fault("UPDATE chain_entry SET customer_id = 2 WHERE actor = 'person:1' AND n = 2") == ""
    assert fault("DELETE FROM chain_entry WHERE kind = 'chain.keyed'") != "", "the seal cannot be taken off"
    assert (
        fault(
            "UPDATE chain_head SET n = 2, hash = (SELECT hash FROM chain_entry WHERE actor = 'worker:0' "
            "AND n = 2) WHERE actor = 'worker:0'"
        )
        == "Broken: root 1."
    )
    assert fault("DELETE FROM chain_root") == "Broken: chain person:1, row 1."
    database.close()


def test_nobody_has_to_reload_after_the_upgrade_that_seals_second_factors(database_url: str) -> None:
    database = open_database(database_url, databases.KEYS)
    Base.metadata.drop_all(database.writer)
    schema.migrate(database, "0036")
    row = "INSERT INTO web_session (token_sha256, role_version, data, made_at, seen_at) VALUES (:mark, 0, :data, "
    row += "'2026-11-02T03:00:00.000000Z', '2026-11-02T03:00:00.000000Z')"
    with database.writer.begin() as connection:
        for mark, data in (("a", '{"csrf_token": "t", "_flashes": [["info", "first password: pw"]]}'), ("b", "{}")):
            connection.execute(text(row), {"mark": mark, "data": data})
    schema.migrate(database)
    with database.reading() as session:
        found = session.execute(select(WebSession.data).order_by(WebSession.token_sha256)).scalars().all()
    assert list(found) == [{"csrf_token": "t"}, {}]
    database.close()


def test_no_older_record_is_put_under_a_key_that_serve_refuses(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'console.db'}"
    database = open_database(url, databases.KEYS)
    schema.migrate(database, "0027")
    site = (
        "INSERT INTO site (epoch, clock_offset_s, sample, made_at) VALUES ('e', 0, :s, '2026-11-02T03:00:00.000000Z')"
    )
    with database.writer.begin() as connection:
        connection.execute(text(site), {"s": False})
    typed = Settings(url, "passwordpasswordpasswordpassword", tmp_path)
    with pytest.raises(Stop, match="can be guessed"):
        do_migrate(typed, Namespace())
    assert schema.version(database)[0] == "0027"
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE site SET sample = true"))
    do_migrate(typed, Namespace())
    assert schema.version(database)[0] == schema.version(database)[1], "the sample on this machine may have any key"
    do_migrate(typed, Namespace())
    database.close()
