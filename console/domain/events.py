"""What happened, past tense. Screens follow these after the commit, never before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``agents`` are those whose own desk it changed."""

    agents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftChanged(Event):
    """An agent's state changed."""


@dataclass(frozen=True, slots=True)
class CustomerOffered(Event):
    """A customer was given to an agent; her page calls for attention."""


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
    """A signal, correction, disclosure or step changed the words."""


@dataclass(frozen=True, slots=True)
class FactsChanged(Event):
    """A fact of a customer changed while an agent has that customer."""


@dataclass(frozen=True, slots=True)
class ComplianceChanged(Event):
    """A verdict, a finding, a rule or a request that the compliance officer watches."""


@dataclass(frozen=True, slots=True)
class SupplyChanged(Event):
    """Customers woke, slept or came in: idle desks and the floor show other counts."""


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Role, team, password or account changed or a session ended: sockets must close."""

    person_id: int = 0
    session_sha256: str = ""  # one session only; empty = all of the person
