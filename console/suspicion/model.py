"""Scoring a text with the model: the artefact's plain arrays, a sum for each question, and the reasons for it."""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import zipfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from console.domain.speech.listen import Listener, Speaker
from console.domain.speech.suspicion import LAWFUL, Suspicion
from console.suspicion.features import spans

ARTEFACT = Path(__file__).parent / "words.zip"
LONGEST = 160  # signs of one piece that is scored at once, a Han character counts as two
WORDS = 3  # reasons that are shown
WEIGHTY = 0.3  # of the weightiest character: from here on a character belongs to a reason
KIND = "kind "  # begins the name of a question that asks for one kind
_ENDS = re.compile(r"(?<=[。！？!?;；\n])|(?<=\.)\s+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def key_of(feature: str) -> int:
    """Return the number under which a feature is kept."""
    return zlib.crc32(feature.encode())


@dataclass(frozen=True, slots=True)
class Question:
    """One sum over the features: the weight of each, and the number that is added at the end."""

    weights: array[int]
    unit: float
    bias: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the model sees it: the kept features with their values, which have the length 1 together."""

    values: dict[int, float]
    places: dict[int, tuple[int, int]]

    def ask(self, question: Question) -> float:
        """Return the sum of a question. Above 0 means: more likely than not, on the corpus."""
        weights = question.weights
        return question.bias + question.unit * sum(weights[at] * value for at, value in self.values.items())


class Part:
    """The model of one side of the talk: whether there is something to find, which kind, and known examples."""

    def __init__(self, head: dict[str, Any], arrays: dict[str, array[Any]], examples: list[str]) -> None:
        self.keys, self.rarity = arrays["keys"], arrays["rarity"]
        self.questions = {
            name: Question(arrays[f"q.{name}"], unit, bias) for name, (unit, bias) in head["questions"].items()
        }
        self.kinds: list[str] = head["kinds"]
        self.limits: dict[str, dict[str, float]] = head["limits"]
        self.chances: dict[str, list[float]] = head["chances"]
        self.doubt: float = head["doubt"]  # below this chance a line is held for lawful
        self.examples = [example.split("\t", 1) for example in examples]
        marks, ends = arrays["marks"], arrays["ends"]
        self.marks = [frozenset(marks[ends[n] : ends[n + 1]]) for n in range(len(ends) - 1)]

    def line(self, typed: str, speaker: str, listener: str) -> Line:
        """Return a line as this part sees it."""
        values: dict[int, float] = {}
        places: dict[int, tuple[int, int]] = {}
        keys, rarity = self.keys, self.rarity
        for feature, place in spans(typed, speaker, listener).items():
            key = key_of(feature)
            at = bisect_left(keys, key)
            if at < len(keys) and keys[at] == key:
                values[at], places[at] = rarity[at], place
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return Line({at: value / length for at, value in values.items()}, places)

    def judge(self, typed: str, speaker: str, listener: str, only: str = "") -> tuple[str, float, Line] | None:
        """Return kind and chance of what the line may be, ``LAWFUL`` when much speaks against it, or None.

        ``only``: ask no question but this one.
        """
        line = self.line(typed, speaker, listener)
        language = "zh" if _HAN.search(typed) else "en"
        for name in (only,) if only else self.limits:
            score = line.ask(self.questions[name])
            if score < self.limits[name][language]:
                continue
            kind = name if name != "any" else max(self.kinds, key=lambda kind: line.ask(self.questions[KIND + kind]))
            return kind, self.chance(name, score), line
        if not only and (chance := self.chance("any", line.ask(self.questions["any"]))) < self.doubt:
            return LAWFUL, chance, line
        return None

    def chance(self, name: str, score: float) -> float:
        """Return how many of 1 lines with this sum were meant so, among lines that the model did not know."""
        slope, shift = self.chances[name]
        return 1 / (1 + math.exp(-slope * score - shift))

    def reasons(self, typed: str, line: Line, kind: str) -> tuple[str, ...]:
        """Return the stretches of the line that weigh most for what was found, in their order.

        Each feature's weight is shared by the characters in which it stands.
        """
        asked = [self.questions[name] for name in (KIND + kind, "any", kind) if name in self.questions]
        shares = [0.0] * len(typed)
        for at, value in line.values.items():
            first, last = line.places[at]
            for place in range(first, last):
                shares[place] += sum(q.unit * q.weights[at] for q in asked) * value / (last - first)
        enough = max(shares, default=0.0) * WEIGHTY
        if enough <= 0:
            return ()
        stretches: list[tuple[float, int, int]] = []
        for is_weighty, run in groupby(range(len(typed)), lambda place: shares[place] >= enough):
            places = list(run)
            if is_weighty:
                stretches.append((sum(shares[place] for place in places), places[0], places[-1] + 1))
        chosen = sorted(sorted(stretches, reverse=True)[:WORDS], key=lambda stretch: stretch[1])
        return tuple(typed[first:last] for _, first, last in chosen)

    def nearest(self, line: Line, kind: str) -> str:
        """Return the known example of this kind that shares the most with the line, or nothing."""
        best, found = 0.0, ""
        for (label, text), marks in zip(self.examples, self.marks, strict=True):
            if label == kind:
                near = sum(line.values[at] for at in marks & line.values.keys()) / math.sqrt(len(marks) or 1)
                if near > best:
                    best, found = near, text
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """The artefact in memory. ``version``: the first characters of its digest."""

    version: str
    agent: Part
    customer: Part


def read(data: bytes) -> Model:
    """Return the model of an artefact."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        head = json.loads(file.read("head.json"))
        parts = {}
        for name in ("agent", "customer"):
            arrays = {}
            for row, code in head[name]["arrays"].items():
                arrays[row] = array(code)
                arrays[row].frombytes(file.read(f"{name}.{row}"))
                if sys.byteorder == "big":
                    arrays[row].byteswap()
            parts[name] = Part(head[name], arrays, file.read(f"{name}.examples").decode().splitlines())
    return Model(hashlib.sha256(data).hexdigest()[:12], parts["agent"], parts["customer"])


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model that comes with the product."""
    return read(ARTEFACT.read_bytes())


def pieces(typed: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text that are scored: sentences, joined as long as they are short together."""
    begin = size = 0
    cuts = [*(match.end() for match in _ENDS.finditer(typed)), len(typed)]
    last = 0
    for cut in cuts:
        added = sum(2 if char >= "\u4e00" else 1 for char in typed[last:cut])
        if size and size + added > LONGEST:
            yield begin, last
            begin, size = last, 0
        size += added
        last = cut
    if typed[begin:].strip():
        yield begin, len(typed)


# speaker -> the parts that judge, as whose words, and the one question of a part that is asked
SIDES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "agent": (("agent", "agent", ""),),
    "message": (("agent", "message", ""),),
    "customer": (("customer", "customer", ""),),
    "note": (("agent", "note", ""), ("customer", "customer", "self_harm")),
}


@lru_cache(maxsize=16384)  # a note is heard again at each pause, and most of it is as before
def _judged(piece: str, speaker: Speaker, listener: Listener) -> tuple[Suspicion, ...]:
    made = model()
    found = []
    for part, heard_as, only in SIDES[speaker]:
        judged = getattr(made, part).judge(piece, heard_as, listener, only)
        if judged is not None:
            kind, chance, line = judged
            if kind == LAWFUL:
                found.append(Suspicion(kind, 0, len(piece), round(chance, 2), made.version))
                continue
            side: Part = getattr(made, part)
            reasons, near = side.reasons(piece, line, kind), side.nearest(line, kind)
            found.append(Suspicion(kind, 0, len(piece), round(chance, 2), made.version, near, reasons))
    return tuple(found)


def suspicions(typed: str, speaker: Speaker, listener: Listener = "debtor") -> tuple[Suspicion, ...]:
    """Return what the model says of a text, piece by piece in order of place: a kind, or ``LAWFUL``."""
    found = []
    for begin, end in pieces(typed):
        for one in _judged(typed[begin:end], speaker, listener):
            found.append(one.moved(begin))
    return tuple(found)
