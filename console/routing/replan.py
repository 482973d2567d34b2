"""Plan a day again while it runs: what is done stays, what is next stays next unless it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.routing.problem import Break, Crew, Problem, Step, Window
from console.routing.schedule import Clock, step, turn


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a pair stands: at ``place`` since ``free`` (the expected end of what it is doing now).

    ``done``: stops that are begun or over. ``breaks``: breaks that are taken. ``next``: where the pair goes next, with
    the moment of its departure when it is on its way. A pair that has not left stands at its start.
    """

    crew: str
    place: int
    free: int
    done: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    next: str = ""
    departed: int | None = None


def remaining(problem: Problem, progress: Sequence[Progress], now: int) -> Problem:
    """Return the problem of what is left of the day.

    Each pair begins where it will be free: after its next stop, else where it is. A next stop that is cancelled, and so
    no longer in the problem, or that would begin too late binds nobody.
    """
    gone: set[str] = set()
    crews: list[Crew] = []
    by_crew = {one.crew: one for one in progress}
    for crew in problem.crews:
        one = by_crew.get(crew.id, Progress(crew.id, crew.start, crew.hours.start))
        gone.update(one.done)
        at = Clock(one.place, max(one.free, now))
        following = next_step(problem, one, now)
        if following is not None:
            gone.add(one.next)
            at = Clock(following.place, following.leave)
            if crew.most is not None:
                crew = replace(crew, most=max(0, crew.most - 1))
        start = max(at.free, crew.hours.start)
        breaks, free = _breaks_left(crew, one, start)
        end = max(crew.hours.end, free + problem.matrix.seconds[at.place][crew.end])  # who is late still comes home
        crews.append(replace(crew, start=at.place, hours=Window(start, end), breaks=breaks))
    return replace(problem, crews=tuple(crews), stops=tuple(stop for stop in problem.stops if stop.id not in gone))


def next_step(problem: Problem, one: Progress, now: int) -> Step | None:
    """Return the stop that stays next, with its times; None when it is cancelled or can no longer begin in a window."""
    if one.next not in problem.by_id:
        return None
    leave = one.departed if one.departed is not None else max(one.free, now)
    return step(problem.matrix, Clock(one.place, leave), turn(problem, one.next))


def _breaks_left(crew: Crew, one: Progress, start: int) -> tuple[tuple[Break, ...], int]:
    """Return the breaks that are left, and the end of those that are overdue: they are taken at once."""
    left, free = [], start
    for rest in sorted(crew.breaks, key=lambda rest: (rest.window.end, rest.id)):
        if rest.id in one.breaks:
            continue
        if rest.window.end < free:
            rest = replace(rest, window=Window(free, free))
            free += rest.length
        left.append(rest)
    return tuple(left), free
