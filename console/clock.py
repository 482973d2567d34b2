"""The one clock (rule 22): product time with the site's offset, and real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Product time = real time + offset. Sessions, lockouts and audits use ``real()``."""

    def __init__(self, offset_s: int = 0) -> None:
        self.offset = timedelta(seconds=offset_s)

    def real(self) -> datetime:
        """Give the wall clock, aware UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """Give the product's instant, aware UTC."""
        return datetime.now(UTC) + self.offset
