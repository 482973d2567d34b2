"""The customer's timeline: for whom and for what, everything on it, recordings, and the export with its proof."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import audit_roots, customer_file, guidance, inbound, safety
from console.domain.customer_file import Statement
from console.domain.promises import OutcomeForm
from console.scenarios.complaint_export import BadExport, export_fault, read_proof
from console.scenarios.record_check import record_fault
from console.store.models import Alarm, Attempt, Customer, CustomerPhone, Phone
from tests import databases
from tests.actions.promised import pay
from tests.people import SampleSite
from tests.served import Served
from tests.web.test_compliance import bearer, post


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def story(site: SampleSite) -> int:
    """Let much happen with one customer. Return the customer's id."""
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    assert guidance.disclose(site.call("agent1"), token, "recording", "said").ok
    assert guidance.disclose(site.call("agent1"), token, "who", "not_said", "safety").ok
    phone = int(site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer.customer_id)))
    assert inbound.reveal(site.call("agent1"), customer.customer_id, phone, "to read it back").ok
    said = Statement("complaint", wording="too many calls")
    assert customer_file.put_on_file(site.call("compliance1"), customer.customer_id, said).ok
    form = OutcomeForm(parts=(((site.now + timedelta(days=2)).date(), 500_00),))
    assert site.finish("agent1", token, "PTP-P", form).ok
    pay(site, customer.customer_id, "p1", 100_00)
    audit_roots.write_root(site.worker())
    return customer.customer_id


def shown(page: str) -> set[str]:
    names: tuple[str, ...] = (
        "SMS",
        "call to the customer",
        "Disclosed",
        "Not said",
        "Full number shown",
        "Complaint open",
        "Promise made",
    )
    names += (
        "Payment",
        "Call begun: allowed",
        "Customer on the desk",
        "Timeline opened",
        "too many calls",
        "for safety",
    )
    return {name for name in names if name in page}


def test_a_purpose_first_then_everything_by_kind(served: Served) -> None:
    customer = story(served.site)
    client = served.client("compliance1")
    path = f"/customers/{customer}"
    asked = client.get(path).get_data(as_text=True)
    assert "Say for what you open it" in asked and shown(asked) == set()
    assert "Say for what" in post(served, "compliance1", f"{path}/look", purpose="fun").get_data(as_text=True)
    page = post(served, "compliance1", f"{path}/look", purpose="complaint").get_data(as_text=True)
    every = shown(page)
    assert every == shown(" ".join(every)) and len(every) == 12, every
    assert "Answer a complaint or a dispute" in page
    assert shown(client.get(path, query_string={"kind": "payment"}).get_data(as_text=True)) == {"Payment"}
    served.site.later(hours=9)  # another shift: it is asked again
    assert shown(client.get(path).get_data(as_text=True)) == set()


def test_an_alarm_waits_first_in_the_inbox_and_stands_on_the_timeline(served: Served) -> None:
    site = served.site
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    assert safety.enter(site.call("agent1"), token, "self_harm").ok
    number = site.one(select(Alarm.id))
    client = served.client("compliance1")
    page = client.get("/compliance").get_data(as_text=True)
    assert re.findall(r'href="/compliance/inbox/(\w+/\d+)"', page)[0] == f"alarm/{number}"
    item = client.get(f"/compliance/inbox/alarm/{number}").get_data(as_text=True)
    assert "Nobody has taken it yet." in item and f'href="/alarms/{number}"' in item
    path = f"/customers/{customer.customer_id}"
    post(served, "compliance1", f"{path}/look", purpose="review")
    shown_there = client.get(path, query_string={"kind": "alarm"}).get_data(as_text=True)
    assert "Risk of self-harm" in shown_there and "raised" in shown_there


def test_a_lead_sees_the_customers_of_the_own_team_alone(served: Served) -> None:
    customer = story(served.site)
    assert served.client("lead1").get(f"/customers/{customer}").status_code == 200
    assert served.client("compliance1").get("/customers/999").status_code == 404
    refused = customer_file.look(served.site.call("agent1"), customer, "complaint")
    assert refused.code == "not_found"
    assert customer_file.look(served.site.call("lead1"), customer, "quality").ok
    assert customer_file.note_export(served.site.call("lead1"), customer, "mine").code == "not_found"
    served.site.sql("UPDATE person SET team_id = 2 WHERE login = 'lead1'")
    assert served.client("lead1").get(f"/customers/{customer}").status_code == 404


