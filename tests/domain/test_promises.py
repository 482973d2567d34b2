"""Promises against payments: each payment is allotted once, and what became of each part is exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.promises import GRACE_DAYS, Paid, Part, allot, judge, whole

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIRST = date(2026, 11, 2)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    found = []
    for number in range(draw(st.integers(1, 8))):
        made = START + timedelta(hours=draw(st.integers(0, 240)))
        found.append(
            Part(
                number,
                made,
                made.astimezone(ZONE).date() + timedelta(draw(st.integers(0, 40))),
                draw(st.integers(100, 90_000)),
                draw(st.sampled_from(("TWD", "CNY"))),
                draw(st.sampled_from((None, "1", "2"))),
            )
        )
    return found


@st.composite
def payments(draw: st.DrawFn) -> list[Paid]:
    return [
        Paid(
            START + timedelta(hours=draw(st.integers(-48, 1400))),
            draw(st.integers(1, 120_000)),
            draw(st.sampled_from(("TWD", "CNY"))),
            draw(st.sampled_from((None, "1", "2"))),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]


@given(parts(), payments())
def test_no_more_is_allotted_than_was_paid_and_no_part_gets_too_much(owed: list[Part], paid: list[Paid]) -> None:
    found = allot(owed, paid, ZONE)
    assert sum(found.values()) <= sum(p.amount for p in paid)
    for currency in ("TWD", "CNY"):
        assert sum(found[p.id] for p in owed if p.currency == currency) <= sum(
            p.amount for p in paid if p.currency == currency
        )
    assert all(0 <= found[p.id] <= p.amount for p in owed)


@given(parts(), payments(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(owed: list[Part], paid: list[Paid], chance: object) -> None:
    mixed_parts, mixed = list(owed), list(paid)
    chance.shuffle(mixed_parts)  # type: ignore[attr-defined]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert allot(mixed_parts, mixed, ZONE) == allot(owed, paid, ZONE)


@given(parts(), payments(), st.integers(1, 50_000))
def test_one_more_payment_never_takes_from_a_part(owed: list[Part], paid: list[Paid], more: int) -> None:
    last = max([p.at for p in paid], default=START) + timedelta(minutes=1)
    before = allot(owed, paid, ZONE)
    after = allot(owed, [*paid, Paid(last, more, "TWD", None)], ZONE)
    assert all(after[p.id] >= before[p.id] for p in owed)


@given(parts(), payments())
def test_money_from_before_the_promise_or_after_its_grace_does_not_count(owed: list[Part], paid: list[Paid]) -> None:
    for part in owed:
        fits = sum(
            p.amount
            for p in paid
            if p.at >= part.made_at
            and p.currency == part.currency
            and (part.account_id is None or p.account_id == part.account_id)
            and p.at.astimezone(ZONE).date() <= part.due_on + timedelta(GRACE_DAYS)
        )
        assert allot(owed, paid, ZONE)[part.id] <= fits


def part(number: int, due: int, amount: int, made: int = 0) -> Part:
    return Part(number, START + timedelta(days=made), FIRST + timedelta(due), amount, "TWD", None)


def paid(day: int, amount: int, account: str | None = None) -> Paid:
    return Paid(START + timedelta(days=day, minutes=1), amount, "TWD", account)


def test_one_payment_keeps_one_promise_not_two() -> None:
    owed = [part(1, 3, 500_00), part(2, 5, 500_00)]
    assert allot(owed, [paid(1, 500_00)], ZONE) == {1: 500_00, 2: 0}
    assert allot(owed, [paid(1, 700_00)], ZONE) == {1: 500_00, 2: 200_00}


def test_a_promise_whose_time_is_over_takes_nothing_from_the_next_one() -> None:
    owed = [part(1, 1, 500_00), part(2, 20, 500_00, made=5)]
    assert allot(owed, [paid(10, 500_00)], ZONE) == {1: 0, 2: 500_00}


def test_a_promise_on_one_account_is_not_kept_by_a_payment_on_another() -> None:
    own = Part(1, START, FIRST + timedelta(3), 100_00, "TWD", "7")
    assert allot([own], [paid(1, 100_00, "8")], ZONE) == {1: 0}
    assert allot([own], [paid(1, 100_00, "7")], ZONE) == {1: 100_00}


@pytest.mark.parametrize(
    ("got", "days", "state"),
    [
        (95_00, 0, "kept"),
        (94_99, 0, "open"),
        (0, GRACE_DAYS, "open"),
        (0, GRACE_DAYS + 1, "broken"),
        (1, GRACE_DAYS + 1, "partly_kept"),
        (94_99, GRACE_DAYS + 1, "partly_kept"),
        (95_00, GRACE_DAYS + 1, "kept"),
        (100_00, -5, "kept"),
        (94_99, GRACE_DAYS, "open"),
    ],
)
def test_kept_is_95_per_cent_by_the_due_date_and_its_grace(got: int, days: int, state: str) -> None:
    assert judge(100_00, got, FIRST, FIRST + timedelta(days)) == state


@pytest.mark.parametrize(
    ("states", "became"),
    [
        (["kept", "kept"], "kept"),
        (["open", "kept"], "open"),
        (["kept", "broken"], "partly_kept"),
        (["broken", "open"], "broken"),
        (["partly_kept", "open"], "partly_kept"),
        (["broken", "broken"], "broken"),
        (["open"], "open"),
    ],
)
def test_the_whole_follows_from_its_parts(states: list[str], became: str) -> None:
    assert whole(states) == became
