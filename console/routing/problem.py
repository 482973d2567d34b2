"""The planning problem of a day and its answer, as plain frozen data.

Times are whole seconds since the start of the day, distances whole metres, places an index of the matrix, gains minor
units of money. A window says when the service may begin: who must be gone by 22:00 gives 22:00 less the service time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

TIME_UNIT = 1_000  # cost units of one second of a pair: fine enough to weigh a metre in whole numbers


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last moment, both included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Seconds and metres from each place to each other. ``note``: why it is not from the source that was asked for."""

    seconds: tuple[tuple[int, ...], ...]
    metres: tuple[tuple[int, ...], ...]
    source: str = "straight"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit to plan.

    ``required``: an appointment, or a visit that the lead wants in any case. Others are left out when their way costs
    more than ``gain``. ``crew`` binds the visit to one pair.
    """

    id: str
    place: int
    windows: tuple[Window, ...]
    service: int
    gain: int = 0
    required: bool = False
    crew: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A rest that begins within a window. It is taken where the pair is then."""

    id: str
    window: Window
    length: int


@dataclass(frozen=True, slots=True)
class Crew:
    """A pair of collectors on one day: works from ``hours.start`` at ``start`` and is at ``end`` by ``hours.end``.

    ``most``: so many stops at most; None = as many as the hours hold.
    """

    id: str
    start: int
    end: int
    hours: Window
    breaks: tuple[Break, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What an hour of a pair and a kilometre cost, in minor units."""

    per_hour: int = 20_000
    per_km: int = 150

    @property
    def of_metre(self) -> int:
        """Cost units of one metre."""
        return round(TIME_UNIT * self.per_km * 3.6 / self.per_hour)

    def of_gain(self, gain: int) -> int:
        """Return a gain in cost units."""
        return round(gain * 3600 / self.per_hour) * TIME_UNIT

    def in_money(self, seconds: int, metres: int) -> int:
        """Return what time and way cost, in minor units."""
        return round(seconds * self.per_hour / 3600 + metres * self.per_km / 1000)


@dataclass(frozen=True)
class Problem:
    """Everything that a plan is made from."""

    crews: tuple[Crew, ...]
    stops: tuple[Stop, ...]
    matrix: Matrix
    costs: Costs = Costs()

    @cached_property
    def by_id(self) -> Mapping[str, Stop]:
        """The stops by their ids."""
        return {stop.id: stop for stop in self.stops}

    @cached_property
    def missing_cost(self) -> int:
        """Cost units of leaving out a required stop: more than every way and every gain of the day together."""
        hours = sum(crew.hours.end - crew.hours.start for crew in self.crews)
        ways = sum(max(row) for row in self.matrix.metres) + sum(max(row) for row in self.matrix.metres[:1])
        gains = sum(self.costs.of_gain(stop.gain) for stop in self.stops)
        return hours * TIME_UNIT + 2 * ways * self.costs.of_metre + gains + 1


@dataclass(frozen=True, slots=True)
class Step:
    """One stop or break of a planned route, in its order."""

    id: str
    kind: str  # stop | break
    place: int
    travel: int
    metres: int
    arrive: int
    begin: int
    leave: int

    @property
    def wait(self) -> int:
        """Seconds between arrival and begin."""
        return self.begin - self.arrive


@dataclass(frozen=True, slots=True)
class Route:
    """The day of one pair. It works from ``start`` on and leaves at ``leave``."""

    crew: str
    start: int
    leave: int
    steps: tuple[Step, ...]
    back: int
    back_metres: int

    @property
    def seconds(self) -> int:
        """Seconds of work until the pair is back."""
        return self.back - self.start

    @property
    def metres(self) -> int:
        """Metres of the whole way."""
        return sum(step.metres for step in self.steps) + self.back_metres

    @property
    def stop_ids(self) -> tuple[str, ...]:
        """The visits in their order, without breaks."""
        return tuple(step.id for step in self.steps if step.kind == "stop")


@dataclass(frozen=True, slots=True)
class Left:
    """A stop that is not in the plan. ``why``: unreachable (no pair can be there in time), no_time, full, or gain."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of all pairs. ``by``: planner, or nearest when nothing better was found."""

    routes: tuple[Route, ...]
    left: tuple[Left, ...] = ()
    by: str = "planner"

    @property
    def seconds(self) -> int:
        """Seconds of all pairs."""
        return sum(route.seconds for route in self.routes)

    @property
    def metres(self) -> int:
        """Metres of all pairs."""
        return sum(route.metres for route in self.routes)

    def cost(self, problem: Problem) -> int:
        """Return the cost units of the plan: time, way, and what is left undone."""
        planned = {id for route in self.routes for id in route.stop_ids}
        total = self.seconds * TIME_UNIT + self.metres * problem.costs.of_metre
        for stop in problem.stops:
            if stop.id not in planned:
                total += problem.missing_cost if stop.required else problem.costs.of_gain(stop.gain)
        return total


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON for the child process."""
    return asdict(problem)


def read_problem(data: Mapping[str, Any]) -> Problem:
    """Return the problem of its JSON."""

    def matrix(rows: list[list[int]]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(row) for row in rows)

    def window(value: Mapping[str, int]) -> Window:
        return Window(**value)

    def crew(value: Mapping[str, Any]) -> Crew:
        breaks = tuple(Break(**{**one, "window": window(one["window"])}) for one in value["breaks"])
        return Crew(**{**value, "hours": window(value["hours"]), "breaks": breaks})

    given = data["matrix"]
    return Problem(
        tuple(crew(one) for one in data["crews"]),
        tuple(Stop(**{**one, "windows": tuple(window(w) for w in one["windows"])}) for one in data["stops"]),
        Matrix(matrix(given["seconds"]), matrix(given["metres"]), given["source"], given["note"]),
        Costs(**data["costs"]),
    )
