"""How much a hammer or a random test does: little by default, everything under ``dev.py test --long``."""

from __future__ import annotations

import os

LONG = bool(os.environ.get("CONSOLE_TEST_LONG"))


def scaled(short: int, whole: int) -> int:
    """Return ``whole`` under --long, else ``short``, which must still show the faults that the test is for."""
    return whole if LONG else short
