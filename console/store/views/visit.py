"""What the lead's page of rounds shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this customer: a label with its value."""

    label: Bilingual
    value: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit. Times are as planned."""

    id: int
    customer: str
    external_id: str
    made_up: bool
    address: str
    city: str
    state: str
    state_words: Bilingual
    why: str
    by: str  # who proposed it; "" = the console
    mine: bool  # proposed by the reader, who cannot approve it
    reasons: tuple[Reason, ...]
    gain: Money
    cost: Money
    left_out: Bilingual | None
    appointment_at: datetime | None
    round_id: int | None
    position: int | None
    arrives_at: datetime | None
    begins_at: datetime | None
    leaves_at: datetime | None
    travel_min: int
    km: float
    rung_at: datetime | None  # a contact on another channel since the round was planned
    sealed_trip: int = 0  # its record can be exported
    missed: bool = False  # the pair has missed its check-in


@dataclass(frozen=True, slots=True)
class RoundView:
    """A pair's day."""

    id: int
    pair: tuple[str, str]
    state: str
    starts_at: datetime
    ends_at: datetime
    leaves_at: datetime | None
    back_at: datetime | None
    start: str
    rests: tuple[tuple[datetime, datetime], ...]
    km: float
    stops: tuple[VisitRow, ...]
    current: bool  # the order stands for the round as it is now


@dataclass(frozen=True, slots=True)
class RoundsView:
    """The lead's page of rounds for one day."""

    day: str
    rounds: tuple[RoundView, ...]
    proposed: tuple[VisitRow, ...]
    approved: tuple[VisitRow, ...]
    collectors: tuple[tuple[int, str], ...]  # without a round that day
    places: tuple[tuple[int, str], ...]
    saved_min: int | None
    nearest_missed: int
    planned_by: str
    distances: str
    distances_note: str
