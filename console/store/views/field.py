"""What the lead sees of the tablets: entries that did not take full effect, and corrected places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class FlagView:
    """One entry with both stories: what the pair says, and what is known here."""

    id: int
    at: datetime
    received_at: datetime
    person: str
    customer: str
    kind: Bilingual
    said: str
    code: str
    why: str  # English with placeholders, as the tablet was told
    words: dict[str, object]
    breach: bool
    clock_off: bool
    visit_state: Bilingual | None
    visit_note: str
    elsewhere_at: datetime | None  # the last contact elsewhere since
    elsewhere_by: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A corrected place that waits for a second person."""

    id: int
    customer: str
    address: str
    by: str
    mine: bool
    at: datetime
    reason: Bilingual
    note: str
    metres: int | None  # from the place on file
