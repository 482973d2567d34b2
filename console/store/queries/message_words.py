"""How a message is shown: where it stands, and why it is held."""

from __future__ import annotations

from console.domain.bilingual import Bilingual
from console.domain.compliance.plain import sentence_of
from console.domain.labels import bilingual, named
from console.domain.messages import REASONS, STATES
from console.domain.sleep_reasons import SLEEP_REASONS

RULE = "rule:"


def reason_words(reason: str) -> Bilingual:
    """Return why a message is held: a known reason, a rule as a plain sentence, else the carrier's own words."""
    if reason.startswith(RULE):
        return sentence_of(reason.removeprefix(RULE))
    return bilingual({**SLEEP_REASONS, **REASONS}.get(reason, (reason, reason)))


def standing(state: str, reason: str) -> Bilingual:
    """Return the state of a message with its reason."""
    label = named(STATES, state)
    if not reason:
        return label
    why = reason_words(reason)
    return Bilingual(f"{label.en}: {why.en}", f"{label.zh}：{why.zh}")
