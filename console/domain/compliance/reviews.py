"""When each rule falls due for a fresh look at its source: the surer it is, the longer it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.domain.compliance.types import Pack, Rule

# house policy, not law: days after which a row of this confidence is read again at its source
EVERY: Mapping[str, int] = {"high": 365, "med": 180, "low": 90, "policy": 365}
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Review:
    """One rule with the day of its last look and the day of the next."""

    rule: Rule
    pack: str
    last: date
    due: date

    def red(self, today: date) -> bool:
        """True when the day has come."""
        return self.due <= today


def dated(pack: Pack) -> date:
    """Give the day on which the pack was written, which its version begins with."""
    return date.fromisoformat(pack.version[:10])


def interval(rule: Rule) -> int:
    """Give the days between two looks; a row that is unsure in one part counts as unsure."""
    return min(days for word, days in EVERY.items() if word in rule.confidence)


def reviews(packs: Sequence[Pack], seen: Mapping[tuple[str, str], date]) -> tuple[Review, ...]:
    """Give every rule by the day it falls due; ``seen``: (pack, rule) -> last look by a person."""
    found = []
    for pack in packs:
        for rule in {rule.id: rule for rule in pack.rules}.values():
            last = max(dated(pack), seen.get((pack.code, rule.id), date.min))
            found.append(Review(rule, pack.code, last, last + timedelta(days=interval(rule))))
    found.sort(key=lambda review: (review.due, review.pack, review.rule.id))
    return tuple(found)


def falling_due(found: Sequence[Review], today: date) -> tuple[Review, ...]:
    """Give those that are due or fall due within thirty days."""
    return tuple(review for review in found if review.due <= today + SOON)
