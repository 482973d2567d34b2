"""A text in its plain form, with a map back to the characters that were typed.

Folding removes differences of width, case, traditional and simplified characters, spaces and signs between
Han characters, pictures, digits for letters, and the usual sound-alike spellings. The text check looks at
the plain form. Marks on the screen use ``Folded.span``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from console.domain.text.evasions import FOUR, PICTURES, SOUND_ALIKES
from console.domain.text.han import FIRST, LAST, simplified, sound
from console.domain.text.prefilter import grams, rarest

__all__ = ["Folded", "fold", "sound"]

LONGEST = 4000  # characters that are looked at. Actions refuse longer texts
STOPS = "。！？；，、：!?;,.:\n"
LEET = str.maketrans("0345$@7", "oeassat")
_MIXED = re.compile(r"(?=[a-z0-9$@]*[a-z])(?=[a-z0-9$@]*[0-9$@])[a-z0-9$@]{3,}|\b[a-ln-z]0\b")
_ORDINAL = re.compile(r"\d+(st|nd|rd|th|k|am|pm|m|d|h)")
_SPELLED = re.compile(r"(?<![a-z])(?:[a-z][ .\-_*]){2,}[a-z](?![a-z])")
_LETTER_DIGIT = re.compile(r"[a-z][0-9$@]|[0-9$@][a-z]")
# signs between characters that may hide a word. A single space between Latin words never does
_GAP = re.compile(rf"(?:[^\w {re.escape(STOPS)}']|_| (?!(?<=[!-~] )[a-z0-9!?;:,.]))(?:[^\w{re.escape(STOPS)}]|_)*")
_DOTS = re.compile(r"[.,、][\u4e00-\u9fff][.,、]")
_FOUR = re.compile(FOUR)


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain form of a text.

    ``places``: for each character of ``text`` its index in ``typed``. ``grams``: the runs of ``text`` (see
    ``prefilter.grams``)."""

    text: str
    places: Sequence[int]
    typed: str
    grams: Set[str] = field(repr=False, compare=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range in ``typed`` of a range in ``text``. Both are half-open."""
        if not len(self.places) or start >= end:
            return 0, 0
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@cache
def _alike() -> tuple[re.Pattern[str], dict[str, str], Set[str]]:
    """Return a pattern for any sound-alike, (sound-alike -> plain), and runs of which any sound-alike holds one."""
    plain_of: dict[str, str] = {}
    han = simplified()
    for plain, spellings in SOUND_ALIKES.items():
        for spelling in spellings.split():
            folded = unicodedata.normalize("NFKC", spelling).lower()
            folded = "".join(han.get(ord(c), c) for c in folded)
            if folded != plain and (len(folded) > 1 or _han(folded[0])):
                plain_of[folded] = plain
    ordered = sorted(plain_of, key=len, reverse=True)
    parts = [
        re.escape(word) if _han(word[0]) or _han(word[-1]) else rf"(?<![a-z]){re.escape(word)}(?![a-z])"
        for word in ordered
    ]
    return re.compile("|".join(parts)), plain_of, frozenset(map(rarest, plain_of))


def _plain_of(char: str) -> str:
    """Return what one typed character stands for: often itself, sometimes nothing."""
    if "!" <= char <= "~":
        return char.lower() if char != "`" else "'"
    if char in PICTURES:
        return PICTURES[char]
    out = []
    han = simplified()
    for sign in unicodedata.normalize("NFKC", char).lower():
        sign = han.get(ord(sign), sign)
        kind = unicodedata.category(sign) if ord(sign) > 127 else ""
        if kind in ("Mn", "Me", "Cf", "So", "Sk", "Co", "Cn"):
            continue
        if sign in "’‘`´":
            sign = "'"
        out.append(" " if sign.isspace() and sign != "\n" else sign)
    return "".join(out)


@cache
def _one_to_one() -> tuple[dict[int, str], frozenset[str]]:
    """Return (code point -> plain character) for characters that stand for exactly one (nearly all), and them."""
    han = simplified()
    table = {point: han.get(point, chr(point)) for point in range(FIRST, LAST + 1)}
    for first, last in ((0x09, 0x7E), (0xA0, 0xFF), (0x2010, 0x203A), (0x3000, 0x301F), (0xFF01, 0xFF5E)):
        for point in range(first, last + 1):
            plain = _plain_of(chr(point))
            if len(plain) == 1:
                table[point] = plain
    return table, frozenset(map(chr, table))


@lru_cache(maxsize=2048)
def fold(typed: str) -> Folded:
    """Return the plain form of ``typed`` (at most 4,000 characters of it)."""
    looked = typed[:LONGEST]
    places: Sequence[int]
    one, all_one = _one_to_one()
    if all_one.issuperset(looked):
        text, places = looked.translate(one), range(len(looked))
    else:
        parts = [one.get(ord(char)) or _plain_of(char) for char in looked]
        text = "".join(parts)
        places = [place for place, part in enumerate(parts) for _ in part]
    text, places = _close_gaps(text, places)
    if len(text) <= 3 or _DOTS.search(text):
        text, places = _dotted(text, places)
    if _SPELLED.search(text):
        text, places = _spelled(text, places)
    if _LETTER_DIGIT.search(text):
        text = _MIXED.sub(lambda m: m[0] if _ORDINAL.fullmatch(m[0]) else _letters(m[0]), text)
    held = grams(text)
    if not held.isdisjoint(_alike()[2]):
        before = text
        text, places = _replaced(text, places)
        held = held if text == before else grams(text)
    if "4" in held:
        text = _FOUR.sub(lambda m: m[1] + "死", text)
        held = grams(text)
    return Folded(text, places, typed, held)


def _letters(word: str) -> str:
    """Return a word with its digits read as letters. A 1 is an i or an l, depending on its neighbours."""
    word = word.translate(LEET)
    for place, char in enumerate(word):
        if char == "1":
            before, after = word[place - 1 : place], word[place + 1 : place + 2]
            if after in ("a", "e", "o", "u", "i"):
                thief = after == "e" and before not in "aeou" and word[place + 2 :]
                letter = "i" if before == "l" or thief else "l"  # l1ar, th1ef, but ba1ance
            elif before in ("a", "e", "o", "u", "i"):
                letter = "i" if after in ("l", "d") and before in ("a", "o") else "l"  # ja1l, wi1l
            else:
                letter = "l" if before in ("l", "1") or after in ("", "1") else "i"  # b1tch, ki11
            word = word[:place] + letter + word[place + 1 :]
    return word


def _close_gaps(text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Drop signs beside Han characters that do not end a clause. Returns the text and its places."""
    out: list[str] = []
    where: list[int] = []
    last = 0
    for match in _GAP.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        kept: list[int]
        if (
            (before and _han(before) and (not after or after.isalnum()))
            or (after and _han(after))
            or (end - start == 1 and match[0] in "*_~^|·" and before.isalpha() and after.isalpha())
        ):
            kept = []
        elif end - start == 1 and before:
            continue
        else:
            kept = [
                n
                for n in range(start, end)
                if text[n] != " " or (n > start and text[n - 1] != " ") or (n == start and before)
            ]
        out.append(text[last:start])
        where.extend(places[last:start])
        out.extend(text[n] for n in kept)
        where.extend(places[n] for n in kept)
        last = end
    if not last:
        return text, places
    out.append(text[last:])
    where.extend(places[last:])
    return "".join(out), where


def _dotted(text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Drop dots and commas that split single Han characters: 抓.你.坐.牢. Returns the text and its places."""
    total = len(text)
    dropped = set()
    for index in range(1, total - 1):
        if text[index] in ".,、" and _han(text[index - 1]) and _han(text[index + 1]):
            left = index < 2 or text[index - 2] in ".,、"
            right = index + 2 >= total or text[index + 2] in ".,、"
            if (left and right) or (left and index > 2) or (right and index + 2 < total):
                dropped.add(index)
    kept = [index for index in range(total) if index not in dropped]
    return "".join(text[n] for n in kept), [places[n] for n in kept]


def _spelled(text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Join letters that are spelled out: ``j a i l``. Returns the text and its places."""
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


def _replaced(text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    out: list[str] = []
    where: list[int] = []
    last = 0
    pattern, words, _ = _alike()
    for match in pattern.finditer(text):
        plain = words[match[0]]
        out.append(text[last : match.start()])
        where.extend(places[last : match.start()])
        out.append(plain)
        inside = places[match.start() : match.end()]
        where.extend(inside[min(i, len(inside) - 1)] for i in range(len(plain)))
        last = match.end()
    out.append(text[last:])
    where.extend(places[last:])
    return "".join(out), where
