"""The import page: upload, live counts, report, apply and the error file. Imports run in a process of their own."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import has_request_context
from flask.testing import FlaskClient
from sqlalchemy import func, select

from console.actions import import_runs
from console.importing import process
from console.store.models import Attempt, ChainEntry, Customer, ImportRun, Staging
from tests import databases
from tests.actions.importing import CONTACTS, begin, crowd_rows, rows
from tests.served import Served

LONGEST_S = 120  # seconds that one phase of an import may take


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    yield made
    made.site.close()


def send(served: Served, client: FlaskClient, content: str, **form: str) -> Any:
    fields: dict[str, Any] = {
        "csrf_token": served.token(client),
        "creditor": "Own Bank",
        "portfolio": "Loans",
        "currency": "CNY",
        "source": "main",
        **form,
    }
    fields["file"] = (io.BytesIO(content.encode()), "own.csv")
    return client.post("/import", data=fields, follow_redirects=True)


def settled(served: Served, client: FlaskClient, run_id: int) -> dict[str, Any]:
    """Return the status once the process of this phase has ended."""
    assert process.wait_until_ended(run_id, LONGEST_S)
    found: dict[str, Any] = client.get(f"/import/{run_id}/status").get_json()
    return found


def press(served: Served, client: FlaskClient, run_id: int, what: str) -> Any:
    token = served.token(client)
    return client.post(f"/import/{run_id}/{what}", data={"csrf_token": token}, follow_redirects=True)


def test_a_file_is_read_reported_applied_and_its_bad_rows_come_back(served: Served) -> None:
    client = served.client("admin1")
    content = rows("C1,王一,A1,100,20,13800138000,,,男,30", "C2,李二,B1,x,20,13800138000,,,,")
    page = send(served, client, content)
    assert page.status_code == 200
    assert settled(served, client, 1)["state"] == "read"
    text = client.get("/import").get_data(as_text=True)
    for words in ("Apply 1 customers", "will sleep until", "Every row held back", "sex, age"):
        assert words in text, words
    assert served.site.one(select(func.count()).where(Customer.source == "main")) == 0
    errors = client.get("/import/1/errors.csv")
    assert "balance: 'x' is not an amount" in errors.get_data(as_text=True)
    assert "attachment" in errors.headers["Content-Disposition"]
    left = client.get("/import/1/errors.csv", buffered=False)  # and nobody reads it to its end
    with served.app.test_request_context("/"):
        del left
        gc.collect()
        assert has_request_context()
    press(served, client, 1, "apply")
    done = settled(served, client, 1)
    assert (done["state"], done["created"]) == ("applied", "1")
    assert "1 customers of this source sleep until" in client.get("/import").get_data(as_text=True)
    kinds = set(served.site.rows(select(ChainEntry.actor, ChainEntry.kind)))
    assert ("person:7", "action.intake.begin_apply") in {(row.actor, row.kind) for row in kinds}
    folder = served.parts["settings"].instance / "imports"
    assert list(folder.iterdir()) == [], "the file is gone once it is read"


def test_contacts_come_by_the_page_with_their_own_columns(served: Served) -> None:
    client = served.client("admin1")
    send(served, client, rows("C1,王一,A1,100,20,13800138000,,,,"))
    settled(served, client, 1)
    press(served, client, 1, "apply")
    settled(served, client, 1)
    head = CONTACTS.replace("at,", "Moment,")
    line = "C1,2026-11-23T09:00:00+08:00,call,out,13800138000,effective,,"
    for count in (2, 3):  # the second time the kept columns are used
        send(
            served,
            client,
            rows(line, head=head),
            kind="contacts",
            whole="y",
            covers_from="2026-11-16",
            mapping="at = Moment" if count == 2 else "",
        )
        assert settled(served, client, count)["state"] == "read"
        press(served, client, count, "apply")
        settled(served, client, count)
    assert served.site.one(select(func.count()).where(Attempt.source.is_not(None))) == 1
    text = client.get("/import").get_data(as_text=True)
    assert "Declared on record: every contact from" in text
    assert "No customer of this source sleeps because of unknown past contacts." in text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"currency": "XYZ"}, "three letters"),
        ({"currency": ""}, "three letters"),
        ({"mapping": "colour = red"}, "There is no field colour"),
        ({"mapping": "no sign here"}, "There is no field no sign here"),
        ({"kind": "contacts"}, "Import its customers first"),
        ({"kind": "contacts", "zone": "Mars/Base"}, "There is no time zone Mars/Base"),
        ({"kind": "contacts", "whole": "y", "covers_from": ""}, "Enter the day"),
        ({"kind": "contacts", "whole": "y", "covers_from": "soon"}, "soon"),
        ({"creditor": " "}, "creditor"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_opens_no_run(served: Served, form: dict[str, str], words: str) -> None:
    client = served.client("admin1")
    page = send(served, client, rows("C1,王一,A1,100,20,,,,,"), **form)
    assert page.status_code == 200 and words in page.get_data(as_text=True)
    assert served.site.one(select(func.count()).select_from(ImportRun)) == 0


def test_cancel_on_the_page_drops_what_was_read(served: Served) -> None:
    client = served.client("lead1")
    send(served, client, crowd_rows(700))
    settled(served, client, 1)
    press(served, client, 1, "cancel")
    assert process.wait_until_ended(1, LONGEST_S)
    assert served.site.one(select(func.count()).select_from(Staging)) == 0
    text = client.get("/import").get_data(as_text=True)
    assert "Nothing was changed." in text and "Apply" not in text
    assert "Read the file first" in press(served, client, 1, "apply").get_data(as_text=True)


def test_an_import_whose_process_is_gone_is_taken_up_by_the_worker(served: Served) -> None:
    site = served.site
    path = served.parts["settings"].instance / "own.csv"
    path.write_text(crowd_rows(150))
    run_id = begin(site, path)
    from console.importing.staging import read_file

    read_file(site.worker(), run_id, path)
    assert import_runs.begin_apply(site.worker(), run_id).ok
    stale = process.upload(served.parts["settings"].instance, begin(site, path))
    stale.write_text("half a file")
    site.later(seconds=61)
    served.parts["worker"].resume_imports()
    client = served.client("admin1")
    assert settled(served, client, run_id)["applied"] == "150"
    assert settled(served, client, run_id + 1)["state"] == "failed" and not stale.exists()
    assert "The reading was stopped" in client.get("/import").get_data(as_text=True)


def test_a_chinese_reader_gets_chinese_reasons(served: Served) -> None:
    served.site.sql("UPDATE person SET locale = 'zh_Hans_CN' WHERE login = 'admin1'")
    client = served.client("admin1")
    send(served, client, rows("C1,王一,A1,abc,20,,,,,"))
    settled(served, client, 1)
    assert "不是 1234.56 这样的金额" in client.get("/import/1/errors.csv").get_data(as_text=True)
    send(served, client, "a,b\n1,2\n")
    settled(served, client, 2)
    assert "缺少 客户编号" in client.get("/import").get_data(as_text=True)
