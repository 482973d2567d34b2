"""A permit ends by itself: over thousands of rounds with gaps in the network no visit begins against it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.coordinates import Point
from console.domain.visit_permit import LONGEST, RADIUS_M, Permit, read_permit, span
from tests.scale import scaled

DAY = datetime(2026, 11, 23, tzinfo=UTC)
OPENS, CLOSES = DAY + timedelta(hours=1), DAY + timedelta(hours=14)
SHIFT_ENDS = DAY + timedelta(hours=10)
DOOR = Point(31.2, 121.4)
ROUNDS = scaled(400, 10_000)
Allows = Callable[[Permit, datetime], bool]


def permit(given: datetime, begins: datetime, ends: datetime, visit: int = 1) -> Permit:
    return Permit("p", visit, 1, (7, 9), DOOR, given, begins, ends)


@dataclass
class Day:
    """A round whose tablet hears the server now and then. ``stops``: when a stop of a visit became known, or None."""

    chance: random.Random
    stops: list[datetime | None]

    def work(self, allows: Allows) -> list[tuple[int, datetime, Permit]]:
        """Go to each door. Return (visit, begin, permit) of every visit that was begun."""
        now, held, begun = DAY + timedelta(hours=1), dict[int, Permit](), list[tuple[int, datetime, Permit]]()
        for visit, _ in enumerate(self.stops):
            now += timedelta(minutes=self.chance.choice([5, 20, 60, 150]))
            if self.chance.random() < 0.4:
                held = self.hear(now, held)
            found = held.get(visit)
            if found is not None and allows(found, now):
                begun.append((visit, now, found))
                now += timedelta(minutes=20)
        return begun

    def hear(self, now: datetime, held: dict[int, Permit]) -> dict[int, Permit]:
        """Return the permits after a talk with the server: none for a stop that is known by now."""
        given = dict[int, Permit]()
        for visit, stop in enumerate(self.stops):
            found = span([(OPENS, CLOSES)], now, SHIFT_ENDS)
            if (stop is None or stop > now) and found is not None:
                given[visit] = read_permit(permit(now, *found, visit).text())
        return given


def faults(rounds: int, allows: Allows) -> tuple[int, int, int]:
    """Return how many visits were begun, after a stop known before the permit, and after the permit's end."""
    begun = after_stop = after_end = 0
    for seed in range(rounds):
        chance = random.Random(seed)
        stops = [DAY + timedelta(minutes=chance.randint(0, 700)) if chance.random() < 0.3 else None for _ in range(12)]
        for visit, at, held in Day(chance, stops).work(allows):
            begun += 1
            stop = stops[visit]
            after_stop += stop is not None and stop <= held.given_at
            after_end += at >= min(held.given_at + LONGEST, SHIFT_ENDS, CLOSES)
    return begun, after_stop, after_end


def test_no_visit_begins_after_a_stop_known_before_the_permit_or_after_its_end() -> None:
    begun, after_stop, after_end = faults(ROUNDS, lambda held, at: held.allows(at))
    assert begun > ROUNDS and (after_stop, after_end) == (0, 0)


def test_a_tablet_that_forgets_the_end_of_a_permit_turns_it_red() -> None:
    assert faults(200, lambda held, at: at >= held.begins)[2] > 0


def test_a_permit_says_what_it_allows_to_the_second_and_the_metre() -> None:
    first, last = DAY, DAY + timedelta(hours=1)
    one = permit(first, first, last)
    second = timedelta(seconds=1)
    assert one.allows(first) and one.allows(last - second)
    assert not one.allows(last) and not one.allows(first - second)
    near, far = Point(31.2 + (RADIUS_M - 5) / 111_195, 121.4), Point(31.2 + (RADIUS_M + 5) / 111_195, 121.4)
    assert one.allows(first, near) and not one.allows(first, far) and one.allows(first, far, 20)
    assert read_permit(one.text()) == one
    for text in ("", "{}", "[]", '{"pair":[1]}', one.text()[:-5]):
        with pytest.raises(ValueError):
            read_permit(text)


def test_a_span_is_the_first_lawful_time_and_no_longer_than_four_hours() -> None:
    hour = timedelta(hours=1)
    assert span([(OPENS, CLOSES)], OPENS, CLOSES) == (OPENS, OPENS + LONGEST)
    assert span([(OPENS, CLOSES)], OPENS - hour, CLOSES) == (OPENS, OPENS - hour + LONGEST)
    assert span([(OPENS, CLOSES)], CLOSES - hour, CLOSES + hour) == (CLOSES - hour, CLOSES)
    assert span([(OPENS, CLOSES)], OPENS, OPENS + hour) == (OPENS, OPENS + hour)
    assert span([(OPENS, CLOSES)], CLOSES, CLOSES + hour) is None and span([], OPENS, CLOSES) is None
