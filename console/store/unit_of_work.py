"""The only place that commits: one transaction per action, screens told after it.

SQLite: one writer connection under a lock (``BEGIN IMMEDIATE``), readers apart, WAL with
``synchronous=FULL``, so that an acknowledgement leaves after a sync. PostgreSQL: pooled writers,
readers in one ``REPEATABLE READ READ ONLY`` snapshot.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from console.domain.events import Event

T = TypeVar("T")
TRIES = 3
LOCK_WAIT = 5.0  # seconds to wait for another process that writes (an import)
LOCK_LOOK = 0.001
RETRY_STATES = {"40001", "40P01", "55P03", "23505"}


class Work:
    """One running transaction: its session and the events that happened in it."""

    def __init__(self, session: Session, database: Database) -> None:
        self.session = session
        self.database = database
        self.events: list[Event] = []
        self.touched: dict[int, int] = {}  # agent -> desk_seq as this transaction raised it
        self.after: list[Callable[[], None]] = []

    @property
    def dialect(self) -> str:
        """The name of the database: ``sqlite`` or ``postgresql``."""
        return self.database.dialect

    def happened(self, *events: Event) -> None:
        """Keep events; they are published after the commit, and never if it fails."""
        self.events.extend(events)


class Database:
    """The engines of one database. ``listeners`` get the events of each committed transaction."""

    def __init__(self, url: URL, *, pool_size: int = 16) -> None:
        self.url = url
        self.dialect = url.get_backend_name()
        if self.dialect == "sqlite":
            self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", size=1)
            self.reader = _sqlite_engine(url, begin="BEGIN", size=8)
        else:
            url = url.set(drivername="postgresql+psycopg")
            options = {
                "options": "-c idle_in_transaction_session_timeout=15000 -c lock_timeout=5000"
            }
            self.writer = create_engine(
                url, pool_size=pool_size, max_overflow=8, connect_args=options, pool_pre_ping=True,
                hide_parameters=True,  # an error's text must not hold a customer's data
            )  # fmt: skip
            self.reader = create_engine(
                url,
                pool_size=pool_size,
                max_overflow=8,
                isolation_level="REPEATABLE READ",
                connect_args={"options": "-c default_transaction_read_only=on"},
                pool_pre_ping=True,
                hide_parameters=True,
            )
        self.lock: Any = threading.RLock() if self.dialect == "sqlite" else None
        self.listeners: list[Callable[[list[Event]], None]] = []
        self.sheets: set[str] = set()  # digests of shared facts that are known to be stored
        self.fault: Callable[[str], None] = lambda point: None  # named crash points of the harness

    def transaction(self, do: Callable[[Work], T]) -> T:
        """Run ``do`` in one transaction, commit, then publish what happened.

        A deadlock, serialization failure or lost unique race runs the whole of ``do`` again, at
        most three times. Any error rolls everything back.
        """
        for attempt in range(TRIES):
            try:
                value, work = self._once(do)
                break
            except DBAPIError as error:
                if attempt == TRIES - 1 or not _transient(error):
                    raise
                time.sleep(0.01 * (attempt + 1))
        self.fault("after_commit_before_emit")
        for act in work.after:
            act()
        if work.events:
            for listener in self.listeners:
                listener(work.events)
        return value

    def _once(self, do: Callable[[Work], T]) -> tuple[T, Work]:
        if self.lock is not None:
            self.lock.acquire()
        try:
            with Session(self.writer, expire_on_commit=False) as session:
                work = Work(session, self)
                session.connection()
                value = do(work)
                self.fault("before_commit")
                session.commit()
                return value, work
        finally:
            if self.lock is not None:
                self.lock.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session over one consistent snapshot that cannot write."""
        with Session(self.reader, autoflush=False) as session:
            session.info["line"] = session.connection()
            yield session  # closing gives the connection back and keeps what was read

    def checkpoint_apart(self) -> Callable[[], None] | None:
        """Give what moves SQLite's log into the file, to be run off the writing thread; else None.

        From then on no commit does it on its way: there it would hold everybody up for 100 ms.
        """
        if self.dialect != "sqlite" or not self.url.database:
            return None
        with self.writer.connect() as writer:
            writer.exec_driver_sql("PRAGMA wal_autocheckpoint=100000")
        apart = sqlite3.connect(self.url.database, check_same_thread=False)
        return lambda: apart.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def close(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        self.reader.dispose()


def _transient(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state in RETRY_STATES:
        return True
    if isinstance(error, IntegrityError):
        return "UNIQUE" in str(error.orig)
    return "database is locked" in str(error.orig)


def _sqlite_engine(url: URL, *, begin: str, size: int) -> Engine:
    writes = begin == "BEGIN IMMEDIATE"
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={"check_same_thread": False, "timeout": 5},
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
            f"busy_timeout={0 if writes else 5000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        until = time.monotonic() + LOCK_WAIT
        while True:
            try:
                connection.exec_driver_sql(begin)
                return
            except OperationalError as error:
                # SQLite's own waiting would hold every greenlet of this process; ours lets them run
                if "locked" not in str(error.orig) or time.monotonic() > until:
                    raise
                time.sleep(LOCK_LOOK)

    return engine


def open_database(url: str, *, pool_size: int = 16) -> Database:
    """Give the database at ``url`` (``sqlite:///path`` or ``postgresql://…``)."""
    return Database(make_url(url), pool_size=pool_size)
