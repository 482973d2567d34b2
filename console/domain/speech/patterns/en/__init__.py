"""English patterns over folded text (``domain.text.normalise.fold``).

Belongs here: one file per topic, ``cues`` for the customer's own words, ``pieces`` that patterns share.
May import: domain.
"""

from __future__ import annotations

from console.domain.speech.patterns.en import (
    cues,
    identity,
    insults,
    legal,
    marketing,
    money,
    publishing,
    restraint,
    third_party,
    threats,
)
from console.domain.speech.patterns.tables import by_category

PATTERNS = by_category(
    identity.PATTERNS,
    insults.PATTERNS,
    legal.PATTERNS,
    marketing.PATTERNS,
    money.PATTERNS,
    publishing.PATTERNS,
    restraint.PATTERNS,
    third_party.PATTERNS,
    threats.PATTERNS,
)
CUES = cues.CUES

__all__ = ["CUES", "PATTERNS"]
