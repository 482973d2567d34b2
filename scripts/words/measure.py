"""Figures: what rules and model find on lines that the model did not know. No line is ever printed."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from console.domain.speech import Truths, listen
from console.suspicion import model as scoring
from console.suspicion import suspicions
from scripts.words import fit, shift
from scripts.words.corpus import Row, blind, corpus

Z = 1.96  # of a normal distribution: 95 %


@dataclass(frozen=True)
class Answer:
    """What was found of a line: the kinds by the rules, and the kind by the model."""

    row: Row
    rules: frozenset[str]
    model: str

    @property
    def any(self) -> bool:
        return bool(self.rules or self.model)

    @property
    def right(self) -> bool:
        return self.row.label in self.rules or self.row.label == self.model


def by_product(row: Row) -> Answer:
    """Return what the product finds with the artefact that it ships. Nothing is true of the case."""
    truths = Truths(False, False, False, listener=row.listener)
    found = listen(row.text, row.speaker, truths, suspicions(row.text, row.speaker, row.listener))
    found = tuple(one for one in found if row.is_customer or not one.is_cue)
    rules = frozenset(one.kind for one in found if one.suspected is None)
    return Answer(row, rules, next((one.kind for one in found if one.suspected is not None), ""))


def by_left_out(rows: Sequence[Row]) -> list[Answer]:
    """Return what models find that do not know the author, with limits from the same lines."""
    sums, kinds = fit.left_out(rows, lambda _: None)
    chances = fit.chances(rows, sums)
    limits = fit.limits(rows, sums, chances)
    slope, shift = chances["any"]
    answers = []
    for at, row in enumerate(rows):
        language, kind = fit.language_of(row), ""
        for name, limit in limits.items():
            if not kind and sums[name][at] >= limit[language]:
                kind = kinds[at] if name == "any" else name
        held = 1 / (1 + math.exp(-slope * sums["any"][at] - shift))
        answers.append(Answer(row, fit.by_rules(row, lawful=held < fit.DOUBT[row.is_customer]), kind))
    return answers


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's interval of a share."""
    if not total:
        return 0.0, 1.0
    share, spread = hits / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / total + spread / total / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, total: int) -> str:
    """Return a share with its interval and the number of lines."""
    low, high = interval(hits, total)
    return f"{hits / total if total else 0:.2f} ({low:.2f}-{high:.2f}, n {total})"


