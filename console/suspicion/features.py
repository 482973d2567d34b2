"""What the model sees of a line: runs of words, of characters and of sounds, as short strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from console.domain.text.normalise import fold, sound

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[\u4e00-\u9fff]")
_LONGEST = 48  # characters of one Latin word that are looked at


def features(typed: str, speaker: str, listener: str) -> set[str]:
    """Return the features of a line. Signs between words do not count, because recognisers write none.

    A feature's first character names its kind: ``w`` runs of words, ``s`` words with one left out between them,
    ``c`` characters inside a Latin word, ``p`` the sound of Han characters, ``o`` words said to a third person,
    ``i`` who speaks to whom.
    """
    return set(spans(typed, speaker, listener))


def spans(typed: str, speaker: str, listener: str) -> dict[str, tuple[int, int]]:
    """Return each feature of a line with the first range of the typed text in which it stands."""
    text = fold(typed)
    found: dict[str, tuple[int, int]] = {}
    tokens = [(match[0] if not match[0].isdigit() else "0", match.span()) for match in _TOKEN.finditer(text.text)]
    words = [word for word, _ in tokens]
    places = [place for _, place in tokens]
    for name, first, last in _runs(words, listener):
        found.setdefault(name, (places[first][0], places[last][1]))
    for word, place in tokens:
        if "a" <= word[0] <= "z":
            for run in _inside(word):
                found.setdefault(run, place)
    found = {name: text.span(*place) for name, place in found.items()}
    found["i" + speaker] = found["i" + speaker + listener] = (0, 0)
    return found


def _runs(words: Sequence[str], listener: str) -> Iterator[tuple[str, int, int]]:
    """Yield the runs of words and sounds, each with its first and last word."""
    sounds = [sound(word) if word >= "\u4e00" else "" for word in words]
    for at in range(len(words)):
        for length in (1, 2, 3, 4):
            last = at + length - 1
            if last >= len(words):
                break
            run = words[at : last + 1]
            if length < 4 or run[0] >= "\u4e00":
                joined = " ".join(run)
                yield "w" + joined, at, last
                if listener == "other" and length < 3:
                    yield "o" + joined, at, last
            if length in (2, 3) and all(sounds[at : last + 1]):
                yield "p" + "".join(sounds[at : last + 1]), at, last
        if at + 2 < len(words):
            yield f"s{words[at]} {words[at + 2]}", at, at + 2


def _inside(word: str) -> Iterator[str]:
    padded = f"^{word[:_LONGEST]}$"
    for length in (3, 4, 5):
        for at in range(len(padded) - length + 1):
            yield "c" + padded[at : at + length]
