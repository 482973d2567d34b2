"""The wire: snapshot law, outsiders, revocation, rate and bad input."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from console.actions import suppressions
from console.actions.call import Call
from console.cli.setup import command_context
from console.domain.actor import WORKER
from console.live.messages import COMMANDS, wire_schema
from console.settings import Settings
from console.store.models import Customer, Entry
from console.store.unit_of_work import open_database
from tests import databases
from tests.served import Served

Act = Callable[["Screen"], None]


class Screen:
    """A browser's memory: panels rebuilt from pushes, older numbers dropped, gaps healed."""

    def __init__(self, served: Served, login: str) -> None:
        self.served = served
        self.login = login
        self.socket = served.socket(served.client(login))
        self.panels: dict[str, str] = {}
        self.seq = -1
        self.snapshots = 0
        self.snapshot()

    def ask(self, event: str, **body: Any) -> Any:
        return self.socket.emit(event, body, namespace="/desk", callback=True)

    def command(self, event: str, **body: Any) -> Any:
        return self.ask(event, key=str(uuid.uuid4()), **body)

    def snapshot(self) -> dict[str, Any]:
        message = self.ask("snapshot")
        assert message["ok"]
        self.panels, self.seq = dict(message["panels"]), message["seq"]
        self.snapshots += 1
        return message  # type: ignore[no-any-return]

    def receive(self) -> int:
        """Apply what was pushed; return how many messages came."""
        self.served.flush()
        came = [m for m in self.socket.get_received("/desk") if m["name"] == "panels"]
        for message in (m["args"][0] for m in came):
            if message["seq"] < self.seq:
                continue
            if message["base"] not in (-1, self.seq):
                self.snapshot()
                continue
            assert message["seq"] >= self.seq
            self.panels.update(message["panels"])
            self.seq = message["seq"]
        return len(came)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def ready(s: Screen) -> None:
    assert s.command("ready")["ok"]


def accept(s: Screen) -> None:
    assert s.command("accept", token=s.served.site.desk(s.login).token)["ok"]


def begin(s: Screen) -> None:
    site = s.served.site
    assert site.begin(s.login, site.desk(s.login).token).ok


def answered(s: Screen) -> None:
    from console.actions.contact import line_reports

    view = s.served.site.desk(s.login).customer
    assert view is not None and view.attempt_id
    line_reports(s.served.site.worker(), view.attempt_id, "answered")


def signal(s: Screen) -> None:
    token = s.served.site.desk(s.login).token
    assert s.command("signal", token=token, signal="trembles")["ok"]


def finish(s: Screen) -> None:
    site = s.served.site
    assert site.finish(s.login, site.desk(s.login).token, "REF").ok


def pause(s: Screen) -> None:
    assert s.command("pause", reason="meal")["ok"]


def wrap_up_ends(s: Screen) -> None:
    s.ask("beat", seq=s.seq, epoch="")
    site = s.served.site
    site.later(seconds=61)
    site.sql("UPDATE agent SET seen_at = since")
    site.tick()


def offline(s: Screen) -> None:
    assert s.command("offline")["ok"]


STORY: tuple[Act, ...] = (ready, accept, begin, answered, signal, pause, finish, wrap_up_ends, ready, offline)


def test_after_every_action_the_pushed_panels_equal_a_fresh_snapshot(served: Served) -> None:
    screen = Screen(served, "agent1")
    outsider = Screen(served, "agent3")
    for act in STORY:
        before = dict(screen.panels)
        act(screen)
        assert screen.receive() >= 1, act.__name__
        assert screen.panels != before, act.__name__
        fresh = screen.ask("snapshot")
        assert screen.seq == fresh["seq"]
        assert screen.panels == fresh["panels"], act.__name__
        for message in outsider.socket.get_received("/desk"):
            if message["name"] == "panels":
                assert message["args"][0]["panels"].get("customer", "").count("hidden") <= 1
    assert outsider.panels["customer"].startswith('<section id="panel-customer" hidden')


def test_a_lost_push_is_healed_by_the_next_beat(served: Served) -> None:
    screen = Screen(served, "agent1")
    ready(screen)
    served.flush()
    screen.socket.get_received("/desk")  # lost on the way
    beat = screen.ask("beat", seq=screen.seq, epoch="")
    assert beat["seq"] > screen.seq
    screen.snapshot()
    assert "panel-customer" in screen.panels["customer"] and screen.seq == beat["seq"]


def test_two_tabs_of_one_agent_are_both_right(served: Served) -> None:
    one, two = Screen(served, "agent1"), Screen(served, "agent1")
    for act in (ready, accept, begin):
        act(one)
        one.receive()
        two.receive()
        assert one.panels == two.panels and one.seq == two.seq


def test_logout_and_role_change_close_the_sockets_at_once(served: Served) -> None:
    client = served.client("agent1")
    socket = served.socket(client)
    assert socket.is_connected("/desk")
    client.post("/logout", data={"csrf_token": served.token(client)})
    again = socket.emit("beat", {}, namespace="/desk", callback=True) if socket.is_connected("/desk") else {"ok": False}
    assert not again["ok"]
    served.site.sql("UPDATE person SET role_version = role_version + 1 WHERE login = 'agent2'")
    other = served.client("agent2")
    live = served.socket(other)
    assert live.is_connected("/desk")
    from console.actions import people

    done = people.change_person(served.site.call("admin1"), 2, "Chen Jie", "lead", 1, False)
    assert done.ok
    names = [m["name"] for m in live.get_received("/desk")] if live.is_connected("/desk") else []
    assert "signed_out" in names or not live.is_connected("/desk")
    assert other.get("/desk").status_code in (302, 401)


