"""Work beside the event loop: yield to it, or run blocking code in a real thread.

The serving process has one gevent loop for all screens. Without gevent (commands, most tests) every
function here runs its work directly.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
MAX_YIELD_S = 0.005  # seconds that background work yields at most
YIELD_S = 0.002  # seconds that a non-urgent caller yields before it starts


def serving_hub() -> Any:
    """Return the gevent hub that serves; None without gevent and in a thread beside the loop."""
    try:
        from gevent import get_hub, monkey
    except ImportError:
        return None
    if not monkey.is_module_patched("threading"):
        return None
    hub = get_hub()
    return hub if hub.main_hub else None


def yield_to_loop(patience: float = MAX_YIELD_S) -> None:
    """Wait until the event loop has nothing left to do, at most ``patience`` seconds; 0 = not at all.

    A command that comes in and a panel that goes out pass through several greenlets. A single
    ``sleep(0)`` would let only the first of them run.
    """
    hub = serving_hub() if patience else None
    if hub is None:
        return
    from gevent import Timeout

    # fires when nothing else is ready; private part of gevent, held by tests/live/test_private_parts.py
    idle = hub.loop.idle()
    try:
        with Timeout(patience, False):
            hub.wait(idle)
    finally:
        idle.close()


def run_blocking(func: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in a real thread; only the caller waits for it."""
    hub = serving_hub()
    if hub is None:
        return func(*args)
    result: T = hub.threadpool.apply(func, args)
    return result


def run_beside(func: Callable[[], object]) -> None:
    """Run long work beside its caller, which goes on; without gevent directly."""
    if serving_hub() is None:
        func()
        return
    threading.Thread(target=func, daemon=True).start()  # a greenlet: the serving process is patched
