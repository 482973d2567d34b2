"""Connections to the database: engines for SQLite and PostgreSQL, and SQLite's raw connection.

SQLite: one writer (``BEGIN IMMEDIATE``), readers apart, WAL with ``synchronous=FULL``, so that an
acknowledgement leaves after a sync. PostgreSQL: pooled writers, readers in one
``REPEATABLE READ READ ONLY`` snapshot.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from console.keyring import Keyring
from console.store.fast.sqlite_prepared import refuse

LOCK_WAIT = 5.0  # seconds to wait for another process that writes (an import)
LOCK_LOOK = 0.001  # seconds between two tries


class SQLiteConnection:
    """A permanent connection to SQLite. Its transactions are begun and ended on the driver's own connection.

    ``session`` belongs to a reader. A writer makes a new session for each transaction.
    """

    def __init__(self, engine: Engine, keys: Keyring) -> None:
        self.connection = engine.connect()
        self.connection.begin()  # nothing is sent: SQLAlchemy only believes that a transaction runs
        self.raw: sqlite3.Connection = self.connection.connection.driver_connection  # type: ignore[assignment]
        self.info = {"connection": self.connection, "raw": self.raw, "base": str(engine.url), "keys": keys}
        self.session = Session(self.connection, autoflush=False, info=self.info)

    def end(self, word: str) -> None:
        """Run COMMIT or ROLLBACK if a transaction is open."""
        try:
            if self.raw.in_transaction:
                self.raw.execute(word)
        except sqlite3.Error as error:
            refuse(error, word)

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self.session.close()
        self.connection.close()


def begin_transaction(raw: sqlite3.Connection, word: str) -> None:
    """Begin a transaction with ``word`` and wait up to 5 s for another process that writes.

    SQLite's own waiting would stop every greenlet of this process; this one lets them run.
    Raises SQLAlchemy's OperationalError when the other process does not finish in time.
    """
    until = time.monotonic() + LOCK_WAIT
    while True:
        try:
            raw.execute(word)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                refuse(error, word)
            time.sleep(LOCK_LOOK)


def sqlite_engine(url: URL, *, begin: str) -> Engine:
    """Return an engine whose transactions begin with this statement; "" = the caller begins them."""
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "timeout": 5, "cached_statements": 1024},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-65536",
            "temp_store=MEMORY",
            "mmap_size=268435456",
            "wal_autocheckpoint=2000",
            f"busy_timeout={0 if begin == 'BEGIN IMMEDIATE' else 5000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    if begin:

        @event.listens_for(engine, "begin")
        def _run(connection: Connection) -> None:
            begin_transaction(connection.connection.driver_connection, begin)  # type: ignore[arg-type]

    return engine


def postgres_engines(url: URL, pool_size: int) -> tuple[Engine, Engine]:
    """Return the engine that writes and the one that reads snapshots."""
    url = url.set(drivername="postgresql+psycopg")
    writer = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=8,
        connect_args={"options": "-c idle_in_transaction_session_timeout=15000 -c lock_timeout=5000"},
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text must not hold a customer's data
    )
    reader = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=8,
        isolation_level="REPEATABLE READ",
        connect_args={"options": "-c default_transaction_read_only=on"},
        pool_pre_ping=True,
        hide_parameters=True,
    )
    return writer, reader
