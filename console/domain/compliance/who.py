"""Whose word binds whom: the debtor's wish binds the debtor, a stranger's the stranger.

A fact that does not name its person may be about any person of that kind (rule 21).
"""

from __future__ import annotations

from console.domain.compliance.proposed import Proposed
from console.domain.facts import Attempt, Party, Request

THIRD: tuple[Party, ...] = ("listed_contact", "third_party")
# firms and offices that have to do with the debt: no hours, counts or wishes of a person protect them
OFFICES: tuple[Party, ...] = ("creditor", "creditor_attorney", "collector_attorney", "credit_bureau")
PERSONS: tuple[Party, ...] = (
    "debtor",
    "co_debtor",
    "guarantor",
    "spouse",
    "heir",
    "guardian",
    "representative",
    *THIRD,
)
DEBTORS_VOICE: tuple[Party, ...] = ("debtor", "representative", "guardian")  # they speak for the debtor
DEBTORS_EAR: tuple[Party, ...] = ("debtor", "guardian")  # what the debtor refused is refused for them
# wishes of one person: they do not bind what goes to another one
WISHES = frozenset({"cease", "opt_out", "medium_refused", "time_refused", "place_refused", "refusal"})


def _kind(party: Party) -> str:
    return "third" if party in THIRD else party


def same_person(proposed: Proposed, party: Party, person: str | None) -> bool:
    """Return True when the listener may be this person."""
    if _kind(party) != _kind(proposed.party):
        return False
    return person is None or proposed.person is None or person == proposed.person


def spoken_with(proposed: Proposed, attempt: Attempt) -> bool:
    """Return True when an earlier contact may have been with the listener of this one."""
    return same_person(proposed, attempt.party, attempt.person)


def binds(request: Request, proposed: Proposed, ear: tuple[Party, ...] = DEBTORS_EAR) -> bool:
    """Return True when a wish was made by the person whom this contact reaches.

    ``ear``: the parties that stand for the debtor here. A wish about the number itself binds whoever is meant.
    """
    number = request.scope.get("number")
    if number is not None and number == proposed.number:
        return True
    if request.by in DEBTORS_VOICE:
        return proposed.party in ear
    return same_person(proposed, request.by, request.scope.get("person"))


def own_contact(proposed: Proposed, attempt: Attempt) -> bool:
    """Return True when the same firm made this earlier contact: each collector has a count of its own."""
    return attempt.agency == proposed.agency
