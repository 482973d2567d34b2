"""Checks that every door makes on what comes in: storable text, the key of a command, amounts of money."""

from __future__ import annotations

from decimal import Decimal

KEY_PATTERN = r"^[0-9a-fA-F-]{36}$"  # the key of a command: a UUID, so that a repetition does nothing
LARGEST_AMOUNT = Decimal("1e13")  # whole currency units


def is_storable(text: str) -> bool:
    """Return False for text with NUL or half of a surrogate pair, which no database stores."""
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)


def to_minor(amount: Decimal) -> int | None:
    """Return an amount in minor units (cents), or None when it has more than two decimals."""
    if amount != amount.quantize(Decimal("0.01")):
        return None
    return int(amount * 100)
