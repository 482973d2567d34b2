"""One thing that happened with a customer, as the timeline shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money

MOST = 400  # of each kind


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``said``: the words of a person, as they were stored."""

    at: datetime
    kind: str  # a key of ``words.KINDS``
    title: Bilingual
    text: Bilingual
    who: str = ""
    said: str = ""
    recording: str = ""
    amounts: tuple[Money, ...] = ()
    severe: bool = False


def both(text: str) -> Bilingual:
    """Return a text that is the same in both languages."""
    return Bilingual(text, text)
