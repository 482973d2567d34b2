"""Blocking work beside the event loop, so that other screens go on (design §2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
HOPS, PAUSE = 3, 0.0003  # rounds of the loop, each long enough that it looks at the sockets


def step_aside() -> None:
    """Let whatever waits go first, to its end.

    A command comes in and a panel goes out through several greenlets in turn; one who steps aside
    once only would come before each of them again. A sleep of nothing does not look at the sockets.
    """
    for _ in range(HOPS):
        time.sleep(PAUSE)


def run_blocking(do: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in a real thread; the caller alone waits for it."""
    try:
        from gevent import get_hub, monkey
    except ImportError:
        return do(*args)
    if not monkey.is_module_patched("threading"):
        return do(*args)
    found: T = get_hub().threadpool.apply(do, args)
    return found
