"""What a model suspects in a text. The model stands outside the domain: its answer comes in as a fact."""

from __future__ import annotations

from dataclasses import dataclass, replace

LAWFUL = "lawful"  # the kind of a part that the model holds for lawful, with the chance that it is not


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A part of a text that may be of a kind.

    ``kind``: the code of a category, the key of a cue, or ``LAWFUL``. ``start`` and ``end``: the half-open range in
    the text. ``chance``: how many of 1 lines with this sum were of a kind, among lines of authors that the model did
    not know; half of those lines were lawful. ``version``: the model's. ``near``: the known example that is nearest.
    ``words``: the words that weigh most.
    """

    kind: str
    start: int
    end: int
    chance: float
    version: str
    near: str = ""
    words: tuple[str, ...] = ()

    def moved(self, by: int) -> Suspicion:
        """Return the same for a text in which this one begins at ``by``."""
        return replace(self, start=self.start + by, end=self.end + by) if by else self
