"""Measure the server: each figure beside a baseline of the same run.

``python scripts/bench.py handout [--agents 500 --customers 10000 --seconds 60]``: time from the command
that asks for the next customer to the customer on a real client, with the server in another process,
and claims per second beside the same claim as raw SQL. ``compliance``: verdicts and text checks per second
on one core. ``live``: from a key to the painted screen in a real browser. ``import``: a million rows beside
50 agents at work.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.bench_agents import WakeDelay, percentile, start_agents
from scripts.bench_live import live
from scripts.server_process import SECRET, Server, seed

SAMPLE = 6818  # customers


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a process and its children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_of(int(child)) for child in children)


def grow(folder: Path, customers: int) -> None:
    """Copy the sample until there are so many customers, each with accounts, a number and a queue entry.

    They are due as after an import. ANALYZE is not run, because no site runs it.
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
    """Return claims per second of the product's claim and of raw SQL, measured in turns on one database."""
    from console.keyring import keys_of
    from console.store import claim
    from console.store.unit_of_work import open_database

    database = open_database(f"sqlite:///{folder / 'console.db'}", keys_of(SECRET))
    now = datetime.now(UTC)
    base = sqlite3.connect(folder / "console.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        base.execute(f"PRAGMA {pragma}")
    raw_sql = str(claim.STATEMENTS["sqlite"][1].text)
    values = database.transaction(lambda work: claim.claim_values(work.session, 1, now, "2026-01-01"))
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
            base.execute(raw_sql, {**values, "queue": 1}).fetchall()
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
        agents = start_agents(server.url, people, args.cycle)
        time.sleep(args.warm_up)
        delay = WakeDelay()
        delay.start()
        before, commands = time.monotonic(), sum(a.commands for a in agents)
        server_cpu, own_cpu = cpu_of(server.pid), time.process_time()
        time.sleep(args.seconds)
        spent = time.monotonic() - before
        done = sum(a.commands for a in agents) - commands
        server_cpu, own_cpu = cpu_of(server.pid) - server_cpu, time.process_time() - own_cpu
        for agent in agents:
            agent.stopping = True
        times = [took * 1000 for a in agents for at, took in a.times if at >= before]
        answers = [took * 1000 for a in agents for at, took in a.answers if at >= before]
        cuts = [why for a in agents for at, why in a.cuts if at >= before]
        server.end()
        delay.stopping = True
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
            f"the load generator itself wakes late by p50 {percentile(delay.late_ms, 0.5):.1f} ms, "
            f"p99 {percentile(delay.late_ms, 0.99):.1f} ms"
        )
        for why, count in sum((Counter(dict(a.refused)) for a in agents), Counter()).most_common(3):
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
    """Print text checks per second of CPU; no two notes are alike, so no cache helps."""
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
    """Measure an import beside agents at work."""
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
