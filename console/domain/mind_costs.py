"""When words for a state of mind are shown: what right and wrong words are worth, and the thresholds that follow.

Words for a state that is right with the probability p pay when ``p * gain > (1 - p) * harm``, that is, when
``p > harm / (gain + harm)``. The unit is the gain of right words over neutral ones.

- *Sure* words stand there without a question. The agent follows them for the whole step, so wrong ones cost
  2.5 times what right ones bring: a customer who is afraid is hurried, one who wants figures is soothed.
- *Leaning* words are marked as leaning, and one key goes back to neutral. The agent hears at once that they
  do not fit, so wrong ones cost one sentence: as much as right ones bring.
- ``margin``: by how much leaning words must be right more often than wrong (share right less share wrong).

The figures are the house's own estimate, not a finding. A site sets its own, and ``scripts/mind.py`` shows
what each choice brings against always-neutral and always-top. There the margin holds up to a quarter of the
misspecification and is nearly held at half. Beyond that only a site's own corrections can tell, and
they switch leaning off (``limits``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["silent", "leaning", "sure"]
FEWEST = 30  # labelled contacts from which a measured share is believed
MOST_HARM = 20.0


@dataclass(frozen=True, slots=True)
class Costs:
    """What wrong words cost, in units of what right words bring (``gain`` is 1), and the margin of leaning."""

    sure: float = 2.5
    leaning: float = 1.0
    margin: float = 0.10

    def valid(self) -> bool:
        """Return True when the numbers make sense: sure words are never cheaper than leaning ones."""
        return 0 < self.leaning <= self.sure <= MOST_HARM and 0 <= self.margin < 1


COSTS = Costs()


@dataclass(frozen=True, slots=True)
class Limits:
    """The least probability of the top state at which its words are shown as leaning, and as sure."""

    leaning: float
    sure: float

    def certainty(self, share: float, *, reasons: bool) -> Certainty:
        """Return the step for a top state of this probability. Without a reason nothing is guessed."""
        if not reasons or share < min(self.leaning, self.sure):
            return "silent"
        return "sure" if share >= self.sure else "leaning"


def limits(costs: Costs = COSTS, measured: tuple[int, int] | None = None) -> Limits:
    """Return the thresholds that follow from the costs.

    ``measured``: how many of the site's own labelled contacts in the leaning band were right, and of how
    many. When they miss the margin, nothing is shown as leaning at this site.
    """
    sure = max(costs.sure / (1 + costs.sure), (1 + costs.margin) / 2)
    leaning = max(costs.leaning / (1 + costs.leaning), (1 + costs.margin) / 2)
    return Limits(leaning if kept(costs, measured) else sure, sure)


def kept(costs: Costs, measured: tuple[int, int] | None) -> bool:
    """Return False when leaning words were measured to miss the margin."""
    if measured is None or measured[1] < FEWEST:
        return True
    right, of = measured
    return (2 * right - of) / of >= costs.margin
