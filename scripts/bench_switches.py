"""What each performance trick gains: the hand-out bench with one switch off, in turn with all on.

``python scripts/bench_switches.py [--rounds 2 --seconds 20]``: each round runs the bench once with every
switch on and once with each switch off (``CONSOLE_FAST_...=0``, see ``console.settings.FastPaths``). The
table shows medians over the rounds and the ratio off / on: 1.10 means that the trick saves a tenth.
``--only statements,templates`` measures some of them. ``--against FOLDER`` runs the bench of another
checkout in turn with this one instead, to compare two versions of the product.

The machine wavers, so only ratios of one sitting mean something, and nothing else should run beside it.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from console.settings import FastPaths

ROOT = Path(__file__).resolve().parent.parent

LINES = {
    "cpu": re.compile(r"\(([\d.]+) ms a command\)"),
    "handout": re.compile(r"ready to customer on the client: p50 ([\d.]+) ms, p99 ([\d.]+) ms"),
    "rate": re.compile(r"commands/s ([\d.]+), hand-outs (\d+)"),
}


@dataclass(frozen=True)
class Figures:
    """One run of the bench: processor milliseconds a command, and milliseconds from ready to customer."""

    cpu_ms: float
    p50_ms: float
    p99_ms: float
    commands_per_second: float


def figures_of(text: str) -> Figures:
    """Return the figures that the bench printed. Raises ValueError when a line is missing."""
    found = {name: pattern.search(text) for name, pattern in LINES.items()}
    cpu, handout, rate = found["cpu"], found["handout"], found["rate"]
    if cpu is None or handout is None or rate is None:
        raise ValueError(f"the bench did not print its figures:\n{text[-2000:]}")
    return Figures(float(cpu[1]), float(handout[1]), float(handout[2]), float(rate[1]))


def run(args: argparse.Namespace, checkout: Path, env: Mapping[str, str]) -> Figures:
    """Run the hand-out bench of a checkout once and return its figures."""
    command = [sys.executable, "scripts/bench.py", "handout"]
    for name in ("agents", "customers", "seconds", "cycle", "warm_up"):
        command += [f"--{name.replace('_', '-')}", str(getattr(args, name))]
    done = subprocess.run(command, cwd=checkout, env={**os.environ, **env}, capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(f"the bench failed:\n{done.stderr[-2000:]}")
    return figures_of(done.stdout)


def cases(args: argparse.Namespace) -> dict[str, tuple[Path, dict[str, str]]]:
    """Return what one round runs, the first one being what the others are compared with."""
    if args.against:
        return {"this checkout": (ROOT, {}), "the other": (Path(args.against).resolve(), {})}
    names = [field.name for field in fields(FastPaths)]
    chosen = [name.strip() for name in args.only.split(",") if name.strip()] or names
    unknown = set(chosen) - set(names)
    if unknown:
        raise SystemExit(f"No such switch: {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
    off = {f"{name} off": (ROOT, {f"CONSOLE_FAST_{name.upper()}": "0"}) for name in chosen}
    return {"all on": (ROOT, {}), **off}


def table(results: Mapping[str, list[Figures]]) -> str:
    """Return the medians as a Markdown table with the ratios to the first case."""
    lines = [
        "| case | CPU ms a command | ratio | p50 ms | ratio | p99 ms | commands/s | runs |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    base: tuple[float, float] | None = None
    for name, runs in results.items():
        cpu = statistics.median(run.cpu_ms for run in runs)
        p50 = statistics.median(run.p50_ms for run in runs)
        p99 = statistics.median(run.p99_ms for run in runs)
        rate = statistics.median(run.commands_per_second for run in runs)
        base = base or (cpu, p50)
        lines.append(
            f"| {name} | {cpu:.2f} | {cpu / base[0]:.2f} | {p50:.1f} | {p50 / base[1]:.2f} | {p99:.1f} "
            f"| {rate:.1f} | {len(runs)} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Run the rounds and print the table after each, so that a stopped run still tells something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--cycle", type=float, default=60.0, help="seconds that an agent takes for a customer")
    parser.add_argument("--warm-up", type=float, default=5.0)
    parser.add_argument("--only", default="", help="names of switches, separated by commas")
    parser.add_argument("--against", default="", help="another checkout with an environment like this one")
    args = parser.parse_args()
    results: dict[str, list[Figures]] = {}
    for number in range(1, args.rounds + 1):
        for name, (checkout, env) in cases(args).items():
            figures = run(args, checkout, env)
            results.setdefault(name, []).append(figures)
            print(f"round {number}, {name}: {figures}", flush=True)
        print(f"\n{table(results)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
