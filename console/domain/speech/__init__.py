"""Spoken or typed words -> findings: what must not be said, and what a customer's words mean."""

from console.domain.speech.listen import Heard, Truths, listen, truths_of
from console.domain.speech.words import CATEGORIES, CUES, Category, Cue

__all__ = ["CATEGORIES", "CUES", "Category", "Cue", "Heard", "Truths", "listen", "truths_of"]
