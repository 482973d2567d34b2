"""Serving: one gevent server per process; on SQLite one process per database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy.engine import make_url

from console.settings import Settings


class AlreadyServing(Exception):
    """Another process serves this database; the message names it."""


@contextmanager
def single_server(settings: Settings) -> Iterator[None]:
    """Hold the lock file beside a SQLite database while serving."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(url.database + ".lock")
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise AlreadyServing(
                f"Process {file.read().strip() or '?'} serves this database already. "
                "Stop it first, or use PostgreSQL for several processes."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def serve(app: Flask, socketio: SocketIO, settings: Settings) -> None:
    """Serve until the process is stopped."""
    parts = app.extensions["console"]
    if settings.worker:
        socketio.start_background_task(parts["worker"].run)
    socketio.start_background_task(parts["push"].run)
    print(f"Serving on http://{settings.host}:{settings.port}", flush=True)
    socketio.run(app, host=settings.host, port=settings.port, log_output=False)
