"""What an action may answer instead of doing it. Each becomes one ``code`` of the wire (rule 27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Refused(Exception):
    """An act was not done, and why. ``words`` are filled into the message ``text`` by the door."""

    code = "conflict"

    def __init__(self, text: str, *, field: str | None = None, **words: Any) -> None:
        super().__init__(text)
        self.text = text
        self.field = field
        self.words = words


class Blocked(Refused):
    """Compliance refuses; carries the verdict."""

    code = "blocked"

    def __init__(self, verdict: Any, text: str = "Not lawful now: %(reason)s", **words: Any) -> None:
        super().__init__(text, **words)
        self.verdict = verdict

    @property
    def next_allowed_at(self) -> datetime | None:
        """First instant with no block, or none."""
        value: datetime | None = self.verdict.next_allowed_at
        return value


class IllegalMove(Refused):
    """The agent's state has no such move."""

    code = "illegal"


class Stale(Refused):
    """A fact that matters to this act changed since the view it was decided on (rule 26)."""

    code = "stale"


class NotYours(Refused):
    """Not there, or not the actor's: both answer alike (rule 14)."""

    code = "not_found"

    def __init__(self, text: str = "Not found.", **words: Any) -> None:
        super().__init__(text, **words)


class Conflict(Refused):
    """Someone else was first, or the same key came with another body."""

    code = "conflict"


class Invalid(Refused):
    """A value cannot be taken; says which field and what to do."""

    code = "invalid"


class Busy(Refused):
    """Try again in a moment."""

    code = "busy"
