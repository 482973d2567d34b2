"""Spoken or typed words -> findings: what must not be said, and what a customer's words mean.

Belongs here: patterns per language, their exceptions, and the check that uses them.
May import: domain.
"""

from console.domain.speech.categories import CATEGORIES, CUES, Category, Cue
from console.domain.speech.listen import Heard, Truths, listen, truths_of

__all__ = ["CATEGORIES", "CUES", "Category", "Cue", "Heard", "Truths", "listen", "truths_of"]
