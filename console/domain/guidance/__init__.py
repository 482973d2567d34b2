"""Talking points, objections, disclosures and special paths.

Belongs here: the built-in texts as data, and which of them fit a case.
May import: domain.
"""

from console.domain.guidance.library import LIBRARY, PATHS
from console.domain.guidance.objections import OBJECTIONS
from console.domain.guidance.point_check import examine, sayable
from console.domain.guidance.resolve import (
    PLACEHOLDERS,
    check_template,
    disclosures,
    fill,
    seconds,
    step_after,
    talking_points,
)
from console.domain.guidance.types import CARD_OF, STEP_KEYS, STEPS, Disclosure, Guidance, Objection, Point, step_of

__all__ = [
    "CARD_OF",
    "LIBRARY",
    "OBJECTIONS",
    "PATHS",
    "PLACEHOLDERS",
    "STEPS",
    "STEP_KEYS",
    "Disclosure",
    "Guidance",
    "Objection",
    "Point",
    "check_template",
    "disclosures",
    "examine",
    "fill",
    "sayable",
    "seconds",
    "step_after",
    "step_of",
    "talking_points",
]
