"""The write queue and the event loop: short work does not wait behind many long transactions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def order(what: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.writers_in_turn", what],
        cwd=ROOT,
        timeout=30,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_the_loop_receives_a_message_while_a_transaction_waits_for_the_disk() -> None:
    found = order("message")
    assert found.index("message") <= 1
    found.remove("message")
    assert found == [f"write{n}" for n in range(10)], "waiting callers keep their order"


def test_a_caller_that_is_not_urgent_yields_to_what_is_ready() -> None:
    assert sorted(order("passing")[:2]) == ["message", "next"]


def test_an_urgent_caller_is_next_and_a_background_caller_last() -> None:
    assert order("urgent") == ["running", "next", *(f"write{n}" for n in range(10)), "background"]


def test_calls_with_one_order_key_keep_their_order() -> None:
    found = order("own")
    assert found.index("offline") < found.index("next"), found
    assert found.index("other_urgent") < found.index("write1"), found


def test_a_caller_that_has_waited_long_is_not_overtaken() -> None:
    found = order("flood")
    assert found[:2] == ["in", "turn"], found
    assert found.count("background") == 1


def test_an_error_is_raised_to_its_own_caller() -> None:
    assert order("failing") == ["failed:work", "failed:disk", "next"]


def test_a_killed_caller_blocks_nobody() -> None:
    found = order("killed")
    assert [name for name in found if name != "killed"] == ["write0", "write1", "last"], found


def test_background_work_yields_to_the_loop_for_a_while() -> None:
    assert order("yielding") == ["heard", "background", "patient"]
