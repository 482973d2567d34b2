"""Transcripts over the socket: a token lets in, the agent's screen warns, an ended token is out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import service_tokens
from console.store.models import Attempt
from tests import databases
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def connect(served: Served, token: str) -> Any:
    return served.socketio.test_client(served.app, namespace="/service", auth={"token": token})


def say(socket: Any, attempt: int, speaker: str, text: str) -> Any:
    body = {"key": str(uuid.uuid4()), "attempt": attempt, "segments": [{"speaker": speaker, "text": text}]}
    return socket.emit("transcript", body, namespace="/service", callback=True)


def test_a_segment_warns_the_agents_screen(served: Served) -> None:
    site = served.site
    made = service_tokens.make_token(site.call("admin1"), "ears", ["transcripts"])
    token = site.talk("agent1")
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    screen = served.socket(served.client("agent1"))
    screen.emit("snapshot", {}, namespace="/desk", callback=True)
    ears = connect(served, made.data["secret"])
    assert ears.is_connected("/service")
    heard = say(ears, attempt, "agent", "今天不还明天就抓你")
    assert heard["ok"] and heard["marks"][0]["rule"] == "cn-msg-false-legal"
    served.flush()
    pushed = [m for m in screen.get_received("/desk") if m["name"] == "panels"]
    assert "抓你" in pushed[-1]["args"][0]["panels"]["strip"]
    assert say(ears, attempt, "nobody", "x")["code"] == "invalid"
    assert service_tokens.end_token(site.call("admin1"), 1).ok
    assert say(ears, attempt, "agent", "好的")["code"] == "signed_out"


def test_nobody_comes_in_without_a_fitting_token(served: Served) -> None:
    other = service_tokens.make_token(served.site.call("admin1"), "bank", ["payments"])
    for token in ("", "wrong", other.data["secret"]):
        assert not connect(served, token).is_connected("/service")
