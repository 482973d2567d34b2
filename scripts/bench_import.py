"""An import beside agents at work: rows a second, peak memory, and what the agents notice.

``python scripts/bench.py import [--rows 1000000 --agents 50 --kind csv --way both]`` makes a file of
made-up people from a fixed seed and starts a server with agents at work. It imports the file by the
command and by the page, and prints each figure beside the same figure without the import.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import requests

from scripts.bench_agents import percentile, start_agents
from scripts.server_process import ROOT, Server, seed

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国志海"
MOBILE = ("138", "139", "150", "151", "158", "159", "186", "188")
HEAD = ("external_id", "name", "account_id", "balance", "days_past_due", "phone", "due_date", "province", "address")
BAD = 1000  # one row in so many is bad


def people(rows: int, seed_: int, mark: str) -> Iterator[list[Any]]:
    """Yield rows of made-up people: four customers in five have one account, the others two."""
    chance = random.Random(seed_)
    made, number = 0, 0
    while made < rows:
        number += 1
        name = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
        phone = chance.choice(MOBILE) + f"{chance.randrange(10**8):08d}"
        for account in range(1 + (chance.random() < 0.2)):
            made += 1
            late = chance.randint(1, 180)
            owed = f"{chance.uniform(200, 80_000):.2f}" if made % BAD else "12,34"
            yield [
                f"{mark}{number}",
                name,
                f"{mark}{number}-{account}",
                owed,
                late,
                phone,
                f"2026-{1 + late % 9:02d}-15",
                "浙江",
                f"建设路{chance.randint(1, 999)}号",
            ]
            if made == rows:
                return


def make(path: Path, rows: int, seed_: int, mark: str) -> None:
    """Write the file. Its ending says which kind."""
    if path.suffix == ".xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(path, {"constant_memory": False})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for at, row in enumerate(people(rows, seed_, mark), 1):
            sheet.write_row(at, 0, row)
        book.close()
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        writer.writerows(people(rows, seed_, mark))


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process in MB, or 0 when it has ended."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0


class Watch(threading.Thread):
    """Keeps the peak memory of the server and of the import's processes, each by its name."""

    NAMES: ClassVar = {
        "console.importing.reader": "reader",
        "console.importing.process": "writer",
        "console import": "writer",
    }

    def __init__(self, server: int) -> None:
        super().__init__(daemon=True)
        self.server, self.stopping = server, False
        self.peaks: dict[str, float] = {}

    def run(self) -> None:
        while not self.stopping:
            self.note("server", rss_mb(self.server))
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    self.look(int(entry))
            time.sleep(0.5)

    def look(self, pid: int) -> None:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            here = os.readlink(f"/proc/{pid}/cwd") == str(ROOT)
        except (OSError, UnicodeDecodeError):
            return
        for mark, role in self.NAMES.items():
            if here and f"-m {mark}" in words and not words.startswith("nice"):
                self.note(role, rss_mb(pid))

    def note(self, role: str, size: float) -> None:
        self.peaks[role] = max(self.peaks.get(role, 0), size)


def administrator(folder: Path) -> str:
    """Open a session of the administrator. Return its token."""
    from console.actions.people import token_hash

    token = uuid.uuid4().hex + uuid.uuid4().hex
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    base = sqlite3.connect(folder / "console.db")
    person = base.execute("SELECT id, role_version FROM person WHERE login = 'admin1'").fetchone()
    base.execute(
        "INSERT INTO web_session (token_sha256, person_id, role_version, data, made_at, seen_at) "
        "VALUES (?, ?, ?, '{}', ?, ?)",
        (token_hash(token), person[0], person[1], now, now),
    )
    base.commit()
    base.close()
    return token


