"""Blocking work beside the event loop, so that other screens go on (design §2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


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
