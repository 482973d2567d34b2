"""Serving: one gevent server per process; on SQLite one process per database."""

from __future__ import annotations

import fcntl
import os
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import structlog
from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy.engine import make_url

from console.concurrency.background import run_blocking
from console.logs import ServerLines, server_lines, uncaught
from console.serving.garbage_collection import collect_when_idle, freeze_startup_objects
from console.serving.http_handler import strict_handler
from console.serving.metrics import start_metrics
from console.settings import Settings
from console.store.unit_of_work import Database

log = structlog.get_logger()
MOST_FILES = 65_536  # open files and connections of a process


class AlreadyServing(Exception):
    """Another process serves this database. The message names it and says what to do."""


def _locked(file: TextIO) -> bool:
    """Return True with the lock taken. A process that is ending has two seconds to release it."""
    for _ in range(20):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            time.sleep(0.1)
    return False


@contextmanager
def single_server(settings: Settings) -> Iterator[None]:
    """Hold the lock file beside a SQLite database while serving. Raises AlreadyServing when it is taken."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(url.database + ".lock")
    with path.open("a+") as file:
        if not _locked(file):
            file.seek(0)
            raise AlreadyServing(
                f"Process {file.read().strip() or '?'} serves this database already. "
                "Stop it first, or use PostgreSQL for several processes."
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def keep_checkpoints(database: Database) -> None:
    """Move SQLite's write-ahead log into the database file every second, for ever, in a thread."""
    checkpoint = database.checkpoint_in_thread()
    while checkpoint is not None:
        time.sleep(1)
        try:
            run_blocking(checkpoint)
        except sqlite3.Error:
            log.exception("checkpoint_failed")  # the log grows; the next second tries again


def raise_file_limit() -> None:
    """Let this process hold as many connections as the system allows, at most 65,536."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def serve(app: Flask, socketio: SocketIO, settings: Settings) -> None:
    """Serve until the process is stopped."""
    parts = app.extensions["console"]
    worker, relay, database = parts["worker"], parts["relay"], parts["context"].database
    start, fast = socketio.start_background_task, settings.fast
    raise_file_limit()
    server_lines()
    start_metrics(parts, settings)
    worker.duties = settings.worker and relay is None  # else: python -m console worker
    if fast.collector:
        freeze_startup_objects()
        start(collect_when_idle)
    start(worker.run)
    if fast.checkpoint:
        start(keep_checkpoints, database)
    if relay is not None:
        start(relay.publish)
        start(relay.listen)
    start(parts["drawer"].run)
    start(parts["guard"].run)
    more: dict[str, Any] = {}
    if socketio.server.eio.async_mode == "gevent":  # type: ignore[attr-defined]
        from gevent import get_hub

        get_hub().print_exception = lambda _context, kind, error, trace: uncaught(kind, error or kind(), trace)
        more |= {"handler_class": strict_handler(), "error_log": ServerLines()}
    print(f"Serving on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=settings.port, log_output=False, **more)
