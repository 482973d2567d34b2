"""When each rule must be checked against its source again: the lower its confidence, the sooner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.domain.compliance.types import Pack, Rule

# our policy, not law: days until a rule of this confidence is checked against its source again
EVERY: Mapping[str, int] = {"high": 365, "med": 180, "low": 90, "policy": 365}
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Review:
    """One rule with the days of its last and its next check."""

    rule: Rule
    pack: str
    last: date
    due: date

    def red(self, today: date) -> bool:
        """Return True when the check is due."""
        return self.due <= today


def interval(rule: Rule) -> int:
    """Return the days between two checks. A rule with several confidences takes the lowest."""
    return min(days for word, days in EVERY.items() if word in rule.confidence)


def reviews(packs: Sequence[Pack], seen: Mapping[tuple[str, str], date]) -> tuple[Review, ...]:
    """Return every rule in order of its due day. ``seen``: (pack, rule id) -> day of the last check by a person."""
    rows = []
    for pack in packs:
        for rule in {rule.id: rule for rule in pack.rules}.values():
            last = max(pack.checked, seen.get((pack.code, rule.id), date.min))
            rows.append(Review(rule, pack.code, last, last + timedelta(days=interval(rule))))
    rows.sort(key=lambda review: (review.due, review.pack, review.rule.id))
    return tuple(rows)


def falling_due(rows: Sequence[Review], today: date) -> tuple[Review, ...]:
    """Return the reviews that are due now or within thirty days."""
    return tuple(review for review in rows if review.due <= today + SOON)
