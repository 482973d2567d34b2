"""Measure, don't guess: each figure beside a baseline of the same run.

``python scripts/bench.py handout [--agents 500 --customers 10000 --seconds 60]``: time from the command
that asks for the next customer to the customer on a real client, with the server in another process;
and claims per second beside the same claim as raw SQL. ``compliance``: verdicts per second on one core.
``live``: from a key to the painted screen in a real browser.
``import``: a million rows beside 50 agents at work.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.agent import Desk, Lost
from scripts.bench_live import live
from scripts.chaos import Server, seed

ROOT = Path(__file__).resolve().parent.parent

SAMPLE = 6818  # customers
BEAT = 5.0  # seconds, as the browser's page beats


class Worker(threading.Thread):
    """One agent at the pace of the bench: six commands a customer, jittered."""

    def __init__(self, url: str, who: tuple[str, str], number: int, cycle: float) -> None:
        super().__init__(daemon=True)
        self.desk = Desk(url, who[0], session=who[1])
        self.chance = random.Random(number)
        self.cycle = cycle
        self.times: list[tuple[float, float]] = []  # (when, seconds) from asking to the customer
        self.answers: list[tuple[float, float]] = []  # (when, seconds) of every command
        self.commands = 0
        self.refused: Counter[str] = Counter()
        self.stopping = False
        self.cuts: list[tuple[float, str]] = []  # (when, why)

    def run(self) -> None:
        self.again(self.desk.sign_in, self.desk.connect)
        while not self.stopping:
            try:
                self.one()
            except (Lost, OSError, ValueError) as error:
                self.cuts.append((time.monotonic(), repr(error)[:80]))
                self.again(self.desk.connect)

    def again(self, *steps: Callable[[], None]) -> None:
        """Do the steps until they succeed: whoever was cut comes back."""
        while not self.stopping:
            try:
                for step in steps:
                    step()
                return
            except (Lost, OSError, ValueError) as error:
                self.cuts.append((time.monotonic(), repr(error)[:80]))
                time.sleep(1)

    def rest(self) -> None:
        """Wait as a person does; the screen beats every five seconds meanwhile."""
        until = time.monotonic() + self.cycle / 6 * self.chance.uniform(0.8, 1.2)
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, BEAT))
            if left > BEAT:
                self.desk.beat()

    def timed(self, do: Callable[[], Any]) -> Any:
        """Do one command and keep how long its answer took."""
        began = time.perf_counter()
        answer = do()
        self.answers.append((time.monotonic(), time.perf_counter() - began))
        self.commands += 1
        if not answer.get("ok"):
            self.refused[str(answer.get("message", answer.get("code")))[:80]] += 1
        return answer

    def one(self) -> None:
        """Work one customer: six commands, and the time from asking to the customer."""
        desk = self.desk
        began = time.perf_counter()
        if desk.state() == "wrap_up":
            self.timed(lambda: desk.act("end_wrap_up", token=desk.token))
        else:
            self.timed(lambda: desk.act("ready"))
        if desk.wait("offered", seconds=3):
            self.times.append((time.monotonic(), time.perf_counter() - began))
        else:
            self.refused[f"no offer: {desk.state()}"] += 1
            return self.rest()
        self.rest()
        self.timed(lambda: desk.act("accept", token=desk.token))
        self.rest()
        self.timed(lambda: desk.post("/desk/begin", phone_id=desk.phone(), reason="bench"))
        self.rest()
        self.timed(lambda: desk.act("signal", token=desk.token, signal="puts_off"))
        self.rest()
        desk.wait("talking", "talked", seconds=3)
        answered = desk.state() == "talking"
        if running := desk.attempt():
            self.timed(lambda: desk.act("hangup", token=desk.token, attempt=running))
        else:  # nobody answered, and the line has ended it
            self.timed(lambda: desk.post("/desk/note", text="No answer."))
        self.rest()
        desk.wait("talked", seconds=3)
        code = "REF" if answered else "NA"
        self.timed(lambda: desk.post("/desk/finish", code=code, note=""))
        return self.rest()


def working(url: str, people: list[tuple[str, str]], cycle: float) -> list[Worker]:
    """Give agents at work who signed in over one cycle: from then on the load is an even one."""
    sys.setswitchinterval(0.0005)  # many clients in one process must not wait for each other
    workers = [Worker(url, who, number, cycle) for number, who in enumerate(people)]
    for worker in workers:
        worker.start()
        time.sleep(cycle / len(workers))
    return workers


class Lag(threading.Thread):
    """How late a thread of this process wakes: so much of every figure is the generator's own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            began = time.perf_counter()
            time.sleep(0.01)
            self.late.append((time.perf_counter() - began - 0.01) * 1000)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def cpu_of(pid: int) -> float:
    """Give the CPU seconds that a process and those that it started have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_of(int(child)) for child in children)


def grow(folder: Path, customers: int) -> None:
    """Copy the sample until there are so many customers, each with accounts, a number and a place.

    They are due as after an import, and the database is not analysed: no site's is.
    """
    base = sqlite3.connect(folder / "console.db")
    have = base.execute("SELECT count(*) FROM customer").fetchone()[0]
    number = "'+86' || (13000000000 + n.id)"
    copies = (
        "customer c JOIN customer n ON n.creditor_id = c.creditor_id AND n.source = c.source "
        "AND n.external_id = 'g' || (c.id + :o)"
    )

    def copied(table: str, new: dict[str, str], more: str = "") -> None:
        names = [row[1] for row in base.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        values = ", ".join(new.get(name, f"t.{name}") for name in names)
        base.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {copies} "
            f"JOIN {table} t ON t.customer_id = c.id {more}",
            {"o": offset},
        )

    offset = 0
    while have < customers:
        offset += 10_000_000
        names = [row[1] for row in base.execute("PRAGMA table_info(customer)") if row[1] != "id"]
        picked = ", ".join("'g' || (id + :o)" if n == "external_id" else n for n in names)
        base.execute(
            f"INSERT INTO customer ({', '.join(names)}) SELECT {picked} FROM customer "
            "WHERE external_id LIKE 'UCI%' LIMIT :t",
            {"o": offset, "t": customers - have},
        )
        have += min(customers - have, SAMPLE)
        base.execute(
            f"INSERT OR IGNORE INTO phone (e164, region, zone) SELECT {number}, 'CN', 'Asia/Shanghai' FROM {copies}",
            {"o": offset},
        )
        copied("account", {"customer_id": "n.id"})
        copied("entry", {"customer_id": "n.id"})
        copied(
            "customer_phone",
            {"customer_id": "n.id", "phone_id": "p.id"},
            f"AND t.rank = 0 JOIN phone p ON p.e164 = {number}",
        )
        base.commit()
    base.close()


def claims(folder: Path, count: int) -> dict[str, float]:
    """Give claims per second of the product's claim and of raw SQL, in turns, on one database."""
    from console.store import claim
    from console.store.unit_of_work import open_database

    database = open_database(f"sqlite:///{folder / 'console.db'}")
    now = datetime.now(UTC)
    base = sqlite3.connect(folder / "console.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        base.execute(f"PRAGMA {pragma}")
    raw_sql = str(claim.STATEMENTS["sqlite"][1].text)
    text_now = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    ours: list[float] = []
    raw: list[float] = []
    for _ in range(6):
        base.execute("UPDATE entry SET state='waiting' WHERE state='handed_out'")
        base.execute(
            "UPDATE entry SET state='waiting' WHERE id IN (SELECT id FROM entry WHERE state='sleeping' LIMIT ?)",
            (2 * count,),
        )
        began = time.perf_counter()
        for _ in range(count):
            database.transaction(lambda work: claim.claim_next(work, 1, [1, 2, 3], now, "2026-01-01"))
        ours.append(count / (time.perf_counter() - began))
        began = time.perf_counter()
        for _ in range(count):
            base.execute("BEGIN IMMEDIATE")
            base.execute(raw_sql, {"agent": 1, "now": text_now, "day": "2026-01-01", "queue": 1}).fetchall()
            base.execute("COMMIT")
        raw.append(count / (time.perf_counter() - began))
    database.close()
    base.close()
    return {"ours": statistics.median(ours), "raw": statistics.median(raw)}


def handout(args: argparse.Namespace) -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        people = seed(folder, args.agents)
        if args.customers > SAMPLE:
            grow(folder, args.customers)
        os.environ["CONSOLE_EVERY"] = "0.5"  # as the product's worker ticks
        server = Server(folder, "")
        server.start()
        workers = working(server.url, people, args.cycle)
        time.sleep(args.warm_up)
        lag = Lag()
        lag.start()
        before, commands = time.monotonic(), sum(w.commands for w in workers)
        server_cpu, own_cpu = cpu_of(server.pid), time.process_time()
        time.sleep(args.seconds)
        spent = time.monotonic() - before
        done = sum(w.commands for w in workers) - commands
        server_cpu, own_cpu = cpu_of(server.pid) - server_cpu, time.process_time() - own_cpu
        for worker in workers:
            worker.stopping = True
        times = [took * 1000 for w in workers for at, took in w.times if at >= before]
        answers = [took * 1000 for w in workers for at, took in w.answers if at >= before]
        cuts = [why for w in workers for at, why in w.cuts if at >= before]
        server.end()
        lag.stopping = True
        print(f"agents {args.agents}, customers {args.customers}, {spent:.0f} s after warm-up")
        print(f"commands/s {done / spent:.1f}, hand-outs {len(times)}, cuts {len(cuts)}")
        print(
            f"ready to customer on the client: p50 {percentile(times, 0.5):.1f} ms, "
            f"p99 {percentile(times, 0.99):.1f} ms"
        )
        print(f"answer to any command: p50 {percentile(answers, 0.5):.1f} ms, p99 {percentile(answers, 0.99):.1f} ms")
        print(
            f"busy: server, all its processes, {server_cpu / spent:.0%} of a core "
            f"({server_cpu * 1000 / max(1, done):.1f} ms a command), clients {own_cpu / spent:.0%}"
        )
        print(
            f"the load generator itself wakes late by p50 {percentile(lag.late, 0.5):.1f} ms, "
            f"p99 {percentile(lag.late, 0.99):.1f} ms"
        )
        for why, count in sum((Counter(dict(w.refused)) for w in workers), Counter()).most_common(3):
            print(f"  refused {count} times: {why}")
        for why, count in Counter(cuts).most_common(3):
            print(f"  cut {count} times: {why}")
        rate = claims(folder, 300)
        print(
            f"claims/s {rate['ours']:.0f}, the same as raw SQL {rate['raw']:.0f}, "
            f"ratio {rate['ours'] / rate['raw']:.2f}"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compliance(args: argparse.Namespace) -> None:
    """Print verdicts per second on one core with 0, 20 and 200 past attempts."""
    from console.domain.compliance import PACKS, Proposed, check
    from console.domain.facts import Account, Attempt, Customer, CustomerFacts, Declaration, Phone

    now = datetime(2026, 11, 24, 4, tzinfo=UTC)
    number = "+8613800001234"
    declared = tuple(Declaration(k) for k in ("recording", "processing_contract", "agency_listed", "impact_assessment"))
    for count in (0, 20, 200):
        facts = CustomerFacts(
            Customer("1", deceased=False, capacity="full", minor=False),
            (Account("a", balance=1),),
            (Phone(number, source="contract"),),
            (),
            tuple(Attempt(now - timedelta(days=1 + n), number=number, result="no_answer") for n in range(count)),
            now - timedelta(days=400),
            (),
            (),
            (),
            (),
            (),
            declared,
            (),
            (),
        )
        proposed = Proposed("call", number=number)
        for plan in (False, True):
            rounds, began = 2000, time.perf_counter()
            for _ in range(rounds):
                verdict: Any = check(proposed, replace(facts), (PACKS["cn"],), now, plan=plan)
            rate = rounds / (time.perf_counter() - began)
            print(f"{count} attempts, plan {plan}: {rate:,.0f} verdicts/s ({verdict.level})")
    text_checks()


def text_checks(count: int = 1000, rounds: int = 3) -> None:
    """Print text checks per second of CPU; every note is another one, so no memory of a text helps."""
    from console.domain.speech import listen
    from scripts import made_up_notes as notes

    cells = {
        "ordinary": (notes.ordinary, 0.0),
        "a third with a breach": (notes.ordinary, 1 / 3),
        "every sentence tricky": (notes.tricky, 0.0),
    }
    for language in ("Chinese", "English"):
        for name, (part, breaches) in cells.items():
            for speaker in ("agent", "note"):
                rates, found = [], 0
                for turn in range(rounds):
                    texts = notes.notes(language, count, part, breaches=breaches, seed=turn)
                    listen.cache_clear()
                    began = time.process_time()
                    marked = [listen(text, speaker) for text in texts]
                    rates.append(count / (time.process_time() - began))
                    found += sum(any(not one.is_cue for one in some) for some in marked)
                print(
                    f"{language}, 200 characters, as {speaker}, {name}: "
                    f"{statistics.median(rates):,.0f} text checks/s "
                    f"({found / count / rounds:.0%} of the notes with a finding)"
                )


def beside(args: argparse.Namespace) -> None:
    """An import beside agents at work."""
    from scripts import bench_import

    bench_import.run(args)


def main() -> int:
    top = argparse.ArgumentParser(description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    one = commands.add_parser("handout")
    one.add_argument("--agents", type=int, default=500)
    one.add_argument("--customers", type=int, default=10_000)
    one.add_argument("--cycle", type=float, default=60.0, help="seconds a customer")
    one.add_argument("--seconds", type=float, default=60.0)
    one.add_argument("--warm-up", type=float, default=10.0)
    one.set_defaults(do=handout)
    commands.add_parser("compliance").set_defaults(do=compliance)
    two = commands.add_parser("live")
    two.add_argument("--customers", type=int, default=60)
    two.add_argument("--signals", type=int, default=200)
    two.add_argument("--findings", type=int, default=40)
    two.add_argument("--stops", type=int, default=15)
    two.set_defaults(do=live)
    load = commands.add_parser("import")
    load.add_argument("--rows", type=int, default=1_000_000)
    load.add_argument("--agents", type=int, default=50)
    load.add_argument("--kind", choices=("csv", "xlsx"), default="csv")
    load.add_argument("--way", choices=("command", "page", "both"), default="both")
    load.add_argument("--cycle", type=float, default=60.0, help="seconds a customer")
    load.add_argument("--seconds", type=float, default=30.0, help="of measuring without an import")
    load.add_argument("--warm-up", type=float, default=20.0)
    load.set_defaults(do=beside)
    args = top.parse_args()
    args.do(args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
