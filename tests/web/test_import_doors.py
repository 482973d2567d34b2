"""How a file is written, what it does not say, and what stays filled in: on the page and on the command line alike."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from console.__main__ import main
from console.cli.import_command import bring, import_options
from console.cli.setup import Stop
from console.clock import Clock
from console.store.customer_case import load_case
from console.store.models import Account, Customer, ImportRun, Portfolio
from console.store.queries import customer_panel
from tests import databases
from tests.actions.importing import bring as bring_file
from tests.people import SampleSite
from tests.served import Served
from tests.web.test_imports import press, settled

OWN = (
    "客户编号,姓名,手机号,合同号,欠款金额,应还日期,省份,身份证号\nC1,王一,13800138001,H-1,100.50,2026-10-31,浙江,1101\n"
)
OPEN = "customer_id;name;account;balance;due_date\nC1;A;A1;1.234;03/04/2026\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=2)
    yield made
    made.site.close()


def send(served: Served, client: FlaskClient, content: bytes | None, name: str = "own.csv", **form: str) -> str:
    fields: dict[str, Any] = {
        "csrf_token": served.token(client),
        "creditor": "Own Bank",
        "portfolio": "Loans",
        "currency": "",
        "source": "main",
        **form,
    }
    if content is not None:
        fields["file"] = (io.BytesIO(content), name)
    return client.post("/import", data=fields, follow_redirects=True).get_data(as_text=True)


def kept(page: str) -> str:
    return page.split('name="kept" value="')[1].split('"')[0]


def test_after_a_refusal_the_form_and_the_file_are_still_there(served: Served) -> None:
    client = served.client("admin1")
    text = send(served, client, OWN.encode(), name="客户.csv", decimal="comma", sheet="Oct")
    for words in (
        "three letters",
        'value="Own Bank"',
        'value="Loans"',
        "File: 客户.csv. It is still here",
        'value="Oct"',
    ):
        assert words in text, words
    assert 'value="comma" selected' in text
    send(served, client, None, currency="cny", kept=kept(text), kept_name="客户.csv")
    assert settled(served, client, 1)["state"] == "read"
    assert served.site.one(select(ImportRun.file_name)) == "客户.csv"
    text = client.get("/import").get_data(as_text=True)
    assert "Apply 1 customers" in text and "It is still here" not in text, "a file that was read leaves an empty form"


@pytest.mark.parametrize("token", ["run-99", "form-" + "0" * 32, "../console.db", "/etc/passwd", "run-1/../x"])
def test_a_kept_file_is_named_by_its_token_alone(served: Served, token: str) -> None:
    text = send(served, served.client("admin1"), None, kept=token, currency="CNY")
    assert "Choose a file." in text and served.site.one(select(func.count()).select_from(ImportRun)) == 0


def test_a_file_that_failed_or_asks_is_read_again_without_choosing_it(served: Served) -> None:
    client = served.client("admin1")
    send(served, client, OPEN.replace("balance", "owing so far").encode(), currency="CNY")
    assert settled(served, client, 1)["state"] == "failed"
    text = client.get("/import").get_data(as_text=True)
    assert "No column for balance." in text and "File: own.csv. It is still here" in text and 'value="Own Bank"' in text
    send(served, client, None, kept=kept(text), kept_name="own.csv", mapping="balance = owing so far")
    assert settled(served, client, 2)["state"] == "read", "the portfolio has its currency"
    text = client.get("/import?again=2").get_data(as_text=True)
    assert "1.234 in line 2 may be thousands or decimals. Choose the decimal sign." in text
    assert "balance = owing so far</textarea>" in text
    send(served, client, None, kept=kept(text), kept_name="own.csv", decimal="comma", dates="dmy")
    assert settled(served, client, 3)["bad"] == "0"
    assert served.site.one(select(ImportRun.state).where(ImportRun.id == 2)) == "cancelled"
    press(served, client, 3, "apply")
    assert settled(served, client, 3)["state"] == "applied"
    assert served.site.one(select(Account.balance_minor).where(Account.external_id == "A1")) == 123_400
    assert list((served.parts["settings"].instance / "imports").iterdir()) == []


def test_the_proposed_columns_stand_open_with_what_is_left_out(served: Served) -> None:
    client = served.client("admin1")
    send(served, client, OWN.replace("省份", "备注").encode(), currency="CNY")
    settled(served, client, 1)
    text = client.get("/import").get_data(as_text=True)
    shown = text.split("<summary>Columns</summary>")[1]
    assert text.split("<summary>Columns</summary>")[0].rstrip().endswith("<details open>")
    for words in ("<dt>account</dt><dd>合同号</dd>", "<dt>due date</dt><dd>应还日期</dd>", "备注", "身份证号"):
        assert words in shown, words
    assert "The desk shows “product not given”" in text
    told = re.search(r"Days past due are counted from the due date to (\d{4}-\d\d-\d\d)\.", text)
    assert told is not None
    late = (date.fromisoformat(told[1]) - date(2026, 10, 31)).days
    assert late > 0
    press(served, client, 1, "apply")
    settled(served, client, 1)
    row = served.site.rows(
        select(Account.external_id, Account.days_past_due, Account.product)
        .join(Customer)
        .where(Customer.source == "main")
    )
    assert [tuple(one) for one in row] == [("H-1", late, "")]


def test_the_currency_is_said_by_the_file_or_the_portfolio_and_never_filled_in(served: Served) -> None:
    client = served.client("admin1")
    assert 'name="currency" maxlength="3" value=""' in client.get("/import").get_data(as_text=True)
    both = b"customer_id,name,balance,dpd,currency\nC1,A,5,3,EUR\nC2,B,5,3,USD\n"
    assert "three letters" in send(served, client, both), "a file of two currencies says none"
    send(served, client, both.replace(b"USD", b"EUR"))
    assert settled(served, client, 1)["bad"] == "0"
    assert served.site.one(select(Portfolio.currency).where(Portfolio.name == "Loans")) == "EUR"
    assert "another currency" in send(served, client, OWN.encode(), currency="CNY")


@pytest.mark.parametrize("form", [{"decimal": "dot"}, {"dates": "ydm"}, {"head_line": "three"}, {"head_line": "0"}])
def test_a_setting_that_is_none_is_refused(served: Served, form: dict[str, str]) -> None:
    text = send(served, served.client("admin1"), OWN.encode(), currency="CNY", **form)
    assert "such as 3" in text or "Choose the" in text
    assert served.site.one(select(func.count()).select_from(ImportRun)) == 0


def test_empty_files_to_fill_in_are_read_again_with_every_field(served: Served, tmp_path: Path) -> None:
    client = served.client("admin1")
    page = client.get("/import").get_data(as_text=True)
    assert 'href="/import/template/customers.xlsx?language=zh"' in page
    answer = client.get("/import/template/customers.csv?language=zh")
    assert answer.data.decode("utf-8-sig").startswith("客户编号,姓名,合同号,")
    assert 'filename="customers-zh.csv"' in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/import/template/contacts.xlsx").data))
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["external_id", "contact_id", "at"]
    for path in ("customers.pdf", "people.csv"):
        assert client.get(f"/import/template/{path}").status_code == 404


def words(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    import_options(parser)
    return parser.parse_args(given)


def test_the_command_line_has_the_same_settings(
    sqlite_site: SampleSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("List of November\n" + OPEN)
    to = ("--creditor", "Own Bank", "--portfolio", "Loans")

    def run(*more: str) -> str:
        bring(sqlite_site.context, Clock(0), words(str(path), *to, *more))
        return capsys.readouterr().out

    with pytest.raises(Stop, match="--currency CNY"):
        run()
    said = run("--currency", "CNY")
    for text in (
        "1 rows read, 1 bad, 0 customers complete.",
        "Choose the decimal sign.",
        "The column names are in line 2.",
        "Columns: external_id = customer_id,",
        "due_on = due_date",
    ):
        assert text in said, said
    said = run("--decimal", "comma", "--dates", "dmy", "--head-line", "2", "--apply")
    assert "1 customers added" in said, said
    assert sqlite_site.one(select(Account.balance_minor).where(Account.external_id == "A1")) == 123_400
    assert "0 bad" in run(), "the source keeps how its files are written"


def test_the_command_line_writes_templates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*given: str) -> int:
        monkeypatch.setattr(sys, "argv", ["console", "import", *given])
        return main()

    for name in ("a.csv", "b.xlsx"):
        assert run("--template", str(tmp_path / name), "--language", "zh") == 0
        assert (tmp_path / name).stat().st_size > 50
    assert run("--template", str(tmp_path / "a.csv")) != 0, "nothing is overwritten"
    assert run("--template", str(tmp_path / "a.pdf")) != 0
    assert "must be the name of a file that ends in .csv or .xlsx" in capsys.readouterr().err


def test_the_desk_says_that_the_product_is_not_given_and_a_list_without_it_keeps_what_is_known(
    sqlite_site: SampleSite, tmp_path: Path
) -> None:
    site = sqlite_site
    path = tmp_path / "own.csv"

    def read(head: str, line: str) -> str:
        path.write_text(f"customer_id,name,account,balance,dpd{head}\nC1,A,A1,9000000,3{line}\n")
        bring_file(site, path)
        return str(site.one(select(Account.product).where(Account.external_id == "A1")))

    assert read("", "") == ""
    customer = site.one(select(Customer.id).where(Customer.external_id == "C1"))
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
        assert case is not None and case.facts.accounts is not None
        assert case.facts.accounts[0].product is None, "the rules see an unknown product"
    with site.database.reading() as session:
        shown = customer_panel._accounts(session, case)
    assert [(account.product.en, account.product.zh) for account in shown] == [("Product not given", "未提供产品")]
    assert read(",product", ",信用卡") == "credit_card"
    assert read("", "") == "credit_card"
    assert read(",product", ",Farm loan") == "Farm loan"
