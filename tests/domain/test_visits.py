"""The life of a visit, what it is worth, and its lawful windows from the one engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.domain import visits
from console.domain.compliance import PACKS, check
from console.domain.errors import IllegalMove
from console.domain.facts import Account, Address, Customer, CustomerFacts, Phone, Request

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE).astimezone(UTC)
HOME = Address("home", "Asia/Shanghai", "CN", "上海市", True)
FACTS = CustomerFacts(
    Customer("1", deceased=False, capacity="full", minor=False),
    accounts=(Account("1", balance=5_000_000, days_past_due=90),),
    phones=(Phone("+8613800000000"),),
    addresses=(HOME,),
    attempts=(),
    attempts_known_from=NOON - timedelta(days=90),
    consents=(),
    requests=(),
    promises=(),
    payments=(),
    declarations=(),
    holidays=(),
)


def test_every_move_leads_to_a_known_state_and_no_state_is_left_twice() -> None:
    assert {to for goals in visits.MOVES.values() for to in goals} <= set(visits.STATES)
    assert visits.move("planned", "departed") == "departed"
    for state, to in (
        ("proposed", "planned"),
        ("done", "cancelled"),
        ("cancelled", "approved"),
        ("refused", "planned"),
    ):
        with pytest.raises(IllegalMove):
            visits.move(state, to)


def test_windows_are_the_engines_hours_less_the_visit() -> None:
    day = datetime(2026, 11, 23, 0, 0, tzinfo=ZONE)
    found = visits.windows(HOME, FACTS, (PACKS["cn"],), day, day + timedelta(days=1), 30)
    assert found and min(first for first, _ in found).astimezone(ZONE).time() == time(8)
    assert max(last for _, last in found).astimezone(ZONE).time() <= time(21, 30)
    for first, last in found:
        for at in (first, last, last + timedelta(minutes=29)):
            assert not check(visits.proposal(HOME, at), FACTS, (PACKS["cn"],), at, plan=False).blocked


def test_a_stop_or_a_workplace_without_consent_leaves_no_window() -> None:
    stop = replace(FACTS, requests=(Request("cease", NOON - timedelta(days=1)),))
    work = replace(HOME, kind="work")
    for facts, address in ((stop, HOME), (FACTS, work)):
        assert visits.windows(address, facts, (PACKS["cn"],), NOON, NOON + timedelta(hours=4), 20) == ()


def test_a_small_debt_is_not_worth_a_visit() -> None:
    assert not visits.estimate(100_000, "M1").worth_it
    large = visits.estimate(visits.LARGE, "M3+")
    assert large.worth_it and large.gain == round(visits.LARGE * 0.02)
    assert visits.estimate(10**12, "M3+").gain == visits.MOST_GAIN


def test_refused_media_and_missing_numbers_exhaust_calls_and_messages() -> None:
    assert visits.exhausted(FACTS, NOON) == ""
    assert visits.exhausted(replace(FACTS, phones=()), NOON) == "no_number"
    refused = replace(FACTS, requests=(Request("opt_out", NOON - timedelta(days=1)),))
    assert visits.exhausted(refused, NOON) == "refused"
    one_number = replace(FACTS, requests=(Request("opt_out", NOON, scope={"number": "+8613800000000"}),))
    assert visits.exhausted(one_number, NOON) == ""
