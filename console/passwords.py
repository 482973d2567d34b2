"""Password hashes (argon2id), computed off the event loop, at most two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = threading.BoundedSemaphore(2)
_DUMMY = _HASHER.hash("nobody has this password")
SHORTEST = 12


def run_blocking(do: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in the pool, so that other screens go on (design §2)."""
    try:
        from gevent import get_hub, monkey
    except ImportError:
        return do(*args)
    if not monkey.is_module_patched("threading"):
        return do(*args)
    found: T = get_hub().threadpool.apply(do, args)
    return found


def hash_password(password: str) -> str:
    """Give the argon2id hash of a password."""
    with _SLOTS:
        return run_blocking(_HASHER.hash, password)


def verify(password: str, hashed: str | None) -> bool:
    """True when the password fits; an unknown person costs the same time."""
    with _SLOTS:
        return run_blocking(_verify, password, hashed or _DUMMY) and hashed is not None


def _verify(password: str, hashed: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def weak(password: str) -> str:
    """Give what is wrong with a new password, or ""."""
    if len(password) < SHORTEST:
        return "Use at least 12 characters."
    if len(set(password)) < 5:
        return "Use more different characters."
    return ""
