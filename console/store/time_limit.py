"""A limit in time for what a page reads: it is given up before it holds up others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

STEPS = 50_000  # of SQLite's machine between two looks at the clock
GIVEN_UP = ("interrupted", "statement timeout")  # as SQLite and PostgreSQL say it


class TookTooLong(Exception):
    """Reading took longer than it may, and was given up."""


@contextmanager
def time_limit(session: Session, seconds: float) -> Iterator[None]:
    """Give up what is read inside after so many seconds. Raises TookTooLong."""
    raw = session.info.get("raw")
    if raw is None:
        session.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
    else:
        until = time.monotonic() + seconds
        raw.set_progress_handler(lambda: int(time.monotonic() > until), STEPS)
    try:
        yield
    except OperationalError as error:
        if any(words in str(error.orig) for words in GIVEN_UP):
            raise TookTooLong from error
        raise
    finally:
        if raw is not None:
            raw.set_progress_handler(None, 0)
