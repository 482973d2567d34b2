"""Places: known pairs of the three systems, inverses to a millimetre, distances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.coordinates import SYSTEMS, Point, System, distance_m, from_wgs84, is_shifted, to_wgs84

# published pairs of converters that maps on the mainland are used with
GCJ02 = [
    ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),  # Beijing
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),  # Shanghai
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),  # Shenzhen
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), GCJ02)
def test_gcj02_of_known_places(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    shifted = from_wgs84(Point(*wgs84), "gcj02")
    assert (shifted.lat, shifted.lon) == pytest.approx(gcj02, abs=1e-9)
    assert distance_m(to_wgs84(Point(*gcj02), "gcj02"), Point(*wgs84)) < 0.001


def test_bd09_of_a_known_place() -> None:
    # GCJ-02 (39.915, 116.404) is BD-09 (39.92133699351021, 116.41036949371029)
    place = to_wgs84(Point(39.915, 116.404), "gcj02")
    there = from_wgs84(place, "bd09")
    assert (there.lat, there.lon) == pytest.approx((39.92133699351021, 116.41036949371029), abs=1e-9)
    assert distance_m(to_wgs84(there, "bd09"), place) < 0.001


@given(st.floats(18.2, 53.4), st.floats(73.6, 134.7), st.sampled_from(SYSTEMS))
def test_there_and_back_is_the_same_place(lat: float, lon: float, system: System) -> None:
    place = Point(lat, lon)
    assert distance_m(to_wgs84(from_wgs84(place, system), system), place) < 0.001


def test_the_shift_is_of_some_hundred_metres_and_ends_at_the_frame() -> None:
    assert 100 < distance_m(Point(31.23, 121.47), from_wgs84(Point(31.23, 121.47), "gcj02")) < 1000
    paris = Point(48.8566, 2.3522)
    assert not is_shifted(paris)
    assert from_wgs84(paris, "gcj02") == from_wgs84(paris, "bd09") == to_wgs84(paris, "bd09") == paris


def test_distance() -> None:
    assert distance_m(Point(0, 0), Point(0, 1)) == pytest.approx(111_195, abs=1)
    assert distance_m(Point(39.9042, 116.4074), Point(31.2304, 121.4737)) == pytest.approx(1_067_000, rel=0.002)
    assert distance_m(Point(10, 10), Point(10, 10)) == 0


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_no_place_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError):
        Point(lat, lon)
