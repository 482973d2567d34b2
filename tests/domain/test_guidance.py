"""The choice of talking points: by state of mind, stage and step, sayable and true of the case."""

from __future__ import annotations

import itertools
import re

import pytest

from console.domain import guidance
from console.domain.guidance import LIBRARY, OBJECTIONS, PATHS, STEP_KEYS


@pytest.mark.parametrize("stage", ["M1", "M2", "M3+"])
@pytest.mark.parametrize("state", ["procrastination", "fear", "rational", "*"])
def test_every_cell_of_a_call_has_words_and_one_is_now(state: str, stage: str) -> None:
    truths = {"identity_verified": True}
    for step in STEP_KEYS:
        shown = guidance.talking_points(state, unsure=state == "*", stage=stage, step=step, truths=truths)
        assert 1 <= len(shown.points) <= 3
        assert shown.points[0].step == step
        if state == "*":
            assert all(p.psychology == "*" for p in shown.points)


def test_before_identity_no_debt_word_is_on_the_screen() -> None:
    for step, state in itertools.product(STEP_KEYS, ["fear", "rational", "procrastination"]):
        shown = guidance.talking_points(state, unsure=False, stage="M2", step=step, truths={})
        for point in shown.points:
            assert point.step in ("open", "verify", "recording")
            assert not any(word in point.zh for word in ("欠", "逾期", "还款", "账单"))


def test_a_point_shows_only_while_its_fact_is_true() -> None:
    truths = {"identity_verified": True, "relief_open": True}
    with_relief = guidance.talking_points("rational", unsure=False, stage="M3+", step="offer", truths=truths)
    assert "settlement quote" in with_relief.points[0].en
    without = guidance.talking_points(
        "rational", unsure=False, stage="M3+", step="offer", truths={"identity_verified": True}
    )
    assert "settlement quote" not in without.points[0].en


def test_every_text_is_sayable_known_and_in_both_languages() -> None:
    everything = [*LIBRARY, *(point for path in PATHS.values() for point in path)]
    for point in everything:
        assert guidance.check_template(point.en) == () == guidance.check_template(point.zh)
        assert guidance.seconds(point.zh) <= 12 and guidance.seconds(point.en) <= 12, point
        assert set(_holes(point.en)) == set(_holes(point.zh)), point
        assert point.why_en and point.why_zh


def _holes(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def test_twelve_objections_with_their_own_keys() -> None:
    assert len(OBJECTIONS) == 12
    assert len({o.hotkey for o in OBJECTIONS}) == 12


def test_third_parties_and_minors_hear_nothing_of_it() -> None:
    for path in ("third_party", "wrong_number", "minor", "deceased", "stop"):
        for point in guidance.talking_points(
            "fear", unsure=False, stage="M1", step="open", truths={"identity_verified": True}, path=path
        ).points:
            assert not any(w in point.zh for w in ("欠", "逾期", "还款", "账"))
            assert not any(w in point.en.lower() for w in ("owe", "debt", "overdue", "amount"))


def test_an_unknown_placeholder_is_named() -> None:
    assert guidance.check_template("{name} {password}") == ("password",)
    assert guidance.fill("{name} {nope}", {"name": "Li"}) == "Li …"
