"""Whose turn it is on the one loop that serves all screens, and blocking work beside it (design §2)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 0.005  # seconds that one stands aside at most: where a busy server draws itself, each desk pays it
LOOK = 0.002  # seconds for what else is ready between two transactions


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


def _look(hub: Any, patience: float) -> None:
    """Let the loop do all that is ready, at most ``patience`` seconds."""
    from gevent import Timeout

    idle = hub.loop.idle()  # called when nothing else is
    try:
        with Timeout(patience, False):
            hub.wait(idle)
    finally:
        idle.close()


def step_aside(patience: float = PATIENCE) -> None:
    """Let whatever is ready go first, and whoever waits to write. For work in the background.

    A command comes in and a panel goes out through several greenlets in turn; so this waits until the
    loop has nothing left to do, at most ``patience`` seconds.
    """
    hub = _hub()
    if hub is None:
        return
    until = time.monotonic() + patience
    _look(hub, patience)
    while _turns.waiting and (left := until - time.monotonic()) > 0:
        _look(hub, left)


class _Turns:
    """Who waits to write, in the order of coming."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: Counter[str] = Counter()


_turns = _Turns()


def take_turn(who: str = "", *, first: bool = False) -> None:
    """Wait until it is this one's turn to write: one transaction a round of the loop, in order.

    Several commands are often ready at once, and each goes through without a pause. Without this a
    drawn screen, which only has to be passed on, would stand behind all of them. ``first``: before
    all others who wait, at once, but never before another command of ``who``: whoever ends the shift
    and then the wrap-up gets no further customer.
    """
    hub = _hub()
    if hub is None or (first and not (who and _turns.waiting[who])):
        return
    _turns.waiting[who] += 1
    try:
        with _turns.lock:
            _look(hub, LOOK)
    finally:
        _turns.waiting[who] -= 1
        if not _turns.waiting[who]:
            del _turns.waiting[who]


def run_blocking(do: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in a real thread; the caller alone waits for it."""
    hub = _hub()
    if hub is None:
        return do(*args)
    found: T = hub.threadpool.apply(do, args)
    return found
