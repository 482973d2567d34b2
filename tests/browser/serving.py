"""A real server in its own process, on loopback, with a quick scripted line."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.clock import Clock
from console.passwords import hash_password
from console.sample.load import load_sample
from console.settings import read_settings
from console.store import schema
from console.store.unit_of_work import open_database
from scripts.server_process import free_port
from tests.waiting import listens, until

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "a long password"


class Cable:
    """A cable between browser and server that can be cut: nothing passes, nothing is refused.

    What was on its way arrives when the cable is mended, as on a real network.
    """

    def __init__(self, port: int) -> None:
        self.whole = threading.Event()
        self.whole.set()
        self.to = port
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self.whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.whole.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self.whole.clear()

    def mend(self) -> None:
        self.whole.set()


class Site:
    """A served sample with its database for looking at."""

    def __init__(self, folder: Path, customers: int = 60) -> None:
        self.port = free_port()
        self.folder = folder
        self.cable = Cable(self.port)
        self.env = {
            "CONSOLE_INSTANCE": str(folder),
            "CONSOLE_SECRET_KEY": "b" * 40,
            "CONSOLE_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "CONSOLE_ORIGINS": f"http://127.0.0.1:{self.port},http://127.0.0.1:{self.cable.port}",
        }
        settings = read_settings(self.env)
        database = open_database(settings.database_url, settings.keyring)
        schema.migrate(database)
        load_sample(database, hash_password(PASSWORD), Clock().real(), settings.tz, limit=customers)
        database.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Any = None
        self.start()

    def start(self) -> None:
        code = (
            "from gevent import monkey; monkey.patch_all()\n"
            "import datetime, pathlib, sys, console.clock, console.telephony.lines, console.worker\n"
            f"ahead, now = pathlib.Path({str(self.folder / 'ahead')!r}), console.clock.Clock.now\n"
            "console.clock.Clock.now = lambda self: now(self) + datetime.timedelta(\n"
            "    seconds=float(ahead.read_text()) if ahead.exists() else 0)\n"
            "from console.domain.telephony import SimulatedCall\n"
            "console.worker.EVERY = 0.1\n"
            "console.telephony.lines.SimulatedLine.plan = lambda self, n: SimulatedCall(0.2, 'answered', 1.0)\n"
            "sys.argv = ['console', 'serve']\n"
            "from console.__main__ import main\n"
            "sys.exit(main())\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **self.env}, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            until(lambda: listens(self.port), lives=lambda: self.process.poll() is None)
        except AssertionError as error:
            self.stop()
            raise AssertionError("the server did not come up") from error

    def now(self) -> datetime:
        """Return the product's instant, as the server sees it."""
        offset = int(self.one("SELECT clock_offset_s FROM site"))
        ahead = self.folder / "ahead"
        more = float(ahead.read_text()) if ahead.exists() else 0.0
        return datetime.now(UTC) + timedelta(seconds=offset + more)

    def move_clock(self, to: str, days: int = 0) -> None:
        """Move the product's clock to this time of the site's day ("HH:MM:SS"), days later."""
        here = self.now().astimezone(ZoneInfo("Asia/Shanghai"))
        there = datetime.combine(here.date(), clock_time.fromisoformat(to), here.tzinfo)
        ahead = self.folder / "ahead"
        more = float(ahead.read_text()) if ahead.exists() else 0.0
        more += (there + timedelta(days=days) - here).total_seconds()
        (self.folder / "ahead.new").write_text(str(more))
        (self.folder / "ahead.new").replace(ahead)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def write(self, sql: str, *values: Any) -> None:
        with contextlib.closing(sqlite3.connect(self.folder / "console.db", timeout=10)) as base:
            base.execute(sql, values)
            base.commit()

    def one(self, sql: str, *values: Any) -> Any:
        with contextlib.closing(sqlite3.connect(self.folder / "console.db")) as base:
            row = base.execute(sql, values).fetchone()
        return row[0] if row else None
