"""The filters and globals of the templates, for each language: texts, labels, money, dates, times, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import force_locale, get_locale, get_translations
from lucide.jinja import lucide
from markupsafe import Markup

from console.domain.bilingual import called, is_chinese
from console.domain.compliance.packs.laws import law_words
from console.domain.compliance.plain import PARAMS, sentence_of
from console.domain.fact_changes import CHANGES
from console.domain.labels import CHANNELS, FACTS, HOLDS, PHONE_KINDS, PHONE_STATES, PRODUCTS, PURPOSES, ROLES, SPEAKERS
from console.domain.rule_words import CONFIDENCE, LEVEL
from console.domain.shift import BREAK_REASONS, SYSTEM_REASONS
from console.rendering.jinja_env import WithoutIndentation
from console.store.queries.verdicts import KINDS
from console.wording.formats import Writer

# why an agent is on a break or off the shift
REASONS = {**BREAK_REASONS, **SYSTEM_REASONS}
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


def pair(value: tuple[str, str]) -> str:
    """Return the English or the Chinese text of a pair."""
    return value[1] if _chinese() else value[0]


def labels(table: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    """Return a filter that turns a code of the table into its label."""
    return lambda code: pair(table.get(code, (code, code)))


def month(value: date | None) -> str:
    """Return a month as "2026-11"; None as a dash."""
    return value.strftime("%Y-%m") if value else "–"


def iso(value: datetime | None) -> str:
    """Return an instant for machines, "" for None."""
    return value.isoformat() if value else ""


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
    return translated % values if values else translated


@lru_cache(maxsize=1024)
def _translated_in(context: str, text: str, locale: str) -> Markup:
    with force_locale(locale):
        return Markup(get_translations().pgettext(context, text))


def say_in(context: str, text: str) -> Markup:
    """Return a template's text in the reader's language, where the same English means two things."""
    return _translated_in(context, text, reader())


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Return an icon's markup. The icon is decorative: the text beside it carries the meaning."""
    return Markup(str(lucide(name, size=16, **{"class": "icon", "aria_hidden": "true"})))


def register(app: Flask, zone: ZoneInfo, now: Callable[[], datetime]) -> None:
    """Add the filters and globals to the templates. Times are shown in ``zone``; ``now`` is the product's clock."""
    writer = app.extensions["writer"] = Writer(zone, now, reader)

    for name, function in (
        ("words", writer.words),
        ("called", lambda thing: writer.words(called(thing.name, thing.name_zh))),
        ("money", writer.money),
        ("amount", writer.amount),
        ("as_typed", writer.as_typed),
        ("day", writer.day),
        ("weekday", writer.weekday),
        ("month", month),
        ("clock", writer.clock),
        ("span", writer.span),
        ("second", writer.second),
        ("precise", writer.precise),
        ("moment", writer.moment),
        ("local", writer.local_time),
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
        ("phone_kind", labels(PHONE_KINDS)),
        ("confidence", labels(CONFIDENCE)),
        ("level", labels(LEVEL)),
        ("finding_fact", writer.fact),
        ("param", labels(PARAMS)),
        ("law", lambda law: writer.words(law_words(law))),
        ("rule", lambda rule_id: writer.words(sentence_of(rule_id))),
    ):
        app.jinja_env.filters[name] = function
    app.jinja_env.globals.update(icon=icon, gettext=say, _=say, pgettext=say_in)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(WithoutIndentation)


def writer() -> Writer:
    """Return what writes values in the reader's language."""
    return cast(Writer, current_app.extensions["writer"])
