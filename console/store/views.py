"""The frozen views that screens render: plain data, masked already, no rules, no database.

One view object is one panel (design rule 23). Page load, snapshot and push render it with the
same partial. Instants are aware UTC datetimes; money is ``Money``; every text that depends on the
language is a ``Words`` pair, chosen by the template filter ``|words``.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from console.domain.facts import Money


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in both languages."""

    en: str
    zh: str


def to_json(view: Any) -> str:
    """Give the view as canonical JSON text (sorted keys, UTC instants), for records and replay."""

    def plain(value: object) -> object:
        if isinstance(value, datetime | date):
            return value.isoformat()
        raise TypeError(f"no JSON form for {type(value).__name__}")

    return json.dumps(dataclasses.asdict(view), default=plain, ensure_ascii=False, sort_keys=True)


# --- the shift bar -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """Today's own figures of one agent. Seconds are whole."""

    contacts: int
    rpc: int
    promises: int
    promised: tuple[Money, ...]
    kept: int
    due: int  # promises that fell due today (denominator of kept)
    talk_seconds: int
    wrapup_seconds: int


@dataclass(frozen=True, slots=True)
class ShiftView:
    """The agent's state with its clock and the moves that are open now."""

    state: str  # offline ready offered in_contact wrap_up on_break
    phase: str  # as state, but in_contact is split: preview, dialing, talking, talked
    reason: str  # break reason code or ""
    since: datetime
    until: datetime | None  # offer or wrap-up ends here
    moves: tuple[str, ...]  # ready break offline accept decline extend end_wrap_up give_back
    break_reasons: tuple[tuple[str, Words], ...]
    decline_reasons: tuple[tuple[str, Words], ...]
    next_break: str  # a break asked for after this contact, or ""
    figures: Figures


# --- nobody waiting ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SleepCount:
    """How many customers of the agent's queues sleep for one reason, and when the next wakes."""

    reason: str
    words: Words
    count: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """Why there is (no) customer: the parts add up to ``total`` exactly."""

    waiting: int
    with_agents: int
    total: int
    sleeping: tuple[SleepCount, ...]
    next_at: datetime | None
    searching: bool
    queues: tuple[tuple[str, int], ...]  # name, waiting


# --- the customer ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhoneView:
    id: int
    masked: str
    role: str
    role_words: Words
    status: str
    kind: str
    callable: bool
    reason: Words | None  # why it may not be rung now
    next_allowed_at: datetime | None
    attempts_today: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    id: int
    external_id: str
    product: Words
    balance: Money
    principal: Money | None
    interest: Money | None
    fees: Money | None
    credit_limit: Money | None
    days_past_due: int
    stage: str
    due_on: date | None
    balance_at: datetime | None
    true_month: date | None  # the data's own month, where the sample moved it
    months: tuple[
        tuple[date, int | None, Money | None, Money | None], ...
    ]  # month status bill paid


@dataclass(frozen=True, slots=True)
class PromiseView:
    id: int
    made_at: datetime
    kind: str
    status: str
    status_words: Words
    total: Money
    parts: tuple[tuple[date, Money, str], ...]  # due on, amount, status
    by: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    at: datetime
    kind: str  # attempt outcome promise payment hold consent import note
    icon: str  # lucide name
    title: Words
    detail: str
    by: str
    tone: str  # plain good warn bad


@dataclass(frozen=True, slots=True)
class FactorView:
    """One factor of the score: why this customer now."""

    key: str
    words: Words
    value: str
    points: int


@dataclass(frozen=True, slots=True)
class HoldView:
    kind: str
    words: Words
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerView:
    handout_id: int  # the token of every id in the panel
    customer_id: int
    facts_version: int
    kind: str  # queue callback promise inbound transfer
    name: str
    made_up: bool
    external_id: str
    portfolio: str
    place: str
    local_time_zone: str
    stage: str
    owed: tuple[Money, ...]
    days_past_due: int
    offered_at: datetime
    offer_until: datetime | None
    accepted: bool
    phones: tuple[PhoneView, ...]
    accounts: tuple[AccountView, ...]
    promises: tuple[PromiseView, ...]
    holds: tuple[HoldView, ...]
    timeline: tuple[TimelineItem, ...]
    score: int
    factors: tuple[FactorView, ...]
    handover_note: str
    changed: tuple[Words, ...]  # facts that changed since the hand-out, newest first
    attempt_id: int | None  # the begun, unfinished attempt
    line: str  # adapter of the running or last call
    line_state: str  # "" ringing talking ended
    line_result: str
    talking_since: datetime | None


