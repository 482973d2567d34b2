"""The safety state of a desk, and the alarms on the pages of lead and officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number with its name. ``id``: the customer's number that may be rung, 0 for a line or a contact."""

    number: str
    name: Bilingual
    id: int = 0


@dataclass(frozen=True, slots=True)
class StepView:
    """Who did something with an alarm, and when."""

    who: Bilingual
    at: datetime


@dataclass(frozen=True, slots=True)
class AloneKind:
    """A kind of danger with the words to say, each with the country for whose customers it is, or ""."""

    key: str
    say: tuple[tuple[str, Bilingual], ...]


@dataclass(frozen=True, slots=True)
class AloneView:
    """What the page itself shows when the key of danger is pressed without a connection."""

    kinds: tuple[AloneKind, ...]
    lines: tuple[tuple[str, tuple[NumberView, ...]], ...]  # crisis lines of each country
    contacts: tuple[NumberView, ...]


@dataclass(frozen=True, slots=True)
class SafetyView:
    """What a desk shows instead of the call while its safety state is on."""

    handout_id: int
    alarm_id: int
    kind: str
    words: Bilingual  # name of the kind
    say: tuple[Bilingual, ...]
    lines: tuple[NumberView, ...]  # crisis lines of the customer's country
    contacts: tuple[NumberView, ...]  # people of the firm who are called when nobody takes the alarm
    raised_at: datetime
    seen: StepView | None
    taken: StepView | None
    watched: bool  # somebody who may take it has a page open
    customer: str
    made_up: bool
    zone: str
    places: tuple[str, ...]  # where help can find the customer
    attempt_id: int  # the running call, 0 = none
    talking_since: datetime | None
    dropped: bool  # a call was begun and the line is gone
    numbers: tuple[NumberView, ...]  # the customer's numbers for the safety call-back, masked
    ways: tuple[tuple[str, Bilingual], ...]  # how the contact may end
    others: tuple[tuple[str, Bilingual], ...]  # the other kinds of alarm


@dataclass(frozen=True, slots=True)
class AlarmView:
    """One alarm as lead and officer see it. The name is masked until somebody has taken it."""

    id: int
    kind: str
    words: Bilingual
    do: Bilingual
    agent: Bilingual
    team: str
    customer: str
    customer_id: int  # 0 = without a customer
    raised_at: datetime
    seen: StepView | None
    taken: StepView | None
    taken_by: int  # 0 = nobody
    ended: StepView | None
    ended_how: Bilingual | None
    handled: StepView | None
    note: str
    state: str  # raised seen taken handled
    pair: str = ""  # who is out there, of an alarm from a round
    place: str = ""  # the last position, WGS-84
    place_at: datetime | None = None  # how old it is
    conduct: bool = False  # nobody is in danger: it does not ring


@dataclass(frozen=True, slots=True)
class AlarmsView:
    """The open alarms, the oldest that nobody has taken first."""

    now: datetime
    alarms: tuple[AlarmView, ...]

    @property
    def ringing(self) -> int:
        """Return how many nobody has taken while somebody may be in danger."""
        return sum(1 for alarm in self.alarms if not alarm.taken_by and not alarm.conduct)


@dataclass(frozen=True, slots=True)
class CareItem:
    """A customer on the specialist's list: at risk, with the last alarm."""

    customer_id: int
    customer: str
    external_id: str
    since: datetime
    by: Bilingual
    alarm: AlarmView | None
