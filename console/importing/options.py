"""Options of an import that the page and the command check alike: currency, days, and how the file is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from console.domain.errors import Invalid

DECIMALS = ("point", "comma")
ORDERS = ("dmy", "mdy")


def is_currency(code: str) -> bool:
    """Return True for an ISO 4217 code such as CNY."""
    return code in list_currencies()


def start_of_day(day: str, zone: str) -> datetime:
    """Return the start of a local day written as YYYY-MM-DD. Raises ValueError for anything else."""
    return datetime.combine(date.fromisoformat(day), time(0), ZoneInfo(zone))


def how_written(given: Mapping[str, str | None]) -> dict[str, Any]:
    """Return how a file is written, as far as a person says so. Raises Invalid.

    ``given``: decimal (point, comma), dates (dmy, mdy), sheet, head_line.
    """
    found: dict[str, Any] = {}
    decimal, dates = given.get("decimal") or "", given.get("dates") or ""
    if decimal not in ("", *DECIMALS):
        raise Invalid("Choose the decimal sign: point or comma.", field="decimal")
    if dates not in ("", *ORDERS):
        raise Invalid("Choose the order of dates: dmy or mdy.", field="dates")
    line = (given.get("head_line") or "").strip()
    if line and not (line.isascii() and line.isdigit() and 0 < int(line[:9]) < 10_000):
        raise Invalid("The line of the column names is a number, such as 3.", field="head_line")
    found |= {"decimal": decimal, "dates": dates, "sheet": (given.get("sheet") or "").strip()[:100]}
    return {key: value for key, value in found.items() if value} | ({"head_line": int(line)} if line else {})
