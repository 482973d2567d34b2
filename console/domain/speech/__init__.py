"""The text check: spoken or typed words -> findings (unlawful words, the customer's cues).

Belongs here: patterns per language, their exceptions, and the check that uses them.
May import: domain.
"""

from console.domain.speech.categories import CATEGORIES, CODES, CUES, Category, Cue
from console.domain.speech.listen import Heard, Truths, listen, truths_of

__all__ = ["CATEGORIES", "CODES", "CUES", "Category", "Cue", "Heard", "Truths", "listen", "truths_of"]
