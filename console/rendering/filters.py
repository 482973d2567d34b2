"""The filters and globals of the templates, for each language: texts, labels, money, dates, times, icons."""

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
from flask_babel import force_locale, get_locale, get_translations
from lucide.jinja import lucide
from markupsafe import Markup

from console.domain.bilingual import CHINESE, ENGLISH, Bilingual, is_chinese
from console.domain.compliance.plain import PARAMS, sentence_of
from console.domain.fact_changes import CHANGES
from console.domain.facts import Money
from console.domain.labels import CHANNELS, FACTS, HOLDS, PHONE_STATES, PRODUCTS, PURPOSES, ROLES, SPEAKERS
from console.domain.shift import BREAK_REASONS, SYSTEM_BREAKS
from console.rendering.jinja_env import WithoutIndentation
from console.store.queries.verdicts import KINDS

# why an agent is on a break or off the shift
REASONS = {**BREAK_REASONS, **SYSTEM_BREAKS, "unseen": ("screen was silent", "屏幕无响应")}
_READER: ContextVar[str] = ContextVar("reader", default="")


@contextmanager
def reading_in(locale: str) -> Iterator[None]:
    """Format for this locale inside. Setting it once is far cheaper than asking for it at each text."""
    mark = _READER.set(locale)
    try:
        with force_locale(locale):
            yield
    finally:
        _READER.reset(mark)


def reader() -> str:
    """Return the locale of the reader."""
    return _READER.get() or str(get_locale() or "en")


def _chinese() -> bool:
    return is_chinese(reader())


def bilingual(value: Bilingual | None) -> str:
    """Return the text in the reader's language; "" for None."""
    if value is None:
        return ""
    return value.zh if _chinese() else value.en


def pair(value: tuple[str, str]) -> str:
    """Return the English or the Chinese text of a pair."""
    return value[1] if _chinese() else value[0]


def labels(table: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    """Return a filter that turns a code of the table into its label."""
    return lambda code: pair(table.get(code, (code, code)))


def money(value: Money | None) -> str:
    """Return an amount with its currency sign; whole amounts without decimals, None as a dash."""
    if value is None:
        return "–"
    return _amount(value.minor, value.currency, CHINESE if _chinese() else ENGLISH)


@lru_cache(maxsize=8192)
def _amount(minor: int, currency: str, locale: str) -> str:
    text: str = format_currency(minor / 100, currency, locale=locale)
    return text.removesuffix(".00")


def day(value: date | None) -> str:
    """Return a short date; None as a dash."""
    return "–" if value is None else _day(value.year, value.month, value.day, _chinese())


@lru_cache(maxsize=2048)
def _day(year: int, month: int, day: int, chinese: bool) -> str:
    return format_date(date(year, month, day), "M月d日" if chinese else "d MMM", locale="zh" if chinese else "en")


def month(value: date | None) -> str:
    """Return a month as "2026-11"; None as a dash."""
    return value.strftime("%Y-%m") if value else "–"


@lru_cache(maxsize=4)
def _catalogue(locale: str) -> Callable[[str], str]:
    with force_locale(locale):
        gettext: Callable[[str], str] = get_translations().gettext
    return gettext


@lru_cache(maxsize=8192)
def _translated(text: str, locale: str) -> Markup:
    return Markup(_catalogue(locale)(text))


def say(text: str, **values: object) -> Markup:
    """Return a template's text in the reader's language, its values escaped.

    A screen has some hundred texts at every push: each is looked up once and kept.
    """
    translated = _translated(text, reader())
    return translated % values if "%" in translated else translated


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Return an icon's markup. The icon is decorative: the text beside it carries the meaning."""
    return Markup(str(lucide(name, size=16, **{"class": "icon", "aria_hidden": "true"})))


def register(app: Flask, zone: ZoneInfo) -> None:
    """Add the filters and globals to the templates. Times are shown in ``zone``."""

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

    for name, function in (
        ("words", bilingual),
        ("money", money),
        ("day", day),
        ("month", month),
        ("clock", clock),
        ("second", second),
        ("precise", precise),
        ("moment", moment),
        ("iso", iso),
        ("pair", pair),
        ("hold", labels(HOLDS)),
        ("channel", labels(CHANNELS)),
        ("party", labels(ROLES)),
        ("purpose", labels(PURPOSES)),
        ("reason", labels(REASONS)),
        ("status", labels(PHONE_STATES)),
        ("fact", labels(FACTS)),
        ("change", labels(CHANGES)),
        ("speaker", labels(SPEAKERS)),
        ("verdict_kind", labels(KINDS)),
        ("product", labels(PRODUCTS)),
        ("param", labels(PARAMS)),
        ("rule", lambda rule_id: bilingual(sentence_of(rule_id))),
    ):
        app.jinja_env.filters[name] = function
    app.jinja_env.globals.update(icon=icon, gettext=say, _=say)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(WithoutIndentation)
