"""Password hashes (argon2id), computed off the event loop, at most two at once."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.concurrency.background import run_blocking

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = threading.BoundedSemaphore(2)
_DUMMY = _HASHER.hash("nobody has this password")
SHORTEST = 12  # characters


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _SLOTS:
        return run_blocking(_HASHER.hash, password)


def verify(password: str, hashed: str | None) -> bool:
    """Return True when the password fits. ``hashed`` None, for an unknown login, takes the same time."""
    with _SLOTS:
        return run_blocking(_verify, password, hashed or _DUMMY) and hashed is not None


def _verify(password: str, hashed: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def weak(password: str) -> str:
    """Return what is wrong with a new password, or ""."""
    if len(password) < SHORTEST:
        return "Use at least 12 characters."
    if len(set(password)) < 5:
        return "Use more different characters."
    return ""
