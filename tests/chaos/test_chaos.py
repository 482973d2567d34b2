"""The crash harness, short: the product comes through, and every planted bug is found."""

from __future__ import annotations

import pytest

from scripts.chaos import chaos
from tests.scale import scaled

pytestmark = pytest.mark.chaos
KILLS = scaled(16, 300)


@pytest.mark.timeout(1800)
def test_the_ledger_is_whole_after_many_kills() -> None:
    found = chaos(KILLS, 50, "", 1)
    assert found["faults"] == []
    assert found["kills"] == KILLS and found["acknowledged"] >= 10


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", ["claim", "ack", "key", "fence", "cap"])
def test_a_planted_bug_turns_it_red(plant: str) -> None:
    assert chaos(16, 24, plant, 3, stop_early=True)["faults"], plant
