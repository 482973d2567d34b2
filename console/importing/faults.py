"""Why a file cannot be read, and what a person should know about how it was read."""

from __future__ import annotations

from collections.abc import Sequence

Note = tuple[str, dict[str, object]]  # an English text with %(name)s places, and their values


class BadFile(Exception):
    """The file cannot be read. The message ``text`` (filled with ``words``) says what to do; ``faults`` has all."""

    def __init__(self, text: str, **words: object) -> None:
        super().__init__(filled(text, words))
        self.text, self.words = text, words
        self.faults: tuple[Note, ...] = ((text, words),)


def all_of(faults: Sequence[Note]) -> BadFile:
    """Return the error that tells all these faults at once."""
    error = BadFile(faults[0][0], **faults[0][1])
    error.args = (" ".join(filled(text, words) for text, words in faults),)
    error.faults = tuple(faults)
    return error


def filled(text: str, words: dict[str, object]) -> str:
    """Return a text with its values filled in."""
    return text % words if words else text
