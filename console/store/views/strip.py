"""The compliance strip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class FindingView:
    rule_id: str
    severity: str
    text: Bilingual
    law: str
    article: str
    confidence: str
    is_law: bool
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    override: str


@dataclass(frozen=True, slots=True)
class MaybeView:
    """Why words that no rule knows are shown: how often such words are meant so, and what they are like."""

    tenths: int  # of ten such lines
    words: tuple[str, ...]  # that weigh most
    near: str  # the nearest known example
    version: str


@dataclass(frozen=True, slots=True)
class HeardView:
    """Words that were heard in this contact: at most one warning is shown."""

    rule_id: str
    kind: str
    text: Bilingual
    quote: str
    say: Bilingual
    is_cue: bool
    severe: bool
    maybe: MaybeView | None = None


@dataclass(frozen=True, slots=True)
class StripView:
    handout_id: int
    level: str  # allow remind warn block
    tone: str  # green amber red
    headline: Bilingual
    calls_used: int | None
    calls_cap: int | None
    allowed_until: datetime | None
    next_allowed_at: datetime | None
    next_clean_at: datetime | None
    valid_until: datetime | None
    findings: tuple[FindingView, ...]
    openings: tuple[Bilingual, ...]
    packs: tuple[str, ...]
    heard: HeardView | None
    ending: bool  # a block arrived in mid-contact: end the call politely
