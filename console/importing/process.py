"""Run an import in a process of its own. The serving process only passes its events on.

The import page starts it, and the worker starts it again for runs whose process is gone. It ends when
its parent ends (its standard input closes). What is written by then is complete, and the run goes on later.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from console.actions import import_apply, import_runs
from console.actions.call import Call, Context
from console.actions.steps.throttle import Pace, Stopped
from console.clock import Clock
from console.domain import events
from console.domain.actor import WORKER, Actor
from console.importing.staging import drop, read_file
from console.keyring import load
from console.store.unit_of_work import open_database
from console.telephony.lines import telephone_line

log = structlog.get_logger()
_FOLLOWERS: dict[int, threading.Thread] = {}  # run -> the thread that listens to its process
TELL_EVERY = 0.5  # seconds between two reports of events
KEPT = 24 * 3600  # seconds that an uploaded file waits for a person
SHARE = 1.0  # share of the time that the import may work


def launch(context: Context, clock: Clock, actor: Actor, run_id: int, task: str, path: str = "") -> None:
    """Start a job (``read``, ``apply`` or ``drop``) and follow it in the background."""
    words = {
        "database": context.database.url.render_as_string(hide_password=False),
        "keys": context.database.keys.dump(),  # over the pipe: no other process sees it
        "zone": context.zone.key,
        "offset": clock.offset.total_seconds(),
        "actor": asdict(actor),
        "run": run_id,
        "task": task,
        "path": path,
    }
    follower = threading.Thread(target=_follow, args=(context, words), daemon=True)
    _FOLLOWERS[run_id] = follower
    follower.start()


def wait_until_ended(run_id: int, timeout_s: float) -> bool:
    """Wait for the process that this one started for a run. Return False when it still works after ``timeout_s``."""
    follower = _FOLLOWERS.get(run_id)
    if follower is None:
        return True
    follower.join(timeout_s)
    return not follower.is_alive()


def _follow(context: Context, words: dict[str, Any]) -> None:
    try:
        code = _run(context, words)
    finally:
        if _FOLLOWERS.get(words["run"]) is threading.current_thread():
            del _FOLLOWERS[words["run"]]
    if code:
        log.error("import.job_failed", run=words["run"], task=words["task"], code=code)


def _run(context: Context, words: dict[str, Any]) -> int:
    child = subprocess.Popen(
        [sys.executable, "-m", "console.importing.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert child.stdin and child.stdout
    with child.stdin, child.stdout:
        child.stdin.write(json.dumps(words) + "\n")
        child.stdin.flush()
        for line in child.stdout:
            found = json.loads(line)
            happened = [getattr(events, name)(tuple(agents)) for name, agents in found.items()]
            for listener in context.database.listeners:
                listener(happened)
        return child.wait()


def resume(context: Context, clock: Clock, folder: Path) -> None:
    """Resume the imports whose process is gone."""
    found = import_runs.take_orphans(Call(context, WORKER, clock.now()), sorted(_FOLLOWERS)).data
    for task in ("drop", "apply"):
        for run_id in found.get(task, ()):
            launch(context, clock, WORKER, run_id, task, str(upload(folder, run_id)))
    for path in _place(folder).iterdir():
        if path.stat().st_mtime < clock.real().timestamp() - KEPT:
            path.unlink(missing_ok=True)


def upload(folder: Path, run_id: int) -> Path:
    """Return the path of a run's uploaded file. It is kept until the run is applied or cancelled."""
    return _place(folder) / f"run-{run_id}"


def kept_file(folder: Path, token: str) -> Path | None:
    """Return the path of a file that was uploaded before: by a run, or with a form that was refused."""
    if not re.fullmatch(r"run-\d{1,12}|form-[0-9a-f]{32}", token):
        return None
    path = _place(folder) / token
    return path if path.is_file() else None


def new_file(folder: Path) -> Path:
    """Return a path for a file that belongs to no run yet."""
    return _place(folder) / f"form-{uuid.uuid4().hex}"


def _place(folder: Path) -> Path:
    place = folder / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


class EventReporter:
    """Collects events and prints them at most twice a second, one JSON line a time."""

    def __init__(self) -> None:
        self.told = time.monotonic()
        self.kept: dict[str, set[int]] = {}

    def on_events(self, happened: list[events.Event]) -> None:
        """Collect events, and print them when the last report is old enough."""
        for event in happened:
            self.kept.setdefault(type(event).__name__, set()).update(event.agents)
        if time.monotonic() - self.told > TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Print what was collected: class name of the event -> agent ids."""
        if self.kept:
            print(json.dumps({name: sorted(ids) for name, ids in self.kept.items()}), flush=True)
        self.kept, self.told = {}, time.monotonic()


def main() -> int:
    """Do one job. Its description comes as one JSON line on standard input."""
    words = json.loads(sys.stdin.readline())
    gone = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        gone.set()

    threading.Thread(target=watch, daemon=True).start()
    database = open_database(words["database"], load(words["keys"]))
    reporter = EventReporter()
    database.listeners.append(reporter.on_events)
    clock = Clock(0)
    clock.offset = timedelta(seconds=words["offset"])
    context = Context(database, ZoneInfo(words["zone"]), random.Random(), clock.real, telephone_line("tel", 0))
    call = Call(context, Actor(**words["actor"]), clock.now())
    run_id, task = words["run"], words["task"]
    pace = Pace(clock.now, SHARE, gone.is_set)
    try:
        if task == "read":
            state = read_file(call, run_id, Path(words["path"]), pace=pace)
            if state == "failed":
                drop(call, run_id, pace)  # the file stays: the person says what is missing and reads it again
            task = "drop" if state == "cancelled" else task
        elif task == "apply":
            task = task if import_apply.apply(call, run_id, pace).ok else "drop"  # cancelled in the middle
        if task == "drop":
            drop(call, run_id, pace)
        if task != "read" and words["path"]:
            Path(words["path"]).unlink(missing_ok=True)
    except Stopped:
        pass
    reporter.tell()
    return 0


if __name__ == "__main__":  # not niced: the holder of the SQLite lock must not be slowed down
    sys.exit(main())
