"""The day of pairs: legal, the same by seed and iterations, never worse than nearest-next, best for a few stops."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import pytest

from console.routing.check import faults_of
from console.routing.nearest import ImpossibleDay, nearest_next
from console.routing.problem import (
    Break,
    Costs,
    Crew,
    Left,
    Matrix,
    Plan,
    Problem,
    Stop,
    Window,
    problem_json,
    read_problem,
)
from console.routing.replan import Progress, remaining
from console.routing.schedule import Turn, route
from console.routing.solver import Bound, plan
from scripts.route_instances import HOUR, city_day


def nobody(_seconds: float, _iterations: int, _cost: int | None) -> None:
    """Take a progress."""


def planned(problem: Problem, iterations: int = 150, seed: int = 1) -> Plan:
    found = plan(problem, Bound(iterations=iterations), seed, nobody)
    assert faults_of(problem, found) == []
    return found


ALL_DAY = Window(0, 10_000)


def line_day(stops: list[Stop], *, hours: Window = ALL_DAY, breaks: tuple[Break, ...] = ()) -> Problem:
    """Return a day on one street: place n lies n * 100 seconds and metres from the start."""
    size = 11
    way = tuple(tuple(abs(a - b) * 100 for b in range(size)) for a in range(size))
    return Problem((Crew("P", 0, 0, hours, breaks),), tuple(stops), Matrix(way, way), Costs(3600, 1000))


def stop(id: str, place: int, *windows: tuple[int, int], required: bool = True, gain: int = 0) -> Stop:
    return Stop(id, place, tuple(Window(*one) for one in windows or ((0, 10_000),)), 100, gain, required)


@pytest.mark.parametrize("count,seed", [(12, 1), (30, 1), (30, 2)])
def test_a_city_day_is_legal_and_not_worse_than_nearest_next(count: int, seed: int) -> None:
    problem = city_day(count, seed)
    person, found = nearest_next(problem), planned(problem)
    assert faults_of(problem, person) == []
    assert found.cost(problem) <= person.cost(problem)
    assert found.by == "planner" and len(found.left) <= len(person.left)


def test_the_same_seed_and_iterations_plan_the_same_day() -> None:
    problem = city_day(30, 3)
    assert planned(problem, 60, seed=4) == planned(problem, 60, seed=4)


def test_a_small_day_is_planned_best() -> None:
    rng = random.Random(5)
    for _ in range(5):
        points = [(rng.randint(0, 3000), rng.randint(0, 3000)) for _ in range(6)]
        way = tuple(tuple(abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points) for a in points)
        stops = tuple(
            Stop(f"s{n}", n, (Window(start := rng.randint(0, 6000), start + 9000),), 300, required=True)
            for n in range(1, 6)
        )
        problem = Problem((Crew("P", 0, 0, Window(0, 30_000)),), stops, Matrix(way, way))
        every = [
            route(problem.matrix, problem.crews[0], [Turn(s, s.place) for s in order]) for order in permutations(stops)
        ]
        best = min(Plan((one,)).cost(problem) for one in every if one is not None)
        assert planned(problem).cost(problem) == best


def test_the_second_window_is_taken_when_it_is_the_better_one() -> None:
    far = stop("far", 10, (0, 50), (3000, 3100))
    found = planned(line_day([far]))
    assert [step.begin for step in found.routes[0].steps] == [3000]
    assert found.routes[0].leave == 2000, "nobody waits before the first door"


def test_a_break_is_taken_in_its_window_and_moves_nobody() -> None:
    rest = Break("lunch", Window(700, 900), 500)
    found = planned(line_day([stop("a", 3), stop("b", 6), stop("c", 9)], breaks=(rest,)))
    steps = found.routes[0].steps
    lunch = next(one for one in steps if one.kind == "break")
    assert 700 <= lunch.begin <= 900 and lunch.leave - lunch.begin == 500
    assert found.metres == 1800  # to the last door and back


def test_an_appointment_is_kept_and_what_brings_too_little_is_left() -> None:
    day = [
        stop("appointment", 5, (4000, 4100)),
        stop("dear", 10, required=False, gain=100),  # 20 kilometres' worth and minutes for one yuan
        stop("rich", 10, required=False, gain=900_000),
    ]
    assert [one.id for one in planned(line_day(day)).left] == []  # beside the rich one it costs the service only
    found = planned(line_day(day[:2]))
    assert found.routes[0].stop_ids == ("appointment",) and found.left == (Left("dear", "gain"),)


def test_each_stop_that_is_left_says_why() -> None:
    hours = Window(0, 2150)
    day = [stop("late", 10, (0, 900)), stop("a", 10), stop("b", 9, required=False, gain=9000)]
    found = planned(line_day(day, hours=hours))
    assert set(found.left) == {Left("late", "unreachable"), Left("b", "no_time")}


def test_a_pair_makes_no_more_stops_than_it_may() -> None:
    day = line_day([stop(f"s{n}", n, required=False, gain=90_000) for n in range(1, 6)])
    few = replace(day, crews=(replace(day.crews[0], most=3),))
    found = planned(few)
    assert len(found.routes[0].stop_ids) == 3 and {one.why for one in found.left} == {"full"}
    assert len(nearest_next(few).routes[0].stop_ids) == 3
    assert faults_of(few, planned(day)), "five stops are too many for this pair"


def test_a_bound_visit_stays_with_its_pair() -> None:
    problem = city_day(12, 6)
    routes = {one.crew: one.stop_ids for one in planned(problem).routes}
    assert "v7" in routes["P1"]


def test_a_day_whose_breaks_do_not_fit_is_refused() -> None:
    with pytest.raises(ImpossibleDay):
        planned(line_day([stop("a", 1)], hours=Window(1000, 5000), breaks=(Break("early", Window(0, 500), 60),)))


@pytest.mark.parametrize("fault", ["late", "twice", "short", "teleport", "lost", "no break", "early"])
def test_the_check_finds_a_planted_fault(fault: str) -> None:
    problem = city_day(12, 1)
    good = planned(problem)
    first, second = good.routes
    steps = list(first.steps)
    at = next(index for index, one in enumerate(steps) if one.kind == "stop" and index)
    match fault:
        case "late":
            steps[-1] = replace(steps[-1], begin=23 * HOUR, leave=24 * HOUR)
        case "twice":
            steps.append(steps[at])
        case "short":
            steps[at] = replace(steps[at], leave=steps[at].begin + 1)
        case "teleport":
            steps[at] = replace(steps[at], arrive=steps[at - 1].leave)
        case "lost":
            steps.pop(at)
        case "no break":
            steps = [one for one in steps if one.kind == "stop"]
        case "early":
            first = replace(first, leave=first.leave - HOUR * 5)
    assert faults_of(problem, replace(good, routes=(replace(first, steps=tuple(steps)), second)))


def test_a_problem_survives_the_way_to_the_child_process() -> None:
    problem = city_day(12, 1)
    assert read_problem(problem_json(problem)) == problem


def test_replanned_what_is_done_stays_and_next_stays_next() -> None:
    problem = line_day([stop(f"s{n}", n) for n in (2, 4, 6, 8)], breaks=(Break("lunch", Window(300, 400), 100),))
    progress = Progress("P", 2, 300, done=("s2",), next="s8")
    rest = remaining(problem, [progress], now=500)
    assert {one.id for one in rest.stops} == {"s4", "s6"}
    crew = rest.crews[0]
    # from place 2 at 500 to place 8, 100 seconds there; lunch is overdue and is taken at once
    assert (crew.start, crew.hours.start) == (8, 500 + 600 + 100)
    assert crew.breaks[0].window == Window(1200, 1200)
    assert planned(rest).routes[0].stop_ids == ("s6", "s4")


def test_replanned_a_cancelled_or_unlawful_next_binds_nobody() -> None:
    day = [stop("s2", 2), stop("s4", 4), stop("s8", 8, (0, 700))]
    progress = Progress("P", 2, 300, done=("s2",), next="s8")
    cancelled = replace(line_day(day), stops=(day[0], day[1]))
    assert remaining(cancelled, [progress], now=500).crews[0].start == 2
    too_late = remaining(line_day(day), [progress], now=500)  # there at 1100, the window ends at 700
    assert too_late.crews[0].start == 2 and {one.id for one in too_late.stops} == {"s4", "s8"}
    assert planned(too_late).left == (Left("s8", "unreachable"),)


def test_a_stop_without_a_lawful_window_is_left_out_and_stops_nothing() -> None:
    problem = city_day(8, 5)
    closed = replace(problem.stops[0], windows=())
    some = replace(problem, stops=(closed, *problem.stops[1:]))
    found = planned(some)
    assert [(one.id, one.why) for one in found.left if one.id == closed.id] == [(closed.id, "unreachable")]
    assert len(found.left) < len(problem.stops) and faults_of(some, found) == []
    none = replace(problem, stops=tuple(replace(stop, windows=()) for stop in problem.stops))
    assert {one.id for one in planned(none).left} == {stop.id for stop in problem.stops}
