"""Serving: one gevent server per process; on SQLite one process per database."""

from __future__ import annotations

import fcntl
import gc
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import errors
from pathlib import Path
from typing import Any, TextIO

import structlog
from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy.engine import make_url

from console.concurrency.background import run_blocking, yield_to_loop
from console.live.render_process import fork_render_process
from console.settings import Settings
from console.store.unit_of_work import Database

log = structlog.get_logger()

IDLE, HEAD = 75, 15  # seconds: between two requests, and for the head of one
TIDY = 0.25  # seconds between two looks for young objects that hold each other
OLDER, FULL = 20, 14_400  # every so many looks the older ones too: each 5 seconds, all once an hour


_lock_file: TextIO | None = None  # held while serving a SQLite database


class AlreadyServing(Exception):
    """Another process serves this database; the message names it."""


def _locked(file: TextIO) -> bool:
    """Take the lock; a process that is just dying gets two seconds to let go."""
    for _ in range(20):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            time.sleep(0.1)
    return False


@contextmanager
def single_server(settings: Settings) -> Iterator[None]:
    """Hold the lock file beside a SQLite database while serving."""
    global _lock_file
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
        _lock_file = file
        yield


def _let_go() -> None:
    """In the process that draws: the lock goes with the one that serves, whoever else still ends."""
    if _lock_file is not None:
        _lock_file.close()


NOT_OF_A_HEAD = (
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
    errors.CloseBoundaryNotFoundDefect,
)


def strict_handler() -> type:
    """Give gevent's handler, stricter: no request that two readers could cut in two ways, no dawdling.

    A body comes with one length (no Transfer-Encoding), and the head of a request within 15 seconds.
    What is sent leaves at once: a panel and the answer behind it are two small writes, and the second
    would wait up to 40 ms for the other side's word that it has the first (Nagle's algorithm).
    """
    from gevent import Timeout
    from gevent.pywsgi import WSGIHandler

    class StrictWSGIHandler(WSGIHandler):  # type: ignore[misc]
        def __init__(self, sock: socket.socket, *more: Any) -> None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().__init__(sock, *more)

        def read_requestline(self) -> str:
            line = ""
            with Timeout(IDLE, False):
                line = str(super().read_requestline())
            return line

        def read_request(self, raw_requestline: str) -> bool:
            done = False
            with Timeout(HEAD, False):
                done = super().read_request(raw_requestline)
            if not done:
                raise ValueError("the head took too long")
            lengths = self.headers.get_all("content-length") or []
            if self.headers.get("transfer-encoding") is not None or len(lengths) > 1:
                raise ValueError("a body comes with one length")
            # a form with a file: the parser looks for its parts in the head, where they are not
            defects = [d for d in self.headers.defects if not isinstance(d, NOT_OF_A_HEAD)]
            if self.request_version == "HTTP/0.9" or defects:
                raise ValueError("not a head")
            return True

    return StrictWSGIHandler


def keep_checkpoints(database: Database) -> None:
    """Move SQLite's log into the file every second, for ever, in a thread of its own."""
    move = database.checkpoint_in_thread()
    while move is not None:
        time.sleep(1)
        try:
            run_blocking(move)
        except sqlite3.Error:
            log.exception("checkpoint_failed")  # the log grows; the next second tries again


def spare_the_collector() -> None:
    """Keep Python's collector from stopping every desk in the middle of somebody's work.

    Whatever heaped up until then took some 20 ms for all desks, and a full collection, which walks
    every object of the process, some 250 ms with 500 desks open. What was made at start stays for
    good, so it is walked no more; ``keep_tidy`` collects what comes after.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


def keep_tidy() -> None:
    """Collect, for ever, what requests leave behind that holds itself: often, little, when nothing waits.

    What a closed socket leaves behind is older; all is walked for it once an hour.
    """
    rounds = 0
    while True:
        time.sleep(TIDY)
        rounds += 1
        yield_to_loop()
        gc.collect(2 if rounds % FULL == 0 else 1 if rounds % OLDER == 0 else 0)


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve(app: Flask, socketio: SocketIO, settings: Settings) -> None:
    """Serve until the process is stopped."""
    parts = app.extensions["console"]
    worker, relay = parts["worker"], parts["relay"]
    worker.duties = settings.worker and relay is None  # else: python -m console worker
    spare_the_collector()
    if relay is None and cores() > 1:  # several processes share the cores already
        # before any task is started, and without an open connection: a forked process would go on
        # with those of the first
        parts["context"].database.close()
        fork_render_process(app, socketio.start_background_task, _let_go)
    socketio.start_background_task(keep_tidy)
    socketio.start_background_task(worker.run)
    socketio.start_background_task(keep_checkpoints, parts["context"].database)
    if relay is not None:
        socketio.start_background_task(relay.speak)
        socketio.start_background_task(relay.listen)
    socketio.start_background_task(parts["push"].run)
    more: dict[str, Any] = {}
    if socketio.server.eio.async_mode == "gevent":  # type: ignore[attr-defined]
        more["handler_class"] = strict_handler()
    print(f"Serving on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=settings.port, log_output=False, **more)
