"""Turns: the most urgent first, of equals the newest, and too many are turned away."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from console.concurrency.turns import Turns
from tests.waiting import until


def test_a_newcomer_waits_for_one_turn_and_not_for_the_flood() -> None:
    turns, order, door = Turns(most=6), [], threading.Event()
    first_in = threading.Event()

    def hold() -> None:
        with turns.turn(0):
            first_in.set()
            door.wait()

    def come(name: str, rank: int) -> None:
        with turns.turn(rank) as mine:
            order.append(name if mine else f"{name} turned away")

    crowd = [threading.Thread(target=hold)]
    crowd[0].start()
    first_in.wait()
    for count, (name, rank) in enumerate([*((f"flood{n}", 9) for n in range(7)), ("failed once", 1), ("fresh", 0)]):
        crowd.append(threading.Thread(target=come, args=(name, rank)))
        crowd[-1].start()
        until(lambda c=count: len(turns._waiting) + len(order) == c + 1)  # type: ignore[misc]
    door.set()
    for thread in crowd:
        thread.join()
    assert order == [
        *("flood0 turned away", "flood1 turned away", "flood2 turned away"),
        *("fresh", "failed once", "flood6", "flood5", "flood4", "flood3"),
    ]


def test_a_turn_is_given_on_after_a_fault() -> None:
    turns = Turns(most=1)
    for _ in range(2):
        try:
            with turns.turn(0) as mine:
                assert mine
                raise ValueError
        except ValueError:
            pass


def test_a_caller_who_is_stopped_while_waiting_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, passed = Turns(most=3), threading.Event()

    class Stopped(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise KeyboardInterrupt

    enter = turns._enter

    def and_stop(rank: int) -> Any:
        me = enter(rank)
        me.turn = Stopped()
        return me

    def come() -> None:
        with turns.turn(0) as mine:
            if mine:
                passed.set()

    with turns.turn(0), monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(turns, "_enter", and_stop)
        with turns.turn(0):
            pass
    threading.Thread(target=come, daemon=True).start()
    assert passed.wait(5), "the turn went to somebody who is gone"
