"""What a rule says when it applies, and the order of its severities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LEVELS = {"allow": 0, "remind": 1, "warn": 2, "block": 3}


@dataclass(frozen=True, slots=True)
class Hit:
    """The result of a rule that applies now.

    ``until``: the first instant at which it no longer applies by time alone, or None."""

    until: datetime | None = None
    severity: str = ""  # when it differs from the rule's own
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
