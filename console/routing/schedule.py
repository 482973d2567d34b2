"""When a pair is where, for a given order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.routing.problem import Break, Crew, Matrix, Problem, Route, Step, Stop


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of an order: a stop, or a break. ``place`` of a break is where it is taken."""

    what: Stop | Break
    place: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a pair is and since when it is free."""

    place: int
    free: int


def turn(problem: Problem, id: str) -> Turn:
    """Return the turn of a stop."""
    stop = problem.by_id[id]
    return Turn(stop, stop.place)


def begin_in(windows: Sequence[tuple[int, int]], arrive: int) -> int | None:
    """Return the first moment from ``arrive`` on that lies in a window, or None."""
    return min((max(start, arrive) for start, end in windows if max(start, arrive) <= end), default=None)


def windows_of(what: Stop | Break) -> list[tuple[int, int]]:
    """Return the windows of a stop or break."""
    windows = (what.window,) if isinstance(what, Break) else what.windows
    return [(window.start, window.end) for window in windows]


def length_of(what: Stop | Break) -> int:
    """Return how long a stop or break takes."""
    return what.length if isinstance(what, Break) else what.service


def step(matrix: Matrix, at: Clock, one: Turn) -> Step | None:
    """Return the next step from ``at``, begun as early as it may be; None when it comes too late."""
    travel = matrix.seconds[at.place][one.place]
    arrive = at.free + travel
    begin = begin_in(windows_of(one.what), arrive)
    if begin is None:
        return None
    kind = "break" if isinstance(one.what, Break) else "stop"
    metres = matrix.metres[at.place][one.place]
    return Step(one.what.id, kind, one.place, travel, metres, arrive, begin, begin + length_of(one.what))


def route(matrix: Matrix, crew: Crew, order: Sequence[Turn]) -> Route | None:
    """Return the route of a pair in this order, or None when it breaks a window or the hours.

    The pair leaves so late that nobody waits before the first door.
    """
    found = _run(matrix, crew, order, crew.hours.start)
    if found is None or not found.steps or not found.steps[0].wait:
        return found
    return _run(matrix, crew, order, crew.hours.start + found.steps[0].wait)


def _run(matrix: Matrix, crew: Crew, order: Sequence[Turn], leave: int) -> Route | None:
    at, steps = Clock(crew.start, leave), []
    for one in order:
        done = step(matrix, at, one)
        if done is None:
            return None
        steps.append(done)
        at = Clock(done.place, done.leave)
    back = at.free + matrix.seconds[at.place][crew.end]
    if back > crew.hours.end:
        return None
    return Route(crew.id, crew.hours.start, leave, tuple(steps), back, matrix.metres[at.place][crew.end])
