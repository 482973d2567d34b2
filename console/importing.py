"""Phase one of an import: the child reads and checks, we keep what it says, 500 rows at a time."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from console.actions import intake
from console.actions.steps.operation import Call
from console.store.models import ImportRun, Portfolio, Staging
from console.store.unit_of_work import Database

SLICE = 500


def read_file(
    call: Call, run_id: int, path: Path, columns: dict[str, int] | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> str:  # fmt: skip
    """Stage the file under its run; gives the run's state. The child's memory is limited."""
    with call.context.database.reading() as session:
        row = session.execute(
            select(Portfolio.currency, ImportRun.columns).join(ImportRun, ImportRun.portfolio_id == Portfolio.id)
            .where(ImportRun.id == run_id)
        ).one()  # fmt: skip
    options = {"path": str(path), "currency": row.currency, "region": "CN", "columns": columns,
               "names": dict(row.columns)}  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "console.intake"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps(options) + "\n")
    child.stdin.close()
    plain = Call(call.context, call.actor, call.now)
    batch: list[dict[str, Any]] = []
    fatal, stopped, rows = "", False, 0
    for line in child.stdout:
        record = json.loads(line)
        if "fatal" in record:
            fatal = record["fatal"]
            break
        batch.append(record)
        if len(batch) == SLICE:
            stopped = not intake.stage(plain, run_id, batch).ok
            rows += len(batch)
            progress(rows)
            batch = []
            if stopped:
                break
    if stopped or fatal:
        child.kill()
    code = child.wait()
    if batch and not stopped and not fatal:
        intake.stage(plain, run_id, batch)
        progress(rows + len(batch))
    if code not in (0, -9) and not fatal:
        fatal = "The reader stopped before the end. Is the file whole?"
    return str(intake.finish_reading(plain, run_id, fatal).data.get("state"))


def error_file(database: Database, run_id: int, out: TextIO) -> int:
    """Write every bad row with its line and reasons as CSV; formula signs are disarmed."""
    writer = csv.writer(out)
    writer.writerow(["line", "reasons", "external_id", "name", "account_id"])
    count = 0
    with database.reading() as session:
        for line, errors, row in session.execute(
            select(Staging.line, Staging.errors, Staging.row)
            .where(Staging.run_id == run_id)
            .order_by(Staging.line)
            .execution_options(yield_per=500)
        ):
            if errors:
                count += 1
                cells = (row["external_id"], row["name"], row["account_id"])
                writer.writerow([line, "; ".join(errors), *(safe(c) for c in cells)])
    return count


def safe(value: object) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text.lstrip().startswith(("=", "+", "-", "@", "\t", "＝", "＋")) else text
