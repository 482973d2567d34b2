"""What happened, in the past tense. Screens are redrawn from these after the commit, never before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``agents``: ids of the agents whose own desk it changed."""

    agents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftChanged(Event):
    """An agent's state changed."""


@dataclass(frozen=True, slots=True)
class CustomerOffered(Event):
    """A customer was offered to an agent, whose page alerts."""


@dataclass(frozen=True, slots=True)
class HandoutEnded(Event):
    """A hand-out ended."""


@dataclass(frozen=True, slots=True)
class ContactChanged(Event):
    """A contact was begun, answered or ended."""


@dataclass(frozen=True, slots=True)
class OutcomeRecorded(Event):
    """An outcome was recorded or corrected."""


@dataclass(frozen=True, slots=True)
class GuidanceChanged(Event):
    """A signal, correction, disclosure or step changed the talking points."""


@dataclass(frozen=True, slots=True)
class FactsChanged(Event):
    """A fact of a customer changed while an agent works on that customer."""


@dataclass(frozen=True, slots=True)
class ComplianceChanged(Event):
    """Something on the compliance officer's page changed: a verdict, a finding, a rule or a request."""


@dataclass(frozen=True, slots=True)
class SupplyChanged(Event):
    """Customers became available or slept, or were imported: the counts on idle desks and the floor changed."""


@dataclass(frozen=True, slots=True)
class AlarmChanged(Event):
    """An alarm was raised, seen, taken or handled: every page that shows alarms changed."""


@dataclass(frozen=True, slots=True)
class LeadSpoke(Event):
    """A lead said or asked something, or looks at a desk."""


@dataclass(frozen=True, slots=True)
class SumsKept(Event):
    """The sums of some agents' day were counted anew: the floor shows them."""


@dataclass(frozen=True, slots=True)
class RoundChanged(Event):
    """Something on a round changed: a visit, its pair, a stop sign, or a contact elsewhere with its customer."""

    rounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Role, team, password or account changed, or a session ended: the person's sockets must close."""

    person_id: int = 0
    session_sha256: str = ""  # only this session; empty = all sessions of the person
