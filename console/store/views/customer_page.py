"""The customer's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.bilingual import Bilingual, LocalTime
from console.domain.facts import Money
from console.store.views.customer import FileLine, PromiseView


@dataclass(frozen=True, slots=True)
class PageAccount:
    """One debt and how it came about."""

    id: int
    product: Bilingual
    ending: str  # the last four signs of its number
    balance: Money
    principal: Money | None
    interest: Money | None
    fees: Money | None
    due_on: date | None
    days_past_due: int
    listed: LocalTime | None  # the moment of the creditor's list
    months: tuple[tuple[date, Money | None, Money | None], ...]  # month, billed, paid


@dataclass(frozen=True, slots=True)
class PagePayment:
    """A payment, or one that was taken back (below zero)."""

    on: LocalTime
    amount: Money


@dataclass(frozen=True, slots=True)
class PageContact:
    """One contact: when, how, by whom, what for, and under which verdict."""

    at: LocalTime
    channel: str
    inbound: bool
    result: Bilingual
    number: str  # masked
    by: Bilingual
    purpose: str
    right: Bilingual  # by what right, or what it broke
    breach: bool


@dataclass(frozen=True, slots=True)
class PageNext:
    """When the next contact of a channel is allowed."""

    channel: str
    at: LocalTime | None  # None: not at all as things are, or now
    now: bool
    until: LocalTime | None
    why: tuple[Bilingual, ...]  # the rules that forbid it now
    used: int | None
    cap: int | None


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A number on file."""

    id: int
    masked: str
    status: str
    own: bool


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A document that the customer sent."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Everything that the customer sees on the own page."""

    customer_id: int
    facts_version: int
    name: str
    zone: str
    currency: str
    region: str  # ISO country
    home_region: str  # of the creditor
    creditor: Bilingual
    agency: str
    phone_back: str
    owed: tuple[Money, ...]
    accounts: tuple[PageAccount, ...]
    payments: tuple[PagePayment, ...]
    contacts: tuple[PageContact, ...]
    others: int  # contacts with other people about the customer
    next: tuple[PageNext, ...]
    promises: tuple[PromiseView, ...]
    on_file: tuple[FileLine, ...]
    numbers: tuple[PageNumber, ...]
    documents: tuple[PageDocument, ...]
    profiled: bool  # the customer has not refused it
    marks: int  # what is stored on the state of mind
    stopped: bool
    answers: tuple[tuple[Bilingual, LocalTime], ...]  # what the customer asked for, and by when it is answered
    today: date
    latest: date  # of a promise
    slots: tuple[LocalTime, ...]  # lawful times for a call
    asks_opinion: bool  # of the last contact
    proof: str = ""  # the code of a call that runs now
