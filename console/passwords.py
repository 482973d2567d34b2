"""Password hashes (argon2id), computed off the event loop: a few at once, and never for the flood of a stranger."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.concurrency.background import run_blocking
from console.concurrency.turns import Turns

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = threading.BoundedSemaphore(2)
_DUMMY = _HASHER.hash("nobody has this password")
SHORTEST, LONGEST = 15, 200  # characters (NIST SP 800-63B-4, 3.1.1.2: 15 where the password is the only factor)
GUESSABLE = 3  # scores of zxcvbn below this one are refused
OWN_LEFT = 8  # characters that must be left of a password without the person's own names
HALF = 12  # characters of half a first password
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
    first, halves, second = hashed.partition("&")
    if halves:  # a first password of which two people have one half each
        fits = _fits(password[:HALF], first)
        return _fits(password[HALF:], second) and fits
    return _fits(password, hashed)


def half_password() -> str:
    """Return one half of a first password."""
    return secrets.token_urlsafe(HALF)[:HALF]


def _fits(password: str, hashed: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def weak(password: str, own: Sequence[str] = ()) -> str:
    """Return what is wrong with a new password, or "". ``own`` are the person's login and names.

    There are no rules about kinds of characters and no end of a password by time. Refused is what lists of leaked
    passwords hold, what repeats or follows the keyboard (zxcvbn's lists), and what is little more than a name.
    """
    if len(password) < SHORTEST:
        return "Use at least 15 characters, such as four words."
    if len(password) > LONGEST:
        return "Use at most 200 characters."
    from zxcvbn import zxcvbn  # its lists are large, and few processes ever need them

    names = sorted({part for text in (*own, "console") for part in text.casefold().split()}, key=len, reverse=True)
    rest = password.casefold()
    for name in names:
        rest = rest.replace(name, "") if len(name) > 1 else rest
    if len(rest) < OWN_LEFT or zxcvbn(password[:72], user_inputs=names)["score"] < GUESSABLE:
        return "This password is easy to guess: it is common, repeats itself or holds your name. Choose another one."
    return ""
