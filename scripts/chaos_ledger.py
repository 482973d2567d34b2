"""What the crash harness checks: the tables against what was acknowledged, the screens, the audit chain."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from console.keyring import keys_of
from console.scenarios.record_check import record_fault
from console.store.unit_of_work import open_database
from scripts.agent import Lost
from scripts.chaos_agent import ChaosAgent
from scripts.server_process import SECRET

# fault -> the count of its cases. Nothing of it may ever happen.
COUNTS = {
    "customers were with two agents": (
        "SELECT count(*) FROM handout a JOIN handout b ON a.customer_id = b.customer_id AND a.id < b.id "
        "WHERE b.offered_at < coalesce(a.ended_at, '9999-01-01T00:00:00Z')"
    ),
    "outcomes were doubled": (
        "SELECT count(*) FROM (SELECT handout_id FROM outcome WHERE corrects_id IS NULL "
        "AND NOT late GROUP BY handout_id HAVING count(*) > 1)"
    ),
    "stale writes were taken": (
        "SELECT count(*) FROM attempt a JOIN handout h ON h.id = a.handout_id WHERE a.began_at > h.ended_at"
    ),
    "customers were called past the cap": (
        "SELECT count(*) FROM (SELECT customer_id FROM attempt WHERE direction = 'out' "
        "AND answered_at IS NOT NULL GROUP BY customer_id HAVING count(*) > 3)"
    ),
}


def ledger(folder: Path, agents: list[ChaosAgent]) -> list[str]:
    """Return every fault that the tables of an SQLite site show."""
    base = sqlite3.connect(folder / "console.db")
    try:
        return faults_of(lambda sql: base.execute(sql).fetchall(), agents)
    finally:
        base.close()


def faults_of(rows: Callable[[str], list[Any]], agents: list[ChaosAgent]) -> list[str]:
    """Return what the agents saw, and every fault of the tables against what was acknowledged."""
    faults = [fault for agent in agents for fault in agent.faults]
    for fault, sql in COUNTS.items():
        if count := rows(sql)[0][0]:
            faults.append(f"{count} {fault}")
    kept = {row[0]: row[1] for row in rows("SELECT note, handout_id FROM outcome")}
    lost = [key for agent in agents for key, (handout, _) in agent.acked.items() if kept.get(key) != handout]
    if lost:
        faults.append(f"{len(lost)} acknowledged outcomes are lost")
    return faults


def panels_differ(agents: list[ChaosAgent]) -> list[str]:
    """Return the panels that differ, after a beat, from a fresh snapshot."""
    faults = []
    for agent in agents:
        desk = agent.desk
        try:
            desk.close()
            desk.connect()
            desk.beat()
            shown = dict(desk.panels)
            fresh = desk.command("snapshot")
        except Lost as error:
            faults.append(f"{desk.login} could not look: {error}")
            continue
        for name in ("customer", "outcome", "points"):
            if shown.get(name) != fresh["panels"].get(name) and fresh["seq"] == desk.seq:
                faults.append(f"{desk.login}: panel {name} is not the snapshot")
    return faults


def chain_faults(folder: Path) -> list[str]:
    """Return a fault when the audit chain is broken."""
    database = open_database(f"sqlite:///{folder / 'console.db'}", keys_of(SECRET))
    with database.reading() as session:
        broken = record_fault(session)
    database.close()
    return [broken] if broken else []
