"""Waiting for what another process does: the one place where a test sleeps, and never for a set time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

PATIENCE_S = 60.0  # seconds for what must happen, on a busy machine; how fast it happens is for the benches
PAUSE_S = 0.01  # seconds between two looks


def listens(port: int) -> bool:
    """Return whether somebody listens on this port of the machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], Any], seconds: float = PATIENCE_S, *, lives: Callable[[], bool] = lambda: True) -> None:
    """Wait until it holds. Fail when it does not hold in time, or when what should bring it about has ended."""
    end = time.monotonic() + seconds
    while not holds():
        assert lives(), "it has ended before"
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(PAUSE_S)
