"""Evidence fades: what was seen long ago counts less."""

from __future__ import annotations

from datetime import datetime

HALF_LIFE_DAYS = 90.0


def fade(at: datetime | None, now: datetime) -> float:
    """Return the share (0 to 1) that is left of evidence of this age. Evidence without a date does not fade."""
    if at is None:
        return 1.0
    days = max(0.0, (now - at).total_seconds() / 86400)
    return float(0.5 ** (days / HALF_LIFE_DAYS))
