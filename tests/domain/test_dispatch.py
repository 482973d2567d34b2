"""The scorecard explains itself: words, weights and rules come from the same numbers."""

from __future__ import annotations

import re

import pytest

from console.domain import dispatch


@pytest.mark.parametrize("key", sorted(dispatch.FACTOR_LABELS))
def test_every_factor_says_how_its_weight_comes_about(key: str) -> None:
    en, zh = dispatch.factor_rule(key)
    assert en and zh and re.search(r"[一-鿿]", zh)


def test_the_rule_follows_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dispatch.factor_rule("stage") == ("M1 30, M2 22, M3+ 14", "M1 30分，M2 22分，M3+ 14分")
    monkeypatch.setattr(dispatch, "STAGE_POINTS", {"M1": 31})
    assert dispatch.factor_rule("stage") == ("M1 31", "M1 31分")
    monkeypatch.setattr(dispatch, "OWED_STEPS", ((500_00, 9), (1, 2)))
    assert dispatch.factor_rule("owed") == ("9 from 500, else 2", "500起9分，其余2分")
