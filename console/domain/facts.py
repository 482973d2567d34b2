"""The frozen facts that the rules read: plain values, no rules, no database.

Three-valued facts are ``bool | None``. None is "unknown", and every rule says what it does then (rule 21).
Collections work alike: None = not known, ``()`` = known to be empty. Instants are timezone-aware UTC.
Money is integer minor units plus an ISO 4217 currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

JsonObject = dict[str, Any]

Channel = Literal["call", "robot_call", "voice_message", "sms", "email", "im", "letter", "visit"]
Direction = Literal["out", "in"]
Purpose = Literal["collect", "locate", "notify", "confirm", "answer", "safety"]
Party = Literal[
    "debtor",
    "co_debtor",
    "guarantor",
    "spouse",
    "heir",
    "guardian",
    "representative",  # the attorney or agent of the debtor
    "listed_contact",
    "third_party",
    "creditor",
    "creditor_attorney",
    "collector_attorney",
    "credit_bureau",
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
PARTIES: tuple[Party, ...] = get_args(Party)
Initiator = Literal["agent", "dispatcher", "worker", "robot"]
Stage = Literal["M1", "M2", "M3+"]
Psychology = Literal["procrastination", "fear", "rational"]

# The result of an attempt. None on the attempt itself = begun and not settled yet.
AttemptResult = Literal[
    "no_answer",
    "busy",
    "off",
    "suspended",
    "invalid",
    "rejected",
    "voicemail",
    "answered",  # a person answered, but there is no dialogue with the debtor (yet)
    "effective",  # right-party contact: a dialogue with the debtor
    "not_dialled",  # the telephone line reports that nothing was dialled
    "sent",
    "delivered",
    "failed",
    "met",
    "nobody",
]

RequestKind = Literal[
    "cease",
    "opt_out",
    "medium_refused",
    "time_refused",
    "place_refused",
    "dispute",
    "complaint",
    "hardship",
    "vulnerable",
    "represented",
    "deceased",
    "incapacity",
    "minor",
    "plan",
    "wrong_number",
    "refusal",
    "police_ban",
    "illegal_debt",
    "bankruptcy",
    "profiling_refused",
    "third_party_refused",
    "fraud_claim",
    "paid_claim",
    "risk",
    "lost",
    "safety",
    "suppressed",
    "recalled",
]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units of one ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Account:
    """One debt of the customer. Amounts are minor units of ``currency``."""

    id: str
    product: str | None = None  # "credit_card", "consumer_loan", "microloan" …
    currency: str = "CNY"
    balance: int | None = None
    principal: int | None = None
    interest: int | None = None
    fees: int | None = None
    credit_limit: int | None = None
    days_past_due: int | None = None
    due_on: date | None = None  # last due date (limitation starts here)
    signed_on: date | None = None
    creditor_type: str | None = None  # "bank", "card_bank", "consumer_finance", "agency", …
    suit_filed: bool | None = None
    judgment: bool | None = None
    enforcement: bool | None = None
    credit_reported: bool | None = None
    secured: bool | None = None
    illegal: bool | None = None
    sold: bool | None = None
    transfer_notice: bool | None = None
    yearly_cost_percent: float | None = None
    limitation_interrupted_on: date | None = None
    ledger_at: datetime | None = None  # when the balance was last confirmed
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number on the customer's file (E.164)."""

    e164: str
    role: Party = "debtor"  # whose number it is believed to be
    source: str | None = None  # contract, left_on_file, authority, public, told_by_contact, bureau
    status: str = "usable"  # usable, wrong, invalid, opted_out, suspended, dropped
    kind: str | None = None  # mobile, landline, work, switchboard
    verified: bool | None = None
    zone: str | None = None  # IANA zone derived from the number, if any
    region: str | None = None  # ISO country
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A place where the customer lives, works or can be reached."""

    kind: str = "home"  # home, work, other
    zone: str | None = None
    region: str | None = None  # ISO country
    province: str | None = None  # "Xinjiang" has its own rule on hours
    verified: bool | None = None
    binds_until: datetime | None = None  # an old address still counts until the new one is verified


@dataclass(frozen=True, slots=True)
class Attempt:
    """A contact attempt on any channel, by us or by another agency (``agency``)."""

    at: datetime
    channel: Channel = "call"
    direction: Direction = "out"
    party: Party = "debtor"
    purpose: Purpose = "collect"
    initiator: Initiator = "agent"
    number: str | None = None
    account_ids: tuple[str, ...] = ()  # empty: no particular debt was named
    result: AttemptResult | None = None  # None = begun, not settled: counts in every cap
    ended_at: datetime | None = None
    agency: str | None = None
    person: str | None = None  # which third party
    template: str | None = None  # message or voice template
    text: str | None = None  # the words of an incoming message, as far as they are on file
    breach: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """A stored consent: what it allows, from when it binds (rule 25) and its proof."""

    kind: str = "hours"  # hours, call_again, third_party, workplace, entry, written, marketing …
    channels: tuple[Channel, ...] | None = None  # None = every channel
    binds_from: datetime | None = None
    until: datetime | None = None
    window: tuple[str, str] | None = None  # local "HH:MM" – "HH:MM"
    days: tuple[int, ...] | None = None  # ISO weekdays
    given_to: str | None = None
    account_id: str | None = None
    revoked_at: datetime | None = None
    wording: str | None = None
    proof: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A hold or wish on file: cease, opt-out, dispute, represented … One type for all kinds."""

    kind: RequestKind
    since: datetime
    until: datetime | None = None
    scope: JsonObject = field(default_factory=dict)  # channels, number, account, hours, place …
    written: bool | None = None
    confirmed: bool | None = None
    answered_at: datetime | None = None  # verification sent, complaint answered …
    by: Party = "debtor"
    proof: str | None = None
    id: str | None = None

    def answered(self, at: datetime) -> bool:
        """Return True when it had been answered by this moment."""
        return self.answered_at is not None and self.answered_at <= at


