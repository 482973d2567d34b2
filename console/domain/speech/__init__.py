"""The text check: spoken or typed words -> findings (unlawful words, the customer's cues).

Belongs here: patterns per language, their exceptions, and the check that uses them.
May import: domain.
"""

from console.domain.speech.categories import CATEGORIES, CODES, CUES, Category, Cue
from console.domain.speech.listen import Heard, Truths, listen, prepare, truths_of
from console.domain.speech.suspicion import Suspicion

__all__ = [
    "CATEGORIES",
    "CODES",
    "CUES",
    "Category",
    "Cue",
    "Heard",
    "Suspicion",
    "Truths",
    "listen",
    "prepare",
    "truths_of",
]
