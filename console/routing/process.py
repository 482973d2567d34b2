"""The planner in a process of its own, so that the serving process never waits for the processor.

``plan_day`` and ``plan_instance`` start it, pass on its progress and return its answer. It gets the work as one JSON
line, writes one JSON line for each progress, and the answer as the last one. It ends when its parent ends (its standard
input closes).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.routing.instance import Instance, Node, Routes
from console.routing.nearest import nearest_next
from console.routing.problem import Left, Plan, Problem, Route, Step, problem_json, read_problem

START_S = 30.0  # seconds for the process to start and to end, beyond its bound
LONGEST_S = 3600.0  # of a search that is bound by iterations only


class PlanningFailed(Exception):
    """The planner's process ended without an answer; the text says how."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search has done so far. ``cost`` is None while it has no legal answer, and in the unit of the search."""

    seconds: float
    iterations: int
    cost: int | None


OnProgress = Callable[[Progress], None]


def quiet(_progress: Progress) -> None:
    """Take a progress and tell nobody."""


def plan_day(
    problem: Problem,
    *,
    seconds: float | None = 2.0,
    iterations: int | None = None,
    seed: int = 1,
    on_progress: OnProgress = quiet,
) -> Plan:
    """Return the plan of a day. When the planner fails, the plan is nearest-next, with ``by`` = "fallback".

    Bound by ``iterations`` alone (``seconds=None``), the same seed returns the same plan. Raises ImpossibleDay when a
    pair cannot keep its own breaks and hours.
    """
    person = nearest_next(problem)
    if not problem.stops:
        return person
    try:
        found = _ask({"kind": "day", "problem": problem_json(problem)}, seconds, iterations, seed, on_progress)
    except PlanningFailed:
        return Plan(person.routes, person.left, "fallback")
    return _read_plan(found)


def plan_instance(
    instance: Instance,
    *,
    seconds: float | None = 10.0,
    iterations: int | None = None,
    seed: int = 1,
    on_progress: OnProgress = quiet,
) -> tuple[Routes | None, str]:
    """Return the routes of an instance, or None when none are legal, and who found them (planner or nearest)."""
    nodes = [[str(value) for value in asdict(node).values()] for node in instance.nodes]
    head = {"name": instance.name, "vehicles": instance.vehicles, "capacity": instance.capacity}
    found = _ask({"kind": "instance", **head, "nodes": nodes}, seconds, iterations, seed, on_progress)
    routes = found["routes"]
    return (None if routes is None else tuple(tuple(one) for one in routes)), found["by"]


def _ask(
    work: dict[str, Any], seconds: float | None, iterations: int | None, seed: int, on_progress: OnProgress
) -> dict[str, Any]:
    words = {**work, "seconds": seconds, "iterations": iterations, "seed": seed}
    child = subprocess.Popen(
        [sys.executable, "-m", "console.routing.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert child.stdin and child.stdout
    alarm = threading.Timer((LONGEST_S if seconds is None else seconds) + START_S, child.kill)
    alarm.daemon = True
    alarm.start()
    answer: dict[str, Any] = {}
    try:
        with child.stdin, child.stdout:
            child.stdin.write(json.dumps(words) + "\n")
            child.stdin.flush()
            for line in child.stdout:
                found = json.loads(line)
                if "progress" in found:
                    on_progress(Progress(*found["progress"]))
                else:
                    answer = found
    except (OSError, ValueError) as error:
        raise PlanningFailed(str(error)) from error
    finally:
        alarm.cancel()
        child.kill()  # it has ended, or its answer is not wanted
        code = child.wait()
    if not answer:
        raise PlanningFailed(f"The planner ended with code {code} and no answer.")
    return answer


def _read_plan(found: dict[str, Any]) -> Plan:
    routes = tuple(Route(**{**one, "steps": tuple(Step(**step) for step in one["steps"])}) for one in found["routes"])
    return Plan(routes, tuple(Left(**one) for one in found["left"]), found["by"])


def main() -> int:
    """Do one piece of work. Its description comes as one JSON line on standard input."""
    words = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    warnings.simplefilter("ignore")  # PyVRP warns of a hard search; the answer says what was found
    # only here: the serving process never loads PyVRP
    from console.routing.instance_solver import routes_of
    from console.routing.solver import Bound, plan

    bound = Bound(words["seconds"], words["iterations"])
    if words["kind"] == "day":
        answer = asdict(plan(read_problem(words["problem"]), bound, words["seed"], _tell))
    else:
        nodes = tuple(Node(*(Decimal(value) for value in node)) for node in words["nodes"])
        instance = Instance(words["name"], words["vehicles"], words["capacity"], nodes)
        routes, by = routes_of(instance, bound, words["seed"], _tell)
        answer = {"routes": routes, "by": by}
    print(json.dumps(answer), flush=True)
    return 0


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _tell(seconds: float, iterations: int, cost: int | None) -> None:
    print(json.dumps({"progress": [round(seconds, 2), iterations, cost]}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
