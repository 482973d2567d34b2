"""Documents of customers: judged by contents, kept apart, opened only as downloads; and the own download."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from console.domain.customer_page import DOCUMENT_BYTES, DOCUMENTS
from console.store.models import ChainEntry, Customer, CustomerPhone, Document, Person, Phone
from console.store.queries import masking
from tests.own_page import csrf, enter, page_link, page_site
from tests.served import Served

PDF = b"%PDF-1.7\n<script>alert(1)</script>"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = page_site(tmp_path)
    yield made
    made.site.close()


@pytest.fixture
def client(served: Served) -> Any:
    return enter(served, f"/my/l/{page_link(served, 1)}", 1)


def send(client: Any, name: str, data: bytes) -> str:
    form = {"csrf_token": csrf(client, "/my"), "key": str(uuid.uuid4()), "file": (io.BytesIO(data), name)}
    answer = client.post("/my/document", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.status_code
    return str(client.get("/my").get_data(as_text=True))


def files(served: Served) -> list[Path]:
    return list((served.parts["settings"].instance / "documents").glob("*"))


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("receipt.pdf", PDF, "receipt.pdf"),
        ("../../etc/passwd.exe", PDF, "passwd.pdf"),
        ("a<b>c.png", b"\x89PNG\r\n\x1a\n rest", "a_b_c.png"),
        ("回单.jpg", b"\xff\xd8\xff rest", "回单.jpg"),
        ("page.pdf", b"<html>", ""),
        ("run.pdf", b"MZ\x90", ""),
        ("empty.pdf", b"", ""),
    ],
)
def test_a_document_is_what_its_contents_say(served: Served, client: Any, name: str, data: bytes, kept: str) -> None:
    html = send(client, name, data)
    held = served.site.rows(select(Document.name, Document.file, Document.customer_id))
    if not kept:
        assert not held and not files(served) and 'class="flash error"' in html
        return
    assert [row.name for row in held] == [kept] and held[0].customer_id == 1
    assert [file.name for file in files(served)] == [held[0].file]
    assert kept.partition(".")[0] in html or "&" in html


def test_size_and_number_are_limited(served: Served, client: Any) -> None:
    html = send(client, "big.pdf", PDF + b"x" * DOCUMENT_BYTES)
    assert "larger than 5 MB" in html and not files(served)
    for _ in range(DOCUMENTS + 1):
        html = send(client, "again.pdf", PDF)
    assert "20 documents already" in html
    assert len(files(served)) == DOCUMENTS == len(served.site.rows(select(Document.id)))


def test_a_document_leaves_only_as_a_download_of_the_officer(served: Served, client: Any) -> None:
    send(client, "proof.pdf", PDF)
    number = served.site.one(select(Document.id))
    officer = served.client("compliance1")
    assert "proof.pdf" in officer.get("/compliance/files/1").get_data(as_text=True)
    answer = officer.get(f"/compliance/documents/{number}")
    assert answer.get_data() == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''proof.pdf"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert served.site.one(select(ChainEntry.customer_id).where(ChainEntry.kind == "page.document_opened")) == 1
    for login in ("agent1", "lead1", "admin1"):
        assert served.client(login).get(f"/compliance/documents/{number}").status_code == 404
    assert client.get(f"/compliance/documents/{number}").status_code in (401, 404)
    files(served)[0].write_bytes(b"%PDF-changed")
    assert officer.get(f"/compliance/documents/{number}").status_code == 404


def test_the_download_holds_ones_own_things_and_names_nobody_of_the_house(served: Served, client: Any) -> None:
    answer = client.get("/my/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.get_data(as_text=True)
    held = json.loads(text)
    customer = served.site.customer(1)
    assert held["person"]["name"] == customer.name and held["debts"] and held["numbers"]
    for row in served.site.rows(select(Customer.name, Customer.external_id).where(Customer.id != 1)):
        assert row.external_id not in text
    for row in served.site.rows(select(Person.name, Person.name_zh)):
        assert row.name not in text and row.name_zh not in text


def test_the_download_tells_nobody_elses_number(served: Served, client: Any) -> None:
    site = served.site
    other = site.rows(
        select(CustomerPhone.phone_id, Phone.e164)
        .join(Phone, Phone.id == CustomerPhone.phone_id)
        .where(CustomerPhone.customer_id == 2)
    )[0]
    link = {"customer_id": 1, "phone_id": other.phone_id, "role": "listed_contact", "kind": "mobile", "rank": 9}
    site.execute(insert(CustomerPhone).values(source="contract", status="usable", verified=True, **link))
    held = client.get("/my/data").get_data(as_text=True)
    assert other.e164 not in held and masking.phone(other.e164) in held
    own = site.one(select(Phone.e164).join(CustomerPhone).where(CustomerPhone.customer_id == 1).order_by(Phone.id))
    assert own in held
