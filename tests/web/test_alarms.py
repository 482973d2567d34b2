"""The pages of alarms and of safety numbers, as lead and officer use them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import safety
from console.store.models import Attempt
from tests import databases
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    yield made
    made.site.close()


def post(served: Served, client: Any, path: str, fields: dict[str, Any]) -> Any:
    return client.post(path, data=fields, headers={"X-CSRFToken": served.token(client)})


def test_a_refused_list_keeps_what_was_typed(served: Served) -> None:
    officer = served.client("compliance1")
    typed = {"kind": "crisis", "region": "CN", "number_1": "12", "name_1": "City helpline", "name_zh_1": "本市热线"}
    page = post(served, officer, "/compliance/safety", typed).get_data(as_text=True)
    assert "enter a number of 3 to 15 digits" in page and 'value="City helpline"' in page
    done = post(served, officer, "/compliance/safety", {**typed, "number_1": "962525"})
    assert done.status_code == 302
    page = officer.get("/compliance/safety").get_data(as_text=True)
    assert 'value="962525"' in page and "The list of this site." in page and 'value="12356"' not in page


def test_taking_an_alarm_opens_the_file_and_closing_it_needs_a_note(served: Served) -> None:
    site = served.site
    token = site.talk("agent1")
    mine = safety.enter(site.call("agent1"), token, "self_harm").data["alarm"]
    lead, officer = served.client("lead1"), served.client("compliance1")
    assert lead.get(f"/alarms/{mine}").headers["Location"] == "/alarms"  # not taken: no file
    assert post(served, lead, f"/alarms/{mine}/take", {"key": str(uuid.uuid4())}).get_json()["ok"]
    assert site.customer(site.customer_of(token)).name in lead.get(f"/alarms/{mine}").get_data(as_text=True)
    assert officer.get(f"/alarms/{mine}").status_code == 302
    assert safety.end(site.call("agent1"), token, "safe").ok
    phone = site.one(select(Attempt.phone_id).where(Attempt.handout_id == token))
    called = post(served, lead, f"/alarms/{mine}/call", {"phone_id": phone})
    assert called.status_code == 302
    assert "safety call-back" in lead.get(f"/alarms/{mine}").get_data(as_text=True)
    assert post(served, lead, f"/alarms/{mine}/handle", {"note": "ok"}).headers["Location"] == f"/alarms/{mine}"
    assert (
        post(served, lead, f"/alarms/{mine}/handle", {"note": "her sister is with her"}).headers["Location"]
        == "/alarms"
    )
    assert "her sister is with her" in officer.get("/alarms").get_data(as_text=True)
