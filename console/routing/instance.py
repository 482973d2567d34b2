"""An instance of the vehicle-routing problem with time windows, in unrounded numbers, and what is legal in it.

Customers are numbered from 1, the depot is 0. The cost of routes is the sum of their Euclidean distances, in doubles.
A vehicle leaves the depot at its opening or later, waits where it is early, and may begin until the due date.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

Routes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """The depot or a customer, in the numbers of the file."""

    x: Decimal
    y: Decimal
    demand: Decimal
    ready: Decimal
    due: Decimal
    service: Decimal


@dataclass(frozen=True)
class Instance:
    """A fleet of equal vehicles, and the nodes: the depot first."""

    name: str
    vehicles: int
    capacity: int
    nodes: tuple[Node, ...]

    @cached_property
    def distances(self) -> tuple[tuple[float, ...], ...]:
        """The Euclidean distance from each node to each other."""
        at = [(float(node.x), float(node.y)) for node in self.nodes]
        return tuple(tuple(math.dist(a, b) for b in at) for a in at)


def cost_of(instance: Instance, routes: Routes) -> float:
    """Return the distance of all routes."""
    legs: list[float] = []
    for route in routes:
        stations = (0, *route, 0)
        legs += [instance.distances[a][b] for a, b in pairwise(stations)]
    return math.fsum(legs)


def faults_of(instance: Instance, routes: Routes) -> list[str]:
    """Return what is wrong with routes, one line for each fault. No number is rounded."""
    found: list[str] = []
    if len(routes) > instance.vehicles:
        found.append(f"{len(routes)} routes for {instance.vehicles} vehicles")
    times = Counter(customer for route in routes for customer in route)
    for customer in sorted(set(range(1, len(instance.nodes))) | set(times)):
        if times[customer] != 1 or not 0 < customer < len(instance.nodes):
            found.append(f"customer {customer} is visited {times[customer]} times")
    if found:
        return found
    depot = instance.nodes[0]
    for number, route in enumerate(routes, 1):
        load = sum(instance.nodes[customer].demand for customer in route)
        if load > instance.capacity:
            found.append(f"route {number} carries {load}, more than {instance.capacity}")
        place, time = 0, float(depot.ready)
        for customer in route:
            node = instance.nodes[customer]
            time = max(time + instance.distances[place][customer], float(node.ready))
            if time > float(node.due):
                found.append(f"route {number} is at customer {customer} at {time}, after {node.due}")
            place, time = customer, time + float(node.service)
        if time + instance.distances[place][0] > float(depot.due):
            found.append(f"route {number} is not back by {depot.due}")
    return found


def nearest_next(instance: Instance) -> Routes | None:
    """Return the routes of a person who drives on to the nearest customer that is possible; None when some are left."""
    todo = set(range(1, len(instance.nodes)))
    routes: list[tuple[int, ...]] = []
    while todo and len(routes) < instance.vehicles:
        route = _one_route(instance, todo)
        if not route:
            return None
        routes.append(route)
        todo -= set(route)
    return None if todo else tuple(routes)


def _one_route(instance: Instance, todo: set[int]) -> tuple[int, ...]:
    route: list[int] = []
    room, place, time = Decimal(instance.capacity), 0, float(instance.nodes[0].ready)
    rest = set(todo)
    while rest:
        best: tuple[float, int, float] | None = None
        for customer in rest:
            node, way = instance.nodes[customer], instance.distances[place][customer]
            begin = max(time + way, float(node.ready))
            free = begin + float(node.service)
            if node.demand > room or begin > float(node.due):
                continue
            if free + instance.distances[customer][0] <= float(instance.nodes[0].due):
                best = min(best or (math.inf, 0, 0.0), (way, customer, free))
        if best is None:
            break
        _, place, time = best
        room -= instance.nodes[place].demand
        rest.remove(place)
        route.append(place)
    return tuple(route)


def hopeless(instance: Instance) -> Sequence[str]:
    """Return why no routes at all can serve some customers; one line for each."""
    found: list[str] = []
    depot = instance.nodes[0]
    for customer, node in enumerate(instance.nodes[1:], 1):
        arrive = max(float(depot.ready) + instance.distances[0][customer], float(node.ready))
        if node.demand > instance.capacity:
            found.append(f"Customer {customer} wants {node.demand}, more than a vehicle carries ({instance.capacity}).")
        elif arrive > float(node.due):
            found.append(f"Customer {customer} cannot be reached before the due date {node.due}.")
        elif arrive + float(node.service) + instance.distances[customer][0] > float(depot.due):
            found.append(f"From customer {customer} no vehicle is back before the depot closes at {depot.due}.")
    return found