def test_strangers_do_not_get_in(served: Served) -> None:
    assert not served.socket(served.client()).is_connected("/desk")
    client = served.client("agent1")
    assert not served.socket(client, origin="http://evil.example").is_connected("/desk")
    assert not served.socket(client, origin="").is_connected("/desk")
    assert not served.socket(client, namespace="/floor").is_connected("/floor")
    assert served.socket(served.client("lead1"), namespace="/floor").is_connected("/floor")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {"key": "no"},
        {"key": 3, "token": "1"},
        {"key": str(uuid.uuid4()), "x": 1},
        {"key": str(uuid.uuid4()), "token": -1},
        {"key": str(uuid.uuid4()), "token": 10**30},
    ],
)
def test_bad_payloads_are_refused_without_effect(served: Served, body: Any) -> None:
    screen = Screen(served, "agent1")
    before = served.site.agent("agent1").desk_seq
    answer = screen.socket.emit("accept", body, namespace="/desk", callback=True)
    assert not answer["ok"] and answer["code"] in ("invalid", "not_found")
    assert served.site.agent("agent1").desk_seq == before


def test_unknown_events_are_counted_and_cut_off(served: Served) -> None:
    screen = Screen(served, "agent1")
    for _ in range(12):
        if screen.socket.is_connected("/desk"):
            screen.socket.emit("drop_table", {}, namespace="/desk")
    assert not screen.socket.is_connected("/desk")


def test_a_flood_is_answered_busy(served: Served) -> None:
    screen = Screen(served, "agent1")
    answers = [screen.ask("beat", seq=0, epoch="") for _ in range(60)]
    refused = [answer for answer in answers if answer.get("code") == "busy"]
    assert refused and all("Wait a second" in answer["message"] for answer in refused)


def test_the_wire_schema_names_every_command_with_roles() -> None:
    schema = wire_schema()
    assert {(c["namespace"], c["event"]) for c in schema["commands"]} == {(c.namespace, c.event) for c in COMMANDS}
    assert all(c["roles"] and c["payload"]["type"] == "object" for c in schema["commands"])


def test_a_failed_render_is_counted_and_the_action_stands(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(served, "agent1")

    def broken(*_: Any, **__: Any) -> dict[str, str]:
        raise RuntimeError("broken template")

    monkeypatch.setattr(served.parts["screens"], "render_desk", broken)
    assert screen.command("ready")["ok"]
    served.flush()
    assert served.parts["screens"].failures == 1
    assert served.site.agent("agent1").state == "offered"


def test_the_idle_desk_shows_ready_though_no_number_of_the_queue_changed(served: Served) -> None:
    served.site.database.transaction(
        lambda work: work.session.execute(update(Entry).where(Entry.state == "waiting").values(state="closed"))
    )
    screen = Screen(served, "agent1")
    assert "Press Ready to begin" in screen.panels["queue"]
    assert screen.command("ready")["ok"]
    screen.receive()
    assert "You are ready" in screen.panels["queue"]
    assert screen.command("pause", reason="meal")["ok"]
    screen.receive()
    assert "Enjoy the break" in screen.panels["queue"]
    assert screen.command("offline")["ok"]
    screen.receive()
    assert "Press Ready to begin" in screen.panels["queue"]


def test_what_a_command_changes_beside_the_server_is_on_open_screens_at_once(served: Served) -> None:
    busy, idle = Screen(served, "agent1"), Screen(served, "agent2")
    ready(busy)
    accept(busy)
    busy.receive()
    drawer = served.parts["drawer"]
    drawer.look_outside()
    idle.receive()
    settings = Settings(served.site.database.url.render_as_string(hide_password=False), "s" * 40, Path("."))
    database = open_database(settings.database_url, settings.keyring)
    context, _ = command_context(settings, database)
    mine = served.site.customer_of(served.site.desk("agent1").token)
    customer = served.site.one(select(Customer.external_id).where(Customer.id == mine))
    named = suppressions.Named(None, customer, "asked in writing", None)
    assert suppressions.take_slice(Call(context, WORKER, served.site.now), "list", "", [named]).ok
    database.close()
    assert not busy.receive()  # no event of this process says so
    drawer._outside_at = 0.0
    drawer.look_outside()
    assert busy.receive() and 'data-tone="red"' in busy.panels["strip"]
    assert drawer._floor is False  # floor, officer and counts were drawn with it
    drawer._outside_at = 0.0
    drawer.look_outside()
    assert not busy.receive()  # what was seen once is not drawn again


def test_the_last_shift_command_counts_over_all_tabs_of_an_agent(served: Served) -> None:
    now = int(served.site.now.timestamp() * 1000)
    old, new = Screen(served, "agent1"), Screen(served, "agent1")
    assert new.command("pause", reason="meal", wish=now - 1000)["ok"]
    late = old.command("ready", wish=now - 5000)
    assert (late["ok"], late["code"]) == (False, "conflict")
    assert "The newer choice stands" in late["message"]
    assert old.command("offline", wish=now - 500)["ok"]
    assert new.command("ready", wish=now + 10**9)["ok"]  # a clock that is days ahead
    assert old.command("offline", wish=now)["ok"]
