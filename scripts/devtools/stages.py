"""The stages of a test run, and the table of where its time went."""

from __future__ import annotations

import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from scripts.devtools.environment import node
from scripts.devtools.shell import BIN, PYTHON, ROOT, run

PASSED = (0, 5)  # pytest returns 5 when nothing was selected
SLOWEST = 20  # test files in the table
MODULE = re.compile(r"[\w.]*\.test_\w+")  # of tests.actions.test_machine.TestShift
SCRIPTS = ("static/js", "tests/javascript")
COVERAGE = ("--cov", "--cov-append", "--cov-report=")


@dataclass(frozen=True)
class Stage:
    """One step of a run: a command, or the tests of some folders."""

    name: str
    command: tuple[object, ...] = ()
    folders: tuple[str, ...] = ()
    one_file_a_worker: bool = False  # its tests share what a file sets up
    timed: bool = False  # its tests measure time or kill processes: coverage would disturb them
    workers: int = 2  # test processes at once: more than there are processors where many tests wait


@dataclass(frozen=True)
class Result:
    """How a stage ended."""

    name: str
    passed: bool
    seconds: float
    files: dict[str, float]  # test file -> seconds


def lint_stages() -> list[Stage]:
    """Return what ``dev.py lint`` runs."""
    return [
        Stage("lint", (BIN / "ruff", "check", ".")),
        Stage("format", (BIN / "ruff", "format", "--check", ".")),
        Stage("javascript", node(ROOT / "node_modules" / "eslint" / "bin" / "eslint.js", *SCRIPTS)),
    ]


def script_stages() -> list[Stage]:
    """Return the tests of the modules in static/js, which Node runs without a browser."""
    return [Stage("scripts", node("--test", *sorted(ROOT.glob("tests/javascript/*.test.js"))))]


def type_stages() -> list[Stage]:
    """Return what ``dev.py types`` runs."""
    return [Stage("types", (PYTHON, "-m", "mypy"))]


def quick_stages() -> list[Stage]:
    """Return what ``dev.py test --quick`` runs."""
    return [
        *lint_stages(),
        *type_stages(),
        *script_stages(),
        Stage("domain", folders=("tests/domain", "tests/house", "tests/routing", "tests/suspicion")),
        Stage("actions", folders=("tests/actions", "tests/store")),
    ]


def all_stages() -> list[Stage]:
    """Return what ``dev.py test`` runs."""
    return [
        *quick_stages(),
        Stage("live and web", folders=("tests/live", "tests/web", "tests/attack"), workers=3),
        Stage("browser", folders=("tests/browser",), one_file_a_worker=True, timed=True),
        Stage("chaos", folders=("tests/chaos",), timed=True),
    ]


def run_stages(stages: Iterable[Stage], env: dict[str, str], words: Sequence[str] = (), coverage: bool = False) -> int:
    """Run the stages in turn and print where the time went. Return 0 when all passed.

    ``words`` go to pytest. With ``coverage`` the stages that are not timed are measured, and a report follows.
    """
    stages = list(stages)
    if coverage:
        run(PYTHON, "-m", "coverage", "erase")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for stage in stages:
            print(f"\n== {stage.name}", flush=True)
            results.append(_run_stage(stage, env, words, coverage, Path(folder) / "report.xml"))
    if coverage:
        print("\n== coverage (domain, actions, live and web)", flush=True)
        run(PYTHON, "-m", "coverage", "report")
    print("\n".join(["", *table(results)]))
    return 0 if all(result.passed for result in results) else 1


def _run_stage(stage: Stage, env: dict[str, str], words: Sequence[str], coverage: bool, report: Path) -> Result:
    """Run one stage. ``report`` is a file that pytest may write its times to."""
    command = stage.command
    if stage.folders:
        dist = ("--dist", "loadfile") if stage.one_file_a_worker else ()
        measured = COVERAGE if coverage and not stage.timed else ()
        command = (
            PYTHON,
            "-m",
            "pytest",
            *words,
            "-n",
            stage.workers,
            *dist,
            *measured,
            f"--junit-xml={report}",
            *stage.folders,
        )
    began = time.monotonic()
    passed = run(*command, env=env) in PASSED
    return Result(stage.name, passed, time.monotonic() - began, file_seconds(report))


def file_seconds(report: Path) -> dict[str, float]:
    """Return the seconds of each test file in a report of pytest's, and remove the report."""
    files: dict[str, float] = defaultdict(float)
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            module = MODULE.match(case.get("classname", ""))
            files[f"{module[0].replace('.', '/')}.py" if module else "elsewhere"] += float(case.get("time", "0"))
        report.unlink()
    return files


def table(results: Sequence[Result]) -> list[str]:
    """Return the lines of the table: every stage, then the slowest test files of all stages."""
    files = [(seconds, name) for result in results for name, seconds in result.files.items()]
    lines = [f"  {'ok  ' if result.passed else 'FAIL'} {result.seconds:6.1f} s  {result.name}" for result in results]
    lines.append(f"       {sum(result.seconds for result in results):6.1f} s  in all")
    if files:
        lines += ["", f"The {SLOWEST} slowest test files (two or three run at once):"]
        lines += [f"       {seconds:6.1f} s  {name}" for seconds, name in sorted(files, reverse=True)[:SLOWEST]]
    return lines
