"""The talking points panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money


@dataclass(frozen=True, slots=True)
class PointView:
    id: str
    step: str
    step_words: Bilingual
    text: Bilingual
    why: Bilingual
    seconds: int
    now: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class DisclosureView:
    key: str
    text: Bilingual
    law: str
    state: str  # "" said not_said
    reason: str
    step: str  # the step of the card on which it hangs
    at: datetime | None = None  # when it was marked

    def said_in(self, began_at: datetime, key: str) -> bool:
        """Return True when it is this disclosure and was said in the call that began then."""
        return self.key == key and self.state == "said" and self.at is not None and self.at >= began_at


@dataclass(frozen=True, slots=True)
class EvidenceView:
    key: str
    words: Bilingual
    toward: str  # procrastination fear rational
    strength: int  # 1..3
    struck: bool
    source: str


@dataclass(frozen=True, slots=True)
class SignalView:
    key: str
    words: Bilingual
    hotkey: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ObjectionView:
    key: str
    hotkey: str
    said: Bilingual
    acknowledge: Bilingual
    clarify: Bilingual
    option: Bilingual
    next_step: Bilingual
    avoid: Bilingual
    code: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One way to settle, fitted to grade and ability."""

    kind: str
    words: Bilingual
    why: Bilingual
    count: int  # dated parts; 0 = none
    first_on: date | None
    part: Money | None
    total: Money | None
    parts: tuple[tuple[date, Money], ...]
    authority: str  # the lowest role that may grant it
    mine: bool  # the agent may grant it alone
    asked: str  # "" asked granted refused
    reason: str  # of a refusal


@dataclass(frozen=True, slots=True)
class PlanView:
    """The grade with its reasons, what the customer said of the ability, and the offers."""

    grade: str  # "" = too little is known
    points: int
    factors: tuple[tuple[Bilingual, str, int], ...]
    ability: str  # able partly unable unknown
    payday: int | None  # day of the month, as the customer says
    offers: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    key: str
    words: Bilingual
    given: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its likely answers. ``done``: asked, answered or not."""

    key: str
    text: Bilingual
    why: Bilingual
    gain: float  # expected, in bits
    answers: tuple[AnswerView, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class MeansReasonView:
    key: str
    words: Bilingual
    toward: str  # able partly unable willing unwilling
    struck: bool


@dataclass(frozen=True, slots=True)
class MeansView:
    """What the file says about means and willingness; the customer's own word counts alone."""

    ability: str  # "" = too little is known
    percent: int
    willing: int  # per cent
    cell: Bilingual | None  # of the grid ability x willingness
    reasons: tuple[MeansReasonView, ...]


@dataclass(frozen=True, slots=True)
class PointsView:
    handout_id: int
    procrastination: int  # per cent, the three sum to 100
    fear: int
    rational: int
    top: str  # "" when silent
    certainty: str  # silent leaning sure
    means: MeansView | None  # None when nothing is on file, or profiling is refused
    question: QuestionView | None  # the question to ask now, or the one just answered at this step
    refused: bool  # the customer refused profiling: nothing is guessed or marked
    labels: int  # corrections behind the weights; 0 = the house's first estimate
    corrected: str
    neutral: bool
    path: str  # a special path or ""
    recorded: bool  # the outcome of this contact is on record
    answered: bool  # somebody answered: something can have been said
    step: str
    steps: tuple[tuple[str, Bilingual], ...]
    points: tuple[PointView, ...]
    disclosures: tuple[DisclosureView, ...]
    evidence: tuple[EvidenceView, ...]
    signals: tuple[SignalView, ...]
    objections: tuple[ObjectionView, ...]
    plan: PlanView | None  # None until the identity is checked
    explain: tuple[Bilingual, ...]  # what is said when the customer asks how the words are chosen
    marked: str  # a special situation that the agent opened by hand
    paths: tuple[tuple[str, Bilingual], ...]  # those that may be opened so
    danger: tuple[str, Bilingual] | None  # the safety state that words of the customer call for: its kind and name
    closing: tuple[Bilingual, ...]  # two polite lines when a block arrived in mid-call; else empty
