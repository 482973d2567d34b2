"""Amounts of a file as people and programs write them. Each reader returns (minor units, fault).

How a file writes amounts is decided from whole columns (``proposals.py``).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from babel.numbers import get_currency_symbol

from console.domain.input import LARGEST_AMOUNT, to_minor
from console.importing.values import Fault, neat

DecimalSign = Literal["", "point", "comma"]
NO_AMOUNT = "%(value)r is not an amount such as %(model)s"
MODELS = {"": "1234.56", "point": "1234.56", "comma": "1234,56"}
_GROUPS = {
    "point": re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+)(\.\d+)?"),
    "comma": re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+)(,\d+)?"),
}
_MARKED = re.compile(r"([^\d+\-()]*?)\s*([+-]?\s?\d[\d., ']*?)\s*([^\d+\-().,]*)")
MARKS = {"CNY": ("元", "圆", "人民币", "人民币元", "RMB"), "TWD": ("元", "新台币", "新台幣"), "USD": ("$", "US$")}
_OPEN = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
OPEN_AMOUNT = "%(value)r may be thousands or decimals: choose the decimal sign"


def bare_amount(text: str) -> tuple[str, str]:
    """Return (amount, mark) of an amount as bookkeepers write it: its minus in front, the currency's mark apart.

    (100.00), 100.00- and -¥100.00 are -100.00. What is no such amount comes back as it is.
    """
    bare, minus = neat(text), False
    if bare.startswith("(") and bare.endswith(")"):
        bare, minus = bare[1:-1].strip(), True
    elif bare.endswith("-"):
        bare, minus = bare[:-1].strip(), True
    elif bare[:1] in ("-", "+"):
        minus, bare = bare[0] == "-", bare[1:].strip()
    found = _MARKED.fullmatch(bare)
    if found is None or (minus and found[2][0] in "+-"):
        return neat(text), ""
    amount_, mark = found[2].replace("- ", "-"), (found[1] + found[3]).strip()
    return ("-" + amount_ if minus else amount_), mark


@lru_cache(maxsize=16)
def marks_of(currency: str) -> frozenset[str]:
    """Return how people mark an amount of this currency, in small letters."""
    written = (currency, *(get_currency_symbol(currency, locale) for locale in ("en", "zh_Hans_CN")))
    return frozenset(neat(mark).lower() for mark in (*written, *MARKS.get(currency, ()))) if currency else frozenset()


def money(text: str, sign: DecimalSign = "point", strict: bool = False, currency: str = "") -> tuple[int | None, Fault]:
    """Return (minor units, fault) of an amount such as 1,234.56, or 1.234,56 when the decimal sign is the comma.

    ``strict``: the decimal sign is not sure, so that 1,234 may be thousands or decimals and is refused.
    ``currency``: the amount may bear its mark, and no other.
    """
    given = text = neat(text)
    if not text:
        return None, None
    if not _GROUPS[sign or "point"].fullmatch(text):
        text, mark = bare_amount(text)
        if mark and mark.lower() not in marks_of(currency):
            return None, (NO_AMOUNT, {"value": given[:40], "model": MODELS[sign]})
    fault: Fault = (NO_AMOUNT, {"value": text[:40], "model": MODELS[sign]})
    if not _GROUPS[sign or "point"].fullmatch(text):
        return None, fault
    if strict and _OPEN.fullmatch(text):
        return None, (OPEN_AMOUNT, {"value": text})
    for mark in (".", " ", "'") if sign == "comma" else (",", " ", "'"):
        text = text.replace(mark, "")
    return amount(text.replace(",", "."))


def amount(value: str | int | float) -> tuple[int | None, Fault]:
    """Return (minor units, fault) of a number as a program writes it: 1234.56, or a number cell of a workbook."""
    try:
        # a workbook holds 0.1 + 0.2 as 0.30000000000000004
        found = Decimal(value if isinstance(value, str) else repr(round(value, 4)))
    except InvalidOperation:
        return None, (NO_AMOUNT, {"value": str(value)[:40], "model": MODELS[""]})
    if not found.is_finite() or abs(found) > LARGEST_AMOUNT:
        return None, ("is larger than any allowed amount", {})
    minor = to_minor(found)
    return (minor, None) if minor is not None else (None, ("has more than two decimals", {}))
