"""Places on the earth: WGS-84 inside, GCJ-02 and BD-09 at the edge, and the distance between two.

The product stores WGS-84 only, which is what a GPS receiver reports. Maps of the mainland (AMap, Tencent) use GCJ-02,
a shift of some hundred metres that the state prescribes. Baidu shifts GCJ-02 once more (BD-09). What comes from such a
map is converted where it comes in, and what goes to such a map where it goes out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

System = Literal["wgs84", "gcj02", "bd09"]
SYSTEMS: tuple[System, ...] = ("wgs84", "gcj02", "bd09")

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
_AXIS_M, _ECCENTRICITY_2 = 6_378_245.0, 0.00669342162296594323  # Krasovsky's ellipsoid, on which GCJ-02 is defined
_BAIDU = math.pi * 3000.0 / 180.0
_CLOSE = 1e-11  # degrees; a step below a thousandth of a millimetre ends the search for an inverse


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees: north is positive, east is positive."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse what is no place. Raises ValueError."""
        if not (math.isfinite(self.lat) and math.isfinite(self.lon)):
            raise ValueError("A place needs two finite numbers.")
        if abs(self.lat) > 90 or abs(self.lon) > 180:
            raise ValueError("Latitude lies between -90 and 90, longitude between -180 and 180.")


def distance_m(a: Point, b: Point) -> float:
    """Return the metres between two places along the surface (haversine; off by at most 0.6 %)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    share = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(share)))


def to_wgs84(point: Point, system: System) -> Point:
    """Return a place of another system in WGS-84."""
    if system == "bd09":
        point = _inverse(_bd09_from_gcj02, point)
    return point if system == "wgs84" else _inverse(_gcj02_from_wgs84, point)


def from_wgs84(point: Point, system: System) -> Point:
    """Return a stored place in the system of a map."""
    if system == "wgs84":
        return point
    shifted = _gcj02_from_wgs84(point)
    return _bd09_from_gcj02(shifted) if system == "bd09" else shifted


def is_shifted(point: Point) -> bool:
    """Return True inside the frame in which maps apply the shift of GCJ-02."""
    return 0.8293 <= point.lat <= 55.8271 and 72.004 <= point.lon <= 137.8347


def _gcj02_from_wgs84(point: Point) -> Point:
    if not is_shifted(point):
        return point
    north, east = _shift(point.lon - 105.0, point.lat - 35.0)
    rad = math.radians(point.lat)
    squash = 1 - _ECCENTRICITY_2 * math.sin(rad) ** 2
    d_lat = math.degrees(north / (_AXIS_M * (1 - _ECCENTRICITY_2) / (squash * math.sqrt(squash))))
    d_lon = math.degrees(east / (_AXIS_M / math.sqrt(squash) * math.cos(rad)))
    return Point(point.lat + d_lat, point.lon + d_lon)


def _shift(x: float, y: float) -> tuple[float, float]:
    """Return the shift in metres to the north and to the east, ``x`` and ``y`` degrees from 105 E, 35 N."""

    def waves(at: float, parts: tuple[tuple[float, float], ...]) -> float:
        return sum(size * math.sin(at * math.pi * step) for size, step in parts) * 2.0 / 3.0

    both = waves(x, ((20.0, 6.0), (20.0, 2.0)))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += waves(x, ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    return north, east


def _bd09_from_gcj02(point: Point) -> Point:
    if not is_shifted(point):
        return point
    radius = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * _BAIDU)
    angle = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * _BAIDU)
    return Point(radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065)


def _inverse(forward: Callable[[Point], Point], shifted: Point) -> Point:
    """Return the place that ``forward`` moves to ``shifted``: the published inverses miss it by metres.

    The shift changes slowly, so each step leaves a small share of the miss.
    """
    guess = shifted
    for _ in range(30):
        there = forward(guess)
        d_lat, d_lon = shifted.lat - there.lat, shifted.lon - there.lon
        guess = Point(guess.lat + d_lat, guess.lon + d_lon)
        if abs(d_lat) < _CLOSE and abs(d_lon) < _CLOSE:
            break
    return guess
