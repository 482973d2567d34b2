"""Learns the weights of evidence from agents' corrections, and measures how reliable the probabilities are.

A softmax over the three states. The factor of each kind of evidence and the prior are fitted to the
labels by plain gradient descent. Factors are held near 1 (L2) and never fall below zero. Nothing changes
by itself: a fit is only a proposal, shown with its error before and after.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from console.domain.facts import Psychology
from console.domain.fading import fade
from console.domain.mind_costs import COSTS, Costs, Limits, limits
from console.domain.psychology import PRIOR, STATES, Evidence

STEPS = 400
RATE = 0.15
HOLD = 0.02  # strength of the L2 penalty that holds a factor near 1
MOST = 3.0  # upper limit of a factor
FEWEST = 30  # with fewer labels nothing is learned
BINS = 10


@dataclass(frozen=True, slots=True)
class Model:
    """The factors per kind of evidence, the prior, and the costs from which the thresholds follow.

    The initial model has no factors (all count as 1). ``leaning``: how many of the site's labelled contacts in
    the leaning band were right, and of how many; None before it was measured."""

    factors: Mapping[str, float] = field(default_factory=dict)
    prior: Mapping[Psychology, float] = field(default_factory=lambda: dict(PRIOR))
    labels: int = 0
    costs: Costs = COSTS
    leaning: tuple[int, int] | None = None

    @property
    def limits(self) -> Limits:
        """The thresholds of this site."""
        return limits(self.costs, self.leaning)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One contact whose state of mind an agent corrected, with the evidence of that moment."""

    evidence: tuple[Evidence, ...]
    label: Psychology
    at: datetime


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of the reliability table.

    ``said``: the mean probability. ``true``: the share that was right. ``count``: the number of cases."""

    low: float
    high: float
    count: int
    said: float
    true: float


def shares(evidence: Sequence[Evidence], at: datetime, model: Model) -> dict[Psychology, float]:
    """Return the three probabilities (sum 1) under a model, without the evidence of corrections."""
    logit = {state: math.log(model.prior[state]) for state in STATES}
    for item in evidence:
        if not item.struck and item.source != "correction":
            left = model.factors.get(item.key, 1.0) * fade(item.at, at)
            for state in STATES:
                logit[state] += item.pull(state) * left
    most = max(logit.values())
    raw = {state: math.exp(value - most) for state, value in logit.items()}
    total = sum(raw.values())
    return {state: raw[state] / total for state in STATES}


def log_loss(cases: Sequence[Labelled], model: Model) -> float:
    """Return the mean negative log-likelihood of the labels in nats, or 0 without cases."""
    if not cases:
        return 0.0
    return -sum(math.log(max(1e-9, shares(c.evidence, c.at, model)[c.label])) for c in cases) / len(cases)


def fit(cases: Sequence[Labelled], start: Model | None = None) -> Model:
    """Return the model fitted to the labels, or ``start`` when there are fewer than ``FEWEST`` labels."""
    start = start or Model()
    if len(cases) < FEWEST:
        return start
    rows = [
        (
            [
                (item.key, [item.pull(state) * fade(item.at, c.at) for state in STATES])
                for item in c.evidence
                if not item.struck and item.source != "correction"
            ],
            c.label,
        )
        for c in cases
    ]
    keys = sorted({key for row, _ in rows for key, _ in row})
    factor = {key: start.factors.get(key, 1.0) for key in keys}
    bias = {state: math.log(start.prior[state]) for state in STATES}
    count = len(rows)
    for _ in range(STEPS):
        down = {key: HOLD * (factor[key] - 1.0) for key in keys}
        shift = dict.fromkeys(STATES, 0.0)
        for row, label in rows:
            logit = dict(bias)
            for key, pulls in row:
                for state, pull in zip(STATES, pulls, strict=True):
                    logit[state] += pull * factor[key]
            most = max(logit.values())
            raw = {state: math.exp(value - most) for state, value in logit.items()}
            total = sum(raw.values())
            for state in STATES:
                shift[state] += (raw[state] / total - (state == label)) / count
            for key, pulls in row:
                for state, pull in zip(STATES, pulls, strict=True):
                    down[key] += (raw[state] / total - (state == label)) * pull / count
        for key in keys:
            factor[key] = min(MOST, max(0.0, factor[key] - RATE * 20 * down[key]))
        for state in STATES:
            bias[state] -= RATE * 5 * shift[state]
    most = max(bias.values())
    raw = {state: math.exp(value - most) for state, value in bias.items()}
    total = sum(raw.values())
    prior: dict[Psychology, float] = {state: raw[state] / total for state in STATES}
    return replace(start, factors={**start.factors, **factor}, prior=prior, labels=len(cases))


def reliability(cases: Sequence[Labelled], model: Model) -> tuple[tuple[Bin, ...], float]:
    """Return the reliability table of the likeliest state and the expected calibration error (0 to 1)."""
    sums = [[0, 0.0, 0] for _ in range(BINS)]
    for case in cases:
        chances = shares(case.evidence, case.at, model)
        top = max(STATES, key=lambda state: chances[state])
        place = min(BINS - 1, int(chances[top] * BINS))
        sums[place][0] += 1
        sums[place][1] += chances[top]
        sums[place][2] += top == case.label
    rows = tuple(
        Bin(n / BINS, (n + 1) / BINS, int(count), said / count, right / count)
        for n, (count, said, right) in enumerate(sums)
        if count
    )
    total = sum(row.count for row in rows) or 1
    return rows, sum(row.count * abs(row.said - row.true) for row in rows) / total


def leaning_band(cases: Sequence[Labelled], model: Model) -> tuple[int, int]:
    """Return how many labelled contacts in the leaning band of the model's costs were right, and of how many."""
    band = limits(model.costs)
    right = of = 0
    for case in cases:
        chances = shares(case.evidence, case.at, model)
        top = max(STATES, key=lambda state: chances[state])
        live = any(not item.struck and item.source != "correction" for item in case.evidence)
        if band.certainty(chances[top], reasons=live) == "leaning":
            of += 1
            right += top == case.label
    return right, of


def accuracy(cases: Sequence[Labelled], model: Model) -> float:
    """Return the share of cases (0 to 1) whose likeliest state is the label."""
    if not cases:
        return 0.0
    right = 0
    for case in cases:
        chances = shares(case.evidence, case.at, model)
        right += max(STATES, key=lambda state: chances[state]) == case.label
    return right / len(cases)
