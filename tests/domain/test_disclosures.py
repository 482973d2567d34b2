"""Disclosures only where they are owed: every kind of call, and the points beside them."""

from __future__ import annotations

import itertools

import pytest

from console.domain.guidance import LIBRARY, disclosures, talking_points
from console.domain.guidance.types import LONGEST_SECONDS

PARTIES = (
    "debtor",
    "co_debtor",
    "guarantor",
    "spouse",
    "heir",
    "guardian",
    "representative",
    "listed_contact",
    "third_party",
)
OWES = PARTIES[:3]
KINDS = list(itertools.product(("out", "in"), PARTIES, (True, False), (True, False)))


def test_there_are_more_than_sixty_kinds_of_call() -> None:
    assert len(KINDS) == 72


@pytest.mark.parametrize(("direction", "party", "answered", "recording"), KINDS)
def test_what_must_be_said_is_asked_exactly_where_it_is_owed(
    direction: str, party: str, answered: bool, recording: bool
) -> None:
    found = {d.key for d in disclosures(direction=direction, party=party, answered=answered, recording=recording)}
    wanted = set()
    if answered:
        wanted |= {"who"} if direction == "out" else set()
        wanted |= {"recording"} if recording else set()
        wanted |= {"identity"} if party in OWES else set()
    assert found == wanted


def test_no_recording_line_where_nothing_is_recorded() -> None:
    for state in ("procrastination", "fear", "rational"):
        for recorded in (True, False):
            shown = talking_points(state, unsure=False, stage="M1", step="open", truths={"recording": recorded})
            steps = [point.step for point in shown.points]
            assert ("recording" in steps) is recorded
    assert LONGEST_SECONDS == 12 and LIBRARY
