"""Money, dates and times as text: the one place where they are written, for each language.

Babel knows each language's order and signs. What the product adds: whole amounts stand without decimals, the
renminbi sign without its country, and a year is written only when it is not the present one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from console.domain.bilingual import Bilingual, LocalTime, Sentence, is_chinese
from console.domain.fact_words import fact_words
from console.domain.facts import Money

SIGNS = {"CNY": "¥", "JPY": "JP¥"}  # one sign a currency, in both languages
NONE = "–"
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d)?")
# (Chinese, with weekday, with year) -> pattern of Babel
_DAYS = {
    (False, False, False): "d MMM",
    (False, False, True): "d MMM y",
    (False, True, False): "EEE d MMM",
    (False, True, True): "EEE d MMM y",
    (True, False, False): "M月d日",
    (True, False, True): "y年M月d日",
    (True, True, False): "M月d日 EEE",
    (True, True, True): "y年M月d日 EEE",
}
_SPOKEN = {False: "d MMMM", True: "M月d日"}


@lru_cache(maxsize=8192)
def money(minor: int, currency: str, locale: str) -> str:
    """Return an amount with its sign, "NT$115,056"; decimals only where there are any."""
    value = Decimal(minor) / 100
    pattern = "¤#,##0" if minor % 100 == 0 else "¤#,##0.00"
    text: str = format_currency(value, currency, pattern, locale=locale, currency_digits=False)
    if currency in SIGNS:
        text = text.replace(get_currency_symbol(currency, locale), SIGNS[currency], 1)
    return text


@lru_cache(maxsize=1024)
def amount(minor: int, locale: str) -> str:
    """Return an amount without its sign, as it stands in a field: "115,056" or "115,056.50"."""
    text: str = format_decimal(Decimal(minor) / 100, "#,##0" if minor % 100 == 0 else "#,##0.00", locale=locale)
    return text


@lru_cache(maxsize=4096)
def day(on: date, locale: str, *, weekday: bool = False, year: bool = False) -> str:
    """Return a short date: "2 Dec", "Wed 2 Dec", "12月2日 周三"; ``year`` adds the year."""
    return format_date(on, _DAYS[is_chinese(locale), weekday, year], locale=locale)


@lru_cache(maxsize=1024)
def spoken_day(on: date, locale: str) -> str:
    """Return a date as it is said on the telephone: "2 December", "12月2日"."""
    return format_date(on, _SPOKEN[is_chinese(locale)], locale=locale)


@lru_cache(maxsize=512)
def place_of(zone: str, locale: str) -> str:
    """Return the town that a zone is named after: "New York", "纽约"."""
    return get_timezone_location(zone, locale=locale, return_city=True)


@dataclass(frozen=True)
class Writer:
    """Writes values for a reader. Times are those of the site's ``zone``; ``now`` is the product's clock."""

    zone: ZoneInfo
    now: Callable[[], datetime]
    reader: Callable[[], str]

    def money(self, value: Money | None) -> str:
        """Return an amount with its currency sign; None as a dash."""
        return NONE if value is None else money(value.minor, value.currency, self.reader())

    def amount(self, value: Money | None) -> str:
        """Return an amount as a field holds it: without the sign; None as nothing."""
        return "" if value is None else amount(value.minor, self.reader())

    def as_typed(self, parts: Sequence[tuple[date, Money]]) -> list[tuple[str, str]]:
        """Return dated amounts as the fields of a form hold them."""
        return [(self.weekday(on), self.amount(part)) for on, part in parts]

    def day(self, on: date | None) -> str:
        """Return a short date, with its year when it is not the present one; None as a dash."""
        return NONE if on is None else day(on, self.reader(), year=self._other_year(on))

    def weekday(self, on: date | None) -> str:
        """Return a short date with its day of the week; None as a dash."""
        return NONE if on is None else day(on, self.reader(), weekday=True, year=self._other_year(on))

    def _other_year(self, on: date) -> bool:
        return on.year != self.now().astimezone(self.zone).year

    def clock(self, at: datetime | None) -> str:
        """Return hour and minute; None as a dash."""
        return at.astimezone(self.zone).strftime("%H:%M") if at else NONE

    def span(self, seconds: int) -> str:
        """Return a length of time in hours and minutes: "42 min", "1 h 05"."""
        hours, minutes = divmod(round(seconds / 60), 60)
        if is_chinese(self.reader()):
            return f"{hours}小时{minutes:02}分" if hours else f"{minutes}分"
        return f"{hours} h {minutes:02}" if hours else f"{minutes} min"

    def second(self, at: datetime | None) -> str:
        """Return hour, minute and second; None as a dash."""
        return at.astimezone(self.zone).strftime("%H:%M:%S") if at else NONE

    def moment(self, at: datetime | None) -> str:
        """Return the day with hour and minute; None as a dash."""
        return f"{self.day(at.astimezone(self.zone).date())} {self.clock(at)}" if at else NONE

    def precise(self, at: datetime | None) -> str:
        """Return the day with hour, minute and second; None as a dash."""
        return f"{self.day(at.astimezone(self.zone).date())} {self.second(at)}" if at else NONE

    def local_time(self, value: LocalTime) -> str:
        """Return an instant as another zone's clock shows it, with the town where that is not the site's time."""
        there = value.at.astimezone(ZoneInfo(value.zone))
        text = f"{self.weekday(there.date())} {there:%H:%M}" if value.with_day else f"{there:%H:%M}"
        if there.utcoffset() == value.at.astimezone(self.zone).utcoffset():
            return text
        place = place_of(value.zone, self.reader())
        return f"{text}（{place}时间）" if is_chinese(self.reader()) else f"{text} ({place} time)"

    def fact(self, text: str) -> str:
        """Return a recorded fact in the reader's language: a code's words, a day, an instant; else as it is."""
        if not _ISO.fullmatch(text):
            return fact_words(text)[is_chinese(self.reader())]
        return self.day(date.fromisoformat(text)) if len(text) == 10 else self.moment(datetime.fromisoformat(text))

    def value(self, value: object) -> object:
        """Return a value of a sentence as the reader's text; text and numbers stay as they are."""
        match value:
            case Money():
                return self.money(value)
            case LocalTime():
                return self.local_time(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.weekday(value)
            case Bilingual():
                return self.words(value)
        return value

    def words(self, value: Bilingual | None) -> str:
        """Return the text in the reader's language, its values written; "" for None."""
        if value is None:
            return ""
        text = value.zh if is_chinese(self.reader()) else value.en
        if isinstance(value, Sentence) and value.values:
            return text % {name: self.value(inner) for name, inner in value.values}
        return text
