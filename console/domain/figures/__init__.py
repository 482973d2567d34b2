"""The house's figures: facts of a day become sums, and sums become measures.

Belongs here: what is counted, where it counts, and each measure's numerator and denominator. Everything is pure:
the same facts give the same sums, so that stored sums can be proved equal to a fresh count.
"""

from console.domain.figures.facts import AgeingPair, Contact, DayFacts, DuePart, LateStart, Money, Place, Stock, Stretch
from console.domain.figures.measures import BY_KEY, MEASURES, Figure, Measure, figure_of
from console.domain.figures.tally import DIMENSIONS, WHOLE_DAY, Cell, Sums, add_up, tally

__all__ = [
    "BY_KEY",
    "DIMENSIONS",
    "MEASURES",
    "WHOLE_DAY",
    "AgeingPair",
    "Cell",
    "Contact",
    "DayFacts",
    "DuePart",
    "Figure",
    "LateStart",
    "Measure",
    "Money",
    "Place",
    "Stock",
    "Stretch",
    "Sums",
    "add_up",
    "figure_of",
    "tally",
]
