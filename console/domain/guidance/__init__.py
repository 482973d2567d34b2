"""Talking points, objections, disclosures and special paths.

Belongs here: the built-in texts as data, and which of them fit a case.
May import: domain.
"""

from console.domain.guidance.library import LIBRARY, PATHS
from console.domain.guidance.objections import OBJECTIONS
from console.domain.guidance.point_check import examine, sayable
from console.domain.guidance.resolve import PLACEHOLDERS, check_template, disclosures, fill, seconds, talking_points
from console.domain.guidance.types import STEP_KEYS, STEPS, Disclosure, Guidance, Objection, Point

__all__ = [
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
    "talking_points",
]
