"""How long and how far it is from each place to each other: a pluggable source.

``StraightLine`` is the default: nothing leaves the house. ``Osrm`` asks a server that speaks OSRM's table service. When
that one fails, straight lines are taken and the matrix says why.
"""

from __future__ import annotations

import json
import math
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from console.domain.coordinates import Point, distance_m
from console.routing.problem import Matrix

BLOCK = 50  # places of a block: sources and destinations together stay within OSRM's usual limit of 100
LARGEST_ANSWER = 8 << 20  # bytes


class Source(Protocol):
    """Where distances come from."""

    def matrix(self, points: Sequence[Point], city: str = "") -> Matrix:
        """Return the matrix of the points. ``city`` chooses the speed where the source knows cities."""


@dataclass(frozen=True, slots=True)
class StraightLine:
    """The distance along the surface, times a factor for the detours of streets, at a city's usual speed."""

    detour: float = 1.4
    speed_kmh: float = 25.0
    cities: Mapping[str, float] = field(default_factory=dict)  # city -> km/h

    def matrix(self, points: Sequence[Point], city: str = "") -> Matrix:
        """Return the matrix, rounded up to whole seconds and metres."""
        metres_per_s = self.cities.get(city, self.speed_kmh) / 3.6
        ways = [[distance_m(a, b) * self.detour for b in points] for a in points]
        seconds = tuple(tuple(math.ceil(way / metres_per_s) for way in row) for row in ways)
        return Matrix(seconds, tuple(tuple(math.ceil(way) for way in row) for row in ways), "straight")


def source_of(osrm: str, detour: float, speed_kmh: float, cities: Mapping[str, float]) -> Source:
    """Return the source that the settings choose."""
    straight = StraightLine(detour, speed_kmh, cities)
    return Osrm(osrm, straight) if osrm else straight


class _Unusable(Exception):
    """The answer of the server cannot be used; the text is the reason's code."""


@dataclass(frozen=True, slots=True)
class Osrm:
    """OSRM's table service (``/table/v1``). Places go to that server, so it should be one of the house."""

    url: str
    fallback: StraightLine = StraightLine()
    timeout_s: float = 5.0
    profile: str = "driving"

    def matrix(self, points: Sequence[Point], city: str = "") -> Matrix:
        """Return the server's matrix. A way that it does not know is a straight line, and ``note`` says so.

        ``note``: "" = all from the server, unreachable, refused, unusable (an answer in another shape), or gaps.
        """
        straight = self.fallback.matrix(points, city)
        if len(points) < 2:
            return replace(straight, source="osrm")
        seconds = [list(row) for row in straight.seconds]
        metres = [list(row) for row in straight.metres]
        gaps = 0
        try:
            for rows in _blocks(len(points)):
                for columns in _blocks(len(points)):
                    gaps += self._fill(points, rows, columns, seconds, metres)
        except _Unusable as error:
            return replace(straight, note=str(error))
        note = "gaps" if gaps else ""
        return Matrix(tuple(map(tuple, seconds)), tuple(map(tuple, metres)), "osrm", note)

    def _fill(
        self, points: Sequence[Point], rows: range, columns: range, seconds: list[list[int]], metres: list[list[int]]
    ) -> int:
        """Fill a block in; return how many of its ways the server does not know."""
        asked = list(rows) if rows == columns else [*rows, *columns]
        to = range(len(rows)) if rows == columns else range(len(rows), len(asked))
        places = ";".join(f"{points[index].lon:.6f},{points[index].lat:.6f}" for index in asked)
        sources, targets = ";".join(map(str, range(len(rows)))), ";".join(map(str, to))
        answer = self._get(
            f"/table/v1/{self.profile}/{places}?annotations=duration,distance&sources={sources}&destinations={targets}"
        )
        durations = _table(answer, "durations", len(rows), len(columns))
        distances = _table(answer, "distances", len(rows), len(columns))
        gaps = 0
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                duration, distance = durations[i][j], distances[i][j]
                if duration is None or distance is None:
                    gaps += 1
                elif row != column:
                    seconds[row][column], metres[row][column] = math.ceil(duration), math.ceil(distance)
        return gaps

    def _get(self, path: str) -> Any:
        try:
            with urllib.request.urlopen(self.url.rstrip("/") + path, timeout=self.timeout_s) as reply:
                return json.loads(reply.read(LARGEST_ANSWER + 1))
        except urllib.error.HTTPError as error:
            raise _Unusable("refused") from error
        except OSError as error:  # no address, no connection, too slow
            raise _Unusable("unreachable") from error
        except ValueError as error:
            raise _Unusable("unusable") from error


def _blocks(size: int) -> list[range]:
    return [range(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]


def _table(answer: Any, name: str, rows: int, columns: int) -> list[list[float | None]]:
    """Return a table of the answer. Raises _Unusable when it has another shape or holds what is no distance."""
    if not isinstance(answer, dict) or answer.get("code") != "Ok":
        raise _Unusable("refused")
    table = answer.get(name)
    if not isinstance(table, list) or len(table) != rows:
        raise _Unusable("unusable")
    for row in table:
        if not isinstance(row, list) or len(row) != columns:
            raise _Unusable("unusable")
        for value in row:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (number and math.isfinite(value) and 0 <= value < 10**7):
                raise _Unusable("unusable")
    return table
