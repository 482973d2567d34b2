"""The model of the text check: how likely a line is unlawful, or says something that matters, by the words in it.

Belongs here: what the model sees of a line, scoring, and the artefact ``words.zip``, which
``python scripts/words_model.py train`` makes from the corpus.
May import: domain.
"""

from console.suspicion.model import suspicions

__all__ = ["suspicions"]
