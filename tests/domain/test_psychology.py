"""Evidence for a state of mind: what speaks for what, how it fades, and what is never evidence."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from console.domain.facts import Attempt, BalanceMonth, Customer, CustomerFacts, Promise
from console.domain.psychology import SIGNALS, gather, posterior
from console.domain.psychology_phrases import PHRASES, signals_in

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def facts(**more: Any) -> CustomerFacts:
    return CustomerFacts(Customer("1"), **more)


def call(days: int, result: str, **more: Any) -> Attempt:
    at = NOW - timedelta(days=days)
    return Attempt(at, result=result, ended_at=at + timedelta(minutes=3), **more)  # type: ignore[arg-type]


def keys(found: CustomerFacts, **more: Any) -> set[str]:
    return {e.key for e in gather(found, (), NOW, **more)}


@pytest.mark.parametrize(
    ("attempts", "more", "key"),
    [
        ([call(d, "no_answer") for d in (3, 2, 1)], {}, "never_answers"),
        ([call(d, "effective") for d in (9, 5)], {}, "answers"),
        ([call(1, "effective", direction="in")], {}, "calls_back"),
        ([call(1, "effective", direction="in", channel="sms")], {}, "writes_back"),
        ([], {"hung_up": (NOW - timedelta(days=1),)}, "hangs_up"),
    ],
)
def test_how_a_customer_can_be_reached_is_a_reason(attempts: list[Attempt], more: dict[str, Any], key: str) -> None:
    assert key in keys(facts(attempts=tuple(attempts)), **more)


def test_who_can_be_reached_in_the_evening_only() -> None:
    late = [Attempt(datetime(2026, 11, d, 11, tzinfo=UTC), result="effective") for d in (3, 5)]
    missed = [call(30, "no_answer")]
    assert "evenings" in keys(facts(attempts=(*missed, *late)))
    noon = Attempt(datetime(2026, 11, 6, 4, tzinfo=UTC), result="effective")
    assert "evenings" not in keys(facts(attempts=(*missed, *late, noon)))


@pytest.mark.parametrize(
    ("status", "key"), [("kept", "kept_promise"), ("partly_kept", "late_promise"), ("broken", "broken_promise")]
)
def test_promises_are_reasons_and_fade(status: str, key: str) -> None:
    def share(days: int) -> float:
        day = NOW.date() - timedelta(days=days)
        promise = Promise("1", NOW - timedelta(days=days + 3), ((day, 100),), "TWD", status)
        found = gather(facts(promises=(promise,)), (), NOW)
        assert [e.key for e in found] == [key]
        return posterior(found, NOW).share[found[0].toward]

    assert share(1) > share(90) > share(400) > posterior((), NOW).share["rational"] * 0.9


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("客户说忘了，过几天再还", {"forgot", "puts_off"}),
        ("客户没有忘，问明细", {"asks_details"}),
        ("I forgot, and I am afraid of what happens", {"forgot", "fears_consequence"}),
        ("I did not forget", set()),
        ("哪个方案划算？利息多少", {"compares", "asks_terms"}),
        ("voice trembling, long silence", {"trembles", "silent"}),
        ("住院了，父亲去世", set()),
        ("she is ill and wants to die", set()),
        ("", set()),
    ],
)
def test_words_behind_the_signals(text: str, wanted: set[str]) -> None:
    assert set(signals_in(text)) == wanted


def test_every_signal_has_its_phrases_and_its_own_key() -> None:
    assert {s.key for s in SIGNALS} == set(PHRASES)
    assert len({s.hotkey for s in SIGNALS}) == len(SIGNALS)


def test_one_thing_heard_in_several_ways_counts_once() -> None:
    marks = [("forgot", NOW), ("noted:forgot", NOW), ("heard:forgot", NOW), ("path:scam", NOW)]
    assert [e.key for e in gather(facts(), marks, NOW)] == ["signal:forgot"]
    assert [e.key for e in gather(facts(), marks[1:], NOW)] == ["heard:forgot"]


def test_three_signals_move_fear_from_thirty_to_over_seventy() -> None:
    start = posterior(gather(facts(), [], NOW), NOW)
    assert start.percent()[1] == 30 and start.unsure
    marks = [(key, NOW) for key in ("trembles", "silent", "fears_consequence")]
    after = posterior(gather(facts(), marks, NOW), NOW)
    assert after.top == "fear" and after.share["fear"] > 0.7 and after.certainty == "sure"


def test_a_struck_reason_is_undone_exactly() -> None:
    marks = [("trembles", NOW), ("puts_off", NOW)]
    whole = posterior(gather(facts(), marks, NOW), NOW)
    struck = gather(facts(), marks, NOW, struck=["signal:trembles"])
    assert posterior(struck, NOW).share["fear"] < whole.share["fear"]
    back = posterior(gather(facts(), marks, NOW), NOW)
    assert back.share == whole.share


def test_old_evidence_fades_and_a_refusal_guesses_nothing() -> None:
    old = gather(facts(), [("trembles", NOW - timedelta(days=180))], NOW)
    new = gather(facts(), [("trembles", NOW)], NOW)
    assert posterior(old, NOW).share["fear"] < posterior(new, NOW).share["fear"]
    refused = posterior(new, NOW, refused=True)
    assert refused.unsure and refused.percent()[1] == 30


def test_payment_history_gives_reasons_in_both_languages() -> None:
    months = tuple(
        BalanceMonth(date(2026, m, 1), s, 100_00, p)
        for m, s, p in ((5, 1, 0), (6, -1, 100_00), (7, 1, 0), (8, 0, 5_00), (9, 1, 0), (10, 2, 0))
    )
    customer = facts(history=months)
    found = {e.key: e for e in gather(customer, [], NOW)}
    assert set(found) == {"late_then_mended"}, "minimum, part and missing payments are no evidence here"
    assert all(e.en and e.zh and e.weight > 0 for e in found.values())


def test_percentages_always_sum_to_a_hundred() -> None:
    keys = [signal.key for signal in SIGNALS]
    for count in range(4):
        for chosen in itertools.combinations(keys, count):
            evidence = gather(facts(), [(k, NOW) for k in chosen], NOW)
            assert sum(posterior(evidence, NOW).percent()) == 100


def test_protected_attributes_are_not_known_here() -> None:
    assert not {"sex", "age", "marriage", "education", "health"} & set(Customer.__dataclass_fields__)
    assert date(2026, 11, 24) == NOW.date()
