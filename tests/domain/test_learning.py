"""Three steps (silent, leaning, sure): right on simulated people whose model is not the estimator's."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from console.domain.learning import Labelled, Model, fit, leaning_band, reliability
from console.domain.mind_check import add_up, held_out, judged
from console.domain.mind_costs import COSTS, Costs, limits
from console.domain.psychology import Evidence, posterior
from scripts.mind import crowd
from scripts.mind_people import NOW, labelled, weights

WORLDS = range(200, 206)  # each has its own true weights; none of them chose anything


@pytest.mark.parametrize("off", [0.0, 0.25])
@pytest.mark.parametrize(("asked", "signals"), [(0, 0), (1, 0), (2, 2)])
def test_shown_words_keep_their_margin_where_the_model_is_off(off: float, asked: int, signals: int) -> None:
    found = add_up([judged(crowd(off, 250, asked, signals, world), Model()) for world in WORLDS])
    assert found.count["leaning"] > 100
    assert 2 * found.correct("leaning") - 1 >= COSTS.margin, found
    assert found.three_steps > 0 > found.always_top or found.three_steps > found.always_top > 0, found
    assert found.count["sure"] < 50 or found.correct("sure") >= limits().sure


def test_a_site_whose_people_are_quite_different_loses_leaning_and_no_more() -> None:
    cases = [case for world in WORLDS for case in crowd(1.0, 120, 1, 0, world)]
    before = judged(cases, Model())
    assert 2 * before.correct("leaning") - 1 < COSTS.margin, "else this world shows nothing"
    measured = replace(Model(), leaning=leaning_band(cases, Model()))
    after = judged(cases, measured)
    assert after.count["leaning"] == 0 and after.three_steps > before.three_steps


def test_words_are_silent_or_leaning_without_a_reason_for_more() -> None:
    weak = Evidence("signal:silent", "", "", "fear", 0.7, "signal", NOW)
    strong = Evidence("correction", "", "", "fear", 4.0, "correction", NOW)
    forgot = Evidence("signal:forgot", "", "", "procrastination", 0.9, "signal", NOW)
    assert posterior([], NOW).certainty == "silent"
    assert posterior([weak], NOW).certainty == "silent"
    assert posterior([forgot], NOW).certainty == "leaning"
    assert posterior([strong], NOW).certainty == "sure"
    assert posterior([strong], NOW, refused=True).certainty == "silent"
    sure_of_itself = {"procrastination": 0.9, "fear": 0.05, "rational": 0.05}
    assert posterior([], NOW, prior=sure_of_itself).certainty == "silent", "without a reason nothing is guessed"  # type: ignore[arg-type]


def test_the_thresholds_follow_from_the_costs_and_the_measured_share() -> None:
    assert limits(Costs(3.0, 1.0, 0.0)) == limits(Costs(3.0, 0.5, 0.0)) and limits(Costs(3.0, 1.0, 0.0)).sure == 0.75
    assert limits(Costs(3.0, 1.0, 0.2)).leaning == 0.6
    assert limits(COSTS, (20, 40)).leaning == limits(COSTS).sure, "half right misses the margin: nothing leans"
    assert limits(COSTS, (25, 40)) == limits(COSTS)
    assert limits(COSTS, (0, 10)) == limits(COSTS), "ten contacts measure nothing"
    assert not Costs(1.0, 2.0).valid() and not Costs(0, 0).valid() and not Costs(margin=1).valid() and COSTS.valid()


def people(count: int, off: float) -> list[Labelled]:
    rng = random.Random(5)
    true = weights(rng)
    return [labelled(rng, true, off, rng.choice((0, 1, 3, 5))) for _ in range(count)]


def test_corrections_bring_the_probabilities_nearer_to_the_truth() -> None:
    cases = people(700, 1.0)
    learned = fit(cases[:400])
    assert reliability(cases[400:], learned)[1] < reliability(cases[400:], Model())[1]
    right, of = leaning_band(cases[400:], learned)
    assert 0 < right < of


def test_nobody_is_judged_by_a_model_that_was_fitted_to_them() -> None:
    cases = people(60, 0.5)
    pairs = held_out(cases, Model())
    assert sorted(id(case) for case, _ in pairs) == sorted(map(id, cases))
    assert {model.labels for _, model in pairs} == {48}
    whole = add_up([judged([case], model) for case, model in pairs])
    assert whole.of == 60 and sum(whole.right.values()) <= 60
