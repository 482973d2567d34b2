"""PyVRP on an instance whose numbers are not whole. Runs in the child process.

PyVRP reckons in whole numbers, so everything is multiplied by a power of ten and distances are rounded **up**. Windows
are not widened. So what is legal in whole numbers is legal in the true ones, and cost and legality are taken from those
(``instance``).
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyvrp

from console.routing.instance import Instance, Node, Routes, cost_of, faults_of, nearest_next
from console.routing.solver import Bound, OnProgress, search

LARGEST_TIME = 10**10  # of a scaled number: penalties and sums stay far below 2**63
FINEST = 10**6
LOAD_WEIGHT = 10**4


def routes_of(instance: Instance, bound: Bound, seed: int, on_progress: OnProgress) -> tuple[Routes | None, str]:
    """Return the best legal routes and who found them (planner or nearest); None when there are none."""
    person = nearest_next(instance)
    found = search(data_of(instance), bound, seed, on_progress)
    planned: Routes | None = None
    if found is not None:
        clients = ([activity.idx + 1 for activity in one.schedule() if activity.is_client()] for one in found.routes())
        planned = tuple(sorted(tuple(one) for one in clients))
    if planned is not None and faults_of(instance, planned):
        planned = None
    if person is not None and (planned is None or cost_of(instance, person) < cost_of(instance, planned)):
        return person, "nearest"
    return planned, "planner"


def scale_of(instance: Instance) -> int:
    """Return the power of ten that the numbers are multiplied by."""
    widest = max(max(row) for row in instance.distances)
    largest = max([widest, *(float(max(node.due, node.service)) for node in instance.nodes), 1.0])
    scale = FINEST
    while scale > 1 and largest * scale > LARGEST_TIME:
        scale //= 10
    return scale


def grain_of(instance: Instance) -> int:
    """Return the power of ten that demands are multiplied by: whole numbers, and an overload weighs like a detour."""
    decimals = max(0, *(-int(node.demand.as_tuple().exponent) for node in instance.nodes))
    grain = int(10**decimals)
    while grain < LOAD_WEIGHT and instance.capacity * grain * 10 <= LARGEST_TIME:
        grain *= 10
    return grain


def data_of(instance: Instance) -> pyvrp.ProblemData:
    """Return the instance as PyVRP takes it, in whole numbers."""
    scale, nodes = scale_of(instance), instance.nodes
    matrix: Any = np.array([[distance_up(a, b, scale) for b in nodes] for a in nodes], dtype=np.int64)
    grain = grain_of(instance)

    def early(value: Decimal) -> int:
        return int((value * scale).to_integral_value(ROUND_CEILING))

    def late(value: Decimal) -> int:
        return int((value * scale).to_integral_value(ROUND_FLOOR))

    clients = [
        pyvrp.Client(
            location=index,
            delivery=[int(node.demand * grain)],
            service_duration=early(node.service),
            tw_early=early(node.ready),
            tw_late=late(node.due),
        )
        for index, node in enumerate(nodes[1:], 1)
    ]
    vehicles = pyvrp.VehicleType(
        num_available=min(instance.vehicles, len(clients)),
        capacity=[instance.capacity * grain],
        tw_early=early(nodes[0].ready),
        tw_late=late(nodes[0].due),
    )
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(float(node.x), float(node.y)) for node in nodes],
        clients=clients,
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=[vehicles],
        distance_matrices=[matrix],
        duration_matrices=[matrix],
    )


def distance_up(a: Node, b: Node, scale: int) -> int:
    """Return the true distance times ``scale``, rounded up, without an error of floating point."""
    square = (Fraction(a.x - b.x) ** 2 + Fraction(a.y - b.y) ** 2) * scale**2
    whole = -(-square.numerator // square.denominator)
    root = math.isqrt(whole)
    return root if root * root == whole else root + 1
