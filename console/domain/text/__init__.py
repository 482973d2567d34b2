"""Text folding: what a reader hears in a text, whatever way it was written."""

from console.domain.text.fold import Folded, fold

__all__ = ["Folded", "fold"]
