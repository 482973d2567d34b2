"""The two languages of the product, and one text in both."""

from __future__ import annotations

from dataclasses import dataclass

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
