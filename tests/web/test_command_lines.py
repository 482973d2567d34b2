"""The commands for files, as somebody types them: what they do, and a clear word for whatever is wrong."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.__main__ import main
from console.store import schema
from console.store.models import Customer, ImportRun, Payment, PaymentFile, Suppression
from tests import databases
from tests.actions.importing import bring
from tests.people import SampleSite

LIST = "external_id,name,account_id,balance,days_past_due,phone\nC1,王一,CA-0001,1000,40,13800138101\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SampleSite]:
    made = SampleSite(databases.fresh_sqlite(tmp_path), customers=2)
    yield made
    made.close()


@pytest.fixture
def run(site: SampleSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command line and returns (exit code, output, errors)."""
    (tmp_path / "list.csv").write_text(LIST)
    bring(site, tmp_path / "list.csv")
    monkeypatch.setattr(schema, "version", lambda database: ("made", "made"))  # from the models, without migrations
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONSOLE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("CONSOLE_SECRET_KEY", "s" * 40)  # that of the site
    monkeypatch.setenv("CONSOLE_ZONE", "Asia/Shanghai")
    monkeypatch.setenv("CONSOLE_DATABASE_URL", site.database.url.render_as_string(hide_password=False))

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["console", *words])
        try:
            code = main()
        except SystemExit as error:  # argparse
            code = int(error.code or 0)
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return typed


def test_payments_look_first_then_book_once_and_say_what_cannot_be_read(run: Run, site: SampleSite) -> None:
    Path("p.csv").write_text("date,amount,account\n2026-11-20,400,CA-0001\n2026-11-20,x,CA-0001\n2026-11-20,5,NOBODY\n")
    bank = ("payments", "p.csv", "--creditor", "Own Bank", "--currency", "CNY")
    code, said, _ = run(*bank, "--look")
    assert code == 0 and "2 entries read, 1 cannot be read." in said and "Nothing was booked." in said
    assert "line 3, amount: 'x' is not an amount such as 1234.56" in said
    assert site.one(select(func.count()).select_from(Payment)) == 0
    code, said, _ = run(*bank)
    assert code == 0 and "1 booked, 0 taken back, 0 known already, 1 wait for a person." in said, said
    assert "0 booked, 0 taken back, 2 known already, 0 wait for a person." in run(*bank)[1]
    assert [row.amount_minor for row in site.rows(select(Payment.amount_minor))] == [400_00]


NO_PAYMENTS = [
    (("nothing.csv", "--creditor", "Own Bank"), "There is no file nothing.csv."),
    ((".", "--creditor", "Own Bank"), "There is no file ."),
    (("empty.csv", "--creditor", "Own Bank"), "The file is empty."),
    (("picture.csv", "--creditor", "Own Bank"), "is a picture"),
    (("heads.csv", "--creditor", "Own Bank"), "No column for date"),
    (("open.csv", "--creditor", "Own Bank", "--currency", "CNY"), "Choose whether the day or the month comes first."),
    (("p.csv", "--creditor", "Nobody", "--currency", "CNY"), "There is no such creditor."),
    (("p.csv", "--creditor", "Own Bank", "--currency", "RMB"), "three letters, such as --currency CNY"),
    (("p.csv", "--creditor", "Own Bank", "--column", "amuont=X"), "there is no field amuont"),
    (("p.csv", "--creditor", "Own Bank", "--column", "amount="), "name the column"),
    (("p.csv", "--creditor", "Own Bank", "--column", "amount=Z"), "The file has no column Z for amount."),
    (("p.csv", "--creditor", "Own Bank", "--decimal", "dot"), "invalid choice: 'dot'"),
    (("p.csv",), "--creditor"),
]


def test_payments_with_a_clear_word(run: Run, site: SampleSite) -> None:
    Path("empty.csv").write_text("")
    Path("picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n....")
    Path("heads.csv").write_text("a,b\n1,2\n")
    Path("open.csv").write_text("date,amount,account\n03/04/2026,5,CA-0001\n")
    Path("p.csv").write_text("date,amount,account\n2026-11-20,400,CA-0001\n")
    for words, told in NO_PAYMENTS:
        code, _, error = run("payments", *words)
        assert code != 0 and told in error, (words, error)
    assert site.one(select(func.count()).select_from(PaymentFile)) == 0


