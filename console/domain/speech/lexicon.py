"""A table of patterns, each alternative by itself, tried only where the text holds its runs."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from console.domain.text.normalise import Folded
from console.domain.text.prefilter import Screen, alternatives


class Lexicon:
    """Patterns per key. ``rows``: key and compiled pattern, in the order of the table."""

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        parts = [(key, part) for key, patterns in table.items() for p in patterns for part in alternatives(p)]
        self.rows = [(key, re.compile(part)) for key, part in parts]
        self.screen = Screen(part for _, part in parts)

    def matches(self, text: Folded, *, but: Container[str] = ()) -> Iterator[tuple[str, list[re.Match[str]]]]:
        """Give each key that is found in ``text``, save ``but``, with its matches in order of place."""
        found: dict[str, list[re.Match[str]]] = {}
        for number in self.screen.candidates(text.grams):
            key, pattern = self.rows[number]
            if key not in but:
                for match in pattern.finditer(text.text):
                    found.setdefault(key, []).append(match)
        for key, matches in found.items():
            yield key, sorted(matches, key=re.Match.start)
