"""Offers, grades and money: every cell of the matrix, ten thousand random plans, each limit's edge."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from console.domain.credit_grade import grade
from console.domain.errors import Invalid
from console.domain.facts import Account, BalanceMonth, Promise
from console.domain.offers import (
    AUTHORITY,
    CARD,
    KINDS,
    MATRIX,
    ORDER,
    Ability,
    Terms,
    ability_of,
    offers,
    row_of,
    schedule,
    who_may,
    within,
)
from console.domain.promises import MINIMUM, PLAN_MONTHS

MADE = datetime(2026, 11, 1, 2, tzinfo=UTC)

TODAY = date(2026, 11, 24)
FEAST = {date(2027, 2, day) for day in range(5, 12)}


def test_ten_thousand_plans_sum_exactly_and_stay_on_the_calendar() -> None:
    rng = random.Random(20261124)
    for _ in range(10_000):
        count = rng.randint(1, 60)
        total = rng.randint(count * MINIMUM, 50_000_000)
        first = TODAY + timedelta(days=rng.randint(0, 400))
        day = rng.choice([None, rng.randint(1, 31)])
        parts = schedule(total, count, first, day=day, off_days=FEAST)
        amounts = [amount for _, amount in parts]
        days = [on for on, _ in parts]
        assert sum(amounts) == total and len(parts) == count
        assert min(amounts) >= MINIMUM and max(amounts) - min(amounts) <= 1
        assert all(on.isoweekday() < 6 and on not in FEAST for on in days)
        assert all(a < b for a, b in itertools.pairwise(days))
        assert days[0] >= first
        assert (days[-1].year - first.year) * 12 + days[-1].month - first.month <= PLAN_MONTHS


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"total": 0}, "amount"),
        ({"count": 0}, "parts"),
        ({"count": 61}, "parts"),
        ({"total": 299, "count": 3}, "parts"),
        ({"day": 0}, "day"),
        ({"day": 32}, "day"),
        ({"off_days": {TODAY + timedelta(days=n) for n in range(40)}}, "first"),
    ],
)
def test_a_schedule_that_cannot_be_says_what_to_do(values: dict[str, Any], field: str) -> None:
    plain: dict[str, Any] = {"total": 10_000, "count": 3, "first_on": TODAY}
    with pytest.raises(Invalid) as caught:
        schedule(**{**plain, **values})
    assert caught.value.field == field


def test_month_ends_and_weekends() -> None:
    parts = schedule(300_00, 3, date(2027, 1, 29), day=31)
    assert [on for on, _ in parts] == [date(2027, 1, 29), date(2027, 3, 1), date(2027, 3, 31)]
    assert [amount for _, amount in schedule(100, 1, TODAY)] == [100]
    assert [a for _, a in schedule(1000_01, 3, TODAY)] == [333_34, 333_34, 333_33]


@pytest.mark.parametrize("row", ORDER)
@pytest.mark.parametrize("ability", get_args(Ability))
def test_every_cell_of_the_matrix_gives_its_offers(row: str, ability: Ability) -> None:
    letter, stage = {"early": ("A", "M1"), "mid": ("C", "M2"), "late": ("D", "M3+")}[row]
    assert row_of(letter, stage) == row
    given = offers(letter, ability, stage, 50_000_00, TODAY, relief_open=True, product=CARD)
    assert [o.kind for o in given] == list(MATRIX[(row, ability)])[:3]
    for offer in given:
        assert offer.en and offer.zh and offer.why_en and offer.why_zh
        if offer.parts:
            whole = sum(amount for _, amount in offer.parts)
            assert whole == 50_000_00 * (100 - offer.terms.discount_percent) // 100
        assert within(offer.authority, offer.terms) or offer.authority == "committee"


def test_relief_and_cards_are_offered_only_where_they_are_open() -> None:
    without = offers("D", "able", "M3+", 50_000_00, TODAY, product=CARD)
    assert "settlement" not in {o.kind for o in without}
    loan = offers("D", "partly", "M3+", 50_000_00, TODAY, product="consumer_loan")
    assert "personalised" not in {o.kind for o in loan}
    assert offers("A", "able", "M1", 0, TODAY) == ()
    tiny = offers("C", "partly", "M2", 150_00, TODAY)
    assert all(len(o.parts) <= 1 for o in tiny), "no part is below the least"


def test_unknown_ability_asks_first_and_a_bad_grade_never_loosens() -> None:
    for letter in ("A", "B", "C", "D", ""):
        for stage in ("M1", "M2", "M3+"):
            assert offers(letter, "unknown", stage, 10_000_00, TODAY)[0].kind == "ask"
    assert row_of("D", "M1") == "late" and row_of("A", "M3+") == "late" and row_of("", "M2") == "mid"


@pytest.mark.parametrize(
    ("income", "must", "owed", "expected"),
    [
        (None, 5, 10, "unknown"),
        (100, 100, 10, "unable"),
        (200, 100, 600, "able"),
        (200, 100, 601, "partly"),
        (200, 100, 3600, "partly"),
        (200, 100, 3601, "unable"),
    ],
)
def test_ability(income: int | None, must: int, owed: int, expected: str) -> None:
    assert ability_of(income, must, owed) == expected


@pytest.mark.parametrize("role", ["agent", "lead"])
@pytest.mark.parametrize("part", ["months", "pause_days", "waive_interest_percent", "discount_percent"])
def test_authority_at_its_edges(role: str, part: str) -> None:
    most = getattr(AUTHORITY[role], part)
    assert within(role, Terms(**{part: most}))
    assert not within(role, Terms(**{part: most + 1}))
    assert not within("admin", Terms(months=1)) and not within("nobody", Terms())


def test_who_may() -> None:
    assert who_may(Terms(months=12)) == "agent"
    assert who_may(Terms(months=13)) == "lead"
    assert who_may(Terms(discount_percent=11)) == "committee"
    assert {kind.key for kind in KINDS.values()} >= {k for row in MATRIX.values() for k in row}


def months(*status: int) -> list[BalanceMonth]:
    return [BalanceMonth(date(2026, n, 1), s, 1000_00, 1000_00 if s == -1 else 100_00) for n, s in enumerate(status, 1)]


def test_the_grade_follows_the_accounts_own_history_and_says_why() -> None:
    account = (Account("a", CARD, balance=100_00, credit_limit=10_000_00),)
    best = grade(account, months(-1, -1, -1, -1, -1, -1), ())
    worst = grade(
        (Account("a", CARD, balance=9_999_00, credit_limit=10_000_00),),
        months(2, 3, 4, 5, 6, 7),
        (Promise("p", MADE, (), "CNY", "broken"),),
    )
    assert best.letter == "A" and worst.letter == "D" and best.points > worst.points
    assert sum(f.points for f in best.factors) == best.points
    assert all(f.en and f.zh for f in (*best.factors, *worst.factors))
    assert grade(account, months(-1, -1), ()).letter == ""
