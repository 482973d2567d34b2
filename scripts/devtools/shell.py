"""Running commands in the repository, and where its folders are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"


class Stop(Exception):
    """End with a message that says what to do."""


def say(step: str) -> None:
    """Print one step of the set-up."""
    print(f"  {step}", flush=True)


def run(*command: object, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run a command in the repository's root and return its exit code. ``env`` is added to the environment."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", **(env or {})},
        stdout=subprocess.DEVNULL if quiet else None,
    )
    return done.returncode


def need(*command: object, what: str, quiet: bool = True) -> None:
    """Run a command. Raise Stop when it fails; ``what`` names the step."""
    if run(*command, quiet=quiet) != 0:
        raise Stop(f"{what} failed. Read the lines above, correct the cause, and start again.")
