"""The only place that commits: one transaction per action; its events are published after the commit."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Row
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows

from console.concurrency.write_queue import WriteQueue
from console.domain.errors import Refused
from console.domain.events import Event
from console.keyring import Keyring
from console.store.connections import SQLiteConnection, begin_transaction, postgres_engines, sqlite_engine
from console.store.fast import statements
from console.store.fast.sqlite_prepared import prepared

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
TRIES = 3
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
        self.last: list[Callable[[], None]] = []  # after the events were published: the answer waits for them

    @property
    def dialect(self) -> str:
        """The name of the database: ``sqlite`` or ``postgresql``."""
        return self.database.dialect

    def happened(self, *events: Event) -> None:
        """Keep events; they are published after the commit, and never if it fails."""
        self.events.extend(events)


class Database:
    """The engines of one database. ``listeners`` get the events of each committed transaction.

    ``keys`` are the site's own, from outside the database. A session has them as ``info["keys"]``.
    """

    def __init__(self, url: URL, keys: Keyring, *, pool_size: int = 16) -> None:
        self.url = url
        self.keys = keys
        self.dialect = url.get_backend_name()
        self._free: list[SQLiteConnection] = []  # readers that nobody uses now
        self._writing: SQLiteConnection | None = None
        if self.dialect == "sqlite":
            self.writer = sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self.reader = sqlite_engine(url, begin="BEGIN")
            self._raw_engine = sqlite_engine(url, begin="")
        else:
            self.writer, self.reader = postgres_engines(url, pool_size)
        self.lock: Any = threading.RLock() if self.dialect == "sqlite" else None
        self.write_queue = WriteQueue()
        self.listeners: list[Callable[[list[Event]], None]] = []
        self.sheets: set[str] = set()  # digests of fact sheets that this process knows to be stored
        self.closing: Callable[[Work], None] = lambda work: None  # the last step of a transaction with events
        self.fault: Callable[[str], None] = lambda point: None  # named crash points of the harness

    def transaction(self, do: Callable[[Work], T]) -> T:
        """Run ``do`` in one transaction, commit, then publish what happened, and return the result of ``do``.

        On SQLite the transactions of this process run one after the other, in the order in which they came
        (``WriteQueue``).

        A deadlock, serialization failure or lost unique race runs the whole of ``do`` again, at most three times.
        Any error rolls everything back.
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
        for act in work.last:
            act()
        return value

    def _once(self, do: Callable[[Work], T]) -> tuple[T, Work]:
        if self.lock is not None:
            return self.write_queue.run(lambda: self._alone(do))
        with Session(self.writer, expire_on_commit=False, info={"keys": self.keys}) as session:
            work = Work(session, self)
            session.connection()
            value = do(work)
            if work.events:
                self.closing(work)
            self.fault("before_commit")
            session.commit()
            return value, work

    def _writer(self) -> SQLiteConnection:
        if self._writing is None:
            self._writing = SQLiteConnection(self._raw_engine, self.keys)
            self._writing.raw.execute("PRAGMA busy_timeout=0")  # ``_begin`` waits
        return self._writing

    def _alone(self, do: Callable[[Work], T]) -> tuple[T, Work]:
        """Run ``do`` on this process's only writing connection to SQLite."""
        with self.lock:
            connection = self._writer()
            begin_transaction(connection.raw, "BEGIN IMMEDIATE")
            with Session(connection.connection, expire_on_commit=False, info=connection.info) as session:
                work = Work(session, self)
                try:
                    value = do(work)
                    if work.events:
                        self.closing(work)
                    self.fault("before_commit")
                    session.flush()
                    connection.end("COMMIT")
                except BaseException:
                    connection.end("ROLLBACK")
                    raise
                return value, work

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session over one consistent snapshot that cannot write."""
        if self.dialect != "sqlite":
            with Session(self.reader, autoflush=False, info={"keys": self.keys}) as session:
                session.info["connection"] = session.connection()
                yield session  # closing gives the connection back and keeps what was read
            return
        connection = self._reader()
        try:
            begin_transaction(connection.raw, "BEGIN")
            yield connection.session
        except Refused:
            self._give_back(connection)
            raise
        except BaseException:
            connection.close()  # after an error the connection is not used again
            raise
        self._give_back(connection)

    def _reader(self) -> SQLiteConnection:
        try:
            return self._free.pop()  # no check before: a thread may take the last one
        except IndexError:
            return SQLiteConnection(self._raw_engine, self.keys)

    def look(self, statement: TypedReturnsRows[*Ts], **values: object) -> Sequence[Row[*Ts]]:
        """Return the rows of one statement of columns: alone it is a snapshot, and no transaction is begun for it."""
        if self.dialect != "sqlite" or not statements.PREPARED:
            with self.reading() as session:
                return session.connection().execute(statement, values).all()
        connection = self._reader()
        try:
            rows = prepared(statement, values, connection.connection.dialect).all(connection.raw, values)
        except BaseException:
            connection.close()
            raise
        self._free.append(connection)
        return rows

    def _give_back(self, connection: SQLiteConnection) -> None:
        connection.session.expunge_all()
        connection.end("ROLLBACK")
        self._free.append(connection)

    def checkpoint_in_thread(self) -> Callable[[], None] | None:
        """Return a function that moves SQLite's log into the file, to be run beside the loop; None elsewhere.

        From then on no commit does it; a commit that did would hold everybody up for some 100 ms.
        """
        if self.dialect != "sqlite" or not self.url.database:
            return None
        with self.lock:
            self._writer().raw.execute("PRAGMA wal_autocheckpoint=100000")
        apart = sqlite3.connect(self.url.database, check_same_thread=False)
        return lambda: apart.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def watch(self, tell: Callable[[str], None]) -> None:
        """Call ``tell`` with every statement of SQLite's writer; for tests that check what was written."""
        self._writer().raw.set_trace_callback(tell)

    def close(self) -> None:
        """Close all connections."""
        for connection in (self._writing, *self._free):
            if connection is not None:
                connection.close()
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


def open_database(url: str, keys: Keyring, *, pool_size: int = 16) -> Database:
    """Return the database at ``url`` (``sqlite:///path`` or ``postgresql://…``) with the keys of its site."""
    return Database(make_url(url), keys, pool_size=pool_size)
