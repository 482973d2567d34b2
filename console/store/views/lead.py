"""What a lead says to a desk and asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class LeadNoteView:
    """A line, a pinned note, a request, or somebody who looks at the desk."""

    id: int
    kind: str  # line pin back give look
    by: Bilingual
    text: str
    at: datetime
    to_id: int = 0  # the colleague who would take the customer
    to: Bilingual | None = None
    open: bool = True
    seen_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class LeadView:
    """The panel of the desk; without notes it is hidden."""

    notes: tuple[LeadNoteView, ...] = ()
