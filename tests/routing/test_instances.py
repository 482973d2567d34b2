"""Instances in Solomon's format: legal in true numbers, the same by seed, bad files refused with their line."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from console.__main__ import main
from console.routing.instance import Instance, Routes, cost_of, faults_of, nearest_next
from console.routing.instance_solver import routes_of
from console.routing.solomon import BadInstance, read_solomon
from console.routing.solver import Bound
from scripts.route_instances import KINDS, solomon_text


def nobody(_seconds: float, _iterations: int, _cost: int | None) -> None:
    """Take a progress."""


def instance_of(tmp_path: Path, text: str) -> Instance:
    path = tmp_path / "instance.txt"
    path.write_text(text)
    return read_solomon(path)


def own_faults(instance: Instance, routes: Routes) -> list[str]:
    """Judge routes anew, with nothing of the product but the numbers of the file."""
    found, seen = [], sorted(customer for route in routes for customer in route)
    if seen != list(range(1, len(instance.nodes))) or len(routes) > instance.vehicles:
        found.append("customers")
    for route in routes:
        time, at, load = float(instance.nodes[0].ready), instance.nodes[0], 0.0
        for node in [*(instance.nodes[customer] for customer in route), instance.nodes[0]]:
            time += math.hypot(float(at.x - node.x), float(at.y - node.y))
            time, load, at = max(time, float(node.ready)), load + float(node.demand), node
            if time > float(node.due) + 1e-9 or load > instance.capacity:
                found.append("window or load")
            time += float(node.service)
    return found


@pytest.mark.parametrize("windows", ["tight", "wide"])
@pytest.mark.parametrize("kind", KINDS)
def test_routes_are_legal_and_not_worse_than_nearest_next(tmp_path: Path, kind: str, windows: str) -> None:
    for count, iterations in ((25, 200), (100, 30)):
        instance = instance_of(tmp_path, solomon_text(kind, windows, count, 1))
        routes, by = routes_of(instance, Bound(iterations=iterations), 1, nobody)
        assert routes is not None and by == "planner"
        assert faults_of(instance, routes) == own_faults(instance, routes) == []
        person = nearest_next(instance)
        if person is not None:
            assert own_faults(instance, person) == []
            assert cost_of(instance, routes) < cost_of(instance, person)


def test_the_same_seed_and_iterations_find_the_same_routes(tmp_path: Path) -> None:
    instance = instance_of(tmp_path, solomon_text("mixed", "wide", 50, 2))
    first, again = (routes_of(instance, Bound(iterations=60), 9, nobody) for _ in range(2))
    assert first == again


def test_the_check_finds_planted_faults(tmp_path: Path) -> None:
    instance = instance_of(tmp_path, solomon_text("random", "tight", 25, 3))
    routes, _ = routes_of(instance, Bound(iterations=100), 1, nobody)
    assert routes and faults_of(instance, routes) == []
    everything = tuple(customer for route in routes for customer in route)
    for bad in (routes[1:], (*routes, routes[0]), (everything,), tuple(route[::-1] for route in routes)):
        assert faults_of(instance, bad) and own_faults(instance, bad)


HEAD = """NAME

VEHICLE
NUMBER     CAPACITY
  {fleet}

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

"""
DEPOT, ONE = "0 0 0 0 0 100 0", "1 3 4 5 0 50 10"


def text_of(*rows: str, fleet: str = "2 10") -> str:
    return HEAD.format(fleet=fleet) + "\n".join(rows) + "\n"


def test_a_byte_order_mark_comments_and_a_last_eof_are_taken(tmp_path: Path) -> None:
    plain = text_of(DEPOT, ONE)
    assert instance_of(tmp_path, f"\ufeff# from somewhere\n{plain}EOF\n") == instance_of(tmp_path, plain)


def test_decimals_are_read_and_a_tight_window_is_kept(tmp_path: Path) -> None:
    # 3-4-5: the way is exactly 5, so a due date of 5.0 is just in time, and 4.999999 is not
    instance = instance_of(tmp_path, text_of(DEPOT, "1 3 4 0.5 0 5.0 0.25"))
    routes, _ = routes_of(instance, Bound(iterations=5), 1, nobody)
    assert routes == ((1,),) and cost_of(instance, routes) == 10.0
    with pytest.raises(BadInstance, match="Customer 1 cannot be reached"):
        instance_of(tmp_path, text_of(DEPOT, "1 3 4 0.5 0 4.999999 0.25"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not in Solomon's format"),
        ("NAME : X\nTYPE : CVRP\nDIMENSION : 3\n", "not in Solomon's format"),
        (text_of(DEPOT), "no customers"),
        (text_of(), "no customers"),
        (text_of(DEPOT, "1 3 4 5 0 50"), "Line 11: 6 columns"),
        (text_of(DEPOT, "1 3 x 5 0 50 10"), "Line 11: YCOORD. is 'x'"),
        (text_of(DEPOT, "1 3 nan 5 0 50 10"), "Line 11: YCOORD. is 'nan'"),
        (text_of(DEPOT, "2 3 4 5 0 50 10"), "Line 11: CUST NO. is 2 where 1 is expected"),
        (text_of(DEPOT, ONE, ONE), "Line 12: CUST NO. is 1"),
        (text_of(DEPOT, "1 3 4 -5 0 50 10"), "DEMAND is negative"),
        (text_of(DEPOT, "1 3 4 5 60 50 10"), "READY TIME 60 lies after DUE DATE 50"),
        (text_of(DEPOT, "1 3 4 5 0 1e99 10"), "DUE DATE is 1e99"),
        (text_of("0 0 0 7 0 100 0", ONE), "the depot has a demand"),
        (text_of(DEPOT, ONE, fleet="two 10"), "NUMBER and CAPACITY"),
        (text_of(DEPOT, ONE, fleet="0 10"), "NUMBER and CAPACITY"),
        (text_of(DEPOT, "1 3 4 11 0 50 10"), "more than a vehicle carries"),
        (text_of(DEPOT, "1 60 80 5 0 100 10"), "no vehicle is back"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInstance, match=says):
        instance_of(tmp_path, text)


def test_the_command_prints_routes_and_their_true_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.txt"
    path.write_text(text_of(DEPOT, ONE, "2 0 1 5 0 50 10"))
    monkeypatch.setattr(sys, "argv", ["console", "route", str(path), "--iterations", "20"])
    assert main() == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] in ("Route #1: 1 2", "Route #1: 2 1") and lines[1] == f"Cost {5 + math.sqrt(18) + 1!r}"
    assert "Nearest-next" in err
    path.write_bytes(b"\xff\xfe\x00")
    assert main() == 1
    assert "no text file" in capsys.readouterr().err
