"""The only clock (rule 22): product time with the site's offset, and real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Product time = real time + offset. Sessions, lockouts and audits use ``real()``."""

    def __init__(self, offset_s: int = 0) -> None:
        self.offset = timedelta(seconds=offset_s)

    def real(self) -> datetime:
        """Return real time, aware UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """Return product time, aware UTC."""
        return datetime.now(UTC) + self.offset
