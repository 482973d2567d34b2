"""A lead's acts on the wire: the agent's desk and the floor follow at once, others receive nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.actions import safety
from tests import databases
from tests.live.test_live import Screen
from tests.people import IDS
from tests.served import ORIGIN, Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def post(served: Served, login: str, path: str, **fields: Any) -> Any:
    client = served.client(login)
    headers = {"X-CSRFToken": served.token(client)}
    return client.post(path, data={"key": str(uuid.uuid4()), **fields}, headers=headers)


def test_a_recall_reaches_the_desk_and_the_floor_and_no_other_desk(served: Served) -> None:
    token = served.site.talk("agent1")
    screen, outsider = Screen(served, "agent1"), Screen(served, "agent3")
    lead = served.client("lead1")
    floor = served.socket(lead, "/floor")
    beside = f"/floor/agents/{IDS['agent1']}"
    assert 'data-open="recall"' in lead.get(beside).get_data(as_text=True)
    assert served.client("agent1").get(beside).status_code == 404
    served.flush()
    floor.get_received("/floor")
    outsider.receive()
    fields = {"token": token, "to": "queue", "reason": "asked for the lead"}
    assert post(served, "agent1", "/floor/recall", **fields).status_code == 404
    assert post(served, "compliance1", "/floor/recall", **fields).status_code == 404
    assert post(served, "lead1", "/floor/recall", **{**fields, "reason": ""}).status_code == 422
    assert screen.receive() == 0
    assert post(served, "lead1", "/floor/recall", **fields).get_json()["ok"]
    assert screen.receive() >= 1
    assert "Your lead took this customer over." in screen.panels["queue"]
    fresh = screen.ask("snapshot")
    assert screen.panels == fresh["panels"] and fresh["token"] == 0
    rows = [m["args"][0]["rows"] for m in floor.get_received("/floor")]
    row = f"{IDS['agent1']}"
    assert rows and row in rows[-1] and 'data-state="on_break"' in rows[-1][row]
    assert 'data-open="recall"' not in lead.get(beside).get_data(as_text=True)
    for message in outsider.socket.get_received("/desk"):
        panels = message["args"][0]["panels"]
        assert set(panels) == {"queue"} and "Your lead took" not in panels["queue"]


def test_a_push_of_the_floor_holds_only_the_rows_that_changed_and_heals_by_its_number(served: Served) -> None:
    lead = served.client("lead1")
    floor, officer = served.socket(lead, "/floor"), served.socket(served.client("compliance1"), "/compliance")

    def ask(event: str, **body: Any) -> Any:
        return floor.emit(event, body, namespace="/floor", callback=True)

    whole = ask("snapshot")
    assert whole["base"] == -1 and f'id="agent-{IDS["agent2"]}"' in whole["panels"]["agents"] and whole["epoch"]
    served.flush()
    floor.get_received("/floor")
    number = ask("beat", n=0)["n"]  # it shows nothing yet: the whole
    same = ask("beat", n=number, epoch=whole["epoch"])
    assert set(same) == {"ok", "epoch", "n", "now"} and same["n"] == number
    assert "panels" in ask("beat", n=number, epoch="another process")
    served.site.talk("agent1")
    served.flush()
    pushes = [m["args"][0] for m in floor.get_received("/floor")]
    assert [push["base"] for push in pushes] == [push["n"] - 1 for push in pushes] and pushes[0]["base"] == number
    assert {row for push in pushes for row in push["rows"]} == {str(IDS["agent1"])}
    assert all("agents" not in push["panels"] for push in pushes)
    assert (
        pushes[-1]["epoch"]
        == whole["epoch"]
        == officer.emit("snapshot", namespace="/compliance", callback=True)["epoch"]
    )
    fresh = ask("snapshot")
    assert pushes[-1]["rows"][str(IDS["agent1"])] in fresh["panels"]["agents"] and fresh["n"] == pushes[-1]["n"]


def test_the_screen_on_the_wall_gets_no_name_and_no_customer(served: Served) -> None:
    token = served.site.talk("agent1")
    customer = served.site.customer(served.site.customer_of(token)).name
    lead = served.client("lead1")
    wall = served.socketio.test_client(
        served.app, namespace="/floor", auth={"wall": True}, flask_test_client=lead, headers={"Origin": ORIGIN}
    )
    said = [lead.get("/floor/wall").get_data(as_text=True).partition("<main")[2]]
    said.append(str(wall.emit("snapshot", namespace="/floor", callback=True)))
    served.site.finish("agent1", token, "REF")
    served.flush()
    said += [str(message["args"]) for message in wall.get_received("/floor")]
    people = ("Li Min", "Chen Jie", "Wang Fang", customer, customer[0] + "*")
    assert len(said) > 2 and not [name for name in people for text in said if name in text]
    assert "Wrap-up" in said[0] and "panel-states" in said[1]
    assert 'data-queue="pause"' in lead.get("/floor").get_data(as_text=True)
    assert not [text for text in said if "data-queue" in text or "data-open" in text], "nobody steers from the wall"


def test_the_wall_says_nothing_of_an_alarm_and_watches_nothing(served: Served) -> None:
    """A call in the safety state is a talk there, and the page does not pass for a lead who would see an alarm."""
    token = served.site.talk("agent1")
    assert safety.enter(served.site.call("agent1"), token, "self_harm").ok
    lead = served.client("lead1")
    floor, wall = (lead.get(path).get_data(as_text=True) for path in ("/floor", "/floor/wall"))
    assert "build/alarms.js" in floor and 'id="alarms"' in floor and "state safety" in floor
    assert "build/alarms.js" not in wall and 'id="alarms"' not in wall
    assert "state safety" not in wall and "state talking" in wall


def test_a_floor_that_nobody_has_open_for_a_while_goes_on_with_a_new_number(served: Served) -> None:
    lead = served.client("lead1")
    floor = served.socket(lead, "/floor")
    left = floor.emit("snapshot", namespace="/floor", callback=True)["n"]
    floor.disconnect("/floor")
    assert post(served, "lead1", "/floor/say", what="pin", text="Lunch at one").get_json()["ok"]
    served.flush()
    again = served.socket(lead, "/floor").emit("beat", {"n": left}, namespace="/floor", callback=True)
    assert again["n"] > left and "panels" in again


def test_who_only_looks_at_the_floor_gets_no_button_to_pin(served: Served) -> None:
    lead, officer = (served.client(login).get("/floor").get_data(as_text=True) for login in ("lead1", "compliance1"))
    assert 'data-open="pin"' in lead and 'data-open="pin"' not in officer


def test_ending_a_stuck_shift_shows_on_the_desk(served: Served) -> None:
    served.site.ready("agent1")
    screen = Screen(served, "agent1")
    done = post(served, "lead1", "/floor/off", agent_id=IDS["agent1"], reason="went home")
    assert done.get_json()["ok"] and screen.receive() >= 1
    assert "Your lead ended your shift." in screen.panels["queue"]
    assert screen.panels == screen.ask("snapshot")["panels"]


def test_skills_and_teams_are_set_on_the_pages_and_bind_the_offer(served: Served) -> None:
    site = served.site
    form = {
        "name": "Early",
        "name_zh": "",
        "stage": "M1",
        "team": "2",
        "skill": "Cantonese",
        "offer_seconds": 30,
        "wrapup_seconds": 60,
        "extension_seconds": 60,
        "extensions": 2,
    }
    assert post(served, "admin1", "/admin/queues", queue_id=1, **form).status_code == 302
    assert site.rows(_queue())[0] == ("Early", 2, "cantonese")
    person = {"name": "Zhao Lei", "role": "agent", "team": "2", "skills": "Cantonese，disputes"}
    assert post(served, "admin1", f"/admin/people/{IDS['agent3']}", **person).status_code == 302
    assert site.agent("agent3").skills == ["cantonese", "disputes"]
    page = served.client("admin1").get("/admin/people").get_data(as_text=True)
    assert 'value="cantonese, disputes"' in page
    moved = post(served, "admin1", "/admin/requeue", **{"from": 1, "to": 2})
    assert moved.status_code == 302 and site.one(_left()) == 0


def _queue() -> Any:
    from sqlalchemy import text

    return text("SELECT name, team_id, skill FROM queue WHERE id = 1")


def _left() -> Any:
    from sqlalchemy import text

    return text("SELECT count(*) FROM entry WHERE queue_id = 1")


def test_the_outcomes_of_today_and_the_numbers_shown_are_the_own_teams(served: Served) -> None:
    from console.actions import inbound

    site = served.site
    token = site.talk("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    shown = inbound.reveal(site.call("agent1"), view.customer_id, view.phones[0].id, "asked me to text")
    site.finish("agent1", token, "REF", note="after payday")
    lead = served.client("lead1")
    page = lead.get("/floor/outcomes").get_data(as_text=True)
    assert "after payday" in page and "data-correct" in page and view.name not in page
    assert "after payday" not in lead.get("/floor/outcomes?q=nobody").get_data(as_text=True)
    numbers = lead.get("/floor/numbers").get_data(as_text=True)
    assert "asked me to text" in numbers and "made up" in numbers
    assert shown.show_once["number"][-11:] not in numbers and view.name not in numbers
    site.sql("UPDATE person SET team_id = 2 WHERE id = 1")
    assert "asked me to text" not in lead.get("/floor/numbers").get_data(as_text=True)
