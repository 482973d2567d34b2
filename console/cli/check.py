"""The command ``check``: judge scenarios of a file, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from console.cli.setup import Stop
from console.domain.compliance import PACKS
from console.domain.compliance.matrix import HEAD, matrix
from console.scenarios.judge import BadScenario, judge, read_scenarios, scenario_format, verdict_line
from console.settings import Settings


def do_check(_settings: Settings | None, args: argparse.Namespace) -> None:
    """Judge scenarios, one JSON object a line, and write one verdict a line."""
    if args.format:
        print(json.dumps(scenario_format(), ensure_ascii=False, indent=2))
        return
    if args.matrix:
        print("\t".join(HEAD))
        for row in matrix(tuple(PACKS.values())):
            print("\t".join(row.cells()))
        return
    if args.file is None:
        raise Stop(
            "Name a file of scenarios, or - for standard input; --format prints the format, --matrix the rules' reach."
        )
    path = Path(args.file)
    if args.file != "-" and not path.is_file():
        raise Stop(f"There is no file {path}.")
    bad = 0
    seen: dict[str, int] = {}  # id -> line
    with sys.stdin.buffer if args.file == "-" else path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                line = raw.decode("utf-8-sig")
                for _number, scenario in read_scenarios([line], first=number):
                    name = scenario.id
                    if name is not None and seen.setdefault(name, number) != number:
                        raise BadScenario(f"id: {name!r} is also the id of line {seen[name]}")
                    verdict = judge(scenario)
                    print(json.dumps(verdict_line(number, scenario, verdict), ensure_ascii=False))
            except BadScenario as error:
                bad += 1
                said = str(error)
                print(said if said.startswith("line ") else f"line {number}: {said}", file=sys.stderr)
            except UnicodeDecodeError:
                bad += 1
                print(f"line {number}: not UTF-8. Save the file as UTF-8.", file=sys.stderr)
    if bad:
        raise Stop(f"{bad} lines could not be judged.")
