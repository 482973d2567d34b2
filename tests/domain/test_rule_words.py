"""Every level and every confidence of a rule has its words in both languages."""

from __future__ import annotations

from console.domain.compliance import PACKS
from console.domain.compliance.types import LEVELS
from console.domain.rule_words import CONFIDENCE, LEVEL


def test_every_level_and_confidence_has_its_words() -> None:
    assert {rule.confidence for pack in PACKS.values() for rule in pack.rules} <= set(CONFIDENCE)
    assert set(LEVELS) <= set(LEVEL)