def by_command(folder: Path, path: Path, source: str) -> tuple[float, float]:
    """Import the file by the command. Return the seconds of reading and of applying."""
    env = {**os.environ, "CONSOLE_INSTANCE": str(folder), "CONSOLE_SECRET_KEY": "c" * 40}
    subprocess.run(
        [
            sys.executable,
            "-m",
            "console",
            "import",
            str(path),
            "--creditor",
            "Bench Bank",
            "--portfolio",
            "Bench",
            "--currency",
            "CNY",
            "--source",
            source,
            "--no-past-contacts",
            "--apply",
        ],
        env=env,
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return phases(folder)


def by_page(url: str, folder: Path, path: Path, source: str) -> tuple[float, float]:
    """Import the file by the page. Return the seconds of reading and of applying.

    The lawful basis is not declared, so the customers sleep.
    """
    http = requests.Session()
    http.cookies.set("console_session", administrator(folder))

    def token() -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', http.get(f"{url}/import").text)
        return found.group(1) if found else ""

    form = {
        "csrf_token": token(),
        "kind": "customers",
        "creditor": "Bench Bank",
        "portfolio": "Bench",
        "currency": "CNY",
        "source": source,
    }
    with path.open("rb") as file:
        done = http.post(
            f"{url}/import", data=form, files={"file": file}, timeout=600, headers={"Referer": url, "Origin": url}
        )
    done.raise_for_status()
    number = latest(folder, "id")
    wait(lambda: latest(folder, "state") != "reading")
    http.post(f"{url}/import/{number}/apply", data={"csrf_token": token()}).raise_for_status()
    wait(lambda: "asleep" in json.loads(latest(folder, "report")))
    return phases(folder)


def wait(over: Callable[[], bool]) -> None:
    """Wait until it is over. Look once a second."""
    while not over():
        time.sleep(1)


def latest(folder: Path, column: str) -> Any:
    """Return a value of the newest import run."""
    base = sqlite3.connect(f"file:{folder / 'console.db'}?mode=ro", uri=True)
    try:
        return base.execute(f"SELECT {column} FROM import_run ORDER BY id DESC LIMIT 1").fetchone()[0]
    finally:
        base.close()


def phases(folder: Path) -> tuple[float, float]:
    """Return the seconds of reading and of applying of the newest run, from the audit chain."""
    base = sqlite3.connect(f"file:{folder / 'console.db'}?mode=ro", uri=True)
    times = [
        datetime.fromisoformat(row[0])
        for kind in ("start", "read", "begin_apply", "applied")
        for row in base.execute(
            "SELECT at FROM chain_entry WHERE kind = ? ORDER BY id DESC LIMIT 1", (f"action.intake.{kind}",)
        )
    ]
    base.close()
    return (times[1] - times[0]).total_seconds(), (times[3] - times[2]).total_seconds()


def run(args: argparse.Namespace) -> None:
    """Measure the ways of importing and print the figures."""
    folder = Path(tempfile.mkdtemp(prefix="benchimport"))
    ways = ("command", "page") if args.way == "both" else (args.way,)
    try:
        files = {}
        for number, way in enumerate(ways):
            files[way] = folder / f"{way}.{args.kind}"
            make(files[way], args.rows, 20260124 + number, way[0])
            print(f"{files[way].name}: {args.rows:,} rows, {files[way].stat().st_size / 1e6:.0f} MB")
        logins = seed(folder, args.agents)
        server = Server(folder, "")
        server.start()
        idle = rss_mb(server.pid)
        agents = start_agents(server.url, logins, args.cycle)
        time.sleep(args.warm_up)

        def figures(since: float, until: float) -> str:
            took = [s * 1000 for a in agents for at, s in a.answers if since <= at < until]
            offers = [s * 1000 for a in agents for at, s in a.times if since <= at < until]
            return (
                f"{len(took)} commands ({len(took) / (until - since):.1f}/s): p50 "
                f"{percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms, worst "
                f"{max(took, default=0):.0f} ms; customer on the client p50 "
                f"{percentile(offers, 0.5):.1f} ms, p99 {percentile(offers, 0.99):.1f} ms"
            )

        def alone(name: str) -> None:
            began = time.monotonic()
            time.sleep(args.seconds)
            print(f"{name}: {figures(began, time.monotonic())}; server {rss_mb(server.pid):.0f} MB")

        print(f"idle server: {idle:.0f} MB")
        alone("without an import")
        for way in ways:
            watch = Watch(server.pid)
            watch.start()
            began = time.monotonic()
            if way == "command":
                reading, applying = by_command(folder, files[way], way)
            else:
                reading, applying = by_page(server.url, folder, files[way], way)
            until = time.monotonic()
            watch.stopping = True
            peaks = ", ".join(f"{role} {size:.0f} MB" for role, size in sorted(watch.peaks.items()))
            counts = latest(folder, "rows_read || ' rows, ' || rows_bad || ' bad, ' || created")
            print(
                f"by the {way}: {counts} customers; read {args.rows / reading:,.0f} rows/s "
                f"({reading:.0f} s), applied {args.rows / applying:,.0f} rows/s ({applying:.0f} s)"
            )
            print(f"  beside the reading: {figures(began, until - applying)}")
            print(f"  beside the applying: {figures(until - applying, until)}")
            told = json.loads(latest(folder, "report"))
            print(f"  peak memory: {peaks}; the reader's own figure {told['peak_mb']} MB")
            print(f"  report: {told.get('asleep')} sleep until {told.get('until')}")
            alone("  after it")
        for agent in agents:
            agent.stopping = True
        print(f"connections lost (the agents came back): {sum(len(a.cuts) for a in agents)}")
        server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
