"""Kill the server again and again under fifty working agents, then read the ledger.

``python scripts/chaos.py --kills 40`` runs the product; ``--plant claim`` runs it with a planted bug,
which must be found. Only processes started here are killed, by id; everything stays on loopback.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.agent import Desk, Lost

ROOT = Path(__file__).resolve().parent.parent

POINTS = ("before_commit", "after_commit_before_emit")
CODES = ("REF", "HUP", "NOCOMM", "HARD", "PAID", "NA")  # the line refuses what does not fit


def seed(folder: Path, agents: int) -> list[tuple[str, str]]:
    """Make a database with the whole sample and many agents; gives (login, session) of each."""
    from sqlalchemy import insert

    from console.actions.people import token_hash
    from console.clock import Clock
    from console.sample.load import load_sample
    from console.settings import read_settings
    from console.store import schema
    from console.store.models import Agent, AgentQueue, Person, WebSession
    from console.store.unit_of_work import open_database

    settings = read_settings({"CONSOLE_INSTANCE": str(folder), "CONSOLE_SECRET_KEY": "c" * 40})
    database = open_database(settings.database_url)
    schema.migrate(database)
    real = Clock().real()
    load_sample(database, "none", real, settings.tz)
    made: list[tuple[str, str]] = []

    def people(work: Any) -> None:
        for number in range(agents):
            login, token = f"chaos{number}", uuid.uuid4().hex + uuid.uuid4().hex
            person = work.session.execute(
                insert(Person)
                .values(
                    login=login,
                    name=f"Chaos {number}",
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
                    made_at=real,
                )
                .returning(Person.id)
            ).scalar_one()
            work.session.execute(
                insert(Agent).values(
                    id=person,
                    state="offline",
                    reason="",
                    since=real,
                    next_state="",
                    next_reason="",
                    desk_seq=1,
                    skills=[],
                )
            )
            for rank, queue in enumerate((1, 2, 3), 1):
                work.session.execute(insert(AgentQueue).values(agent_id=person, queue_id=queue, rank=rank))
            work.session.execute(
                insert(WebSession).values(
                    token_sha256=token_hash(token),
                    person_id=person,
                    role_version=1,
                    data={},
                    made_at=real,
                    seen_at=real,
                )
            )
            made.append((login, token))

    database.transaction(people)
    database.close()
    return made


def free_port() -> int:
    """Give a free port below the ephemeral range.

    A client that retries on an ephemeral port without a listener can be connected to itself, and then
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
            "CONSOLE_SECRET_KEY": "c" * 40,
            "CONSOLE_PORT": str(self.port),
            "CONSOLE_FAULTS": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.mother = subprocess.Popen(
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
        assert self.mother.stdin and self.mother.stdout
        self.mother.stdin.write(f"start {fault}\n")
        self.mother.stdin.flush()
        self.pid = int(self.mother.stdout.readline())
        for _ in range(200):
            if self.heard():
                return
            if fault and self.gone():
                return  # it came up and reached its fault between two looks: a kill like any other
            time.sleep(0.05)
        raise SystemExit("The server did not come up.")

    def heard(self) -> bool:
        """True while somebody listens on the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def gone(self) -> bool:
        """True when the process has died; a dying one still holds port and lock."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    def kill(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        for _ in range(200):
            if self.gone() and not self.heard():  # its threads may outlive it for a moment
                return
            time.sleep(0.01)

    def end(self) -> None:
        self.kill()
        if self.mother.poll() is None:
            assert self.mother.stdin
            self.mother.stdin.close()
            self.mother.wait(timeout=10)


class Agent(threading.Thread):
    """One agent who never gives up; remembers what was acknowledged."""

    def __init__(self, url: str, login: str, token: str, seed_: int, plant: str = "") -> None:
        super().__init__(daemon=True)
        # how often an old token is tried, and how often a customer is called once more
        self.stale = 0.4 if plant == "fence" else 0.06
        self.again = 0.9 if plant == "cap" else 0.3
        self.desk = Desk(url, login, session=token)
        self.chance = random.Random(seed_)
        self.acked: dict[str, tuple[int, str]] = {}
        self.faults: list[str] = []
        self.stopping = False
        self.calls = 0

    def run(self) -> None:
        while not self.stopping:
            try:
                self.desk.sign_in()
                self.desk.connect()
                while not self.stopping:
                    self.step()
            except (Lost, OSError, ValueError, KeyError):
                self.desk.close()
                time.sleep(0.1 + self.chance.random() * 0.2)

    def step(self) -> None:
        desk, state = self.desk, self.desk.state()
        if state in ("offline", "on_break"):
            desk.act("ready")
            self.calls = 0
        elif state == "offered":
            desk.act("accept", token=desk.token)
            self.calls = 0
        elif state == "preview":
            if self.chance.random() < self.stale:
                self.stale_write()
            else:
                desk.post("/desk/begin", phone_id=desk.phone(), reason="chaos")
        elif state == "talking":
            desk.act("hangup", token=desk.token, attempt=desk.attempt())
        elif state == "talked":
            self.calls += 1
            if self.calls < 5 and self.chance.random() < self.again and desk.phone():
                desk.post("/desk/begin", phone_id=desk.phone(), reason="chaos")
            else:
                self.finish()
        elif state == "wrap_up":
            desk.act("end_wrap_up", token=desk.token)
        before = desk.seq
        if desk.state() == state and desk.seq == before:
            desk.wait(
                *({"ready", "offered", "preview", "talking", "talked", "wrap_up", "on_break", "offline"} - {state}),
                seconds=0.6,
            )

    def finish(self) -> None:
        """Record an outcome, resending with one key until the answer is known; sometimes twice."""
        desk, key = self.desk, str(uuid.uuid4())
        token = desk.token
        body = {"token": token, "facts_version": desk.facts_version(), "note": key}
        code, tries = self.chance.choice(CODES), 0
        answer: dict[str, Any] | None = None
        while answer is None and not self.stopping:
            try:
                answer = desk.post("/desk/finish", key=key, code=code, **body)
            except Lost:
                tries += 1
                time.sleep(0.1)
        if answer is None or not answer.get("ok"):
            # an answer may overtake the panel that shows it: then this hand-out had its outcome
            # under an earlier key, and the refusal is right
            mine = {recorded_token for recorded_token, _ in self.acked.values()}
            recorded = answer is not None and "recorded" in answer.get("message", "")
            if recorded and tries and token not in mine:
                self.faults.append(f"a resend was not known: {answer}")
            return
        self.acked[key] = (token, code)
        if self.chance.random() < 0.2:
            again = desk.post("/desk/finish", key=key, code=code, **body)
            if not again.get("ok") or again.get("outcome_id") != answer.get("outcome_id"):
                self.faults.append(f"one key, two answers: {answer} {again}")

    def stale_write(self) -> None:
        """Give the customer back, then try to begin under the old token."""
        desk, old, phone = self.desk, self.desk.token, self.desk.phone()
        version = desk.facts_version()
        done = desk.post("/desk/give_back", reason="other")
        if not done.get("ok"):
            return
        late = desk.post("/desk/begin", phone_id=phone, token=old, facts_version=version, reason="chaos")
        if late.get("ok"):
            self.faults.append(f"a stale write was taken: {late}")


def ledger(folder: Path, agents: list[Agent]) -> list[str]:
    """Give every fault that the tables of an SQLite site show."""
    base = sqlite3.connect(folder / "console.db")
    try:
        return faults_of(lambda sql: base.execute(sql).fetchall(), agents)
    finally:
        base.close()


def faults_of(rows: Callable[[str], list[Any]], agents: list[Agent]) -> list[str]:
    """Give every fault that the tables show against what was acknowledged."""
    faults = [fault for agent in agents for fault in agent.faults]
    overlaps = rows(
        "SELECT count(*) FROM handout a JOIN handout b ON a.customer_id = b.customer_id AND a.id < b.id "
        "WHERE b.offered_at < coalesce(a.ended_at, '9999-01-01T00:00:00Z')"
    )[0][0]
    if overlaps:
        faults.append(f"{overlaps} customers were with two agents")
    doubled = rows(
        "SELECT count(*) FROM (SELECT handout_id FROM outcome WHERE corrects_id IS NULL "
        "AND NOT late GROUP BY handout_id HAVING count(*) > 1)"
    )[0][0]
    if doubled:
        faults.append(f"{doubled} outcomes were doubled")
    kept = {row[0]: row[1] for row in rows("SELECT note, handout_id FROM outcome")}
    lost = [key for agent in agents for key, (token, _) in agent.acked.items() if kept.get(key) != token]
    if lost:
        faults.append(f"{len(lost)} acknowledged outcomes are lost")
    stale = rows("SELECT count(*) FROM attempt a JOIN handout h ON h.id = a.handout_id WHERE a.began_at > h.ended_at")[
        0
    ][0]
    if stale:
        faults.append(f"{stale} stale writes were taken")
    over = rows(
        "SELECT count(*) FROM (SELECT customer_id FROM attempt WHERE direction = 'out' "
        "AND answered_at IS NOT NULL GROUP BY customer_id HAVING count(*) > 3)"
    )[0][0]
    if over:
        faults.append(f"{over} customers were called past the cap")
    return faults


def panels_differ(agents: list[Agent]) -> list[str]:
    """Give the agents whose screens, after a beat, differ from a fresh snapshot."""
    faults = []
    for agent in agents:
        desk = agent.desk
        try:
            desk.close()
            desk.connect()
            time.sleep(0.02)
            desk.beat()
            mine = dict(desk.panels)
            fresh = desk.command("snapshot")
        except Lost as error:
            faults.append(f"{desk.login} could not look: {error}")
            continue
        for name in ("customer", "outcome", "points"):
            if mine.get(name) != fresh["panels"].get(name) and fresh["seq"] == desk.seq:
                faults.append(f"{desk.login}: panel {name} is not the snapshot")
    return faults


def chain_faults(folder: Path) -> list[str]:
    from console.actions.steps.audit_chain import first_broken
    from console.store.unit_of_work import open_database

    database = open_database(f"sqlite:///{folder / 'console.db'}")
    with database.reading() as session:
        broken = first_broken(session)
    database.close()
    return [f"chain broken at {broken}"] if broken else []


def chaos(kills: int, count: int, plant: str, seed_: int, *, stop_early: bool = False) -> dict[str, Any]:
    """Run the whole; gives figures and faults."""
    folder = Path(tempfile.mkdtemp(prefix="chaos"))
    chance = random.Random(seed_)
    agents: list[Agent] = []
    server: Server | None = None
    began = time.monotonic()
    done = 0
    try:
        people = seed(folder, count)
        if plant == "claim":
            base = sqlite3.connect(folder / "console.db")
            base.execute("DROP INDEX uq_handout_live_customer")
            base.commit()
            base.close()
        server = Server(folder, plant)
        server.start()
        agents = [Agent(server.url, *who, seed_ + n, plant) for n, who in enumerate(people)]
        for agent in agents:
            agent.start()
        time.sleep(3.0)
        while done < kills:
            server.kill()
            done += 1
            fault = f"{chance.choice(POINTS)}:{chance.randint(5, 60)}" if done % 2 else ""
            time.sleep(chance.uniform(0, 0.2))
            server.start(fault)
            time.sleep(chance.uniform(1.2, 2.4))
            if stop_early and done % 4 == 0 and ledger(folder, agents):
                break
        server.kill()
        server.start()
        time.sleep(2.0)
        for agent in agents:
            agent.stopping = True
        for agent in agents:
            agent.join(timeout=3)
        faults = [] if plant else panels_differ(agents)
        server.end()
        faults += ledger(folder, agents)
        faults += [] if plant else chain_faults(folder)
        base = sqlite3.connect(folder / "console.db")
        handouts = base.execute("SELECT count(*) FROM handout").fetchone()[0]
        base.close()
    finally:
        for agent in agents:
            agent.stopping = True
        if server is not None:
            server.end()
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "kills": done,
        "agents": count,
        "plant": plant,
        "handouts": handouts,
        "acknowledged": sum(len(a.acked) for a in agents),
        "seconds": round(time.monotonic() - began, 1),
        "faults": faults,
    }


def main() -> int:
    top = argparse.ArgumentParser(description=__doc__)
    top.add_argument("--kills", type=int, default=40)
    top.add_argument("--agents", type=int, default=50)
    top.add_argument("--plant", default="", choices=["", "claim", "ack", "key", "fence", "cap"])
    top.add_argument("--seed", type=int, default=1)
    args = top.parse_args()
    found = chaos(args.kills, args.agents, args.plant, args.seed, stop_early=bool(args.plant))
    for key, value in found.items():
        print(f"{key}: {value if key != 'faults' else value[:8]}")
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
