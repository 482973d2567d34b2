"""Kill the server again and again under fifty working agents, then read the ledger.

``python scripts/chaos.py --kills 40`` runs the product. ``--plant claim`` runs it with a planted bug,
which must be found.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.chaos_agent import ChaosAgent
from scripts.chaos_ledger import chain_faults, ledger, panels_differ
from scripts.server_process import Server, seed

POINTS = ("before_commit", "after_commit_before_emit")


def chaos(kills: int, count: int, plant: str, seed_number: int, *, stop_early: bool = False) -> dict[str, Any]:
    """Run the harness. Return its figures and the faults that it found."""
    folder = Path(tempfile.mkdtemp(prefix="chaos"))
    rng = random.Random(seed_number)
    agents: list[ChaosAgent] = []
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
        agents = [ChaosAgent([server.url], *who, seed_number + n, plant) for n, who in enumerate(people)]
        for agent in agents:
            agent.start()
        time.sleep(3.0)
        while done < kills:
            server.kill()
            done += 1
            fault = f"{rng.choice(POINTS)}:{rng.randint(5, 60)}" if done % 2 else ""
            time.sleep(rng.uniform(0, 0.2))
            server.start(fault)
            time.sleep(rng.uniform(1.2, 2.4))
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
    """Run the harness and print what it found. Return 1 when there are faults."""
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
