"""Formats of each language for templates: words, money, dates, times, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask
from flask_babel import force_locale, get_locale
from lucide.jinja import lucide
from markupsafe import Markup

from console.domain.facts import Money
from console.store.queries.verdicts import KINDS
from console.store.queries.words import CHANNELS, HOLDS, PURPOSES, ROLES
from console.store.views import Words

_READER: ContextVar[str] = ContextVar("reader", default="")


@contextmanager
def reading_in(locale: str) -> Iterator[None]:
    """Format for a reader of this language inside; far cheaper than asking for it at each word."""
    mark = _READER.set(locale)
    try:
        with force_locale(locale):
            yield
    finally:
        _READER.reset(mark)


def _chinese() -> bool:
    return (_READER.get() or str(get_locale() or "en")).startswith("zh")


def words(value: Words | None) -> str:
    """Give the words in the reader's language."""
    if value is None:
        return ""
    return value.zh if _chinese() else value.en


def pair(value: tuple[str, str]) -> str:
    """Give the English or the Chinese of a pair."""
    return value[1] if _chinese() else value[0]


def coded(table: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    """Give a filter that names the codes of a table."""
    return lambda code: pair(table.get(code, (code, code)))


def money(value: Money | None) -> str:
    """Give an amount with its currency sign; whole amounts without decimals."""
    if value is None:
        return "–"
    locale = "zh_Hans_CN" if _chinese() else "en"
    text = format_currency(value.minor / 100, value.currency, locale=locale)
    return text.removesuffix(".00")


def day(value: date | None) -> str:
    """Give a short date."""
    if value is None:
        return "–"
    return format_date(
        value, "M月d日" if _chinese() else "d MMM", locale="zh" if _chinese() else "en"
    )


def month(value: date | None) -> str:
    """Give a month of a year."""
    return value.strftime("%Y-%m") if value else "–"


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Give an icon's markup; decorative, the word beside it carries the meaning."""
    return Markup(str(lucide(name, size=16, **{"class": "icon", "aria_hidden": "true"})))


def register(app: Flask, zone: ZoneInfo) -> None:
    """Give the templates their filters and globals."""

    def clock(value: datetime | None) -> str:
        return value.astimezone(zone).strftime("%H:%M") if value else "–"

    def moment(value: datetime | None) -> str:
        if value is None:
            return "–"
        local = value.astimezone(zone)
        return f"{day(local.date())} {local:%H:%M}"

    def iso(value: datetime | None) -> str:
        return value.isoformat() if value else ""

    for name, do in (
        ("words", words), ("money", money), ("day", day), ("month", month), ("clock", clock),
        ("moment", moment), ("iso", iso), ("pair", pair), ("hold", coded(HOLDS)),
        ("channel", coded(CHANNELS)), ("party", coded(ROLES)), ("purpose", coded(PURPOSES)),
        ("verdict_kind", coded(KINDS)),
    ):  # fmt: skip
        app.jinja_env.filters[name] = do
    app.jinja_env.globals["icon"] = icon
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
