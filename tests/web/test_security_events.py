"""Each act that guards or opens a door leaves a line with a stable name, and everything in the log is JSON."""

from __future__ import annotations

import json
import logging
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from console import logs
from console.actions import people
from console.actions.steps.security_events import EVENTS, counted
from console.serving.metrics import Figures
from tests import databases
from tests.served import PASSWORD, Served
from tests.web.test_two_factor import post


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=2)
    yield made
    made.site.close()


def lines(capfd: Any) -> list[dict[str, Any]]:
    said = "".join(capfd.readouterr())
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def test_signing_in_and_guessing_is_told_without_the_password(served: Served, capfd: Any) -> None:
    client = served.app.test_client()
    for _ in range(7):
        post(client, "/login", login="agent1", password="guessed wrong")
    post(client, "/login", login="agent2", password=PASSWORD)
    told = [(line["event"], line.get("login")) for line in lines(capfd) if line["event"].startswith("security.")]
    assert told == [
        *([("security.refused", "agent1")] * 6),
        ("security.limited", "agent1"),
        ("security.sign_in", "agent2"),
    ]


def test_no_secret_and_no_password_stands_in_an_event(served: Served, capfd: Any) -> None:
    admin = served.client("admin1")
    made = post(admin, "/admin/services", name="ears", scopes="transcripts")
    assert made.status_code == 200
    post(admin, "/password", old=PASSWORD, new="quite another password")
    client = served.app.test_client()
    client.post("/login", data={"login": "agent1"}, headers={"Origin": "http://evil.example"})
    found = lines(capfd)
    names = {line["event"] for line in found}
    assert {"security.token_made", "security.password_confirmed", "security.password_changed"} <= names
    assert [line["act"] for line in found if line["event"] == "security.refused"] == ["cross_site"]
    said = json.dumps(found)
    assert PASSWORD not in said and "quite another" not in said and "argon2" not in said


def test_every_event_belongs_to_an_action_that_exists() -> None:
    root = Path(people.__file__).parent
    source = "".join(file.read_text() for file in root.rglob("*.py"))
    assert [name for name in EVENTS if f'@action("{name}"' not in source] == []


def test_libraries_warnings_and_threads_speak_json(capfd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    root = logging.getLogger()
    before = list(root.handlers)
    logs.set_up()
    try:
        logs.server_lines()
        logging.getLogger("engineio.server").error("call +86 138-1234-5678\nforged line")
        warnings.warn("an old way", DeprecationWarning, stacklevel=1)
        broken = threading.Thread(target=lambda: 1 / 0)
        broken.start()
        broken.join()
        logs.ServerLines().write("Traceback (most recent call last):\n\n  File x\n")
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = before
    said = capfd.readouterr().err
    found = [json.loads(line) for line in said.splitlines()]  # every line
    assert [line["event"] for line in found if line["event"] != "library"] == ["uncaught", "server", "server"]
    assert "1234-5678" not in said and "ZeroDivisionError" in said


def test_the_figures_name_no_person_and_count_what_happens(served: Served) -> None:
    before = counted["security.sign_in"]
    served.socket(served.client("agent1"))
    registry = CollectorRegistry()
    registry.register(Figures(served.parts))
    said = generate_latest(registry).decode()
    assert 'console_sockets{namespace="/desk"} 1.0' in said
    assert f'console_security_events_total{{event="security.sign_in"}} {before + 1}.0' in said
    assert "console_redis_connected 1.0" in said and "console_worker_silent_seconds 0.0" in said
    assert "agent1" not in said
