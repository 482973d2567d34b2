"""Formats of each language for templates: words, money, dates, times, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask
from flask_babel import force_locale, get_locale, get_translations
from jinja2 import Template
from lucide.jinja import lucide
from markupsafe import Markup

from console.domain.bilingual import CHINESE, ENGLISH, Bilingual, is_chinese
from console.domain.fact_changes import CHANGES
from console.domain.facts import Money
from console.domain.labels import CHANNELS, FACTS, HOLDS, PHONE_STATES, PRODUCTS, PURPOSES, ROLES, SPEAKERS
from console.domain.shift import BREAK_REASONS, SYSTEM_BREAKS
from console.rendering.jinja_env import PlainEnvironment
from console.store.queries.verdicts import KINDS

# why an agent is on a break or off the shift
REASONS = {**BREAK_REASONS, **SYSTEM_BREAKS, "unseen": ("screen was silent", "屏幕无响应")}
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


def reader() -> str:
    """Give the locale of who reads."""
    return _READER.get() or str(get_locale() or "en")


def _chinese() -> bool:
    return is_chinese(reader())


def words(value: Bilingual | None) -> str:
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
    return _amount(value.minor, value.currency, CHINESE if _chinese() else ENGLISH)


@lru_cache(maxsize=8192)
def _amount(minor: int, currency: str, locale: str) -> str:
    text: str = format_currency(minor / 100, currency, locale=locale)
    return text.removesuffix(".00")


def day(value: date | None) -> str:
    """Give a short date."""
    return "–" if value is None else _day(value.year, value.month, value.day, _chinese())


@lru_cache(maxsize=2048)
def _day(year: int, month: int, day: int, chinese: bool) -> str:
    return format_date(date(year, month, day), "M月d日" if chinese else "d MMM", locale="zh" if chinese else "en")


def month(value: date | None) -> str:
    """Give a month of a year."""
    return value.strftime("%Y-%m") if value else "–"


@lru_cache(maxsize=4)
def _catalogue(locale: str) -> Callable[[str], str]:
    with force_locale(locale):
        found: Callable[[str], str] = get_translations().gettext
    return found


@lru_cache(maxsize=8192)
def _translated(text: str, locale: str) -> Markup:
    return Markup(_catalogue(locale)(text))


def say(text: str, **values: object) -> Markup:
    """Give a template's text in the reader's language, its values escaped.

    The texts of a screen are looked up a hundred times at every push: each is looked up once.
    """
    found = _translated(text, reader())
    return found % values if "%" in found else found


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Give an icon's markup; decorative, the word beside it carries the meaning."""
    return Markup(str(lucide(name, size=16, **{"class": "icon", "aria_hidden": "true"})))


def register(app: Flask, zone: ZoneInfo) -> None:
    """Give the templates their filters and globals."""

    def clock(value: datetime | None) -> str:
        return value.astimezone(zone).strftime("%H:%M") if value else "–"

    def second(value: datetime | None) -> str:
        return value.astimezone(zone).strftime("%H:%M:%S") if value else "–"

    def moment(value: datetime | None) -> str:
        if value is None:
            return "–"
        local = value.astimezone(zone)
        return f"{day(local.date())} {local:%H:%M}"

    def precise(value: datetime | None) -> str:
        return f"{day(value.astimezone(zone).date())} {second(value)}" if value else "–"

    def iso(value: datetime | None) -> str:
        return value.isoformat() if value else ""

    for name, do in (
        ("words", words),
        ("money", money),
        ("day", day),
        ("month", month),
        ("clock", clock),
        ("second", second),
        ("precise", precise),
        ("moment", moment),
        ("iso", iso),
        ("pair", pair),
        ("hold", coded(HOLDS)),
        ("channel", coded(CHANNELS)),
        ("party", coded(ROLES)),
        ("purpose", coded(PURPOSES)),
        ("reason", coded(REASONS)),
        ("status", coded(PHONE_STATES)),
        ("fact", coded(FACTS)),
        ("change", coded(CHANGES)),
        ("speaker", coded(SPEAKERS)),
        ("verdict_kind", coded(KINDS)),
        ("product", coded(PRODUCTS)),
    ):
        app.jinja_env.filters[name] = do
    app.jinja_env.globals.update(icon=icon, gettext=say, _=say)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


@lru_cache(maxsize=16)
def _templates(environment: PlainEnvironment, locale: str) -> PlainEnvironment:
    def fixed(text: str) -> Markup:
        with reading_in(locale):
            return say(text)

    return environment.fixing(icon=icon, gettext=fixed, _=fixed)


def template(app: Flask, name: str) -> Template:
    """Give a template in the reader's language."""
    environment: Any = app.jinja_env
    return _templates(environment, reader()).get_template(name)
