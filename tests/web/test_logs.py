"""The log says where and what failed, without personal data: no values of variables, no full numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import text

from console import logs
from tests import databases
from tests.served import Served


def test_a_fault_is_logged_without_passwords_numbers_or_parameters(
    tmp_path: Path, capfd: Any, monkeypatch: Any
) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=2)
    client = served.client("agent1")

    def broken(agent_id: int) -> None:
        secret = "a very secret local"
        with served.site.database.reading() as session:
            session.execute(text("SELECT :n FROM nowhere"), {"n": "+8613812345678 " + secret})

    monkeypatch.setattr(served.parts["screens"], "desk", broken)
    assert client.get("/desk").status_code == 500
    monkeypatch.setattr(served.parts["screens"], "desk", lambda _: int("call +86 138-1234-5678 \r\nforged line"))
    assert client.get("/desk").status_code == 500
    said = "".join(capfd.readouterr())
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    faults = [line for line in lines if line["event"] == "web.failed"]
    assert len(faults) == 2 and faults[0]["path"] == "/desk"
    assert "no such table" in faults[0]["trace"] and "test_logs.py" in faults[0]["trace"]
    assert "secret local" not in said and "12345678" not in said and "1234-5678" not in said
    assert "861****78" in faults[1]["trace"] and "forged line" in faults[1]["trace"]
    assert not [line for line in said.splitlines() if line.startswith("forged")]
    served.site.close()


def test_short_numbers_stay_as_they_are() -> None:
    entry = logs.scrub(None, "", {"event": "desk.render_failed", "agent": 17, "note": "2026-11-24"})
    assert entry == {"event": "desk.render_failed", "agent": 17, "note": "2026-11-24"}
