"""On the one loop nothing short stands behind many long things."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def order(what: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.turns", what],
        cwd=ROOT,
        timeout=30,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_the_loop_hears_a_message_while_a_transaction_waits_for_the_disk() -> None:
    found = order("message")
    assert found.index("message") <= 1
    found.remove("message")
    assert found == [f"write{n}" for n in range(10)], "those who wait keep their order"


def test_whoever_is_not_urgent_lets_pass_what_is_ready() -> None:
    assert sorted(order("passing")[:2]) == ["message", "next"]


def test_who_stands_before_an_empty_screen_is_next_and_the_background_last() -> None:
    assert order("urgent") == ["running", "next", *(f"write{n}" for n in range(10)), "background"]


def test_one_persons_commands_keep_their_order() -> None:
    found = order("own")
    assert found.index("offline") < found.index("next"), found
    assert found.index("hers") < found.index("write1"), found


def test_whoever_waited_long_is_not_overtaken_for_ever() -> None:
    found = order("flood")
    assert found[:2] == ["in", "turn"], found
    assert found.count("background") == 1


def test_an_error_goes_to_whoever_asked() -> None:
    assert order("failing") == ["failed:work", "failed:disk", "next"]


def test_whoever_is_killed_holds_nobody_up() -> None:
    found = order("killed")
    assert [name for name in found if name != "killed"] == ["write0", "write1", "last"], found


def test_background_work_stands_aside_for_a_while() -> None:
    assert order("aside") == ["heard", "background", "patient"]
