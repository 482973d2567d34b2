"""Password hashes (argon2id), computed off the event loop: a few at once, and never for the flood of a stranger."""

from __future__ import annotations

import threading
import time

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.concurrency.background import run_blocking
from console.concurrency.turns import Turns

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = threading.BoundedSemaphore(2)
_DUMMY = _HASHER.hash("nobody has this password")
SHORTEST = 12  # characters
# People whose browser is known wait for each other only. Everybody else takes turns at one place.
KNOWN, STRANGERS = Turns(most=500), Turns(most=200)
_usual_s = 0.03  # how long a hash has taken of late


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _SLOTS:
        return run_blocking(_HASHER.hash, password)


def verify(password: str, hashed: str | None) -> bool:
    """Return True when the password fits. ``hashed`` None, for an unknown login, takes the same time."""
    global _usual_s
    with _SLOTS:
        began = time.perf_counter()
        fits = run_blocking(_verify, password, hashed or _DUMMY) and hashed is not None
        _usual_s += (min(time.perf_counter() - began, 1.0) - _usual_s) / 8
        return fits


def refuse_slowly() -> bool:
    """Return False after about the time of a hash, without computing one: for the flood of an address."""
    time.sleep(_usual_s)
    return False


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
