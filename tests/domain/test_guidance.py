"""Psychology and talking points: probabilities with reasons, sayable and true of the case."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from console.domain import guidance, psychology
from console.domain.facts import BalanceMonth, Customer, CustomerFacts
from console.domain.guidance import LIBRARY, OBJECTIONS, PATHS, STEP_KEYS

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PLAIN = CustomerFacts(Customer("1"), attempts=(), promises=(), history=())


def test_three_signals_move_fear_from_thirty_to_over_seventy() -> None:
    start = psychology.posterior(psychology.gather(PLAIN, [], NOW), NOW)
    assert start.percent()[1] == 30 and start.unsure
    marks = [(key, NOW) for key in ("trembles", "silent", "fears_consequence")]
    after = psychology.posterior(psychology.gather(PLAIN, marks, NOW), NOW)
    assert after.top == "fear" and after.share["fear"] > 0.7 and not after.unsure


def test_a_struck_reason_is_undone_exactly() -> None:
    marks = [("trembles", NOW), ("puts_off", NOW)]
    whole = psychology.posterior(psychology.gather(PLAIN, marks, NOW), NOW)
    struck = psychology.gather(PLAIN, marks, NOW, struck=["signal:trembles"])
    assert psychology.posterior(struck, NOW).share["fear"] < whole.share["fear"]
    back = psychology.posterior(psychology.gather(PLAIN, marks, NOW), NOW)
    assert back.share == whole.share


def test_old_evidence_fades_and_a_refusal_guesses_nothing() -> None:
    old = psychology.gather(PLAIN, [("trembles", NOW - timedelta(days=180))], NOW)
    new = psychology.gather(PLAIN, [("trembles", NOW)], NOW)
    assert psychology.posterior(old, NOW).share["fear"] < psychology.posterior(new, NOW).share["fear"]
    refused = psychology.posterior(new, NOW, refused=True)
    assert refused.unsure and refused.percent()[1] == 30


def test_payment_history_gives_reasons_in_both_languages() -> None:
    months = tuple(
        BalanceMonth(date(2026, m, 1), s, 100_00, p)
        for m, s, p in ((5, 1, 0), (6, -1, 100_00), (7, 1, 0), (8, 0, 5_00), (9, 1, 0), (10, 2, 0))
    )
    facts = CustomerFacts(Customer("1"), attempts=(), promises=(), history=months)
    found = {e.key: e for e in psychology.gather(facts, [], NOW)}
    assert "late_then_mended" in found and "no_payment" in found
    assert all(e.en and e.zh and e.weight > 0 for e in found.values())


def test_percentages_always_sum_to_a_hundred() -> None:
    keys = [signal.key for signal in psychology.SIGNALS]
    for count in range(4):
        for chosen in itertools.combinations(keys, count):
            evidence = psychology.gather(PLAIN, [(k, NOW) for k in chosen], NOW)
            assert sum(psychology.posterior(evidence, NOW).percent()) == 100


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
    import re

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
