"""Measure the planner: how far is the plan after two seconds from the one after a minute?

    python scripts/routes.py [--short 2] [--long 60] [--seeds 1]

It plans made-up instances of the Solomon kind (clustered, random, mixed; tight and wide windows; 25, 50 and 100
customers) and a city day of 30 stops, one after another. Start it on a quiet machine. Every answer is checked. It ends
with 1 when an answer after the short time is more than 2 % worse than after the long one, or worse than nearest-next.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from console.routing import check, instance, nearest
from console.routing.process import plan_day, plan_instance
from console.routing.solomon import read_solomon
from scripts.route_instances import HORIZONS, KINDS, city_day, solomon_text

ALLOWED = 0.02


def measure_instance(
    kind: str, windows: str, count: int, seed: int, times: list[float]
) -> tuple[float | None, list[float]]:
    """Return the cost of nearest-next (None: it serves not all) and the cost after each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.txt"
        path.write_text(solomon_text(kind, windows, count, seed))
        one = read_solomon(path)
    costs = []
    for seconds in times:
        routes, _by = plan_instance(one, seconds=seconds, seed=seed)
        if routes is None or instance.faults_of(one, routes):
            raise SystemExit(f"{kind} {windows} {count}: no legal routes after {seconds} s")
        costs.append(instance.cost_of(one, routes))
    person = instance.nearest_next(one)
    return (None if person is None else instance.cost_of(one, person)), costs


def measure_day(seed: int, times: list[float]) -> tuple[float | None, list[float]]:
    """Return the same for a city day, in seconds of a pair."""
    problem = city_day(30, seed)
    costs = []
    for seconds in times:
        plan = plan_day(problem, seconds=seconds, seed=seed)
        if check.faults_of(problem, plan):
            raise SystemExit(f"city day {seed}: {check.faults_of(problem, plan)[0]}")
        costs.append(plan.cost(problem) / 1000)
    return nearest.nearest_next(problem).cost(problem) / 1000, costs


def main() -> int:
    """Measure everything and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", type=float, default=2.0)
    parser.add_argument("--long", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=1)
    args = parser.parse_args()
    times = [args.short, args.long]
    cases = [(kind, windows, count) for kind in KINDS for windows in HORIZONS for count in (25, 50, 100)]
    worst, bad = 0.0, 0
    print(f"{'case':28} {'nearest-next':>12} {f'{args.short:g} s':>10} {f'{args.long:g} s':>10} {'behind':>8}")
    for seed in range(1, args.seeds + 1):
        found = [(f"{k} {w} {n} #{seed}", measure_instance, (k, w, n, seed, times)) for k, w, n in cases]
        for name, do, given in [*found, (f"city day 30 #{seed}", measure_day, (seed, times))]:
            person, (short, long) = do(*given)  # type: ignore[operator]
            behind = short / long - 1
            worst = max(worst, behind)
            bad += behind > ALLOWED or (person is not None and short > person)
            shown = "not all" if person is None else f"{person:.1f}"
            print(f"{name:28} {shown:>12} {short:10.1f} {long:10.1f} {behind:8.2%}", flush=True)
    print(f"worst {worst:.2%}, {bad} beyond {ALLOWED:.0%} or worse than nearest-next")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
