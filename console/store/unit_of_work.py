"""The only place that commits: one transaction per action, screens told after it.

SQLite: one writer connection under a lock (``BEGIN IMMEDIATE``), readers apart, WAL with
``synchronous=FULL``, so that an acknowledgement leaves after a sync. PostgreSQL: pooled writers,
readers in one ``REPEATABLE READ READ ONLY`` snapshot.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from console.concurrency.write_queue import NORMAL, WriteQueue
from console.domain.errors import Refused
from console.domain.events import Event
from console.store.fast.sqlite_prepared import prepared, refuse

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
        self.heads: dict[str, tuple[int, str]] = {}  # chain -> its last row's number and hash
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
        self._free: list[SQLiteConnection] = []  # readers that nobody uses now
        self._writing: SQLiteConnection | None = None
        if self.dialect == "sqlite":
            self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(url, begin="BEGIN")
            self._lines = _sqlite_engine(url, begin="")
        else:
            url = url.set(drivername="postgresql+psycopg")
            options = {"options": "-c idle_in_transaction_session_timeout=15000 -c lock_timeout=5000"}
            self.writer = create_engine(
                url,
                pool_size=pool_size,
                max_overflow=8,
                connect_args=options,
                pool_pre_ping=True,
                hide_parameters=True,  # an error's text must not hold a customer's data
            )
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
        self.write_queue = WriteQueue()
        self.listeners: list[Callable[[list[Event]], None]] = []
        self.sheets: set[str] = set()  # digests of shared facts that are known to be stored
        self.fault: Callable[[str], None] = lambda point: None  # named crash points of the harness

    def transaction(self, do: Callable[[Work], T], *, order_key: str = "", urgency: float = NORMAL) -> T:
        """Run ``do`` in one transaction, commit, then publish what happened.

        On SQLite those of this process come one after the other, the most urgent first and those of
        ``who`` in their order; the disk is waited for beside the loop (``WriteQueue``).

        A deadlock, serialization failure or lost unique race runs the whole of ``do`` again, at
        most three times. Any error rolls everything back.
        """
        for attempt in range(TRIES):
            try:
                value, work = self._once(do, order_key, urgency)
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

    def _once(self, do: Callable[[Work], T], order_key: str, urgency: float) -> tuple[T, Work]:
        if self.lock is not None:
            return self.write_queue.run(self._alone, do, order_key=order_key, urgency=urgency)
        with Session(self.writer, expire_on_commit=False) as session:
            work = Work(session, self)
            session.connection()
            value = do(work)
            self.fault("before_commit")
            session.commit()
            return value, work

    def _writer(self) -> SQLiteConnection:
        if self._writing is None:
            self._writing = SQLiteConnection(self._lines)
            self._writing.raw.execute("PRAGMA busy_timeout=0")  # ``_begin`` waits
        return self._writing

    def _alone(self, do: Callable[[Work], T]) -> tuple[T, Work]:
        """Do it as SQLite's one writer of this process."""
        with self.lock:
            line = self._writer()
            _begin(line.raw, "BEGIN IMMEDIATE")
            with Session(line.connection, expire_on_commit=False, info=line.info) as session:
                work = Work(session, self)
                try:
                    value = do(work)
                    self.fault("before_commit")
                    session.flush()
                    self.write_queue.commit_in_thread(line.end, "COMMIT")
                except BaseException:
                    line.end("ROLLBACK")
                    raise
                return value, work

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session over one consistent snapshot that cannot write."""
        if self.dialect != "sqlite":
            with Session(self.reader, autoflush=False) as session:
                session.info["line"] = session.connection()
                yield session  # closing gives the connection back and keeps what was read
            return
        line = self._reader()
        try:
            _begin(line.raw, "BEGIN")
            yield line.session
        except Refused:
            self._give_back(line)
            raise
        except BaseException:
            line.close()  # whatever went wrong in it goes with it
            raise
        self._give_back(line)

    def _reader(self) -> SQLiteConnection:
        try:
            return self._free.pop()  # not asked before: a thread may take the last one
        except IndexError:
            return SQLiteConnection(self._lines)

    def look(self, statement: Executable, **values: Any) -> Sequence[Any]:
        """Give the rows of one statement: alone it is a snapshot, and nothing is begun or ended for it."""
        if self.dialect != "sqlite":
            with self.reading() as session:
                return session.connection().execute(statement, values).all()
        line = self._reader()
        try:
            found = prepared(statement, values, line.connection.dialect).all(line.raw, values)
        except BaseException:
            line.close()
            raise
        self._free.append(line)
        return found

    def _give_back(self, line: SQLiteConnection) -> None:
        line.session.expunge_all()
        line.end("ROLLBACK")
        self._free.append(line)

    def checkpoint_in_thread(self) -> Callable[[], None] | None:
        """Give what moves SQLite's log into the file, to be run off the writing thread; else None.

        From then on no commit does it on its way: there it would hold everybody up for 100 ms.
        """
        if self.dialect != "sqlite" or not self.url.database:
            return None
        with self.lock:
            self._writer().raw.execute("PRAGMA wal_autocheckpoint=100000")
        apart = sqlite3.connect(self.url.database, check_same_thread=False)
        return lambda: apart.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def watch(self, tell: Callable[[str], None]) -> None:
        """Tell every statement of SQLite's writer; for tests that ask what was written."""
        self._writer().raw.set_trace_callback(tell)

    def close(self) -> None:
        """Close all connections."""
        for line in (self._writing, *self._free):
            if line is not None:
                line.close()
        self._writing, self._free = None, []
        self.writer.dispose()
        self.reader.dispose()


def _transient(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state in RETRY_STATES:
        return True
    if isinstance(error, IntegrityError):
        return "UNIQUE" in str(error.orig)
    return "database is locked" in str(error.orig)


class SQLiteConnection:
    """A connection to SQLite held for good; its transactions are begun and ended on the driver's own.

    ``session`` is the one of a reader; a writer makes one a transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.connection.begin()  # nothing is sent: SQLAlchemy only takes it as running
        self.raw: sqlite3.Connection = self.connection.connection.driver_connection  # type: ignore[assignment]
        self.info = {"line": self.connection, "raw": self.raw, "base": str(engine.url)}
        self.session = Session(self.connection, autoflush=False, info=self.info)

    def end(self, word: str) -> None:
        """COMMIT or ROLLBACK what runs, if anything does."""
        try:
            if self.raw.in_transaction:
                self.raw.execute(word)
        except sqlite3.Error as error:
            refuse(error, word)

    def close(self) -> None:
        """Close it; what runs on it is rolled back."""
        self.session.close()
        self.connection.close()


def _begin(raw: sqlite3.Connection, word: str) -> None:
    """Begin; another process that writes is waited for.

    SQLite's own waiting would hold every greenlet of this process; ours lets them run.
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


def _sqlite_engine(url: URL, *, begin: str) -> Engine:
    """Give an engine whose transactions begin with this word; "" = its user begins them."""
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
            _begin(connection.connection.driver_connection, begin)  # type: ignore[arg-type]

    return engine


def open_database(url: str, *, pool_size: int = 16) -> Database:
    """Give the database at ``url`` (``sqlite:///path`` or ``postgresql://…``)."""
    return Database(make_url(url), pool_size=pool_size)