def test_suppress_binds_and_says_what_cannot_be_read(run: Run, site: SampleSite) -> None:
    Path("stop.csv").write_text("号码,原因,截止日期\n13800138101,asked,\n12,,\n,,2026-12-01\n13800138102,,someday\n")
    code, said, _ = run("suppress", "stop.csv")
    assert code == 0 and "1 added, 0 extended, 0 customers not known, 3 rows cannot be read." in said, said
    for words in ("line 3, number: '12' is not", "line 4, number: is empty", "line 5, until: 'someday' is not a date"):
        assert words in said, said
    assert site.one(select(func.count()).select_from(Suppression)) == 1
    Path("people.csv").write_text("customer_id\nC1\nNOBODY\n")
    assert "1 added, 0 extended, 1 customers not known" in run("suppress", "people.csv", "--creditor", "Own Bank")[1]


NO_LISTS: list[tuple[str, tuple[str, ...], str]] = [
    ("nothing.csv", (), "There is no file nothing.csv."),
    ("empty.csv", (), "The file is empty."),
    ("heads.csv", (), "No column for number"),
    ("web.xls", (), "is a web page"),
    ("bare.csv", (), "No column for number"),
    ("people.csv", ("--creditor", "Nobody"), "There is no creditor Nobody."),
]


def test_suppress_with_a_clear_word(run: Run, site: SampleSite) -> None:
    Path("empty.csv").write_text("\n\n")
    Path("heads.csv").write_text("name\nAnn\n")
    Path("web.xls").write_text("<html><table><tr><td>phone</td></tr></table></html>")
    Path("bare.csv").write_text("13800138101\n13800138102\n")
    Path("people.csv").write_text("customer_id\nC1\n")
    for name, more, told in NO_LISTS:
        code, _, error = run("suppress", name, *more)
        assert code == 1 and told in error, (name, error)
    assert site.one(select(func.count()).select_from(Suppression)) == 0


NO_DAYS = [
    (("--as-of", "20.11.2026"), "Write the day of the list as 2026-11-30"),
    (("--as-of", "2026-13-01"), "Write the day of the list as 2026-11-30"),
    (("--as-of", "2026-11-20 25:00"), "Write the day of the list as 2026-11-30"),
    (("--as-of", "2099-01-01"), "The day of the list is in the future."),
    (("--as-of", "2026-11-20", "--contacts"), "belong to a list of customers"),
    (("--as-of",), "expected one argument"),
]


def test_the_day_of_a_list_with_a_clear_word(run: Run, site: SampleSite) -> None:
    runs = site.one(select(func.count()).select_from(ImportRun))
    for words, told in NO_DAYS:
        code, _, error = run("import", "list.csv", "--creditor", "Own Bank", "--portfolio", "Loans", *words)
        assert code != 0 and told in error, (words, error)
    assert site.one(select(func.count()).select_from(ImportRun)) == runs


def test_the_day_of_a_list_is_said_back(run: Run, site: SampleSite) -> None:
    own = ("import", "list.csv", "--creditor", "Own Bank", "--portfolio", "Loans")
    _, said, error = run(*own, "--as-of", "2026-07-20 18:30")
    assert "The list is of 2026-07-20, 18:30." in said, error
    assert "--as-of says another day" in run(*own)[1]
    Path("list.csv").write_text(LIST.replace("phone\n", "phone,as_of\n").replace("101\n", "101,2026-07-21\n"))
    said = run(*own)[1]
    assert "The list is of 2026-07-21." in said and "another day" not in said
    assert site.one(select(ImportRun.as_of).order_by(ImportRun.id.desc())).date().isoformat() <= "2026-07-21"
    assert site.one(select(func.count()).where(Customer.external_id == "C1")) == 1


NO_PROOFS: list[object] = [
    [],
    {},
    {"format": "console-complaint-1"},
    {"format": "console-complaint-1", "rows": [{"n": 1}], "roots": []},
    {"format": "console-complaint-1", "rows": [], "roots": [7]},
]


def test_verify_says_that_a_file_is_no_export(run: Run) -> None:
    for content in (b"no zip", b"", b"PK\x03\x04 cut"):
        Path("e.zip").write_bytes(content)
        code, said, error = run("verify", "--export", "e.zip")
        assert code == 1 and "All chains are whole." in said and "e.zip is no export for a complaint." in error, error
    for proof in NO_PROOFS:
        with zipfile.ZipFile("e.zip", "w") as out:
            out.writestr("proof.json", json.dumps(proof))
        code, _, error = run("verify", "--export", "e.zip")
        assert code == 1 and "e.zip is no export for a complaint." in error, (proof, error)
    for name in ("nothing.zip", "."):
        code, _, error = run("verify", "--export", name)
        assert code == 1 and f"There is no file {name}." in error, error
