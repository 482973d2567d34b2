"""A lead's acts on the wire: the agent's desk and the floor follow at once, others receive nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.live.test_live import Screen
from tests.people import IDS
from tests.served import Served


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
    assert 'data-open="recall"' in lead.get("/floor").get_data(as_text=True)
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
    shown = [m["args"][0]["panels"]["agents"] for m in floor.get_received("/floor")]
    assert shown and 'data-open="recall"' not in shown[-1]
    for message in outsider.socket.get_received("/desk"):
        panels = message["args"][0]["panels"]
        assert set(panels) == {"queue"} and "Your lead took" not in panels["queue"]


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
