"""Phase one of an import: a child process reads and checks the file, and its rows are staged in slices."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import and_, func, select

from console.actions import import_runs
from console.actions.call import Call
from console.actions.steps.throttle import AT_ONCE, Pace
from console.store.models import ImportMapping, ImportRun, Portfolio, Staging

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
    fatal: list[Any] = []
    going, rows, ended = True, 0, False

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
            head = {**(head or {}), **record["head"]}
        elif "share" in record:
            head = {**(head or {}), **record}
            going = keep()
        elif "bad" in record:
            going = keep() and import_runs.hold_back(pace.call(call), run_id, record["bad"]).ok
        elif "fatal" in record:
            fatal = record["fatal"]
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
        fatal = [] if ended else [("The reader stopped before the end. Is the file complete?", {})]
    if not fatal:
        totals |= _strangers_too(call, run_id)
    return str(import_runs.finish_reading(pace.call(call), run_id, fatal, totals).data.get("state"))


def _reader(call: Call, run_id: int, path: Path) -> subprocess.Popen[str]:
    with call.context.database.reading() as session:
        row = session.execute(
            select(Portfolio.currency, ImportRun.columns, ImportRun.kind, ImportRun.options, ImportRun.file_name)
            .add_columns(ImportMapping.options.label("kept"))
            .join(ImportRun, ImportRun.portfolio_id == Portfolio.id)
            .outerjoin(
                ImportMapping,
                and_(ImportMapping.portfolio_id == Portfolio.id, ImportMapping.source == ImportRun.source),
            )
            .where(ImportRun.id == run_id)
        ).one()
    options = {
        **row.options.get("said", {}),
        "path": str(path.resolve()),  # the reader runs in another folder
        "file_name": row.file_name,
        "kept": (row.kept or {}).get("reading", {}).get(row.kind, {}),
        "kind": row.kind,
        "currency": row.currency,
        "region": REGION,
        "zone": row.options.get("zone") or call.context.zone.key,
        "names": dict(row.columns),
        "now": call.now.isoformat(),
        "as_of": row.options.get("as_of", ""),
        "as_of_said": row.options.get("as_of_said", True),
    }
    return _child(options)


def _child(options: Mapping[str, Any]) -> subprocess.Popen[str]:
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


def currency_in(path: Path, file_name: str, names: Mapping[str, str], said: Mapping[str, Any]) -> str:
    """Return the currency that a file of customers names, "" when it names none, several, or cannot be read."""
    child = _child({**said, "path": str(path.resolve()), "file_name": file_name, "names": dict(names), "peek": True})
    assert child.stdout
    with child.stdout:
        record = json.loads(child.stdout.readline() or "{}")
    child.wait()
    return str(record.get("currency", ""))


def _strangers_too(call: Call, run_id: int) -> dict[str, int]:
    """Return the totals of a file of contacts anew: staging has held back rows that the reader found good."""
    with call.context.database.reading() as session:
        if session.get_one(ImportRun, run_id).kind != "contacts":
            return {}
        count = select(func.count(Staging.customer_key.distinct())).where(
            Staging.run_id == run_id, Staging.customer_key != ""
        )
        rows = int(session.execute(count).scalar_one())
        bad = int(session.execute(count.where(Staging.held.is_(True))).scalar_one())
    return {"customers": rows, "bad_customers": bad}


def drop(call: Call, run_id: int, pace: Pace = AT_ONCE) -> None:
    """Delete the staged rows of a cancelled or failed run, slice by slice."""
    while True:
        began = time.perf_counter()
        if not import_runs.drop_slice(pace.call(call), run_id).data.get("left"):
            return
        pace.rest(began)
