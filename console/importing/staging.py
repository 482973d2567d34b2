"""Phase one of an import: a child process reads and checks the file, and its rows are staged in slices."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.actions import import_runs
from console.actions.call import Call
from console.actions.steps.throttle import AT_ONCE, Pace
from console.store.models import ImportRun, Portfolio

SLICE = 500  # rows a transaction
NICE = 10  # the reader runs at a lower priority than the server
REGION = "CN"  # of numbers written without a country


def read_file(
    call: Call, run_id: int, path: Path, progress: Callable[[int], None] = lambda rows: None, pace: Pace = AT_ONCE
) -> str:
    """Stage the rows of a file under its run. Return the state of the run. ``progress`` gets the rows so far."""
    child = _reader(call, run_id, path)
    assert child.stdout
    batch: list[dict[str, Any]] = []
    head: dict[str, Any] | None = None
    totals: dict[str, Any] = {}
    fatal, going, rows, ended = "", True, 0, False

    def keep() -> bool:
        nonlocal batch, rows, head
        began = time.perf_counter()
        done = import_runs.stage(pace.call(call), run_id, batch, head)
        rows += len(batch)
        batch, head = [], None
        progress(rows)
        pace.rest(began)
        return done.ok

    for line in child.stdout:
        record = json.loads(line)
        if "line" in record:
            batch.append(record)
            going = len(batch) < SLICE or keep()
        elif "head" in record:
            head = record["head"]
        elif "bad" in record:
            going = keep() and import_runs.hold_back(pace.call(call), run_id, record["bad"]).ok
        elif "fatal" in record:
            fatal, totals = record["fatal"], {"words": record.get("words", {})}
        else:
            ended = ended or "end" in record
            totals |= {k: v for k, v in record.items() if k != "end"}
        if not going or fatal:
            child.kill()
            break
    child.wait()
    child.stdout.close()
    if going and not fatal:
        keep()
        fatal = "" if ended else "The reader stopped before the end. Is the file complete?"
    return str(import_runs.finish_reading(pace.call(call), run_id, fatal, totals).data.get("state"))


def _reader(call: Call, run_id: int, path: Path) -> subprocess.Popen[str]:
    with call.context.database.reading() as session:
        row = session.execute(
            select(Portfolio.currency, ImportRun.columns, ImportRun.kind, ImportRun.options)
            .join(ImportRun, ImportRun.portfolio_id == Portfolio.id)
            .where(ImportRun.id == run_id)
        ).one()
    options = {
        "path": str(path),
        "kind": row.kind,
        "currency": row.currency,
        "region": REGION,
        "zone": row.options.get("zone") or call.context.zone.key,
        "names": dict(row.columns),
        "now": call.now.isoformat(),
    }
    child = subprocess.Popen(
        ["nice", "-n", str(NICE), sys.executable, "-m", "console.importing.reader"],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert child.stdin
    child.stdin.write(json.dumps(options) + "\n")
    child.stdin.close()
    return child


def drop(call: Call, run_id: int, pace: Pace = AT_ONCE) -> None:
    """Delete the staged rows of a cancelled or failed run, slice by slice."""
    while True:
        began = time.perf_counter()
        if not import_runs.drop_slice(pace.call(call), run_id).data.get("left"):
            return
        pace.rest(began)
