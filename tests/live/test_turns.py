"""On the one loop nothing short stands behind many long things."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def order(what: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.turns", what], cwd=ROOT, timeout=30, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.split()


def test_a_message_is_heard_between_two_transactions_that_waited_together() -> None:
    found = order("turns")
    assert sorted(found) == sorted(["message", "first", *(f"write{n}" for n in range(10))])
    assert found.index("message") <= found.index("write0") + 2, found


def test_who_stands_before_an_empty_screen_writes_before_those_who_came_earlier() -> None:
    found = order("turns")
    assert found.index("first") <= 2, found
    rest = [name for name in found if name.startswith("write")]
    assert rest == sorted(rest), found  # those who wait keep their order


def test_one_persons_commands_keep_their_order() -> None:
    found = order("own")
    assert found.index("offline") < found.index("next"), found
    assert found.index("hers") < found.index("offline"), found


def test_background_work_waits_for_all_who_write() -> None:
    found = order("background")
    assert found[-1] == "background"
    assert sorted(found[:-1]) == ["heard", *(f"write{n}" for n in range(5))]


def test_a_loop_that_never_rests_holds_nobody_up() -> None:
    assert order("flood") == ["aside", "write"]
