"""The customer's card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money


@dataclass(frozen=True, slots=True)
class PhoneView:
    id: int
    masked: str
    role: str
    role_words: Bilingual
    status: str
    kind: str
    callable: bool
    reason: Bilingual | None  # why it may not be rung now
    next_allowed_at: datetime | None
    attempts_today: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    id: int
    external_id: str
    product: Bilingual
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
    months: tuple[tuple[date, int | None, Money | None, Money | None], ...]  # month status bill paid


@dataclass(frozen=True, slots=True)
class PromiseView:
    id: int
    made_at: datetime
    kind: str
    status: str
    status_words: Bilingual
    total: Money
    parts: tuple[tuple[date, Money, str], ...]  # due on, amount, status
    by: Bilingual


@dataclass(frozen=True, slots=True)
class TimelineItem:
    at: datetime
    kind: str  # attempt outcome promise payment hold consent import note
    icon: str  # lucide name
    title: Bilingual
    detail: str
    by: Bilingual | None
    tone: str  # plain good warn bad


@dataclass(frozen=True, slots=True)
class FactorView:
    """One factor of the score: why this customer now."""

    key: str
    words: Bilingual
    value: str
    points: int
    rule: Bilingual  # how this weight comes about


@dataclass(frozen=True, slots=True)
class HoldView:
    kind: str
    words: Bilingual
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One wish, hold or consent on file, as the desk lists it."""

    id: int
    what: str  # request consent
    words: Bilingual
    scope: Bilingual
    since: datetime
    until: datetime | None
    state: str  # binds review reviewed waits (binds later) asked (its end was asked for)


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of the conversation, either way, word for word."""

    id: int
    at: datetime
    inbound: bool
    channel: Bilingual
    text: str
    state: Bilingual  # where it stands; of an inbound one what was heard in it
    tone: str  # plain good warn
    answer_by: datetime | None  # of one that is not answered yet


@dataclass(frozen=True, slots=True)
class CustomerView:
    handout_id: int  # the token of every id in the panel
    customer_id: int
    facts_version: int
    kind: str  # queue callback promise inbound transfer
    name: str
    made_up: bool
    external_id: str
    portfolio: Bilingual
    place: str
    region: str  # ISO country
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
    on_file: tuple[FileLine, ...]
    timeline: tuple[TimelineItem, ...]
    score: int
    factors: tuple[FactorView, ...]
    handover_note: str
    changed: tuple[Bilingual, ...]  # facts that changed since the hand-out, newest first
    attempt_id: int | None  # the begun, unfinished attempt
    line: str  # adapter of the running or last call
    line_state: str  # "" ringing talking ended
    line_result: str
    talking_since: datetime | None
    proof: str = ""  # the code by which the customer finds out that this call is real
    messages: tuple[MessageView, ...] = ()  # the oldest first
