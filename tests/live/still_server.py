"""Run as a process of its own: the real server with a clock that only the test moves.

Arguments: the file that holds the clock's instant, and a file for what the process runs with.
"""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import asdict  # noqa: E402
from datetime import datetime  # noqa: E402
from functools import partialmethod  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import console.telephony.lines  # noqa: E402
import console.worker  # noqa: E402
from console.app import create_app  # noqa: E402
from console.clock import Clock  # noqa: E402
from console.domain.telephony import SimulatedCall  # noqa: E402
from console.serving.server import serve  # noqa: E402
from console.settings import Settings, read_settings  # noqa: E402
from console.store.fast import statements  # noqa: E402
from console.store.queries.queue_panel import SupplyCache  # noqa: E402

INSTANT, FACTS = Path(sys.argv[1]), Path(sys.argv[2])


class FileClock(Clock):
    def now(self) -> datetime:
        return datetime.fromisoformat(INSTANT.read_text())


def facts(parts: dict[str, Any], app: Any) -> dict[str, Any]:
    """Return what each switch changes in a running server."""
    database = parts["context"].database
    pragma = database._writer().raw.execute("PRAGMA wal_autocheckpoint").fetchone()
    return {
        "collector": not gc.isenabled() and gc.get_freeze_count() > 0,
        "checkpoint": pragma[0] > 2000,
        "statements": statements.PREPARED,
    }


def expected(settings: Settings) -> dict[str, bool]:
    """Return the facts of a server that obeys its switches."""
    return asdict(settings.fast)


def main() -> None:
    console.worker.EVERY = 0.1
    console.telephony.lines.SimulatedLine.plan = (  # type: ignore[method-assign]
        lambda self, attempt_id: SimulatedCall(1.0, "answered", 60.0)
    )
    # the clock stands still, so a kept count would never be read again
    SupplyCache.__init__ = partialmethod(SupplyCache.__init__, seconds=0.0)  # type: ignore[assignment,method-assign]
    settings = read_settings()
    app, socketio = create_app(settings, clock=FileClock())

    def report() -> None:
        end = time.monotonic() + 10  # until all background tasks have begun; else the test sees what is wrong
        while (found := facts(app.extensions["console"], app)) != expected(settings) and time.monotonic() < end:
            time.sleep(0.02)
        text = json.dumps(found)
        FACTS.with_suffix(".new").write_text(text)
        FACTS.with_suffix(".new").replace(FACTS)

    run = socketio.run

    def run_and_report(*args: Any, **kwargs: Any) -> None:
        socketio.start_background_task(report)
        run(*args, **kwargs)

    socketio.run = run_and_report  # type: ignore[method-assign]
    serve(app, socketio, settings)


main()
