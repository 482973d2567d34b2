"""A table of patterns, split into alternatives.

Each alternative is tried only on texts that hold the runs of characters it needs (``text.prefilter``)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cached_property

from console.domain.text.normalise import Folded
from console.domain.text.prefilter import Screen, alternatives


class Lexicon:
    """Patterns per key (the name of a category or of a cue).

    They are compiled at the first text, or by ``prepare``: a process that checks no text must not wait for them.
    """

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        self._table = table

    @cached_property
    def _parts(self) -> list[tuple[str, str]]:
        return [(key, part) for key, patterns in self._table.items() for p in patterns for part in alternatives(p)]

    @cached_property
    def rows(self) -> list[tuple[str, re.Pattern[str]]]:
        """Key and compiled pattern, in table order."""
        return [(key, re.compile(part)) for key, part in self._parts]

    @cached_property
    def screen(self) -> Screen:
        """The index that tells which rows are worth trying."""
        return Screen(part for _, part in self._parts)

    def prepare(self) -> None:
        """Compile everything now."""
        _ = self.rows, self.screen

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
