"""The outcome bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.store.views.points import DisclosureView


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    code: str
    key: str  # second stroke
    words: Bilingual
    leads_to: Bilingual
    form: str  # "" promise plan callback dispute note reason
    starred: bool
    enabled: bool
    why_not: Bilingual | None


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    key: str  # first stroke
    words: Bilingual
    choices: tuple[OutcomeChoice, ...]


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    id: int
    code: str
    words: Bilingual
    at: datetime
    said: Bilingual  # what it says, with its amounts and days
    effect: Bilingual
    note: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    handout_id: int
    customer_id: int
    facts_version: int
    begun: bool
    can_finish: bool
    recorded: RecordedOutcome | None  # in wrap-up: what was recorded, correctable by one key
    groups: tuple[OutcomeGroup, ...]
    meant: OutcomeChoice | None  # what the report of the line means: one key records it
    owed: tuple[Money, ...]
    currency: str
    suggested_on: date | None  # a lawful, sensible promise day
    today: date  # the customer's local date
    tomorrow: date
    note: str
    note_version: int
    extensions_left: int
    on_the_line: bool = False  # the outcome is recorded and the call goes on
    unsaid: tuple[DisclosureView, ...] = ()  # after the outcome: what was not said, and nobody has told why
    note_only: bool = False  # the safety state is on: no outcome can be recorded
