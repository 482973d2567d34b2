"""A text in its plain form, with the way back to the characters that were typed.

Width, case, traditional and simplified, spaces and signs between Han characters, pictures,
digits for letters, and the usual sound-alike spellings are folded. Everything that judges words
looks at the plain form; marks on the screen use ``Folded.span``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from console.domain.text.han import SIMPLIFIED, sound
from console.domain.text.tricks import FOUR, PICTURES, SOUND_ALIKES

__all__ = ["Folded", "fold", "sound"]

LONGEST = 4000  # characters that are looked at; longer texts are cut by the doors
STOPS = "。！？；，、：!?;,.:\n"
LEET = str.maketrans("01345$@7", "oleassat")
_MIXED = re.compile(r"(?=[a-z0-9$@]*[a-z])(?=[a-z0-9$@]*[0-9$@])[a-z0-9$@]{3,}|\b[a-ln-z]0\b")
_ORDINAL = re.compile(r"\d+(st|nd|rd|th|k|am|pm|m|d|h)")
_SPELLED = re.compile(r"(?<![a-z])(?:[a-z][ .\-_*]){2,}[a-z](?![a-z])")
_FOUR = re.compile(FOUR)


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain form and, for each of its characters, the place in the typed text."""

    text: str
    places: tuple[int, ...]
    typed: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the typed range of a plain range, half-open."""
        if not self.places or start >= end:
            return 0, 0
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _alike() -> tuple[re.Pattern[str], dict[str, str]]:
    words: dict[str, str] = {}
    for plain, spellings in SOUND_ALIKES.items():
        for spelling in spellings.split():
            folded = unicodedata.normalize("NFKC", spelling).lower()
            folded = "".join(SIMPLIFIED.get(ord(c), c) for c in folded)
            if folded != plain and (len(folded) > 1 or _han(folded[0])):
                words[folded] = plain
    ordered = sorted(words, key=len, reverse=True)
    parts = [
        re.escape(word) if _han(word[0]) or _han(word[-1]) else rf"(?<![a-z]){re.escape(word)}(?![a-z])"
        for word in ordered
    ]  # fmt: skip
    return re.compile("|".join(parts)), words


_ALIKE, _WORDS = _alike()


@lru_cache(maxsize=512)
def fold(typed: str) -> Folded:
    """Give the plain form of ``typed`` (at most 4,000 characters of it)."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(typed[:LONGEST]):
        if "\u4e00" <= char <= "\u9fff":
            chars.append(SIMPLIFIED.get(ord(char), char))
            places.append(place)
            continue
        if "!" <= char <= "~":
            chars.append(char.lower() if char != "`" else "'")
            places.append(place)
            continue
        if char in PICTURES:
            for sign in PICTURES[char]:
                chars.append(sign)
                places.append(place)
            continue
        for sign in unicodedata.normalize("NFKC", char).lower():
            sign = SIMPLIFIED.get(ord(sign), sign)
            kind = unicodedata.category(sign) if ord(sign) > 127 else ""
            if kind in ("Mn", "Me", "Cf", "So", "Sk", "Co", "Cn"):
                continue
            if sign in "’‘`´":
                sign = "'"
            chars.append(" " if sign.isspace() and sign != "\n" else sign)
            places.append(place)
    chars, places = _close_gaps(chars, places)
    text = "".join(chars)
    text, places = _spelled(text, places)
    text = _MIXED.sub(lambda m: m[0] if _ORDINAL.fullmatch(m[0]) else m[0].translate(LEET), text)
    text, places = _replaced(text, places)
    text = _FOUR.sub(lambda m: m[1] + "死", text)
    return Folded(text, tuple(places), typed)


def _close_gaps(chars: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    """Drop what stands between two Han characters and is no stop of a sentence."""
    out: list[str] = []
    where: list[int] = []
    total = len(chars)
    index = 0
    while index < total:
        char = chars[index]
        if not (char.isalnum() or char in STOPS or char == "'"):
            end = index
            while end < total and not chars[end].isalnum() and chars[end] not in STOPS:
                end += 1
            after = chars[end] if end < total else ""
            if out and _han(out[-1]) and (not after or _han(after) or after.isalnum()):
                index = end
                continue
            if (
                char != " "
                and out
                and out[-1].isalpha()
                and after.isalpha()
                and end - index == 1
                and char in "*_~^|·"
            ):
                index = end
                continue
            if after and _han(after):
                index = end
                continue
            if char == " " and (not out or out[-1] == " "):
                index += 1
                continue
        out.append(char)
        where.append(places[index])
        index += 1
    return _dotted(out, where)


def _dotted(chars: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    """Drop a dot or comma that splits single Han characters: 抓.你.坐.牢."""
    total = len(chars)
    keep = [True] * total
    for index in range(1, total - 1):
        if chars[index] not in ".,、":
            continue
        if _han(chars[index - 1]) and _han(chars[index + 1]):
            left = index < 2 or chars[index - 2] in ".,、"
            right = index + 2 >= total or chars[index + 2] in ".,、"
            if (left and right) or (left and index > 2) or (right and index + 2 < total):
                keep[index] = False
    return (
        [char for char, kept in zip(chars, keep, strict=True) if kept],
        [place for place, kept in zip(places, keep, strict=True) if kept],
    )


def _spelled(text: str, places: list[int]) -> tuple[str, list[int]]:
    """Join letters that are spelled out: ``j a i l``."""
    out: list[str] = []
    where: list[int] = []
    last = 0
    for match in _SPELLED.finditer(text):
        out.append(text[last : match.start()])
        where.extend(places[last : match.start()])
        for index in range(match.start(), match.end()):
            if text[index].isalpha():
                out.append(text[index])
                where.append(places[index])
        last = match.end()
    out.append(text[last:])
    where.extend(places[last:])
    return "".join(out), where


def _replaced(text: str, places: list[int]) -> tuple[str, list[int]]:
    out: list[str] = []
    where: list[int] = []
    last = 0
    for match in _ALIKE.finditer(text):
        plain = _WORDS[match[0]]
        out.append(text[last : match.start()])
        where.extend(places[last : match.start()])
        out.append(plain)
        inside = places[match.start() : match.end()]
        where.extend(inside[min(i, len(inside) - 1)] for i in range(len(plain)))
        last = match.end()
    out.append(text[last:])
    where.extend(places[last:])
    return "".join(out), where
