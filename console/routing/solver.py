"""PyVRP as the planner of a day and of an instance. Runs in the child process: importing it costs a second.

PyVRP reckons in whole numbers. A day is given in whole seconds and metres, so nothing is rounded there. What it finds
is timed anew by ``schedule`` and judged by ``check``; when it is not legal or not better than nearest-next, the plan is
nearest-next. The same seed and number of iterations find the same plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyvrp

from console.routing.check import faults_of
from console.routing.left_out import with_reasons
from console.routing.nearest import nearest_next
from console.routing.problem import TIME_UNIT, Break, Crew, Left, Plan, Problem, Stop, Window
from console.routing.schedule import Turn, route

PROGRESS_EVERY_S = 0.25
OnProgress = Callable[[float, int, int | None], None]  # seconds, iterations, best cost so far (None: none yet)
_NEVER = 10**7  # seconds and metres to where a pair may not go: no day has so many
_NO_COST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Bound:
    """When the search ends: after ``iterations``, or after ``seconds``, whichever comes first. One must be given."""

    seconds: float | None = None
    iterations: int | None = None

    def __post_init__(self) -> None:
        """Refuse a search without end. Raises ValueError."""
        if self.seconds is None and self.iterations is None:
            raise ValueError("A bound needs seconds or iterations.")


class Stopping:
    """Ends a search at its bound and reports its progress; PyVRP asks before each iteration."""

    def __init__(self, bound: Bound, on_progress: OnProgress) -> None:
        self.bound, self.on_progress = bound, on_progress
        self.begun = self.told = time.perf_counter()
        self.iterations = -1

    def __call__(self, best_cost: int) -> bool:
        """Return True when the search is over."""
        self.iterations += 1
        if self.bound.iterations is not None and self.iterations >= self.bound.iterations:
            return True
        now = time.perf_counter()
        if now - self.told >= PROGRESS_EVERY_S:
            self.tell(now, best_cost)
        return self.bound.seconds is not None and now - self.begun >= self.bound.seconds

    def tell(self, now: float, best_cost: int) -> None:
        """Report how far the search is, and the cost of the best legal answer."""
        self.told = now
        self.on_progress(now - self.begun, self.iterations, best_cost if best_cost < _NO_COST else None)


def search(
    data: pyvrp.ProblemData,
    bound: Bound,
    seed: int,
    on_progress: OnProgress,
    penalty: float = pyvrp.PenaltyParams().max_penalty,
) -> pyvrp.Solution | None:
    """Return the best solution that was found, or None when none of them keeps the windows.

    ``penalty`` is the most that the search lets a unit of lateness or of overload cost while it tries orders out.
    """
    stop = Stopping(bound, on_progress)
    params = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=penalty))
    result = pyvrp.solve(data, stop, seed=seed, collect_stats=False, display=False, params=params)
    legal = result.best.is_feasible()
    stop.tell(time.perf_counter(), int(result.cost()) if legal else _NO_COST)  # a short search has told nothing yet
    return result.best if legal else None


def plan(problem: Problem, bound: Bound, seed: int, on_progress: OnProgress) -> Plan:
    """Return the best legal plan: PyVRP's, or nearest-next where that one is not worse."""
    person = nearest_next(problem)
    if not problem.stops:
        return person
    model = DayModel(problem)
    if not model.choices:
        return person
    # a minute late must weigh as much as the dearest stop, or an illegal order with more stops looks better
    found = search(model.data(), bound, seed, on_progress, penalty=max(TIME_UNIT * 100, problem.missing_cost / 60))
    planned = model.read(found) if found is not None else None
    if planned is None or faults_of(problem, planned) or planned.cost(problem) >= person.cost(problem):
        planned = person
    return with_reasons(problem, planned)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A client of the model: a stop in one of its windows, or a break at one of the places of the day."""

    what: Stop | Break
    place: int
    window: Window
    crew: str  # "" = any


class DayModel:
    """A day in the words of PyVRP.

    A stop with several windows is a group of clients of which one is visited. A break is such a group too: one client
    at each place where the pair may be then, so that it costs no way and no way vanishes through it. Pairs have a
    profile each, in which what belongs to another pair cannot be reached.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.choices: list[_Choice] = []
        self.groups: list[tuple[bool, list[int]]] = []  # required, choices
        for stop in problem.stops:
            self._add(False, [_Choice(stop, stop.place, window, stop.crew) for window in stop.windows])
        for crew in problem.crews:
            places = sorted({crew.start, crew.end} | {s.place for s in problem.stops if s.crew in ("", crew.id)})
            for rest in crew.breaks:
                self._add(True, [_Choice(rest, place, rest.window, crew.id) for place in places])

    def _add(self, required: bool, choices: list[_Choice]) -> None:
        if not choices:
            return  # a stop without a lawful window: the plan leaves it out and says why
        first = len(self.choices)
        self.choices += choices
        self.groups.append((required, list(range(first, len(self.choices)))))

    def data(self) -> pyvrp.ProblemData:
        """Return the problem as PyVRP takes it."""
        ends = [place for crew in self.problem.crews for place in (crew.start, crew.end)]
        places = np.array(ends + [choice.place for choice in self.choices])
        metres = np.array(self.problem.matrix.metres, dtype=np.int64)[np.ix_(places, places)]
        seconds = np.array(self.problem.matrix.seconds, dtype=np.int64)[np.ix_(places, places)]
        crews = self.problem.crews
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in places],
            clients=self._clients(len(ends)),
            depots=[pyvrp.Depot(location=index) for index in range(len(ends))],
            vehicle_types=[self._vehicle(index, crew) for index, crew in enumerate(crews)],
            distance_matrices=[self._barred(metres, crew) for crew in crews],
            duration_matrices=[self._barred(seconds, crew) for crew in crews],
            groups=[pyvrp.ClientGroup(members, required=required) for required, members in self.groups],
        )

    def _clients(self, first_location: int) -> list[pyvrp.Client]:
        group_of = {choice: group for group, (_, members) in enumerate(self.groups) for choice in members}
        return [
            pyvrp.Client(
                location=first_location + index,
                delivery=[0 if isinstance(choice.what, Break) else 1],
                service_duration=choice.what.length if isinstance(choice.what, Break) else choice.what.service,
                tw_early=choice.window.start,
                tw_late=choice.window.end,
                prize=self._prize(choice.what),
                required=False,
                group=group_of[index],
            )
            for index, choice in enumerate(self.choices)
        ]

    def _prize(self, what: Stop | Break) -> int:
        if isinstance(what, Break):
            return 0
        return self.problem.missing_cost if what.required else self.problem.costs.of_gain(what.gain)

    def _vehicle(self, index: int, crew: Crew) -> pyvrp.VehicleType:
        return pyvrp.VehicleType(
            start_depot=2 * index,
            end_depot=2 * index + 1,
            capacity=[len(self.problem.stops) if crew.most is None else crew.most],
            tw_early=crew.hours.start,
            tw_late=crew.hours.end,
            start_late=crew.hours.start,  # the work begins then, whenever the first door is
            unit_distance_cost=self.problem.costs.of_metre,
            unit_duration_cost=TIME_UNIT,
            profile=index,
        )

    def _barred(self, matrix: Any, crew: Crew) -> Any:  # PyVRP's stubs know arrays as ndarray[int]
        """Return a pair's own matrix: no way leads to what belongs to another pair."""
        own = matrix.copy()
        first = 2 * len(self.problem.crews)
        for index, choice in enumerate(self.choices):
            if choice.crew not in ("", crew.id):
                own[first + index, :] = own[:, first + index] = _NEVER
        np.fill_diagonal(own, 0)
        return own

    def read(self, solution: pyvrp.Solution) -> Plan | None:
        """Return the plan of a solution, with our own times; None when they do not hold."""
        orders: dict[int, list[Turn]] = {index: [] for index in range(len(self.problem.crews))}
        planned: set[str] = set()
        for found in solution.routes():
            for activity in found.schedule():
                if activity.is_client():
                    choice = self.choices[activity.idx]
                    planned.add(choice.what.id)
                    orders[found.vehicle_type()].append(_turn(choice))
        routes = [route(self.problem.matrix, crew, orders[index]) for index, crew in enumerate(self.problem.crews)]
        left = tuple(Left(stop.id, "") for stop in self.problem.stops if stop.id not in planned)
        return None if None in routes else Plan(tuple(one for one in routes if one is not None), left)


def _turn(choice: _Choice) -> Turn:
    what = choice.what
    return Turn(what if isinstance(what, Break) else replace(what, windows=(choice.window,)), choice.place)
