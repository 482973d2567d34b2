"""Reading much for a page without holding up the desks: beside the loop, and for so long only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from flask import abort
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from console.concurrency.background import run_blocking
from console.store.fast.statements import raw_connection
from console.web.run_action import context

T = TypeVar("T")
LONGEST_S = 8.0  # seconds of one page
STEPS = 50_000  # of SQLite's machine between two looks at the clock
TOO_LONG = 503


def read_apart(do: Callable[[Session], T], longest: float = LONGEST_S) -> T:
    """Return what ``do`` reads in one snapshot. On SQLite it runs in a thread: it may use nothing of the request.

    Reading that takes longer is given up, and the answer is 503.
    """
    database = context().database

    def read() -> T:
        with database.reading() as session:
            raw = raw_connection(session)
            if raw is None:
                if database.dialect == "postgresql":
                    session.execute(text(f"SET LOCAL statement_timeout = {int(longest * 1000)}"))
                return do(session)
            until = time.monotonic() + longest
            raw.set_progress_handler(lambda: int(time.monotonic() > until), STEPS)
            try:
                return do(session)
            finally:
                raw.set_progress_handler(None, 0)

    try:
        return run_blocking(read) if database.dialect == "sqlite" else read()
    except OperationalError as error:
        words = str(error.orig)
        if "interrupted" in words or "statement timeout" in words:
            abort(TOO_LONG)
        raise
