"""Why a stop is not in a plan: tried at every position of every route."""

from __future__ import annotations

from dataclasses import replace

from console.routing.problem import TIME_UNIT, Crew, Left, Plan, Problem, Route, Stop
from console.routing.schedule import Turn, route


def with_reasons(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with the reason of every stop that is left out."""
    return replace(plan, left=tuple(Left(one.id, _why(problem, plan, problem.by_id[one.id])) for one in plan.left))


def _why(problem: Problem, plan: Plan, stop: Stop) -> str:
    fits = full = reachable = False
    for done in plan.routes:
        crew = next(crew for crew in problem.crews if crew.id == done.crew)
        if stop.crew not in ("", crew.id):
            continue
        reachable = reachable or _alone(problem, crew, stop)
        if extra_cost(problem, crew, done, stop) is None:
            continue
        if crew.most is not None and len(done.stop_ids) >= crew.most:
            full = True
        else:
            fits = True
    if not reachable:
        return "unreachable"
    if fits:
        return "gain"
    return "full" if full else "no_time"


def _alone(problem: Problem, crew: Crew, stop: Stop) -> bool:
    return route(problem.matrix, replace(crew, breaks=()), [Turn(stop, stop.place)]) is not None


def extra_cost(problem: Problem, crew: Crew, done: Route, stop: Stop) -> int | None:
    """Return the cost units that a stop adds at its best position of a route, or None when it fits nowhere."""
    order = turns_of(problem, crew, done)
    best: int | None = None
    for at in range(len(order) + 1):
        place = order[at - 1].place if at else crew.start
        moved = order[at:]
        changed = [*order[:at], Turn(stop, stop.place), *_breaks_move(moved, place, stop.place)]
        longer = route(problem.matrix, crew, changed)
        if longer is None:
            continue
        added = (longer.seconds - done.seconds) * TIME_UNIT + (longer.metres - done.metres) * problem.costs.of_metre
        best = added if best is None else min(best, added)
    return best


def turns_of(problem: Problem, crew: Crew, done: Route) -> list[Turn]:
    """Return the order of a route."""
    breaks = {one.id: one for one in crew.breaks}
    return [Turn(breaks[one.id] if one.kind == "break" else problem.by_id[one.id], one.place) for one in done.steps]


def _breaks_move(order: list[Turn], old: int, new: int) -> list[Turn]:
    """Return the rest of an order; breaks at its head that were taken at ``old`` are taken at ``new``."""
    head = 0
    while head < len(order) and not isinstance(order[head].what, Stop) and order[head].place == old:
        head += 1
    return [replace(one, place=new) for one in order[:head]] + order[head:]
