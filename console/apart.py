"""Background and blocking work beside the one loop that serves all screens (design §2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 0.005  # seconds that one stands aside at most: where a busy server draws itself, each desk pays it


def _hub() -> Any:
    """Give the loop that serves; None in a plain process, and in a thread beside the loop."""
    try:
        from gevent import get_hub, monkey
    except ImportError:
        return None
    if not monkey.is_module_patched("threading"):
        return None
    hub = get_hub()
    return hub if hub.main_hub else None


def step_aside(patience: float = PATIENCE) -> None:
    """Let everything go first that is ready: what came in, what goes out. For work in the background.

    A command comes in and a panel goes out through several greenlets in turn; so this waits until the
    loop has nothing left to do, at most ``patience`` seconds.
    """
    hub = _hub()
    if hub is None:
        return
    from gevent import Timeout

    idle = hub.loop.idle()  # called when nothing else is
    try:
        with Timeout(patience, False):
            hub.wait(idle)
    finally:
        idle.close()


def run_blocking(do: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in a real thread; the caller alone waits for it."""
    hub = _hub()
    if hub is None:
        return do(*args)
    found: T = hub.threadpool.apply(do, args)
    return found
