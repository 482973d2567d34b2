"""Reading much for a page without holding up the desks: beside the loop, and for so long only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort
from sqlalchemy.orm import Session

from console.concurrency.background import run_blocking
from console.store.time_limit import TookTooLong, time_limit
from console.web.run_action import context

T = TypeVar("T")
LONGEST_S = 8.0  # seconds of one page


def read_apart(do: Callable[[Session], T], longest: float = LONGEST_S) -> T:
    """Return what ``do`` reads in one snapshot. On SQLite it runs in a thread: it may use nothing of the request.

    Reading that takes longer is given up, and the answer is 503.
    """
    database = context().database

    def read() -> T:
        with database.reading() as session, time_limit(session, longest):
            return do(session)

    try:
        return run_blocking(read) if database.dialect == "sqlite" else read()
    except TookTooLong:
        abort(503)
