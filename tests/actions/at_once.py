"""Run several acts at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment in threads. Return their answers."""
    gate = threading.Barrier(len(acts))

    def go(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))
