"""The two languages of the product, and one text in both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.domain.facts import Money

ENGLISH, CHINESE = "en", "zh_Hans_CN"
LOCALES = (ENGLISH, CHINESE)


def is_chinese(locale: str) -> bool:
    """Return True when a reader with this locale gets the Chinese text."""
    return locale.startswith("zh")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages: ``en`` English, ``zh`` simplified Chinese."""

    en: str
    zh: str


def called(name: str | None, name_zh: str | None) -> Bilingual:
    """Return a name for readers of each language. Without a Chinese one the name stands as it is."""
    return Bilingual(name or "", name_zh or name or "")


@dataclass(frozen=True, slots=True)
class LocalTime:
    """An instant as the clock of ``zone`` shows it; without ``with_day`` the hour and minute alone."""

    at: datetime
    zone: str
    with_day: bool = True


@dataclass(frozen=True, slots=True)
class Sentence(Bilingual):
    """A text in both languages whose ``%(name)s`` are values: each reader's language writes them in its own way.

    Money, dates, local times, other texts, and plain text or numbers.
    """

    values: tuple[tuple[str, Money | date | LocalTime | Bilingual | str | int], ...] = ()