def test_the_telephone_system_names_the_recording_by_attempt_or_by_number_and_time(served: Served) -> None:
    site = served.site
    customer = story(site)
    attempt = site.rows(select(Attempt.id, Attempt.began_at, Phone.e164).join(Phone, Phone.id == Attempt.phone_id))[-1]
    head = bearer(served, "recordings")
    client = served.app.test_client()

    def send(**body: Any) -> Any:
        return client.post("/api/recordings", json={"key": str(uuid.uuid4()), **body}, headers=head).get_json()

    near = (attempt.began_at + timedelta(seconds=90)).isoformat()
    far = (attempt.began_at + timedelta(minutes=5)).isoformat()
    assert send(recording="rec-7", number=attempt.e164, at=far)["code"] == "not_found"
    assert send(recording="rec-7")["field"] == "attempt"
    assert send(recording="rec-7", number=attempt.e164, at=near)["state"] == "kept"
    assert send(recording="rec-7", attempt=attempt.id)["state"] == "known"
    assert send(recording="rec-8", attempt=attempt.id)["code"] == "conflict"
    creditor, external = site.rows(select(Customer.creditor_id, Customer.external_id).where(Customer.id == customer))[0]
    elsewhere: dict[str, Any] = {"creditor": creditor, "customer": external, "agency": "Other", "channel": "call"}
    elsewhere |= {"at": site.now.isoformat(), "result": "no_answer", "recording": "rec-9", "key": str(uuid.uuid4())}
    assert client.post("/api/attempts", json=elsewhere, headers=bearer(served, "attempts")).get_json()["ok"]
    assert site.one(select(Attempt.recording).order_by(Attempt.id.desc())) == "rec-9"
    assert client.post("/api/recordings", json={}, headers=bearer(served, "payments")).status_code == 404
    page = post(served, "compliance1", f"/customers/{customer}/look", purpose="complaint").get_data(as_text=True)
    assert "<code>rec-7</code>" in page


def changed(file: Path, change: Any) -> str:
    """Return the path of a copy of the export with another proof."""
    with zipfile.ZipFile(file) as old:
        proof = json.loads(old.read("proof.json"))
    change(proof)
    copy = file.with_suffix(".changed.zip")
    with zipfile.ZipFile(copy, "w") as out:
        out.writestr("proof.json", json.dumps(proof))
    return str(copy)


def test_the_export_is_one_file_whose_proof_the_site_can_check(served: Served, tmp_path: Path) -> None:
    site = served.site
    customer = story(site)
    other = site.talk("agent2")
    path = f"/customers/{customer}"
    post(served, "compliance1", f"{path}/look", purpose="complaint")
    assert "Enter the reason" in post(served, "compliance1", f"{path}/export", reason=" ").get_data(as_text=True)
    sent = post(served, "compliance1", f"{path}/export", reason="answer of 24 Nov")
    file = tmp_path / "export.zip"
    file.write_bytes(sent.get_data())
    with zipfile.ZipFile(io.BytesIO(sent.get_data())) as inside:
        assert set(inside.namelist()) == {"index.html", "export.css", "record.json", "proof.json"}
        page = inside.read("index.html").decode()
        record = json.loads(inside.read("record.json"))
    assert "too many calls" in page and "Exported for a complaint" in page and "<script" not in page
    assert {event["kind"] for event in record["events"]} >= {"contact", "words", "note", "promise", "payment", "look"}
    proof = read_proof(str(file))
    kinds = {row["kind"] for row in proof["rows"]}
    assert {"verdict.begin", "action.contact.begin", "action.contact.finish", "file.look", "file.export"} <= kinds
    assert not any(other in (row["body"].get("args") or [[]])[0][:1] for row in proof["rows"])
    assert any(row["root"] for row in proof["rows"]) and proof["roots"]
    with site.database.reading() as session:
        assert record_fault(session) == "" and export_fault(session, proof) == ""
        edited = read_proof(changed(file, lambda p: p["rows"][0]["body"].update(x=1)))
        assert export_fault(session, edited).startswith("Changed: chain")
        from console.actions.steps.audit_chain import body_digest, keyless_row

        def forge(p: Any) -> None:
            row = p["rows"][0]
            row["body"]["x"] = 1
            row["digest"] = body_digest(row["salt"], row["body"])
            row["hash"] = keyless_row(row["before"], row["actor"], row["n"], row["kind"], row["at"], row["body"])

        assert export_fault(session, read_proof(changed(file, forge))).startswith("Not ours: chain")
        moved = read_proof(changed(file, lambda p: p["roots"][0].update(hash="0" * 64)))
        assert export_fault(session, moved).startswith("Not ours: root")
    (tmp_path / "other.zip").write_text("no export")
    with pytest.raises(BadExport):
        read_proof(str(tmp_path / "other.zip"))
