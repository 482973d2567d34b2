"""The planner's process: it answers with progress, and its death costs the order and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from console.routing import process
from console.routing.check import faults_of
from console.routing.process import PlanningFailed, Progress, plan_day, plan_instance
from console.routing.solver import Bound, plan
from scripts.route_instances import city_day, solomon_text


def test_the_process_plans_what_the_planner_plans_and_tells_its_progress() -> None:
    problem, told = city_day(30, 1), list[Progress]()
    found = plan_day(problem, seconds=None, iterations=400, seed=3, on_progress=told.append)
    assert found == plan(problem, Bound(iterations=400), 3, lambda *_: None)
    assert told and told[-1].iterations > 0 and told[-1].cost is not None


def test_a_bound_in_seconds_ends_the_search() -> None:
    problem = city_day(12, 2)
    found = plan_day(problem, seconds=0.3)
    assert faults_of(problem, found) == [] and found.by == "planner"


def test_when_the_process_dies_the_day_is_planned_nearest_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    problem = city_day(12, 2)
    found = plan_day(problem)
    assert faults_of(problem, found) == [] and found.by == "fallback"
    from console.routing.solomon import read_solomon

    (path := tmp_path / "instance.txt").write_text(solomon_text("random", "wide", 25, 1))
    with pytest.raises(PlanningFailed):
        plan_instance(read_solomon(path))


def test_the_process_ends_with_its_parent() -> None:
    words = (
        '{"kind": "instance", "name": "", "vehicles": 1, "capacity": 1, "seconds": 600, "iterations": null, "seed": 1,'
    )
    nodes = '"nodes": [["0","0","0","0","9","0"], ["1","1","0","0","9","0"]]}'
    child = subprocess.Popen(
        [sys.executable, "-m", "console.routing.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(process.__file__).parent.parent.parent,
    )
    assert child.stdin and child.stdout
    child.stdin.write((words + nodes + "\n").encode())
    child.stdin.flush()
    assert b"progress" in child.stdout.readline()
    child.stdin.close()
    assert child.wait(20) == 1
    child.stdout.close()
