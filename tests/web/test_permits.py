"""Permits over HTTP: a service asks and reports the result. The officer judges a verdict again and sees the roots."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import audit_roots, service_tokens
from console.store.models import ChainEntry, ChainRoot, Customer, CustomerPhone, Phone
from tests import databases
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def bearer(served: Served, *scopes: str) -> dict[str, str]:
    done = service_tokens.make_token(served.site.call("admin1"), "gateway", list(scopes))
    return {"Authorization": f"Bearer {done.data['secret']}"}


def wish(served: Served, **more: Any) -> dict[str, Any]:
    row = served.site.rows(
        select(Customer.creditor_id, Customer.external_id, Phone.e164)
        .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
        .join(Phone, Phone.id == CustomerPhone.phone_id)
    )[0]
    return {
        "creditor": row.creditor_id,
        "customer": row.external_id,
        "channel": "sms",
        "number": row.e164,
        "text": "请联系我们。",
        "key": str(uuid.uuid4()),
        **more,
    }


def test_a_machine_asks_first_and_settles_afterwards(served: Served) -> None:
    client = served.app.test_client()
    head = bearer(served, "permits")
    body = wish(served)
    first = client.post("/api/permits", json=body, headers=head)
    assert first.status_code == 200, first.get_json()
    permit = first.get_json()["permit"]
    again = client.post("/api/permits", json=body, headers=head).get_json()
    assert again["permit"] == permit, "the same key takes one slot"
    other = client.post("/api/permits", json={**body, "text": "x"}, headers=head)
    assert other.status_code == 409
    done = {"result": "sent", "key": str(uuid.uuid4())}
    settled = client.post(f"/api/permits/{permit}", json=done, headers=head)
    assert settled.status_code == 200 and settled.get_json()["state"] == "settled"
    stranger = bearer(served, "permits")
    nobody = client.post(f"/api/permits/{permit}", json={**done, "key": str(uuid.uuid4())}, headers=stranger)
    assert nobody.status_code == 404


def test_a_blocked_wish_says_why_and_until_when(served: Served) -> None:
    client = served.app.test_client()
    head = bearer(served, "permits")
    served.site.later(hours=13)
    refused = client.post("/api/permits", json=wish(served), headers=head)
    said = refused.get_json()
    assert refused.status_code == 409 and said["code"] == "blocked" and not said["ok"]
    assert said["next_allowed_at"].startswith("2026-11-24T08:00") and "permit" not in said
    assert "Quiet hours" in said["message"]
    assert "cn-time-quiet-hours" in {x["rule"] for x in said["findings"]}


def test_bad_bodies_and_wrong_scopes_are_refused(served: Served) -> None:
    client = served.app.test_client()
    head = bearer(served, "permits")
    assert client.post("/api/permits", json=wish(served)).status_code == 401
    wrong = client.post("/api/permits", json=wish(served), headers=bearer(served, "payments"))
    assert wrong.status_code == 404
    for change, at_field in (
        ({"channel": "pigeon"}, "channel"),
        ({"details": {"weather": True}}, "details.weather"),
        ({"surprise": 1}, "surprise"),
        ({"key": "x"}, "key"),
        ({"text": "x" * 4001}, "text"),
    ):
        answer = client.post("/api/permits", json=wish(served, **change), headers=head)
        assert (answer.status_code, answer.get_json()["field"]) == (422, at_field)


def test_the_officer_takes_a_verdict_again_step_by_step(served: Served) -> None:
    token = served.site.preview("agent1")
    assert served.site.begin("agent1", token).ok
    served.site.later(hours=13)
    number = served.site.one(select(ChainEntry.id).where(ChainEntry.kind == "verdict.begin"))
    client = served.client("compliance1")
    log = client.get("/compliance/log?from=2026-11-23&to=2026-11-23&level=").get_data(as_text=True)
    assert f'href="/compliance/log/{number}"' in log and "Call begun" in log
    page = client.get(f"/compliance/log/{number}").get_data(as_text=True)
    assert "the same as on record" in page and "Checked and not triggered" in page
    assert "+86" not in page, "no full number stands in a page"
    served.site.sql("UPDATE fact_sheet SET body = body || ' '")
    page = client.get(f"/compliance/log/{number}").get_data(as_text=True)
    assert "differs from the record" in page and "was changed" in page
    missing = client.get("/compliance/log/99999", follow_redirects=True)
    assert "There is no such verdict" in missing.get_data(as_text=True)


def test_the_roots_are_shown_for_printing(served: Served) -> None:
    served.site.preview("agent1")
    assert audit_roots.write_root(served.site.worker()).data["count"] == 1
    mark = served.site.one(select(ChainRoot.hash))
    page = served.client("compliance1").get("/compliance/roots").get_data(as_text=True)
    assert mark in page
    assert served.client("lead1").get("/compliance/roots").status_code == 404


def test_the_worker_writes_the_root(served: Served) -> None:
    served.site.preview("agent1")
    served.parts["worker"].tick()
    assert served.site.one(select(ChainRoot.hash))