def by_hand(requests: Sequence[Request] | None) -> frozenset[str]:
    """Return the numbers that a person took out of use, and that nobody else has judged yet.

    They are not used. But their place binds on, and they prove no loss of contact: taking a number out opens nothing.
    """
    return frozenset(
        str(request.scope["number"])
        for request in requests or ()
        if request.kind == "wrong_number" and request.scope.get("number")
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay: dated parts in minor units."""

    id: str
    made_at: datetime
    parts: tuple[tuple[date, int], ...]
    currency: str
    status: str = "open"  # open, kept, partly_kept, broken, withdrawn
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment in minor units of ``currency``."""

    at: datetime
    amount: int
    currency: str
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class BalanceMonth:
    """One closed month of an account's history.

    ``status``: -2 no use, -1 paid in full, 0 minimum paid, 1… months past due.
    """

    month: date
    status: int | None
    billed: int | None
    paid: int | None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A fact that a compliance officer declared once for a portfolio (rule 21)."""

    kind: str  # recording, agency_listed, processing_contract, number_source, no_past_contacts …
    value: bool = True
    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who owes, with the facts that the rules need. Sex, age and marriage are not among them."""

    id: str
    home_region: str | None = "CN"  # region of the creditor's home pack
    zones: tuple[str, ...] = ("Asia/Shanghai",)  # every zone where a number or address lies
    deceased: bool | None = None
    capacity: Literal["full", "limited", "none"] | None = None
    minor: bool | None = None
    work_forbids_calls: bool | None = None
    own_wages: bool | None = None  # a minor of 16 or 17 who lives on the own work counts as of full capacity
    at_zone: str | None = None  # where the customer is known to be. Then only this zone counts


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Everything that the rules may read about one customer, loaded in at most six statements."""

    customer: Customer
    accounts: tuple[Account, ...] | None = None
    phones: tuple[Phone, ...] | None = None
    addresses: tuple[Address, ...] | None = None
    attempts: tuple[Attempt, ...] | None = None
    attempts_known_from: datetime | None = None  # the history is complete from here on. None = unknown
    consents: tuple[Consent, ...] | None = None
    requests: tuple[Request, ...] | None = None
    promises: tuple[Promise, ...] | None = None
    payments: tuple[Payment, ...] | None = None
    history: tuple[BalanceMonth, ...] | None = None
    declarations: tuple[Declaration, ...] | None = None
    holidays: tuple[tuple[date, str], ...] | None = None  # (date, name) facts of the calendar
    # attempts at this customer's numbers in other customers' files
    number_attempts: tuple[Attempt, ...] | None = None
