"""How the three steps fare on labelled contacts: how often each is reached, how often right, what it brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from console.domain.learning import Labelled, Model, fit, shares
from console.domain.mind_costs import Certainty
from console.domain.psychology import STATES

FOLDS = 5


@dataclass
class Tally:
    """How often each step was reached and its top state right, and what two policies bring per 100 contacts.

    The unit is what right words bring over neutral ones; always-neutral brings 0."""

    count: Counter[Certainty] = field(default_factory=Counter)
    right: Counter[Certainty] = field(default_factory=Counter)
    always_top: float = 0.0
    three_steps: float = 0.0

    @property
    def of(self) -> int:
        """The number of contacts."""
        return sum(self.count.values())

    def share(self, certainty: Certainty) -> float:
        """Return the share of contacts in this step."""
        return self.count[certainty] / max(1, self.of)

    def correct(self, certainty: Certainty) -> float:
        """Return how often the state was right in this step."""
        return self.right[certainty] / max(1, self.count[certainty])


def judged(cases: Sequence[Labelled], model: Model) -> Tally:
    """Return the three steps on labelled contacts, by the model's own thresholds and costs."""
    found = Tally()
    each = 100 / max(1, len(cases))
    harms: dict[Certainty, float] = {"leaning": model.costs.leaning, "sure": model.costs.sure}
    for case in cases:
        chances = shares(case.evidence, case.at, model)
        top = max(STATES, key=lambda state: chances[state])
        live = any(not item.struck and item.source != "correction" for item in case.evidence)
        certainty = model.limits.certainty(chances[top], reasons=live)
        right = top == case.label
        found.count[certainty] += 1
        found.right[certainty] += right
        if certainty != "silent":
            found.three_steps += each * (1 if right else -harms[certainty])
        found.always_top += each * (1 if right else -model.costs.sure)
    return found


def held_out(cases: Sequence[Labelled], start: Model) -> list[tuple[Labelled, Model]]:
    """Return each labelled contact with a model that was fitted without it (five folds)."""
    found = []
    for fold in range(FOLDS):
        taught = [case for place, case in enumerate(cases) if place % FOLDS != fold]
        model = replace(fit(taught, replace(start, factors={}, labels=0)), leaning=None)
        found += [(case, model) for place, case in enumerate(cases) if place % FOLDS == fold]
    return found


def add_up(tallies: Sequence[Tally]) -> Tally:
    """Return the tallies of several groups of contacts as one."""
    of = max(1, sum(t.of for t in tallies))
    whole = Tally()
    for tally in tallies:
        whole.count += tally.count
        whole.right += tally.right
        whole.always_top += tally.always_top * tally.of / of
        whole.three_steps += tally.three_steps * tally.of / of
    return whole
