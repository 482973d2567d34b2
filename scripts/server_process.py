"""A site of its own for the benches and the crash harness: a sample with many agents, and its server.

Only processes that are started here are ended, by their id. Everything stays on loopback.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from console.actions.people import token_hash
from console.clock import Clock
from console.sample.load import load_sample
from console.settings import read_settings
from console.store import schema
from console.store.models import Agent, AgentQueue, Person, WebSession
from console.store.unit_of_work import Database, Work, open_database

ROOT = Path(__file__).resolve().parent.parent

SECRET = "c" * 40  # of every site that the harnesses serve


def seed(folder: Path, agents: int) -> list[tuple[str, str]]:
    """Make a database with the whole sample and many agents. Return (login, session token) of each agent."""
    settings = read_settings({"CONSOLE_INSTANCE": str(folder), "CONSOLE_SECRET_KEY": SECRET})
    database = open_database(settings.database_url, settings.keyring)
    schema.migrate(database)
    load_sample(database, "none", Clock().real(), settings.tz)
    made = hire(database, agents)
    database.close()
    return made


def hire(database: Database, count: int, name: str = "chaos") -> list[tuple[str, str]]:
    """Add agents, each with a session. Return (login, session token) of each."""
    real = Clock().real()
    return database.transaction(lambda work: [_add_agent(work, f"{name}{number}", real) for number in range(count)])


def _add_agent(work: Work, login: str, at: datetime) -> tuple[str, str]:
    token = uuid.uuid4().hex + uuid.uuid4().hex
    person = work.session.execute(
        insert(Person)
        .values(
            login=login,
            name=login.capitalize(),
            password_hash="none",
            role="agent",
            role_version=1,
            team_id=1,
            locale="en",
            theme="auto",
            sound=False,
            keys={},
            must_change=False,
            totp_secret="",
            totp_last_step=0,
            made_up=True,
            made_at=at,
        )
        .returning(Person.id)
    ).scalar_one()
    state = {"state": "offline", "reason": "", "since": at, "next_state": "", "next_reason": "", "desk_seq": 1}
    work.session.execute(insert(Agent).values(id=person, skills=[], **state))
    for rank, queue in enumerate((1, 2, 3), 1):
        work.session.execute(insert(AgentQueue).values(agent_id=person, queue_id=queue, rank=rank))
    session = {"token_sha256": token_hash(token), "role_version": 1, "data": {}, "made_at": at, "seen_at": at}
    work.session.execute(insert(WebSession).values(person_id=person, **session))
    return login, token


def free_port() -> int:
    """Return a free port below the ephemeral range.

    A client that retries on an ephemeral port without a listener can be connected to itself. It then
    holds the port against the server.
    """
    for port in random.SystemRandom().sample(range(20_000, 30_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise SystemExit("No free port between 20000 and 30000.")


class Server:
    """A server that is killed and started again on the same database."""

    def __init__(self, folder: Path, plant: str) -> None:
        self.port = free_port()
        env = {
            **os.environ,
            "CONSOLE_INSTANCE": str(folder),
            "CONSOLE_SECRET_KEY": SECRET,
            "CONSOLE_PORT": str(self.port),
            "CONSOLE_FAULTS": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.parent = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "chaos_server.py"), plant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            text=True,
            cwd=ROOT,
        )
        self.pid = 0
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, fault: str = "") -> None:
        """Start a server and wait until it listens. It kills itself when it reaches the fault."""
        assert self.parent.stdin and self.parent.stdout
        self.parent.stdin.write(f"start {fault}\n")
        self.parent.stdin.flush()
        self.pid = int(self.parent.stdout.readline())
        for _ in range(200):
            if self.listens():
                return
            if fault and self.gone():
                return  # it came up and reached its fault between two looks: a kill like any other
            time.sleep(0.05)
        raise SystemExit("The server did not come up.")

    def listens(self) -> bool:
        """Return True while a process listens on the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def gone(self) -> bool:
        """Return True when the process has died. A dying one still holds the port and the lock."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    def kill(self) -> None:
        """Kill the server and wait until it has left the port."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        for _ in range(200):
            if self.gone() and not self.listens():  # its threads may outlive it for a moment
                return
            time.sleep(0.01)

    def end(self) -> None:
        """Kill the server and end the process that starts servers."""
        self.kill()
        if self.parent.poll() is None:
            assert self.parent.stdin
            self.parent.stdin.close()
            self.parent.wait(timeout=10)
