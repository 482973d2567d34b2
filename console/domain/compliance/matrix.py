"""The matrix of the rules: what each row says about each channel, direction, purpose and party, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.domain.compliance.reach import EVERY
from console.domain.compliance.types import Pack, Rule
from console.domain.compliance.who import PERSONS
from console.domain.facts import PURPOSES

HEAD = ("pack", "rule", "severity", *EVERY, "directions", "purposes", "parties", "initiators", "deeds", "why", "原因")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule with its cells: the channels that it covers, and the rest as words."""

    pack: str
    rule: Rule

    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of ``HEAD``.

        "x" stands for covered, "all" for every value, "persons" for all but firms and offices.
        """
        rule = self.rule
        contact = "contact" in rule.deeds
        covered = rule.channels or EVERY
        channels = ["x" if contact and channel in covered else "" for channel in EVERY]
        return (
            self.pack,
            rule.id,
            rule.severity,
            *channels,
            _listed(rule.directions, ("out", "in")) if contact else "",
            _listed(rule.purposes, tuple(purpose for purpose in PURPOSES if purpose != "safety")) if contact else "",
            _listed(rule.parties, PERSONS, "persons") if contact else "",
            _listed(rule.initiators or (), ()) if contact else "",
            _listed(rule.deeds, ()),
            rule.reach.en,
            rule.reach.zh,
        )


def _listed(values: Sequence[str], every: Sequence[str], name: str = "all") -> str:
    return name if every and set(values) == set(every) else " ".join(sorted(values))


def matrix(packs: Sequence[Pack]) -> Iterator[Row]:
    """Yield every rule of these packs in their order."""
    for pack in packs:
        for rule in pack.rules:
            yield Row(pack.code, rule)
