"""Instances of the Solomon kind, from a seed: clustered, random or mixed places, tight or wide windows.

The place, window and demand of every customer allow a visit by a vehicle of its own, and the fleet is large enough for
that in most instances. Tests and ``scripts/routes.py`` make them anew, so no file of somebody else is kept here.
"""

from __future__ import annotations

import math
import random

from console.routing.problem import Break, Costs, Crew, Matrix, Problem, Stop, Window

KINDS = ("clustered", "random", "mixed")
HORIZONS = {"tight": 240, "wide": 1000}
SERVICE = 10
HOUR = 3600


def _places(rng: random.Random, kind: str, count: int) -> list[tuple[int, int]]:
    centres = [(rng.randint(10, 90), rng.randint(10, 90)) for _ in range(max(3, count // 10))]
    places: set[tuple[int, int]] = set()
    while len(places) < count:
        near = kind == "clustered" or (kind == "mixed" and len(places) % 2 == 0)
        if near:
            x, y = rng.choice(centres)
            place = (round(rng.gauss(x, 4)), round(rng.gauss(y, 4)))
        else:
            place = (rng.randint(0, 100), rng.randint(0, 100))
        if 0 <= place[0] <= 100 and 0 <= place[1] <= 100 and place != (50, 50):
            places.add(place)
    return rng.sample(sorted(places), count)


def solomon_text(kind: str, windows: str, count: int, seed: int) -> str:
    """Return an instance in Solomon's format: ``kind`` of KINDS, ``windows`` tight or wide, ``count`` customers."""
    rng = random.Random(f"{kind} {windows} {count} {seed}")
    horizon, service = HORIZONS[windows], SERVICE
    rows = [(0, 50, 50, 0, 0, horizon, 0)]
    for number, (x, y) in enumerate(_places(rng, kind, count), 1):
        way = math.ceil(math.dist((50, 50), (x, y)))
        first, last = way, horizon - service - way
        width = rng.randint(10, 30) if windows == "tight" else rng.randint(120, 360)
        middle = rng.randint(first, last)
        ready, due = max(0, middle - width // 2), min(last, max(first, middle + width // 2))
        if windows == "wide" and rng.random() < 0.25:
            ready, due = 0, last  # a quarter may be visited at any time
        rows.append((number, x, y, rng.randint(5, 30), ready, due, service))
    capacity = 200 if windows == "tight" else 700
    fleet = f"VEHICLE\nNUMBER     CAPACITY\n  {max(8, count // 3)}  {capacity}"
    head = f"{kind[0].upper()}{windows[0].upper()}{count}.{seed}\n\n{fleet}\n"
    table = "\n".join("".join(f"{value:>10}" for value in row) for row in rows)
    columns = "CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME"
    return f"{head}\nCUSTOMER\n{columns}\n\n{table}\n"


def city_day(count: int, seed: int, pairs: int = 2) -> Problem:
    """Return a day of visits in a made-up city of 12 by 12 km: pairs with a break, windows, two appointments."""
    rng = random.Random(f"city {count} {seed}")
    points = [(6_000.0, 6_000.0)] + [(rng.uniform(0, 12_000), rng.uniform(0, 12_000)) for _ in range(count)]
    metres = tuple(tuple(math.ceil(math.dist(a, b) * 1.4) for b in points) for a in points)
    seconds = tuple(tuple(math.ceil(way / 6.5) for way in row) for row in metres)
    stops = []
    for index in range(1, count + 1):
        windows: tuple[Window, ...] = (Window(9 * HOUR, 20 * HOUR),)
        if index % 3 == 0:
            windows = (Window(9 * HOUR, 11 * HOUR), Window(17 * HOUR, 19 * HOUR))
        required = index in (5, 10)
        if required:
            at = rng.randint(10, 16) * HOUR
            windows = (Window(at, at + 1200),)
        gain = rng.randint(5_000, 80_000)
        service = rng.choice((900, 1500, 2100))
        crew = "P1" if index == 7 else ""
        stops.append(Stop(f"v{index}", index, windows, service, gain, required, crew))
    crews = tuple(
        Crew(
            f"P{number}",
            0,
            0,
            Window(9 * HOUR, 18 * HOUR),
            (Break(f"lunch{number}", Window(11 * HOUR + 1800, 13 * HOUR), 2700),),
        )
        for number in range(1, pairs + 1)
    )
    return Problem(crews, tuple(stops), Matrix(seconds, metres), Costs())
