"""What is heard in a text: unlawful words of ours, and what a customer's words mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from console.domain.facts import Account
from console.domain.speech import cues_en, cues_zh, en, zh
from console.domain.speech.categories import CATEGORIES, CUES
from console.domain.speech.exceptions import DEBT_WORDS, Listener, Truths, innocent, negated, no_cue
from console.domain.speech.homophones_zh import by_sound
from console.domain.speech.lexicon import Lexicon
from console.domain.text.normalise import Folded, fold

__all__ = ["DEBT_WORDS", "Heard", "Listener", "Speaker", "Truths", "listen", "negated", "truths_of"]

Speaker = Literal["agent", "customer", "note", "message"]
_ZH, _EN = Lexicon(zh.HEARD), Lexicon(en.HEARD)
_CUE_ZH, _CUE_EN = Lexicon(cues_zh.CUES), Lexicon(cues_en.CUES)
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Heard:
    """One finding: its kind (``T1`` … or a cue's key), where it stands in the typed text."""

    kind: str
    rule: str
    start: int
    end: int
    quote: str
    is_cue: bool
    severe: bool


def truths_of(accounts: tuple[Account, ...] | None, *, listener: Listener = "debtor", verified: bool = True) -> Truths:
    """Give the truths of a customer's accounts: true when true of any, unknown when unknown of all."""

    def fact(name: str) -> bool | None:
        values = [getattr(account, name) for account in accounts or ()]
        if any(values):
            return True
        return False if values and all(value is False for value in values) else None

    return Truths(fact("suit_filed"), fact("judgment"), fact("enforcement"), None, listener, verified)


@lru_cache(maxsize=16384)  # every point on 500 desks, in both languages
def listen(typed: str, speaker: Speaker = "agent", truths: Truths | None = None) -> tuple[Heard, ...]:
    """Give what is heard in ``typed``, in order of place; nothing for an empty text.

    ``agent`` and ``message`` are judged as our own words, ``customer`` gives cues only, a ``note``
    gives both.
    """
    truths = truths or Truths()
    text = fold(typed)
    has_latin = not text.grams.isdisjoint(_LATIN)
    found: dict[str, Heard] = {}
    if speaker != "customer":
        open_to = ("T8",) if truths.listener == "debtor" else ()  # her own debt is no secret to her
        for lexicon in (_ZH, _EN) if has_latin else (_ZH,):
            for key, matches in lexicon.matches(text, but=open_to):
                if key not in found:
                    for match in matches:
                        if not innocent(text.text, match, key, truths):
                            found[key] = _heard(text, key, match.start(), match.end(), cue=False)
                            break
        for key, start, end in by_sound(text, truths):
            if key not in found:
                found[key] = _heard(text, key, start, end, cue=False)
    if speaker in ("customer", "note"):
        for lexicon in (_CUE_ZH, _CUE_EN) if has_latin else (_CUE_ZH,):
            for key, matches in lexicon.matches(text):
                if key not in found:
                    for match in matches:
                        if not no_cue(text.text, match, key):
                            found[key] = _heard(text, key, match.start(), match.end(), cue=True)
                            break
    return tuple(sorted(found.values(), key=lambda heard: (heard.start, heard.kind)))


def _heard(text: Folded, key: str, start: int, end: int, *, cue: bool) -> Heard:
    first, last = text.span(start, end)
    row = CUES[key] if cue else CATEGORIES[key]
    return Heard(key, row.rule, first, last, text.typed[first:last], cue, row.severe)
