"""The reasons why an action was not done. Each class is one ``code`` on the wire (rule 27)."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The action was not done, and why.

    ``text`` is the message id for translation. The web or live layer fills ``words`` into it.
    ``field``: the form field concerned."""

    code = "conflict"

    def __init__(self, text: str, *, field: str | None = None, **words: Any) -> None:
        super().__init__(text)
        self.text = text
        self.field = field
        self.words = words


class IllegalMove(Refused):
    """The agent's state has no such move."""

    code = "illegal"


class Stale(Refused):
    """A fact that matters to this action changed since the agent's screen was drawn (rule 26)."""

    code = "stale"


class NotYours(Refused):
    """The thing does not exist or is not the actor's. Both give the same answer (rule 14)."""

    code = "not_found"

    def __init__(self, text: str = "Not found.", **words: Any) -> None:
        super().__init__(text, **words)


class Conflict(Refused):
    """Another person was first."""

    code = "conflict"


class KeyUsed(Conflict):
    """The key of an operation came again with other contents (rule 16)."""


class Invalid(Refused):
    """A value is not valid. Says which field and what to do."""

    code = "invalid"


class Busy(Refused):
    """The server is busy. Try again in a moment."""

    code = "busy"
