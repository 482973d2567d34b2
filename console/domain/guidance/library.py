"""The built-in talking points, joined from one file per kind.

Our own wording. Rules of style: calm for fear, figures for the rational, one small dated step for
procrastination. No threat, no deadline that is not real, no debt word before the identity is verified.
"""

from __future__ import annotations

from console.domain.guidance import points_call, points_facts, points_visit, points_written
from console.domain.guidance.points_paths import PATHS
from console.domain.guidance.types import Point

LIBRARY: tuple[Point, ...] = (*points_call.ROWS, *points_visit.ROWS, *points_written.ROWS, *points_facts.ROWS)

__all__ = ["LIBRARY", "PATHS"]
