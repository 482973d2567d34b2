"""People for ``scripts/mind.py``, drawn from a model that is not the estimator's.

The estimator takes three kinds of people, and reasons that are independent once the kind is known. The people
here have three continuous traits (present bias, avoidance, deliberation) and a squeeze of money. The label is the
strongest trait. ``off`` (0 to 1) turns the misspecification up. At 0 reasons, signals and answers follow the
estimator's own tables. At 1 all of this holds:

- what is seen depends on the strengths of all traits, so mixed people show mixed signs;
- one mood for each call moves all its signals and answers together: they are no longer independent;
- short money breeds avoidance, breaks promises and makes people miss calls, whatever their state of mind;
- one in four who is short is ashamed to say so and names something else, mostly "it slipped";
- the agent marks one signal in ten by mistake, and the mix of states differs from the prior;
- no weight of the estimator is right: each differs by a factor from 0.4 to 1.6 (``weights``).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from console.domain import questions
from console.domain.facts import Customer, CustomerFacts, Psychology
from console.domain.learning import Labelled
from console.domain.psychology import SIGNALS, STATES, Evidence, Signal, gather

_NOBODY = CustomerFacts(Customer("nobody"))
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
MIX = {0: (0.26, 0.0, -0.06), 1: (0.05, 0.12, 0.0)}  # mean of each trait, when nothing is off and when all is
# key, state it speaks for, the product's weight, how often it is seen in the other states, effect of short money
FILE: tuple[tuple[str, Psychology, float, float, float], ...] = (
    ("late_then_mended", "procrastination", 0.6, 0.20, -0.5),
    ("often_full", "procrastination", 0.4, 0.20, -0.9),
    ("broken_promise", "procrastination", 0.3, 0.12, 0.8),
    ("calls_back", "rational", 0.4, 0.08, -0.2),
    ("never_answers", "fear", 0.3, 0.20, 0.6),
    ("hangs_up", "fear", 0.4, 0.08, 0.2),
)


@dataclass
class Person:
    """One simulated customer: traits, squeeze of money, mood of the call, and what follows from them."""

    traits: tuple[float, float, float]
    squeeze: float
    off: float
    rng: random.Random
    weights: Mapping[str, float]
    mood: tuple[float, float, float]
    said: list[tuple[str, datetime]] = field(default_factory=list)

    @property
    def state(self) -> Psychology:
        """The true state: the strongest trait."""
        return STATES[max(range(3), key=lambda i: self.traits[i])]

    @property
    def means(self) -> questions.Means:
        """The true means."""
        return "unable" if self.squeeze > 0.67 else "partly" if self.squeeze > -0.39 else "able"

    def sign(self, toward: Psychology, weight: float, key: str) -> float:
        """Return the log-odds with which this person shows a sign of that state, beyond its base rate."""
        place = STATES.index(toward)
        own = weight * (self.state == toward)
        level = self.traits[place] - sum(self.traits) / 3
        true = weight * self.weights.get(key, 1.0) * (0.35 + 0.75 * level) + 0.5 * self.mood[place]
        return (1 - self.off) * own + self.off * true

    def on_file(self) -> list[Evidence]:
        """Draw the reasons on file."""
        found = []
        for key, toward, weight, base, money in FILE:
            logit = math.log(base / (1 - base)) + self.sign(toward, weight, key) + self.off * money * self.squeeze
            if self.rng.random() < 1 / (1 + math.exp(-logit)):
                found.append(Evidence(key, "", "", toward, weight, "history"))
        return found

    def signal(self) -> Signal:
        """Draw a signal as the agent marks it."""
        if self.rng.random() < 0.1 * self.off:
            return self.rng.choice(SIGNALS)
        chances = [math.exp(self.sign(s.toward, s.weight, f"signal:{s.key}")) for s in SIGNALS]
        return self.rng.choices(SIGNALS, chances)[0]

    def answer(self, question: questions.Question) -> questions.Answer:
        """Draw the answer to a question."""
        short = [a for a in question.answers if a.mind is None]
        minds = [a for a in question.answers if a.mind is not None]
        place = ("able", "partly", "unable").index(self.means)
        chances = [a.means[place] if a.means else 0.0 for a in short]
        if not minds:
            return self.rng.choices(short, chances)[0]
        if self.rng.random() < sum(chances):
            ashamed = self.rng.random() < 0.25 * self.off
            if not ashamed:
                return self.rng.choices(short, chances)[0]
            return minds[0] if self.rng.random() < 0.6 else self.rng.choice(minds)
        logits = []
        for one in minds:
            assert one.mind is not None
            toward = max(range(3), key=lambda i, row=one.mind: row[i])  # type: ignore[misc]
            own = math.log(one.mind[STATES.index(self.state)])
            level = self.traits[toward] - sum(self.traits) / 3
            factor = self.weights.get(question.key, 1.0)
            logits.append((1 - self.off) * own + self.off * (0.75 * factor * level + 0.5 * self.mood[toward]))
        return self.rng.choices(minds, [math.exp(x) for x in logits])[0]

    def ask(self, question: questions.Question) -> None:
        """Ask, and keep the answer."""
        self.said.append((questions.mark_of(question.key, self.answer(question).key), NOW))

    def hear(self, count: int) -> None:
        """Let the agent mark so many signals."""
        self.said += [(self.signal().key, NOW - timedelta(minutes=1 + n)) for n in range(count)]

    def told(self, file: list[Evidence]) -> tuple[Evidence, ...]:
        """Return all evidence: the file's and what was said."""
        return (*file, *gather(_NOBODY, self.said, NOW))


def weights(rng: random.Random) -> dict[str, float]:
    """Return for each sign and question the factor between the true weight and the product's estimate."""
    keys = [row[0] for row in FILE] + [f"signal:{s.key}" for s in SIGNALS] + [q.key for q in questions.QUESTIONS]
    return {key: rng.uniform(0.4, 1.6) for key in keys}


def person(rng: random.Random, true: Mapping[str, float], off: float) -> Person:
    """Draw one customer."""
    squeeze = rng.gauss(0, 1)
    mean = [(1 - off) * a + off * b for a, b in zip(MIX[0], MIX[1], strict=True)]
    traits = [m + rng.gauss(0, 1) for m in mean]
    traits[1] += 0.4 * off * squeeze
    mood = (rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1))
    return Person((traits[0], traits[1], traits[2]), squeeze, off, rng, true, mood)


def labelled(rng: random.Random, true: Mapping[str, float], off: float, signals: int) -> Labelled:
    """Draw one customer with the reasons on file and so many signals, labelled with the true state."""
    one = person(rng, true, off)
    file = one.on_file()
    one.hear(signals)
    return Labelled(one.told(file), one.state, NOW)
