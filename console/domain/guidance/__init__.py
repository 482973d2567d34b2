"""Talking points, objections, disclosures and special paths (design §3)."""

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