# --- words -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointView:
    id: str
    step: str
    step_words: Words
    text: Words
    why: Words
    seconds: int
    now: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class DisclosureView:
    key: str
    text: Words
    law: str
    state: str  # "" said not_said
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    key: str
    words: Words
    toward: str  # procrastination fear rational
    strength: int  # 1..3
    struck: bool
    source: str


@dataclass(frozen=True, slots=True)
class SignalView:
    key: str
    words: Words
    hotkey: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ObjectionView:
    key: str
    hotkey: str
    said: Words
    acknowledge: Words
    clarify: Words
    option: Words
    next_step: Words
    avoid: Words
    code: str


@dataclass(frozen=True, slots=True)
class PointsView:
    handout_id: int
    procrastination: int  # per cent, the three sum to 100
    fear: int
    rational: int
    top: str  # "" when unsure
    unsure: bool
    corrected: str
    neutral: bool
    path: str  # a special path or ""
    step: str
    steps: tuple[tuple[str, Words], ...]
    points: tuple[PointView, ...]
    disclosures: tuple[DisclosureView, ...]
    evidence: tuple[EvidenceView, ...]
    signals: tuple[SignalView, ...]
    objections: tuple[ObjectionView, ...]
    closing: tuple[Words, ...]  # two polite lines when a block arrived in mid-call; else empty


# --- the law -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingView:
    rule_id: str
    severity: str
    text: Words
    law: str
    article: str
    confidence: str
    is_law: bool
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    override: str


@dataclass(frozen=True, slots=True)
class StripView:
    handout_id: int
    level: str  # allow remind warn block
    tone: str  # green amber red
    headline: Words
    calls_used: int | None
    calls_cap: int | None
    allowed_until: datetime | None
    next_allowed_at: datetime | None
    next_clean_at: datetime | None
    valid_until: datetime | None
    findings: tuple[FindingView, ...]
    openings: tuple[Words, ...]
    packs: tuple[str, ...]
    ending: bool  # a block arrived in mid-contact: end the call politely


# --- outcomes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    code: str
    key: str  # second stroke
    words: Words
    leads_to: Words
    form: str  # "" promise plan callback dispute note reason
    starred: bool
    enabled: bool
    why_not: Words | None


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    key: str  # first stroke
    words: Words
    choices: tuple[OutcomeChoice, ...]


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    id: int
    code: str
    words: Words
    at: datetime
    effect: Words
    detail: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    handout_id: int
    customer_id: int
    facts_version: int
    begun: bool
    can_finish: bool
    recorded: RecordedOutcome | None  # in wrap-up: what was recorded, correctable by one key
    groups: tuple[OutcomeGroup, ...]
    owed: tuple[Money, ...]
    currency: str
    minimum_promise: int
    suggested_on: date | None  # a lawful, sensible promise day
    latest_on: date | None
    today: date  # the customer's local date
    callback_from: datetime | None
    note: str
    note_version: int
    colleagues: tuple[tuple[int, str], ...]  # agent id, name: who may take over
    wrap_up_until: datetime | None
    extensions_left: int


@dataclass(frozen=True, slots=True)
class DeskView:
    """The whole desk of one agent, read in one snapshot at ``seq``."""

    seq: int
    epoch: str
    now: datetime
    token: int  # 0 without a hand-out
    shift: ShiftView
    queue: QueueView | None  # shown when there is no hand-out
    customer: CustomerView | None
    points: PointsView | None
    strip: StripView | None
    outcome: OutcomeView | None
