"""What one day's figures are counted from. Amounts are minor units, times are instants of the site's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact counts. 0 and "" mean that nobody and nothing is known.

    ``scripts`` are the talking points that were said in the contact, each with its version.
    """

    team: int = 0
    agent: int = 0
    queue: int = 0
    stage: str = ""
    channel: str = ""
    mind: str = ""
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact attempt with its last outcome. ``promised`` is None without a promise on record."""

    at: datetime
    customer: int
    place: Place
    inbound: bool = False
    answered: bool = False
    right_party: bool = False
    code: str = ""
    promised: int | None = None
    currency: str = ""
    breach: bool = False
    id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one state of an agent that has ended. It may begin before the day and end after it."""

    team: int
    agent: int
    state: str
    began_at: datetime
    ended_at: datetime
    id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class DuePart:
    """One dated part of a promise that falls due on the day: its state as it is judged now."""

    place: Place
    amount: int
    paid: int
    status: str
    currency: str
    id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class Money:
    """A payment of the day, less what was taken back of it. Its place is the last talk before it, if there was one."""

    place: Place
    amount: int
    currency: str
    id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class Wish:
    """A complaint or a wish for no more contact that was put on file on the day."""

    place: Place
    kind: str
    id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class Stock:
    """The customers in a queue as the day began, and what they owed."""

    team: int
    queue: int
    stage: str
    customers: int
    owed: int
    currency: str


@dataclass(frozen=True, slots=True)
class LateStart:
    """An account whose first late day is the day: its amount then, and what came in within 30 days.

    ``team`` is the one that its queue belongs to, 0 = any.
    """

    queue: int
    stage: str
    amount: int
    collected: int
    currency: str
    id: int = 0  # of its row
    team: int = 0


@dataclass(frozen=True, slots=True)
class AgeingPair:
    """Accounts that stood in bucket ``was`` at one month's end and in bucket ``now`` at the next.

    A bucket is the number of months past due, 0 is current. ``owed_then`` is what they owed at the first month's
    end, ``owed_now`` at the second.
    """

    was: int
    now: int
    accounts: int
    owed_then: int
    owed_now: int
    currency: str


@dataclass(frozen=True, slots=True)
class DayFacts:
    """All facts of one day of the site. ``begins`` and ``ends`` are its first instant and that of the next day."""

    begins: datetime
    ends: datetime
    contacts: tuple[Contact, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    parts: tuple[DuePart, ...] = ()
    money: tuple[Money, ...] = ()
    wishes: tuple[Wish, ...] = ()
    stock: tuple[Stock, ...] = ()
    late: tuple[LateStart, ...] = ()
    ageing: tuple[AgeingPair, ...] = ()  # of the month that ended with the day before