def table(name: str, answers: Sequence[Answer], key: Callable[[Row], str]) -> None:
    """Print one line for each value of ``key``: any finding, right kind, false alarms."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[key(answer.row)].append(answer)
    print(f"| {name} | any finding | right kind | false alarms on lawful lines |\n| --- | --- | --- | --- |")
    for value, some in sorted(groups.items()):
        there = [one for one in some if one.row.found]
        lawful = [one for one in some if not one.row.found]
        print(
            f"| {value} | {share(sum(one.any for one in there), len(there)) if there else '-'} "
            f"| {share(sum(one.right for one in there), len(there)) if there else '-'} "
            f"| {share(sum(one.any for one in lawful), len(lawful)) if lawful else '-'} |"
        )
    print()


def kinds(answers: Sequence[Answer]) -> None:
    """Print recall and precision of each kind."""
    print("| kind | any finding | right kind | precision of the kind |\n| --- | --- | --- | --- |")
    for kind in sorted({one.row.label for one in answers} - {"-"}, key=lambda name: (len(name), name)):
        there = [one for one in answers if one.row.label == kind]
        said = [one for one in answers if kind in one.rules or one.model == kind]
        right = sum(one.row.label == kind for one in said)
        print(
            f"| {kind} | {share(sum(one.any for one in there), len(there))} "
            f"| {share(sum(one.right for one in there), len(there))} | {share(right, len(said))} |"
        )
    print()


def summary(name: str, answers: Sequence[Answer]) -> None:
    """Print what rules, model and both find, and how often they are wrong."""
    there = [one for one in answers if one.row.found]
    lawful = [one for one in answers if not one.row.found]
    ways: dict[str, Callable[[Answer], bool]] = {
        "rules": lambda one: bool(one.rules),
        "model": lambda one: bool(one.model),
        "both": lambda one: one.any,
    }
    print(f"{name}: {len(there)} lines with something to find, {len(lawful)} without")
    for way, found in ways.items():
        hits, false = share(sum(map(found, there)), len(there)), share(sum(map(found, lawful)), len(lawful))
        print(f"  {way}: any {hits}, false {false}")
    print(f"  right kind: {share(sum(one.right for one in there), len(there))}")
    if care := [one for one in there if one.row.label == fit.CARE]:
        others = [one for one in answers if one.row.label != fit.CARE]
        heard = sum(fit.CARE in one.rules or one.model == fit.CARE for one in care)
        wrong = sum(fit.CARE in one.rules or one.model == fit.CARE for one in others)
        print(f"  self-harm heard as such: {share(heard, len(care))}, of other lines: {share(wrong, len(others))}")
    print()


def full(answers: Sequence[Answer]) -> None:
    """Print every table of both sides of the talk."""
    for name, wanted in (("agents", False), ("customers", True)):
        mine = [one for one in answers if one.row.is_customer is wanted]
        summary(name, mine)
        table(f"{name}: language", mine, lambda row: row.language)
        table(f"{name}: register", mine, lambda row: row.register)
        table(f"{name}: speaker", mine, lambda row: f"{row.speaker} to {row.listener}")
        kinds(mine)


def growth(rows: Iterable[Row], test: Sequence[Row]) -> None:
    """Print what a quarter, a half and all of the corpus find of other lines, at 2 % false alarms on these."""
    rows = list(rows)
    for part in (0.25, 0.5, 1.0):
        for name, wanted in (("agents", False), ("customers", True)):
            mine = [row for row in rows if row.is_customer is wanted]
            random.Random(fit.SEED).shuffle(mine)
            mine = mine[: int(len(mine) * part)]
            there = [row for row in test if row.is_customer is wanted]
            made = fit.fit(mine)
            matrix = made.space.matrix(there)
            sums = {"any": made.ask("any", matrix)}
            limit = {
                language: float(
                    np.quantile(
                        [
                            sums["any"][at]
                            for at, row in enumerate(there)
                            if not row.found and fit.language_of(row) == language
                        ],
                        1 - fit.FALSE_SHARE,
                    )
                )
                for language in ("en", "zh")
            }
            said = made.kinds(matrix)
            found = [sums["any"][at] >= limit[fit.language_of(row)] for at, row in enumerate(there)]
            wanted_rows = [at for at, row in enumerate(there) if row.found]
            hits = sum(found[at] for at in wanted_rows)
            right = sum(found[at] and said[at] == there[at].label for at in wanted_rows)
            any_hit, kind_hit = share(hits, len(wanted_rows)), share(right, len(wanted_rows))
            print(f"{name}, {len(mine)} lines: any {any_hit}, right kind {kind_hit}")


def seconds(rows: Sequence[Row]) -> None:
    """Print the processor's time of a line that was never seen before."""
    scoring.model()
    times = []
    for row in rows:
        scoring._judged.cache_clear()
        began = time.process_time()
        suspicions(row.text, row.speaker, row.listener)
        times.append((time.process_time() - began) * 1000)
    times.sort()
    middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"{len(times)} lines: median {middle:.2f} ms, 99 of 100 within {slow:.2f} ms, slowest {times[-1]:.2f} ms")


def run(which: str) -> None:
    """Print the figures that were asked for."""
    rows = corpus()
    if which == "blind":
        full([by_product(row) for row in blind()])
        shift.run()
        growth(rows, blind())
    elif which == "time":
        mixed = list(rows)
        random.Random(fit.SEED).shuffle(mixed)
        seconds(mixed[:2000])
    else:
        both = [[row for row in rows if row.is_customer is wanted] for wanted in (False, True)]
        answers = [answer for mine in both for answer in by_left_out(mine)]
        full(answers)
        table("author", answers, lambda row: row.author)
        table("pair", answers, lambda row: f"{row.speaker}, {'twin' if row.pair else 'alone'}")
