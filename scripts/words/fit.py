"""Fitting: features to numbers, a logistic regression for each question, limits from authors left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from console.domain.speech import Truths, listen
from console.domain.speech.suspicion import LAWFUL, Suspicion
from console.suspicion.model import KIND
from scripts.words.corpus import Row

SEED = 24
STRENGTH = 20.0  # inverse of the penalty on weights (``C``)
FALSE_SHARE = 0.02  # of the lawful lines of an author left out
LEAST_SHARE = 0.005  # that the model may mark falsely where the rules alone use up the share
# below this chance a line is held for lawful, and most rules do not mark it: agents' lines, customers' lines
DOUBT = {False: 0.3, True: 0.5}
CARE_RECALL = 0.97  # of the lines of self-harm left out: a false alarm costs a question …
CARE_FALSE = 0.20  # … which a person can bear for one in five of the lines that sound like it, not more
FOLDS = 5
CARE = "self_harm"
Vector = Any  # a numpy array
Matrix = Any  # a scipy sparse matrix


@dataclass
class Space:
    """The features that are kept, and how rare each is."""

    index: dict[str, int]
    rarity: Vector

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Space:
        """Return the space of the features that stand in at least two of the rows."""
        count = Counter(feature for row in rows for feature in row.features)
        names = sorted(name for name, n in count.items() if n > 1)
        seen = np.array([count[name] for name in names])
        return cls({name: at for at, name in enumerate(names)}, np.log((1 + len(rows)) / (1 + seen)) + 1)

    def matrix(self, rows: Sequence[Row]) -> Matrix:
        """Return one row of length 1 for each line."""
        columns: list[int] = []
        ends = [0]
        for row in rows:
            columns.extend(sorted(self.index[name] for name in row.features if name in self.index))
            ends.append(len(columns))
        made = sp.csr_matrix((self.rarity[columns], columns, ends), shape=(len(rows), len(self.index)))
        length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
        return sp.diags(1 / np.maximum(length, 1e-9)) @ made


@dataclass
class Fitted:
    """Weights and bias of each question, in one space."""

    space: Space
    questions: dict[str, tuple[Vector, float]] = field(default_factory=dict)

    def ask(self, name: str, rows: Matrix) -> Vector:
        """Return the sum of a question for each row."""
        weights, bias = self.questions[name]
        return rows @ weights + bias

    def kinds(self, rows: Matrix) -> list[str]:
        """Return the likeliest kind of each row."""
        names = [name for name in self.questions if name.startswith(KIND)]
        sums = np.vstack([self.ask(name, rows) for name in names])
        return [names[at].removeprefix(KIND) for at in sums.argmax(axis=0)]


def _regress(rows: Matrix, wanted: Vector, *, balanced: bool = False) -> tuple[Vector, float]:
    made = LogisticRegression(
        C=STRENGTH, solver="liblinear", random_state=SEED, class_weight="balanced" if balanced else None
    ).fit(rows, wanted)
    return made.coef_[0], float(made.intercept_[0])


def fit(rows: Sequence[Row], *, kinds: bool = True) -> Fitted:
    """Return the questions of one side: anything, and, of what there is, each kind against all others."""
    space = Space.of(rows)
    matrix = space.matrix(rows)
    labels = np.array([row.label for row in rows])
    found = labels != "-"
    made = Fitted(space)
    if CARE in labels:
        made.questions[CARE] = _regress(matrix, labels == CARE, balanced=True)
    made.questions["any"] = _regress(matrix, found)
    if kinds:
        for kind in sorted(set(labels[found])):
            made.questions[KIND + kind] = _regress(matrix[found], labels[found] == kind)
    return made


def left_out(rows: Sequence[Row], told: Callable[[str], None] = print) -> tuple[dict[str, Vector], list[str]]:
    """Return the sums and the kinds that models say of lines which they do not know.

    Each author's lines are judged by a model of all other authors. Where one author wrote most of a side, random
    folds of the lines are taken instead.
    """
    authors = np.array([row.author for row in rows])
    largest = max(Counter(authors).values()) / len(rows)
    if largest < 0.6:
        groups = [(authors != name, authors == name) for name in sorted(set(authors))]
    else:
        mixed = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        labels = [row.label for row in rows]
        groups = [(~mask, mask) for mask in (_mask(test, len(rows)) for _, test in mixed.split(authors, labels))]
    sums: dict[str, Vector] = {}
    kinds = [""] * len(rows)
    for train, test in groups:
        made = fit([row for row, chosen in zip(rows, train, strict=True) if chosen])
        matrix = made.space.matrix([row for row, chosen in zip(rows, test, strict=True) if chosen])
        for name in ("any", CARE):
            if name in made.questions:
                sums.setdefault(name, np.zeros(len(rows)))[test] = made.ask(name, matrix)
        for at, kind in zip(np.flatnonzero(test), made.kinds(matrix), strict=True):
            kinds[at] = kind
        told(f"  left out {test.sum()} lines")
    return sums, kinds


def _mask(chosen: Vector, total: int) -> Vector:
    mask = np.zeros(total, bool)
    mask[chosen] = True
    return mask


def language_of(row: Row) -> str:
    """Return the language whose limit a line is measured by: Chinese as soon as one Han character stands in it."""
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in row.text) else "en"


def limits(
    rows: Sequence[Row], sums: dict[str, Vector], chances: dict[str, list[float]]
) -> dict[str, dict[str, float]]:
    """Return the sum from which a line is shown, for each question and language.

    What rules and model mark together is at most ``FALSE_SHARE`` of the lawful lines, as far as the rules allow.
    """
    languages = np.array([language_of(row) for row in rows])
    labels = np.array([row.label for row in rows])
    ruled = ruled_anyway(rows, sums, chances)
    made: dict[str, dict[str, float]] = {}
    for name in sorted(sums, reverse=True):  # self-harm is asked first
        made[name] = {}
        for language in ("en", "zh"):
            here = languages == language
            if name == "any":
                lawful = here & (labels == "-")
                left = max(FALSE_SHARE - float(ruled[lawful].mean()), LEAST_SHARE)
                made[name][language] = float(np.quantile(sums[name][lawful & ~ruled], 1 - left))
            else:
                wanted, others = sums[name][here & (labels == CARE)], sums[name][here & (labels != CARE)]
                low, high = np.quantile(wanted, 1 - CARE_RECALL), np.quantile(others, 1 - CARE_FALSE)
                made[name][language] = float(max(low, high))
    return made


def ruled_anyway(rows: Sequence[Row], sums: dict[str, Vector], chances: dict[str, list[float]]) -> Vector:
    """Return for each row whether a rule marks it although the model may hold it for lawful."""
    slope, shift = chances["any"]
    held = 1 / (1 + np.exp(-slope * sums["any"] - shift))
    return np.array(
        [bool(by_rules(row, lawful=at < DOUBT[row.is_customer])) for row, at in zip(rows, held, strict=True)]
    )


def by_rules(row: Row, *, lawful: bool = False) -> frozenset[str]:
    """Return the kinds that the rules find. Nothing is true of the case, so no claim of a legal step is.

    ``lawful``: the model holds the line for lawful.
    """
    truths = Truths(False, False, False, listener=row.listener)
    held = (Suspicion(LAWFUL, 0, len(row.text), 0.0, ""),) if lawful else ()
    found = listen(row.text, row.speaker, truths, held)
    return frozenset(one.kind for one in found if row.is_customer or not one.is_cue)


def chances(rows: Sequence[Row], sums: dict[str, Vector]) -> dict[str, list[float]]:
    """Return slope and shift that turn a sum into a chance, fitted on lines that the model did not know (Platt)."""
    labels = np.array([row.label for row in rows])
    made = {}
    for name, values in sums.items():
        wanted = labels != "-" if name == "any" else labels == CARE
        line = LogisticRegression(C=1e6).fit(values.reshape(-1, 1), wanted)
        made[name] = [float(line.coef_[0][0]), float(line.intercept_[0])]
    return made
