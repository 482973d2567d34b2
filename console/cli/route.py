"""The command ``route``: plan an instance in Solomon's text format, so that outsiders can judge the planner."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from console.cli.setup import Stop
from console.routing.instance import cost_of, faults_of, nearest_next
from console.routing.process import PlanningFailed, Progress, plan_instance
from console.settings import Settings


def route_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("file", help="an instance in Solomon's text format")
    parser.add_argument("--seconds", type=float, metavar="N", help="how long to search (10)")
    parser.add_argument("--iterations", type=int, metavar="N", help="search this often; same seed, same routes")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random search (1)")


def do_route(_settings: Settings | None, args: argparse.Namespace) -> None:
    """Plan the routes of an instance, and print them with their cost in true distances."""
    from console.routing.solomon import BadInstance, read_solomon  # here: no other command loads NumPy

    seconds = 10.0 if args.seconds is None and args.iterations is None else args.seconds
    if seconds is not None and not 0 < seconds <= 3600:
        raise Stop("--seconds must lie between 0 and 3600.")
    if args.iterations is not None and args.iterations < 1:
        raise Stop("--iterations must be at least 1.")
    if not 0 <= args.seed < 2**32:
        raise Stop("--seed must be a whole number from 0 to 4294967295.")
    path = Path(args.file)
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    try:
        instance = read_solomon(path)
        routes, by = plan_instance(
            instance, seconds=seconds, iterations=args.iterations, seed=args.seed, on_progress=_tell
        )
    except (BadInstance, PlanningFailed) as error:
        raise Stop(str(error)) from error
    if routes is None:
        raise Stop(
            f"No legal routes with {instance.vehicles} vehicles were found. "
            "There may be none; a longer search (--seconds) may find some."
        )
    if faults := faults_of(instance, routes):
        raise Stop(f"The planner's routes are not legal: {faults[0]}.")
    for number, route in enumerate(routes, 1):
        print(f"Route #{number}: {' '.join(map(str, route))}")
    print(f"Cost {cost_of(instance, routes)!r}")
    person = nearest_next(instance)
    compared = "no legal routes" if person is None else repr(cost_of(instance, person))
    _say(f"{len(routes)} of {instance.vehicles} vehicles. Nearest-next order: {compared}.")
    if by == "nearest":
        _say("Nothing better than the nearest-next order was found.")


def _tell(progress: Progress) -> None:
    if sys.stderr.isatty():
        state = "no legal routes yet" if progress.cost is None else "searching"
        print(f"\r{progress.seconds:6.1f} s  {progress.iterations} iterations  {state} ", end="", file=sys.stderr)


def _say(line: str) -> None:
    print(("\r\x1b[K" if sys.stderr.isatty() else "") + line, file=sys.stderr)
