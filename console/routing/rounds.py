"""The day of a team as the planner's problem, and its plan in the words of the house (``console/domain/visits.py``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from console.domain.coordinates import Point
from console.domain.visits import MOST_STOPS, PAIR_HOUR, PAIR_KM, Day, DayPlan, Pair, PlannedRound, PlannedStop, Wanted
from console.routing import replan
from console.routing.matrix import Source
from console.routing.nearest import nearest_next
from console.routing.problem import Break, Costs, Crew, Plan, Problem, Route, Step, Stop, Window
from console.routing.process import plan_day

Planner = Callable[[Problem], Plan]
REQUIRED_GAIN = 0  # a required stop is kept by its cost of missing, not by its gain


def plan_rounds(day: Day, source: Source, planner: Planner = plan_day) -> DayPlan:
    """Return the plan of a day: who goes where and when, what is left out and why, and what it saves.

    What is done or next stays (``replan``). Raises ImpossibleDay when a pair's own hours and breaks do not fit.
    """
    clock = _Clock(min(pair.starts_at for pair in day.pairs))
    problem = problem_of(day, source, clock)
    fixed: dict[str, Step] = {}  # what stays next, by pair
    if day.now is not None:
        now = clock.seconds(day.now)
        progress = [_progress(pair, clock) for pair in day.pairs if pair.at_place is not None]
        following = {one.crew: replan.next_step(problem, one, now) for one in progress}
        fixed = {crew: one for crew, one in following.items() if one is not None}
        problem = replan.remaining(problem, progress, now)
    plan = planner(problem)
    person = nearest_next(problem)
    return DayPlan(
        tuple(_round(route, fixed.get(route.crew), clock) for route in plan.routes),
        tuple((int(one.id), one.why) for one in plan.left),
        plan.by,
        person.seconds - plan.seconds,
        len(person.left) - len(plan.left),
        problem.matrix.source,
        problem.matrix.note,
    )


class _Clock:
    """Instants as whole seconds since the first pair's start."""

    def __init__(self, zero: datetime) -> None:
        self.zero = zero

    def seconds(self, at: datetime) -> int:
        """Return the seconds from the start of the day."""
        return int((at - self.zero).total_seconds())

    def instant(self, seconds: int) -> datetime:
        """Return the instant."""
        return self.zero + timedelta(seconds=seconds)


def problem_of(day: Day, source: Source, clock: _Clock) -> Problem:
    """Return the planner's problem of a day."""
    matrix = source.matrix([Point(lat, lon) for lat, lon in day.points], day.city)
    costs = Costs(PAIR_HOUR, PAIR_KM)
    crews = tuple(_crew(pair, clock) for pair in day.pairs)
    return Problem(crews, tuple(_stop(one, clock) for one in day.wanted), matrix, costs)


def _crew(pair: Pair, clock: _Clock) -> Crew:
    hours = Window(clock.seconds(pair.starts_at), clock.seconds(pair.ends_at))
    breaks = tuple(
        Break(f"{pair.id}.{number}", Window(clock.seconds(first), clock.seconds(last)), minutes * 60)
        for number, (first, last, minutes) in enumerate(pair.breaks)
    )
    return Crew(str(pair.id), pair.start, pair.end, hours, breaks, max(0, MOST_STOPS - pair.begun))


def _stop(one: Wanted, clock: _Clock) -> Stop:
    windows = tuple(Window(clock.seconds(first), clock.seconds(last)) for first, last in one.windows)
    gain = REQUIRED_GAIN if one.required else one.gain
    crew = "" if one.pair is None else str(one.pair)
    return Stop(str(one.id), one.place, windows, one.minutes * 60, gain, one.required, crew)


def _progress(pair: Pair, clock: _Clock) -> replan.Progress:
    assert pair.at_place is not None
    free = pair.free_at or pair.starts_at
    # a break whose window is over at that moment was taken before: nobody reports breaks
    taken = tuple(f"{pair.id}.{number}" for number, (_, last, _m) in enumerate(pair.breaks) if last < free)
    return replan.Progress(
        str(pair.id),
        pair.at_place,
        clock.seconds(free),
        breaks=taken,
        next="" if pair.next is None else str(pair.next),
        departed=None if pair.departed_at is None else clock.seconds(pair.departed_at),
    )


def _round(route: Route, fixed: Step | None, clock: _Clock) -> PlannedRound:
    steps = ((fixed,) if fixed else ()) + route.steps
    stops = tuple(
        PlannedStop(
            int(one.id) if one.kind == "stop" else None,
            clock.instant(one.arrive),
            clock.instant(one.begin),
            clock.instant(one.leave),
            one.travel,
            one.metres,
        )
        for one in steps
    )
    leave = fixed.arrive - fixed.travel if fixed else route.leave
    metres = sum(one.metres for one in steps) + route.back_metres
    return PlannedRound(int(route.crew), clock.instant(leave), clock.instant(route.back), metres, stops)
