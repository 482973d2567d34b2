"""Several hits of one rule as one: the strictest binds, and the order of the facts never matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from console.domain.compliance.hit import LEVELS, Hit


def strictest(hits: Iterable[Hit], severity: str = "block") -> Hit | None:
    """Return one hit for many, or None for none.

    ``severity``: what a hit without one of its own says. The end is that of the most severe hits: None when one of
    them has no end.
    """
    rows = list(hits)
    if not rows:
        return None
    level = max((hit.severity or severity for hit in rows), key=LEVELS.__getitem__)
    top = [hit for hit in rows if (hit.severity or severity) == level]
    ends = [hit.until for hit in top]
    said = [fact for facts in sorted({hit.facts for hit in top}) for fact in facts]
    return Hit(
        latest(ends), level, tuple(dict.fromkeys(said)), tuple(sorted({name for hit in top for name in hit.missing}))
    )


def latest(ends: Iterable[datetime | None]) -> datetime | None:
    """Return the last of these ends, or None when one of them has no end."""
    rows = list(ends)
    known = [end for end in rows if end is not None]
    return max(known) if known and len(known) == len(rows) else None
