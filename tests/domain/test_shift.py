"""The agent's state machine, model-checked over every pair of moves."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

from console.domain import shift
from console.domain.errors import IllegalMove
from console.domain.shift import STATES, Shift, State

ROOT = Path(__file__).parent.parent.parent
MOVES: dict[str, Callable[[Shift], Shift]] = {
    "ready": shift.ready,
    "pause": lambda s: shift.pause(s, "meal"),
    "leave": shift.leave,
    "offer": shift.offer,
    "accept": shift.accept,
    "take": shift.take,
    "finish": shift.finish,
    "release": shift.release,
    "missed": lambda s: shift.release(s, missed=True),
    "away": lambda s: shift.release(s, away=True),
}
BY_HERSELF = {"ready"}
HOLDING_STATES: tuple[State, ...] = ("offered", "in_contact", "wrap_up")


def test_no_path_from_break_to_ready_without_the_agent() -> None:
    for name, move in MOVES.items():
        for next_state in ("", "on_break", "offline"):
            try:
                after = move(Shift("on_break", "meal", next_state))
            except IllegalMove:
                continue
            if after.state == "ready":
                assert name in BY_HERSELF


def test_a_break_asked_for_in_contact_survives_every_automatic_move() -> None:
    for state in HOLDING_STATES:
        asked = shift.pause(Shift(state), "meal")
        for name in ("accept", "finish", "release", "missed", "away"):
            try:
                after = MOVES[name](asked)
            except IllegalMove:
                continue
            assert (after.next_state, after.next_reason) == ("on_break", "meal") or (after.state, after.reason) == (
                "on_break",
                "meal",
            )


def test_every_pair_of_moves_ends_in_a_known_state() -> None:
    for state, first, second in itertools.product(STATES, MOVES, MOVES):
        here = Shift(state)
        for name in (first, second):
            try:
                here = MOVES[name](here)
            except IllegalMove:
                continue
            assert here.state in STATES


def test_every_reason_that_an_action_gives_has_its_words() -> None:
    """The floor shows the reason. One without words would stand there as a code."""
    given = set()
    for path in (ROOT / "console").rglob("*.py"):
        for call in re.findall(r"\bShift\(([^()]*)\)", path.read_text(encoding="utf-8")):
            given |= set(re.findall(r'^[^,]*"[a-z_]+"[^,]*, "([a-z_]+)"', call))
    assert given >= {"missed_offer", "unseen", "recalled", "lead", "access"}
    assert given <= {*shift.BREAK_REASONS, *shift.SYSTEM_REASONS}


def test_every_state_has_a_way_out() -> None:
    for state in STATES:
        assert shift.moves(Shift(state), "preview" if state == "in_contact" else state)
