"""A table of patterns, split into alternatives.

Each alternative is tried only on texts that hold the runs of characters it needs (``text.prefilter``)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from console.domain.text.normalise import Folded
from console.domain.text.prefilter import Screen, alternatives


class Lexicon:
    """Patterns per key (the name of a category or of a cue). ``rows``: key and compiled pattern, in table order."""

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        parts = [(key, part) for key, patterns in table.items() for p in patterns for part in alternatives(p)]
        self.rows = [(key, re.compile(part)) for key, part in parts]
        self.screen = Screen(part for _, part in parts)

    def matches(self, text: Folded, *, but: Container[str] = ()) -> Iterator[tuple[str, list[re.Match[str]]]]:
        """Yield each key found in ``text``, except those in ``but``, with its matches in order of place."""
        matches_of: dict[str, list[re.Match[str]]] = {}
        for number in self.screen.candidates(text.grams):
            key, pattern = self.rows[number]
            if key not in but:
                for match in pattern.finditer(text.text):
                    matches_of.setdefault(key, []).append(match)
        for key, matches in matches_of.items():
            yield key, sorted(matches, key=re.Match.start)
