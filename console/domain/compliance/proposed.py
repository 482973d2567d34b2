"""What somebody wants to do: a contact, or another act on the case that a rule covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from console.domain.facts import Address, Channel, Direction, Initiator, JsonObject, Party, Purpose

# the kind of act
Deed = Literal[
    "contact",
    "plan",
    "payment",
    "assignment",
    "credit_report",
    "suit",
    "proof_of_claim",  # in the bankruptcy of the customer
    "retention",
    "data",
    "platform",
]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A contact that somebody wants to choose or begin, or another act (``deed``)."""

    channel: Channel
    direction: Direction = "out"
    purpose: Purpose = "collect"
    party: Party = "debtor"
    initiator: Initiator = "agent"
    number: str | None = None
    address: Address | None = None
    text: str | None = None
    at: datetime | None = None
    account_ids: tuple[str, ...] = ()
    person: str | None = None  # which third person
    agency: str | None = None  # another firm that would make the contact; None = our own
    extra: JsonObject = field(default_factory=dict)  # details by name: a missing key is unknown
    deed: Deed = "contact"
