"""The order that a person takes without a planner: always on to the nearest door that is still possible.

It is the figure that a plan is compared with, and the plan itself when the planner finds nothing better. It is legal:
a door is passed over when it cannot be begun in a window, or when an appointment, a break or the way back would come
too late after it. Each required stop is kept for one pair from the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from console.routing.problem import Break, Crew, Left, Plan, Problem, Route, Stop
from console.routing.schedule import Clock, Turn, begin_in, route, step, turn

PATIENCE_S = 15 * 60  # who would wait longer at a door goes to another one first


class ImpossibleDay(Exception):
    """A pair cannot take its breaks and be back in its hours, even without a visit; the text is the pair's id."""


@dataclass
class _Day:
    """The day of one pair while it is filled."""

    crew: Crew
    at: Clock
    breaks: list[Break]
    kept: set[str] = field(default_factory=set)  # required stops of this pair that are still to come
    order: list[Turn] = field(default_factory=list)
    ended: bool = False


def nearest_next(problem: Problem) -> Plan:
    """Return the legal nearest-next plan. The pair that is free first chooses first."""
    days = [_Day(crew, Clock(crew.start, crew.hours.start), _by_time(crew)) for crew in problem.crews]
    _keep_required(problem, days)
    open_ids = {stop.id for stop in problem.stops}
    while waiting := [day for day in days if not day.ended]:
        day = min(waiting, key=lambda one: one.at.free)
        rest = _break_now(problem, day)
        others = {id for other in days if other is not day for id in other.kept}
        chosen = rest or _nearest(problem, day, open_ids - others)
        if chosen is None and day.breaks:
            chosen = Turn(day.breaks[0], day.at.place)
        if chosen is None:
            day.ended = True
        else:
            _go(problem, day, chosen)
            open_ids.discard(chosen.what.id)
    routes = tuple(_route(problem, day) for day in days)
    return Plan(routes, tuple(Left(stop.id, "") for stop in problem.stops if stop.id in open_ids), "nearest")


def _keep_required(problem: Problem, days: list[_Day]) -> None:
    required = [stop for stop in problem.stops if stop.required and stop.windows]
    for stop in sorted(required, key=lambda one: (min(window.end for window in one.windows), one.id)):
        able = [day for day in days if stop.crew in ("", day.crew.id)]
        if able:
            min(able, key=lambda day: len(day.kept)).kept.add(stop.id)


def _by_time(crew: Crew) -> list[Break]:
    return sorted(crew.breaks, key=lambda one: (one.window.end, one.window.start, one.id))


def _break_now(problem: Problem, day: _Day) -> Turn | None:
    """Return the break that is due, unless an appointment would be missed by it that leaves time for the break."""
    if not day.breaks or day.breaks[0].window.start > day.at.free:
        return None
    rest = Turn(day.breaks[0], day.at.place)
    done = step(problem.matrix, day.at, rest)
    return None if done is not None and not _keeps(problem, day, Clock(done.place, done.leave)) else rest


def _go(problem: Problem, day: _Day, one: Turn) -> None:
    done = step(problem.matrix, day.at, one)
    day.order.append(one)
    day.kept.discard(one.what.id)
    day.breaks = [rest for rest in day.breaks if rest.id != one.what.id]
    if done is not None:  # a break that is missed from the start of the day: the route is judged as a whole
        day.at = Clock(done.place, done.leave)


def _keeps(problem: Problem, day: _Day, at: Clock, but: str = "") -> bool:
    """Return True when each required stop of this pair that can be reached now can still be reached from ``at``."""
    kept = [turn(problem, id) for id in day.kept - {but}]
    return all(step(problem.matrix, at, one) for one in kept if step(problem.matrix, day.at, one))


def _nearest(problem: Problem, day: _Day, open_ids: set[str]) -> Turn | None:
    best: tuple[tuple[bool, int, int, str], Turn] | None = None
    made = sum(isinstance(one.what, Stop) for one in day.order)
    if day.crew.most is not None and made >= day.crew.most:
        return None
    for id in open_ids:
        stop = problem.by_id[id]
        if stop.crew not in ("", day.crew.id):
            continue
        one = turn(problem, id)
        done = step(problem.matrix, day.at, one)
        if done is None:
            continue
        after = Clock(done.place, done.leave)
        if not _rest_is_possible(problem, day, after) or not _keeps(problem, day, after, but=id):
            continue
        key = (done.wait > PATIENCE_S, done.travel, done.begin, id)
        if best is None or key < best[0]:
            best = key, one
    return best[1] if best else None


def _rest_is_possible(problem: Problem, day: _Day, at: Clock) -> bool:
    """Return True when the breaks that are left, taken here, and the way back still fit."""
    free = at.free
    for one in day.breaks:
        begin = begin_in([(one.window.start, one.window.end)], free)
        if begin is None:
            return False
        free = begin + one.length
    return free + problem.matrix.seconds[at.place][day.crew.end] <= day.crew.hours.end


def _route(problem: Problem, day: _Day) -> Route:
    found = route(problem.matrix, day.crew, day.order)
    if found is None:
        raise ImpossibleDay(day.crew.id)
    return found
