"""One text in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages: ``en`` English, ``zh`` simplified Chinese."""

    en: str
    zh: str
