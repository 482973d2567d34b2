"""Tells from the short runs of characters in a text which patterns can match it at all.

A pattern such as ``(?:去|到)(?:你|您)家.{0,3}(?:坐|闹)`` needs one of the runs "你家", "您家" and one of "坐",
"闹". The runs of a text are collected once. An index from run to pattern then gives the few patterns worth
trying, and the others cost nothing. A pattern whose needs cannot be derived is always tried, so the index
never changes what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from itertools import pairwise

MOST = 60  # most strings that one stretch of a pattern may stand for. Beyond that it is cut
RARE = "zqxjkvbpgwyfmculdhrsnioate "  # letters of English, rarest first, and the space as the commonest
# characters that are common in ordinary notes: a need made of these excludes little
COMMON = frozenset("的一是不了在人有我他这个们来到时大上为地子你说她也要就出会可和以还没能好钱家对去过天下打给让您")
_OPENS = re.compile(r"\((?:\?(?::|(<?[=!])))?")
_TIMES = re.compile(r"(?:([?*+])|\{(\d*)(,?)(\d*)\})\??")
_ASCII = re.compile(r"[\n -~]{3,}")

# words that are common in notes and messages of collections: their runs exclude little
USUAL = (
    " the you your to and will have with that this for not are was can we our call calling pay paying"
    " payment account customer number about from they them would all of on in it is be a if or do you're"
    " has had been he she him her his their any what when there please today us i'm don't tell told know"
    " 客户 我们 您的 你的 还款 逾期 电话 联系 没有 可以 信用卡 不会 家人 本人 这个 方便 银行 公司 单位"
    " 告诉 处理 方案 分期 今天 现在 法院 起诉 征信 身份证 账户 律师 投诉 孩子 同事 朋友 亲友 贷款 "
)

Needs = tuple[frozenset[str], ...]
Strings = frozenset[str]


def grams(text: str) -> set[str]:
    """Return every run of 1 and 2 characters of ``text``, and of 3 and 5 characters in its ASCII parts."""
    runs = set(text)
    runs.update(map("".join, pairwise(text)))
    for run in _ASCII.findall(text):
        runs.update(map("".join, zip(run, run[1:], run[2:], strict=False)))
        runs.update([run[n : n + 5] for n in range(len(run) - 4)])
    return runs


def alternatives(pattern: str) -> list[str]:
    """Return the alternatives of ``pattern``: the parts between its outermost bars."""
    parts, depth, begin, index = [], 0, 0, 0
    in_class = False
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(pattern[begin:index])
            begin = index + 1
        index += 1
    return [*parts, pattern[begin:]]


def needs(pattern: str) -> Needs:
    """Return sets of runs. Every match of ``pattern`` holds at least one run of each set.

    Raises:
        ValueError: when the pattern uses syntax that the reader does not know."""
    reader = _Reader(pattern)
    _, sets = reader.choice()
    if reader.at != len(pattern):
        raise ValueError(f"cannot read the pattern at {reader.at}: {pattern}")
    return tuple(sorted(sets, key=_cost)[:3])


_USUAL_GRAMS = {run for run in grams(USUAL) if len(run) > 1}


@lru_cache(maxsize=16384)
def _weight(gram: str) -> float:
    """Return a rough measure of how common a run is in ordinary text. A greater weight excludes less."""
    usual = 6 if gram in _USUAL_GRAMS else 1
    if gram.isascii():
        plenty = sum(RARE.find(char) + 1 if char in RARE else 4 for char in gram) / len(gram)
        return float({1: 300, 2: 80, 3: 12}.get(len(gram), 2)) * (plenty / 12) ** 2 * usual
    common = sum(char in COMMON for char in gram)
    return float((8, 60)[common] if len(gram) == 1 else (1, 1.5, 6)[common] * usual)


def _cost(need: Iterable[str]) -> float:
    return sum(map(_weight, need))


@lru_cache(maxsize=8192)
def rarest(string: str) -> str:
    """Return the rarest run of ``string``, of a length that ``grams`` collects."""
    lengths = (5, 3, 2, 1) if string.isascii() else (2, 1)
    length = next(n for n in lengths if n <= len(string))
    return min((string[n : n + length] for n in range(len(string) - length + 1)), key=_weight)


def _need(strings: Strings) -> frozenset[str] | None:
    return None if "" in strings else frozenset(map(rarest, strings))


class _Reader:
    """Reads the part of the regular-expression syntax that the pattern tables use."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def choice(self) -> tuple[Strings | None, list[frozenset[str]]]:
        """Return all strings of the branches (None when they are too many), and what every branch needs."""
        branches = [self.sequence()]
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            branches.append(self.sequence())
        if len(branches) == 1:
            return branches[0]
        strings: Strings | None = frozenset()
        best: frozenset[str] | None = frozenset()
        for branch, needed in branches:
            strings = None if branch is None or strings is None else strings | branch
            cheapest = min(needed, key=_cost, default=None)
            best = None if cheapest is None or best is None else best | cheapest
        if strings is not None and len(strings) > MOST:
            strings = None
        return strings, [] if best is None else [best]

    def sequence(self) -> tuple[Strings | None, list[frozenset[str]]]:
        """Return the same as ``choice`` for one branch."""
        run: Strings = frozenset([""])
        whole = True
        needed: list[frozenset[str]] = []
        for strings, inner in self.items():
            if strings is not None and len(run) * len(strings) <= MOST:
                run = frozenset(a + b for a in run for b in strings)
                continue
            whole = False
            if (need := _need(run)) is not None:
                needed.append(need)
            needed.extend(inner)
            run = strings if strings is not None else frozenset([""])
        if (need := _need(run)) is not None:
            needed.append(need)
        return (run if whole else None), needed

    def items(self) -> Iterator[tuple[Strings | None, list[frozenset[str]]]]:
        """Yield the strings and the needs of each item of a branch, with its repeat count applied."""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            item = self.item()
            if item is None:  # an assertion has no width
                continue
            low, high = self.times()
            strings, needed = item
            if (low, high) == (0, 1):
                yield (None if strings is None else strings | {""}), []
            elif (low, high) == (1, 1):
                yield strings, needed
            else:
                once = None if strings is None else _need(strings)
                yield None, [*needed, *([once] if once else [])] if low else []

    def item(self) -> tuple[Strings | None, list[frozenset[str]]] | None:
        """Return the strings and the needs of one item, or None for an assertion."""
        char = self.pattern[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self.signs()
        self.at += 1
        if char == "\\":
            char = self.pattern[self.at]
            self.at += 1
            if char == "b":
                return None
            return (None, []) if char.isalnum() else (frozenset([char]), [])
        if char in "^$":
            return None
        return (None, []) if char == "." else (frozenset([char]), [])

    def group(self) -> tuple[Strings | None, list[frozenset[str]]] | None:
        """Return the strings and the needs of a group, or None for a look-ahead or look-behind."""
        around = _OPENS.match(self.pattern, self.at)
        if around is None:
            raise ValueError(f"cannot read the pattern at {self.at}: {self.pattern}")
        self.at = around.end()
        inside = self.choice()
        self.at += 1
        return None if around[1] else inside

    def signs(self) -> tuple[Strings | None, list[frozenset[str]]]:
        """Return the characters of a class, or None when it is negated or has ranges."""
        end = self.pattern.index("]", self.at + 2)
        inside = self.pattern[self.at + 1 : end]
        self.at = end + 1
        if inside[0] == "^" or "\\" in inside or "-" in inside:
            return None, []
        return frozenset(inside), []

    def times(self) -> tuple[int, int]:
        """Return the least and the greatest repeat count of the item just read. 9 means unlimited."""
        match = _TIMES.match(self.pattern, self.at)
        if match is None:
            return 1, 1
        self.at = match.end()
        if match[1]:
            return {"?": (0, 1), "*": (0, 9), "+": (1, 9)}[match[1]]
        low = int(match[2] or 0)
        return (low, int(match[4] or 9)) if match[3] else (low, low)


class Screen:
    """An index of patterns: for a text it gives the numbers of the patterns that can match it."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._at: dict[str, tuple[int, ...]] = {}
        self._also: list[Needs] = []
        self._always: list[int] = []
        at: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            first, *also = needs(pattern) or (frozenset(),)
            self._also.append(tuple(also))
            if not first:
                self._always.append(number)
            for gram in first:
                at.setdefault(gram, []).append(number)
        self._at = {gram: tuple(numbers) for gram, numbers in at.items()}
        self._grams = frozenset(self._at)

    @property
    def always(self) -> int:
        """The number of patterns that are tried on every text."""
        return len(self._always)

    def candidates(self, held: Set[str]) -> list[int]:
        """Return the numbers of the patterns worth trying on a text with these runs, in ascending order."""
        numbers = set(self._always)
        for gram in self._grams & held:
            numbers.update(self._at[gram])
        likely = []
        for number in sorted(numbers):
            for need in self._also[number]:
                if need.isdisjoint(held):
                    break
            else:
                likely.append(number)
        return likely
