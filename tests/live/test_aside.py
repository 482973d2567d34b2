"""Work in the background lets go first whatever is ready, and is not held up for good."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def order(what: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.aside", what], cwd=ROOT, timeout=30, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.split()


def test_background_work_comes_after_all_that_is_ready() -> None:
    found = order("background")
    assert found[-1] == "background"
    assert sorted(found[:-1]) == ["heard", *(f"write{n}" for n in range(5))]


def test_a_loop_that_never_rests_holds_it_up_for_its_patience_only() -> None:
    assert order("flood") == ["aside"]
