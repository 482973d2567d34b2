"""Paid minutes in parts, and the money that open promises are expected to bring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.figures.cash import expected
from console.domain.figures.minutes import PARTS, Call, Piece, Spent, Wait, pieces, summed

BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=1)


def at(minute: float) -> datetime:
    return BEGINS + timedelta(minutes=minute)


def parts(found: list[Piece]) -> dict[str, float]:
    return {part: seconds / 60 for part, seconds in summed(found).items()}


def test_a_morning_by_hand() -> None:
    """Ready 5, offered 1, then 14 minutes with a customer: 2 reading, 1 ringing, 6 talking of which 2 wait for a lead,
    and 5 reading; wrap-up 3, a technical break 4, lunch 30, off shift."""
    spent = [
        Spent(7, "ready", "", at(0), at(5), 1),
        Spent(7, "offered", "", at(5), at(6), 2),
        Spent(7, "in_contact", "", at(6), at(20), 3),
        Spent(7, "wrap_up", "", at(20), at(23), 4),
        Spent(7, "on_break", "technical", at(23), at(27), 5),
        Spent(7, "on_break", "meal", at(27), at(57), 6),
        Spent(7, "offline", "", at(57), at(90), 7),
    ]
    calls = [Call(7, at(8), at(9), at(15), 40), Call(8, at(6), at(7), at(20), 41)]
    found = list(pieces(spent, calls, [Wait(7, at(10), at(12), 50)], BEGINS, ENDS))
    assert parts(found) == {
        "talking": 4,
        "ringing": 1,
        "reading": 7,
        "wrap_up": 3,
        "answering": 1,
        "no_customer": 5,
        "lead": 2,
        "technical": 4,
        "break": 30,
    }
    assert [(p.part, p.source, p.id) for p in found if p.part in ("lead", "ringing", "technical")] == [
        ("ringing", "attempt", 40),
        ("lead", "approval", 50),
        ("technical", "log", 5),
    ]


def test_a_stretch_over_midnight_counts_in_each_day_for_itself() -> None:
    night = [Spent(7, "ready", "", ENDS - timedelta(minutes=10), ENDS + timedelta(minutes=20))]
    assert parts(list(pieces(night, [], [], BEGINS, ENDS))) == {"no_customer": 10}
    assert parts(list(pieces(night, [], [], ENDS, ENDS + timedelta(days=1)))) == {"no_customer": 20}


def test_an_agent_is_not_compared_with_the_calls_of_all_others() -> None:
    """40 agents with 10 contacts each: 400 calls are looked at a few times each, and not once for every contact."""
    looks = 0

    class Counted(Call):
        def __getattribute__(self, name: str) -> object:
            nonlocal looks
            looks += name == "agent"
            return super().__getattribute__(name)

    contacts = [(agent, minute) for agent in range(40) for minute in range(0, 100, 10)]
    spent = [Spent(agent, "in_contact", "", at(minute), at(minute + 8)) for agent, minute in contacts]
    calls = [Counted(agent, at(minute), at(minute + 1), at(minute + 7), minute) for agent, minute in contacts]
    found = list(pieces(spent, calls, [], BEGINS, ENDS))
    assert parts(found) == {"talking": 400 * 6, "ringing": 400, "reading": 400}
    assert looks <= 2 * len(calls)


MINUTES = st.integers(-60, 1500)
STATES = ("ready", "offered", "in_contact", "wrap_up", "on_break", "offline")


@given(
    cuts=st.lists(MINUTES, min_size=2, max_size=12, unique=True),
    states=st.lists(st.sampled_from(STATES), min_size=12, max_size=12),
    calls=st.lists(st.tuples(MINUTES, st.integers(0, 9), st.integers(0, 90), st.booleans(), st.booleans()), max_size=6),
    waits=st.lists(st.tuples(MINUTES, st.integers(0, 40), st.booleans()), max_size=3),
)
def test_the_parts_are_the_paid_time_without_gap_or_overlap(
    cuts: list[int],
    states: list[str],
    calls: list[tuple[int, int, int, bool, bool]],
    waits: list[tuple[int, int, bool]],
) -> None:
    times = sorted(cuts)
    spent = [Spent(7, s, "", at(a), at(b)) for a, b, s in zip(times, times[1:], states, strict=False)]
    rung = [
        Call(7, at(m), at(m + ring) if answered else None, at(m + ring + talk) if over else None, n)
        for n, (m, ring, talk, answered, over) in enumerate(calls, 1)
    ]
    asked = [Wait(7, at(m), at(m + long) if over else None, n) for n, (m, long, over) in enumerate(waits, 1)]
    found = list(pieces(spent, rung, asked, BEGINS, ENDS))
    for one, after in pairwise(found):
        assert one.ended_at <= after.began_at
    paid = sum(
        max(0.0, (min(s.ended_at, ENDS) - max(s.began_at, BEGINS)).total_seconds())
        for s in spent
        if s.state != "offline"
    )
    assert sum(piece.seconds for piece in found) == pytest.approx(paid)
    assert {piece.part for piece in found} <= set(PARTS)


def test_expected_money_by_hand() -> None:
    """1,000.00 are promised. Of 400 judged parts 240 were kept, and of 800.00 due 520.00 came: 65 %.

    Wilson's range of 240 of 400 is 55.1 to 64.7 %, 4.9 below and 4.7 above its 60 %, so 60.1 to 69.7 % of the money.
    """
    found = expected(100_000, 240, 400, 52_000, 80_000)
    assert (found.share, found.middle) == (0.65, 65_000)
    assert found.low == pytest.approx(60_130, abs=30)
    assert found.high == pytest.approx(69_690, abs=30)


def test_few_promises_foretell_nothing() -> None:
    assert expected(100_000, 20, 29, 10, 20).middle is None
    assert expected(100_000, 20, 30, 0, 0).middle is None
    every = expected(100_000, 30, 30, 100, 100)
    assert every.low is not None
    assert every.low < 90_000
    assert (every.middle, every.high) == (100_000, 100_000)
