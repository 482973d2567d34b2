"""Routes are closed by default: every route of the running application, tried as every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint
from flask_socketio import Namespace
from sqlalchemy import func, select

from console import app
from console.actions import inbound
from console.live.messages import COMMANDS
from console.store.models import ChainEntry, Phone, Reveal
from console.web.permission import EVERYONE, roles_of
from tests import databases
from tests.served import Served

TABLE = Path(__file__).with_name("permissions.txt")
LOGINS = {"agent": "agent1", "collector": "collector1", "lead": "lead1", "compliance": "compliance1", "admin": "admin1"}


def expected() -> dict[tuple[str, str], set[str]]:
    found = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, path, *roles = line.split()
            found[(method, path)] = set(roles)
    return found


def declared(served: Served) -> dict[tuple[str, str], set[str] | None]:
    found: dict[tuple[str, str], set[str] | None] = {}
    for rule in served.app.url_map.iter_rules():
        roles = roles_of(served.app, rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found[(method, rule.rule)] = set(roles) if roles is not None else None
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    yield made
    made.site.close()


def test_the_reviewed_table_is_the_running_application(served: Served) -> None:
    assert declared(served) == expected()


def test_a_planted_route_without_a_permission_turns_red_and_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = Blueprint("planted", __name__)
    planted.add_url_rule("/planted", "planted", lambda: "open")
    monkeypatch.setattr(app, "BLUEPRINTS", (*app.BLUEPRINTS, planted))
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=2)
    assert declared(made)[("GET", "/planted")] is None
    assert declared(made) != expected()
    assert made.client("admin1").get("/planted").status_code == 404
    made.site.close()


def socket_faults(served: Served) -> list[str]:
    """Return the socket events and namespaces that nobody declared."""
    server = served.socketio.server  # type: ignore[attr-defined]
    known = {(c.namespace, c.event) for c in COMMANDS if c.roles}
    faults = []
    for namespace, handlers in server.handlers.items():
        faults += [f"{namespace} {event}" for event in handlers]
    for name, handler in server.namespace_handlers.items():
        if name not in {namespace for namespace, _ in known}:
            faults.append(f"namespace {name}")
        methods = {m for m in dir(handler) if m.startswith("on_")}
        faults += sorted(methods - {"on_connect", "on_disconnect"})
        for event in getattr(handler, "commands", {}):
            if (name, event) not in known:
                faults.append(f"{name} {event}")
    return faults


def test_every_socket_event_is_declared_and_a_planted_one_turns_red(served: Served) -> None:
    assert socket_faults(served) == []

    class Planted(Namespace):
        def on_anything(self) -> None:
            raise AssertionError("never called")

    served.socketio.on_namespace(Planted("/planted"))
    assert socket_faults(served)
    served.socketio.on("stray", namespace="/desk")(lambda *_: None)
    assert any("stray" in fault for fault in socket_faults(served))


def test_every_role_at_every_door(served: Served) -> None:
    table = expected()
    clients = {role: served.client(login) for role, login in LOGINS.items()}
    tokens = {role: served.token(client) for role, client in clients.items()}
    stranger = served.client()
    before = served.site.rows_of_everything()
    for (method, path), roles in table.items():
        if path == "/logout" or EVERYONE in roles:
            continue
        url = re.sub(r"<int:\w+>", "999", path)
        url = url.replace("<client_id>", "0" * 8 + 3 * "-0000" + "-" + "0" * 12)
        url = url.replace("<what>", "nothing").replace("<kind>.<extension>", "customers.csv")
        url = url.replace("<key>", "promise").replace("figures.<kind>", "figures.csv")
        for role, client in clients.items():
            headers = {"X-CSRFToken": tokens[role]}
            answer = client.open(url, method=method, headers=headers, data={})
            if role in roles:
                missing = (
                    method == "POST"
                    or "run_id" in path
                    or "trip_id" in path
                    or "agent_id" in path
                    or "document_id" in path
                )
                missing = missing or path.startswith("/customers/")
                assert answer.status_code != 404 or missing, (method, path, role)
                assert answer.status_code < 500, (method, path, role)
            else:
                closed = 401 if path.startswith(("/api/", "/my")) else 404  # a person's cookie is nobody there
                assert answer.status_code == closed, (method, path, role)
        if EVERYONE not in roles:
            assert stranger.open(url, method=method, data={}).status_code in (400, 401), path
    after = served.site.rows_of_everything()
    assert {**after, "chain_entry": 0, "chain_head": 0} == {**before, "chain_entry": 0, "chain_head": 0}
    written = served.site.rows(select(ChainEntry.kind).where(~ChainEntry.kind.startswith("refused.")))
    assert len(written) == before["chain_entry"], "what was refused is on record, and nothing else"


def test_a_post_without_the_csrf_token_is_refused(served: Served) -> None:
    client = served.client("agent1")
    assert client.post("/desk/begin", data={"key": "x"}).status_code == 400


def test_six_wrong_passwords_lock_the_login_for_a_while(served: Served) -> None:
    import re

    client = served.client()
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    codes = [
        client.post(
            "/login", data={"csrf_token": token.group(1), "login": "agent1", "password": f"wrong {n}"}
        ).status_code
        for n in range(8)
    ]
    assert codes == [422] * 6 + [429] * 2


def test_security_headers_stand_on_every_page(served: Served) -> None:
    for path in ("/login", "/nothing-here"):
        headers = served.client().get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_full_number_stands_in_any_page(served: Served) -> None:
    site = served.site
    token = site.preview("agent1")
    client = served.client("agent1")
    numbers = [row[0] for row in site.rows(select(Phone.e164))]
    html = client.get("/desk").get_data(as_text=True)
    found = client.get(f"/desk/search?q={numbers[0][-11:]}").get_data(as_text=True)
    assert "****" in html and "****" in found
    for number in numbers:
        assert number[-11:] not in html and number[-11:] not in found.replace(numbers[0], "")
    begun = site.begin("agent1", token)
    assert begun.ok and not any(n[-11:] in str(begun.data) for n in numbers)


def test_a_reveal_needs_a_reason_is_on_record_and_has_a_budget(served: Served) -> None:
    site = served.site
    site.preview("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    empty = inbound.reveal(site.call("agent1"), view.customer_id, phone, "")
    assert empty.code == "invalid"
    stranger = inbound.reveal(site.call("agent2"), view.customer_id, phone, "curious today")
    assert stranger.code == "not_found"
    for _ in range(inbound.BUDGET):
        done = inbound.reveal(site.call("agent1"), view.customer_id, phone, "asked me to text")
        assert done.ok and done.show_once["number"].startswith("+86")
    over = inbound.reveal(site.call("agent1"), view.customer_id, phone, "asked me to text")
    assert over.code == "conflict"
    assert site.one(select(func.count()).select_from(Reveal)) == inbound.BUDGET
