"""Is a plan legal? Judged from its own times, without any code that made it."""

from __future__ import annotations

from collections import Counter

from console.routing.problem import Crew, Plan, Problem, Route


def faults_of(problem: Problem, plan: Plan) -> list[str]:
    """Return what is wrong with a plan: one line for each fault; nothing for a legal plan."""
    found: list[str] = []
    crews = {crew.id: crew for crew in problem.crews}
    if sorted(route.crew for route in plan.routes) != sorted(crews):
        return ["not one route for each pair"]
    times = Counter(id for route in plan.routes for id in route.stop_ids)
    times.update(one.id for one in plan.left)
    for id in {stop.id for stop in problem.stops} | set(times):
        if id not in problem.by_id:
            found.append(f"{id} is no stop of the problem")
        elif times[id] != 1:
            found.append(f"{id} stands {times[id]} times in the plan")
    for route in plan.routes:
        found += _faults_of_route(problem, crews[route.crew], route)
    return found


def _faults_of_route(problem: Problem, crew: Crew, route: Route) -> list[str]:
    found: list[str] = []
    matrix = problem.matrix
    breaks = {one.id: one for one in crew.breaks}
    taken = [one.id for one in route.steps if one.kind == "break"]
    if sorted(taken) != sorted(breaks):
        found.append(f"{crew.id} takes the breaks {taken} and not {sorted(breaks)}")
    if crew.most is not None and len(route.stop_ids) > crew.most:
        found.append(f"{crew.id} makes {len(route.stop_ids)} stops, more than {crew.most}")
    place, time = crew.start, route.leave
    if route.start != crew.hours.start or time < route.start:
        found.append(f"{crew.id} leaves before its hours")
    for one in route.steps:
        if one.arrive < time + matrix.seconds[place][one.place]:
            found.append(f"{one.id}: {crew.id} cannot be there at {one.arrive}")
        if one.metres != matrix.metres[place][one.place]:
            found.append(f"{one.id}: the way is not {one.metres} metres")
        if one.kind == "stop" and one.id in problem.by_id:
            stop = problem.by_id[one.id]
            windows, length = stop.windows, stop.service
            if one.place != stop.place:
                found.append(f"{one.id} is at another place")
            if stop.crew not in ("", crew.id):
                found.append(f"{one.id} belongs to {stop.crew}")
        elif one.id in breaks:
            windows, length = (breaks[one.id].window,), breaks[one.id].length
        else:
            found.append(f"{one.id} is not known")
            continue
        if one.begin < one.arrive:
            found.append(f"{one.id} begins before the arrival")
        if not any(window.start <= one.begin <= window.end for window in windows):
            found.append(f"{one.id} begins at {one.begin}, outside its windows")
        if one.leave - one.begin < length:
            found.append(f"{one.id} is too short")
        place, time = one.place, one.leave
    if route.back < time + matrix.seconds[place][crew.end] or route.back > crew.hours.end:
        found.append(f"{crew.id} is not back in its hours")
    if route.back_metres != matrix.metres[place][crew.end]:
        found.append(f"{crew.id}: the way back is not {route.back_metres} metres")
    return found
