"""Options of an import that the page and the command check alike: currency and days."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies


def is_currency(code: str) -> bool:
    """Return True for an ISO 4217 code such as CNY."""
    return code in list_currencies()


def start_of_day(day: str, zone: str) -> datetime:
    """Return the start of a local day written as YYYY-MM-DD. Raises ValueError for anything else."""
    return datetime.combine(date.fromisoformat(day), time(0), ZoneInfo(zone))
