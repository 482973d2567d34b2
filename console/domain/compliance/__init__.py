"""The law of a contact and of its words: ``check(proposed, facts, packs, now) -> Verdict``.

Belongs here: the engine, its types, house rules. The rules themselves are data in ``packs``.
May import: domain.
"""

from console.domain.compliance.engine import PACKS, allowed_until, calls_left, check, explain, next_change, packs_for
from console.domain.compliance.proposed import Proposed
from console.domain.compliance.types import Finding, Opening, Pack, Rule, Verdict
from console.domain.compliance.verdict_record import Record, asked_of, proposed_again, record_of, scenario_of

__all__ = [
    "PACKS",
    "Finding",
    "Opening",
    "Pack",
    "Proposed",
    "Record",
    "Rule",
    "Verdict",
    "allowed_until",
    "asked_of",
    "calls_left",
    "check",
    "explain",
    "next_change",
    "packs_for",
    "proposed_again",
    "record_of",
    "scenario_of",
]
