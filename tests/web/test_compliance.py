"""The pages of the compliance officer: live list, export, house rules with two people, the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from console.actions import people, service_tokens
from console.store.models import Account, ChainEntry, Creditor, Customer, HouseRule
from tests import databases
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def post(served: Served, login: str, path: str, **form: Any) -> Any:
    client = served.client(login)
    headers = {"X-CSRFToken": served.token(client)}
    return client.post(path, data=form, headers=headers, follow_redirects=True)


def test_today_lists_what_was_blocked_and_said_live(served: Served) -> None:
    site = served.site
    socket = served.socket(served.client("compliance1"), "/compliance")
    token = site.talk("agent1")
    from console.actions import note

    note.save_note(site.call("agent1"), token, "告诉客户明天法院会上门", 0)
    served.flush()
    pushes = [m for m in socket.get_received("/compliance") if m["name"] == "panels"]
    assert pushes, "the officer's list is pushed"
    assert "法院会上门" in pushes[-1]["args"][0]["panels"]["feed"]
    page = served.client("compliance1").get("/compliance").get_data(as_text=True)
    assert "Legal step that is not true" in page


def test_every_page_shows_and_try_it_explains(served: Served) -> None:
    client = served.client("compliance1")
    for path in ("/compliance/rules", "/compliance/house", "/compliance/requests", "/compliance/log"):
        assert client.get(path).status_code == 200
    rules = client.get("/compliance/rules").get_data(as_text=True)
    assert "It is about the debt itself: every channel." in rules, "each rule says what it covers, and why"
    assert "cn-freq-unanswered-6" in rules and "us-freq-7in7" in rules and "policy" in rules
    with served.site.database.reading() as session:
        name, number = session.execute(select(Customer.name, Customer.id)).first()  # type: ignore[misc]
    found = client.get("/compliance/try", query_string={"query": name}).get_data(as_text=True)
    assert f'value="{number}"' in found
    tried = client.get(
        "/compliance/try", query_string={"query": name, "customer": number, "at": "2026-11-24T23:00", "channel": "call"}
    ).get_data(as_text=True)
    assert "cn-time-quiet-hours" in tried and "not lawful" in tried


def test_a_house_rule_goes_through_two_hands_on_the_page(served: Served) -> None:
    done = post(
        served,
        "compliance1",
        "/compliance/house",
        kind="param",
        row="cn-freq-unanswered-6|cap",
        value="4",
        reason="fewer calls this week",
    )
    assert "fewer calls this week" in done.get_data(as_text=True)
    row = served.site.one(select(HouseRule.id))
    own = post(served, "compliance1", f"/compliance/house/{row}/approve")
    assert "A second person must approve" in own.get_data(as_text=True)
    assert "approved by" in post(served, "lead1", f"/compliance/house/{row}/approve").get_data(as_text=True)
    bad = post(
        served, "compliance1", "/compliance/house", kind="param", value="x", row="cn-freq-unanswered-6|cap", reason="r"
    )
    assert "Enter a number" in bad.get_data(as_text=True)


def test_a_house_rule_may_hold_for_one_creditor_and_one_product(served: Served) -> None:
    owner = served.site.one(select(Creditor.id).order_by(Creditor.id))
    name = served.site.one(select(Creditor.name).where(Creditor.id == owner))
    shown = post(
        served,
        "compliance1",
        "/compliance/house",
        kind="closed",
        channels="sms",
        creditor=str(owner),
        products="consumer_loan",
        reason="letters first",
    ).get_data(as_text=True)
    row = shown[shown.index("letters first") - 400 :]
    assert name in row and "Consumer loan" in row and "everywhere" not in shown
    assert served.site.one(select(HouseRule.products)) == ["consumer_loan"]
    assert served.site.one(select(HouseRule.creditor_id)) == owner
    bad = post(served, "compliance1", "/compliance/house", kind="closed", channels="sms", products="yacht", reason="r")
    assert "Choose one of the list" in bad.get_data(as_text=True)
    gone = post(served, "compliance1", "/compliance/house", kind="closed", channels="sms", creditor="99999", reason="r")
    assert "Choose one of the list" in gone.get_data(as_text=True)
    assert len(served.site.rows(select(HouseRule.id))) == 1


def test_the_log_is_exported_with_a_reason_and_on_record(served: Served) -> None:
    served.site.talk("agent1")
    day = "2026-11-23"
    form = {"from": day, "to": day, "form": "csv", "level": ""}
    assert "Enter the reason" in post(served, "compliance1", "/compliance/log/export", **form).get_data(as_text=True)
    done = post(served, "compliance1", "/compliance/log/export", **form, reason="monthly audit")
    rows = list(csv.reader(io.StringIO(done.get_data().decode("utf-8-sig"))))
    assert rows[0][0] == "at" and {row[1] for row in rows[1:]} == {"verdict.begin", "handout.offered"}
    sheet = post(served, "compliance1", "/compliance/log/export", **{**form, "form": "xlsx"}, reason="audit")
    book = load_workbook(io.BytesIO(sheet.get_data()))
    assert book.active is not None and book.active.max_row == len(rows)
    kinds = served.site.rows(select(ChainEntry.kind).where(ChainEntry.kind == "action.people.export"))
    assert len(kinds) == 2


def bearer(served: Served, *scopes: str) -> dict[str, str]:
    done = service_tokens.make_token(served.site.call("admin1"), "feed", list(scopes))
    return {"Authorization": f"Bearer {done.data['secret']}"}


def test_the_machines_door(served: Served) -> None:
    client = served.app.test_client()
    head = bearer(served, "payments")
    with served.site.database.reading() as session:
        account, currency, creditor = session.execute(
            select(Account.external_id, Account.currency, Customer.creditor_id).join(
                Customer, Customer.id == Account.customer_id
            )
        ).first()  # type: ignore[misc]
    body = {
        "creditor": creditor,
        "account": account,
        "external_id": "x1",
        "amount_minor": 100,
        "currency": currency,
        "at": served.site.now.isoformat(),
    }
    assert client.post("/api/payments", json=body).status_code == 401
    assert client.post("/api/payments", json=body, headers={"Authorization": "Bearer no"}).status_code == 401
    first = client.post("/api/payments", json=body, headers=head)
    assert first.status_code == 200 and first.get_json()["state"] == "booked"
    assert client.post("/api/payments", json=body, headers=head).get_json()["state"] == "known"
    wrong = client.post("/api/payments", json={**body, "amount": 1}, headers=head)
    assert wrong.status_code == 422 and wrong.get_json()["field"] == "amount"
    assert client.post("/api/transcripts", json={}, headers=head).status_code == 404
    assert client.get("/desk", headers=head).status_code in (302, 401)


def test_an_ended_token_is_refused(served: Served) -> None:
    client = served.app.test_client()
    head = bearer(served, "attempts")
    assert client.post("/api/attempts", json={}, headers=head).status_code == 422
    assert service_tokens.end_token(served.site.call("admin1"), 1).ok
    assert client.post("/api/attempts", json={}, headers=head).status_code == 401


def test_an_export_is_no_agents_business(served: Served) -> None:
    assert served.client("agent1").get("/compliance/log").status_code == 404
    assert people.note_export(served.site.call("compliance1"), "verdicts", "why", 3).ok
