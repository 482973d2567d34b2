"""Every field of every socket event gets the corpus and wrong types; nothing breaks, nothing leaks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.actions import service_tokens
from console.live.messages import COMMANDS, DESK, SERVICE, Command
from tests import databases
from tests.served import Served
from tests.web.attack import CORPUS, STACK, STILL, Target

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    float("1e308"),
    [],
    {},
    ["x"],
    {"a": 1},
    [[[[]]]],
    "",
    "\ud800",
    {"speaker": "agent"},
    [{"speaker": "agent", "text": 3}],
    [{"speaker": "boss", "text": "x"}],
    [{"speaker": "agent", "text": "x" * 5000}],
    [{"speaker": "agent", "text": "a\x00b"}],
)
LOGIN = {"/desk": "agent1", "/floor": "lead1", "/compliance": "compliance1", "/alarms": "lead1", "/rounds": "lead1"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    yield made
    made.site.close()


def body_of(command: Command, token: int) -> dict[str, Any]:
    usual = {
        "key": str(uuid.uuid4()),
        "token": token,
        "reason": "meal",
        "signal": "trembles",
        "undo": False,
        "seq": 1,
        "epoch": "",
        "n": 1,
        "attempt": 1,
        "wish": 1,
        "segments": [{"speaker": "agent", "text": "hello"}],
    }
    return {name: usual[name] for name in command.payload.model_fields}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.namespace}.{c.event}")
def test_junk_in_any_field_is_refused_and_changes_nothing(served: Served, command: Command) -> None:
    site, target = served.site, Target(served)
    token = site.talk("agent1")
    if command.namespace == SERVICE:
        made = service_tokens.make_token(site.call("admin1"), "ears", ["transcripts"])
        socket = served.socketio.test_client(served.app, namespace=SERVICE, auth={"token": made.data["secret"]})
    else:
        socket = served.socket(served.client(LOGIN[command.namespace]), command.namespace)
    handler = served.socketio.server.namespace_handlers[command.namespace]  # type: ignore[attr-defined]
    plan: list[Any] = [*WRONG, *CORPUS]
    for name in command.payload.model_fields:
        plan += [{**body_of(command, token), name: value} for value in (*WRONG, *CORPUS)]
    plan += [{**body_of(command, token), "more": 1, "role": "admin", "actor": 7}]
    for body in plan:
        handler.buckets.clear()
        handler.strikes.clear()
        with target.writes() as written:
            answer = socket.emit(command.event, body, namespace=command.namespace, callback=True)
        assert isinstance(answer, dict), (command.event, body)
        assert not STACK.search(str({k: v for k, v in answer.items() if k != "panels"}))
        if not answer["ok"]:
            known = ("invalid", "not_found", "illegal", "conflict", "stale", "signed_out")
            assert answer["code"] in known, (body, answer)
            assert not written - STILL, (body, written)
    assert socket.is_connected(command.namespace)


def test_a_role_reaches_no_event_of_another_namespace(served: Served) -> None:
    """The floor's watcher sends the desk's commands, and the other way round."""
    before = served.site.rows_of_everything()
    for namespace, login in LOGIN.items():
        socket = served.socket(served.client(login), namespace)
        handler = served.socketio.server.namespace_handlers[namespace]  # type: ignore[attr-defined]
        for command in COMMANDS:
            if command.namespace == namespace or command.event in ("beat", "snapshot"):
                continue
            handler.strikes.clear()
            answer = socket.emit(command.event, body_of(command, 1), namespace=namespace, callback=True)
            if namespace == DESK or command.namespace != DESK:
                assert answer == {"ok": False, "code": "invalid"}
            else:
                assert not answer["ok"]
    after = served.site.rows_of_everything()
    for table in ("login_attempt", "known_device"):
        before.pop(table), after.pop(table)
    assert before == after
