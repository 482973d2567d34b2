"""The moment of a list and the payments around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from console.domain.lists import Listed, after_list, cut_of, moment_of, too_many

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)


def at(hour: int, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def whole_day(read: int = 20) -> Listed:
    return Listed(*moment_of(DAY, None, ZONE, at(read)), DAY)


def owes(
    listed: Listed, balance: int, owed: int | None, *paid: tuple[datetime, int], since: datetime | None = None
) -> int:
    return after_list(balance, cut_of(balance, owed, since, listed, paid), paid)


def test_a_list_with_a_time_holds_what_was_paid_before_it() -> None:
    listed = Listed(*moment_of(DAY, time(12), ZONE, at(20)), DAY)
    assert owes(listed, 1000, 500, (at(11), 100), (at(13), 400)) == 600


@pytest.mark.parametrize(
    ("balance", "owed", "due"),
    [
        (1000, 600, 600),  # drawn before the payment
        (600, 600, 600),  # drawn after it
        (1010, 600, 610),  # before it, with interest
        (612, 600, 612),  # after it, with interest
        (800, 600, 800),  # both fit alike: the list is believed
        (5000, None, 5000),  # an account that is new
    ],
)
def test_a_list_with_a_day_only_is_set_where_our_own_book_fits_best(balance: int, owed: int | None, due: int) -> None:
    assert owes(whole_day(), balance, owed, (at(10), 400)) == (due if owed is not None else 4600 + 400)


def test_of_several_payments_of_the_day_only_those_after_the_list_are_taken_off() -> None:
    paid = (at(9), 100), (at(11), 200), (at(15), 50), (at(9, 24), 7)
    known = 1000 - 100 - 200 - 50 - 7
    assert owes(whole_day(), 900, known, *paid) == 900 - 200 - 50 - 7
    assert owes(whole_day(), 700, known, *paid) == 700 - 50 - 7
    assert owes(whole_day(), 650, known, *paid) == 650 - 7


def test_what_an_earlier_list_of_the_day_held_is_not_taken_off_again() -> None:
    paid = (at(9), 100), (at(14), 400)
    assert owes(whole_day(), 1000, 600, *paid, since=at(10)) == 600


def test_a_list_of_yesterday_never_reaches_into_today() -> None:
    begins, ends = moment_of(DAY, None, ZONE, at(9, 24))
    assert (begins, ends.astimezone(UTC)) == (at(0), datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC))
    assert moment_of(DAY, None, ZONE, at(9))[1] == at(9)


def test_more_than_a_tenth_is_too_many() -> None:
    assert not too_many(1, 10) and too_many(2, 19) and too_many(1, 9) and not too_many(0, 0)


def test_payments_of_one_instant_are_all_in_the_list_or_none() -> None:
    paid = (at(10), 400), (at(10), 100), (at(10), -100)
    assert owes(whole_day(), 1000, 600, *paid) == 600
    assert owes(whole_day(), 600, 600, *paid) == 600
