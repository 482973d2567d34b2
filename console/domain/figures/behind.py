"""The facts behind a number: those that counted in its sum and its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from console.domain.figures.facts import DayFacts
from console.domain.figures.tally import Cell, tally

KINDS = ("contacts", "stretches", "parts", "money", "wishes", "late")


@dataclass(frozen=True, slots=True)
class Behind:
    """One fact behind a number: its kind, the id of its row, and how much it counts."""

    kind: str
    id: int
    count: int


def behind(facts: DayFacts, sums: tuple[str, ...], cell: Cell) -> Iterator[Behind]:
    """Yield the facts that count in one of these sums in a cell. A team of -1 and an hour of -2 mean any.

    Each fact is counted alone by the function that counts the day, so a list can never differ from its number.
    A customer counts once a day: only the first attempt stands behind "worked".
    """
    empty = DayFacts(facts.begins, facts.ends)
    worked: set[object] = set()
    for kind in KINDS:
        for fact in sorted(getattr(facts, kind), key=lambda one: (getattr(one, "at", facts.begins), one.id)):
            counts = 0
            alone: Any = {kind: (fact,)}
            for at, found in tally(replace(empty, **alone)).items():
                if (at.dimension, at.key, at.currency) != (cell.dimension, cell.key, cell.currency):
                    continue
                if cell.team not in (-1, at.team) or cell.hour not in (-2, at.hour):
                    continue
                for name in sums:
                    if name == "worked" and name in found:
                        if (fact.customer, at.team) in worked:
                            continue
                        worked.add((fact.customer, at.team))
                    counts += found.get(name, 0)
            if counts:
                yield Behind(kind, fact.id, counts)
