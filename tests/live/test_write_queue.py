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


def test_the_loop_receives_a_message_while_transactions_wait() -> None:
    found = order("message")
    assert found.index("message") <= 1
    found.remove("message")
    assert found == [f"write{n}" for n in range(10)], "waiting callers keep their order"


def test_callers_keep_their_order_though_others_come_meanwhile() -> None:
    assert order("overtaking") == [*(f"write{n}" for n in range(10)), *(f"late{n}" for n in range(10))]


def test_an_error_is_raised_to_its_own_caller() -> None:
    assert order("failing") == ["failed:work", "next"]


def test_a_killed_caller_blocks_nobody() -> None:
    assert order("killed") == ["write0", "write1", "last"]


def test_background_work_yields_to_the_loop_for_a_while() -> None:
    assert order("yielding") == ["heard", "background", "patient"]
