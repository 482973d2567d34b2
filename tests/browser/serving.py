"""A real server in its own process, on loopback, with a quick scripted line."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from console.clock import Clock
from console.passwords import hash_password
from console.sample.load import load_sample
from console.settings import read_settings
from console.store import schema
from console.store.unit_of_work import open_database

sys.path.append(str(Path(__file__).parent.parent.parent / "scripts"))
from chaos import free_port

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "a long password"


class Site:
    """A served sample with its database for looking at."""

    def __init__(self, folder: Path, customers: int = 60) -> None:
        self.port = free_port()
        self.folder = folder
        self.env = {
            "CONSOLE_INSTANCE": str(folder), "CONSOLE_SECRET_KEY": "b" * 40,
            "CONSOLE_PORT": str(self.port), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        settings = read_settings(self.env)
        database = open_database(settings.database_url)
        schema.migrate(database)
        load_sample(database, hash_password(PASSWORD), Clock().real(), settings.tz, limit=customers)
        database.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Any = None
        self.start()

    def start(self) -> None:
        code = (
            "from gevent import monkey; monkey.patch_all()\n"
            "import sys, console.line, console.worker\n"
            "from console.line import Ring\n"
            "console.worker.EVERY = 0.1\n"
            "console.line.Simulated.plan = lambda self, n: Ring(0.2, 'answered', 1.0)\n"
            "sys.argv = ['console', 'serve']\n"
            "from console.__main__ import main\n"
            "sys.exit(main())\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **self.env}, cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def one(self, sql: str, *values: Any) -> Any:
        with contextlib.closing(sqlite3.connect(self.folder / "console.db")) as base:
            row = base.execute(sql, values).fetchone()
        return row[0] if row else None
