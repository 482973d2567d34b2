"""Bringing a portfolio in: bad rows with reasons, nothing doubled, nothing lifted, desks undisturbed."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from console.actions import import_apply, import_runs
from console.importing import reader
from console.importing.error_report import disarm, error_file
from console.importing.staging import drop, read_file
from console.store.models import Account, Customer, Entry, ImportRun, Request, Staging
from tests.actions.importing import bring, own, rows
from tests.people import SampleSite


def test_one_customer_with_two_accounts_is_one_and_a_second_import_updates(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        rows(
            'C1,王一,A1,"1,200.50",20,13800138000,2026-11-01,,1,30',
            "C1,王一,A2,300,45,13800138000,2026/10/01,,1,30",
            "C2,李二,B1,-5.00,0,13900139000,20261101,,2,40",
        )
    )
    _, run = bring(site, path)
    assert (run.state, run.created, run.updated, run.rows_bad) == ("applied", 2, 0, 0)
    customer = site.rows(select(Customer).where(Customer.external_id == "C1"))[0][0]
    assert (customer.owed_minor, customer.stage) == (150_050, "M2")
    assert (
        site.one(
            select(Entry.reason).join(Customer, Customer.id == Entry.customer_id).where(Customer.external_id == "C2")
        )
        == "nothing_owed"
    )
    path.write_text(rows("C1,王一,A1,900,21,13800138000,,,1,30"))
    _, again = bring(site, path)
    assert (again.created, again.updated) == (0, 1)
    assert own(site) == 2
    assert site.one(select(Account.balance_minor).where(Account.external_id == "A1")) == 90_000


def test_bad_rows_stand_in_the_error_file_with_line_and_reason(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text(
        rows(
            "C1,A,A1,12.345,20,13800138000,,,,",
            "C2,B,B1,10,x,123,2026-13-45,,,",
            ",C,C1,10,5,,,,,",
            "C4,D,D1,10,5,13800138000,,,,",
            "C4,D,D1,10,5,13800138000,,,,",
            "C4,D,D2,10,5,13800138000,,,,",
            "=cmd,E,E1,10,5,,,,,",
            "C7,F,F1,10,5,,,burn,,",
            "C8,G,G1,10,5,13900139001,,,,",
        )
    )
    run_id, run = bring(site, path)
    assert run.rows_bad == 7 - 1 and run.created == 1
    out = io.StringIO()
    assert error_file(site.database, run_id, out) == 6 + 2
    text = out.getvalue()
    for words in (
        "2,balance: '12.345' may be thousands or decimals",
        "3,",
        "days_past_due: write a whole",
        "'123' is not a valid number",
        "there is no day 2026-13-45",
        "external_id: is empty",
        "is in the file twice",
        "a formula is not a value",
        "hold: write one of",
        "5,external_id: another row",
        "7,external_id: another row",
    ):
        assert words in text, words
    assert "'=cmd" in text and disarm(" -5") == "' -5"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", "客户编号,姓名,借据号,欠款金额,逾期天数,手机号"),
        ("gb18030", "客户编号,姓名,借据号,欠款金额,逾期天数,手机号"),
        ("big5", "客戶編號,客戶姓名,帳號,欠款金額,逾期天數,手機"),
    ],
)
def test_three_encodings_are_read(sqlite_site: SampleSite, tmp_path: Path, encoding: str, head: str) -> None:
    path = tmp_path / "c.csv"
    if encoding == "big5":
        head = head.replace("客戶編號", "customer_id")
    path.write_bytes(
        f"{head}\nK1,張三,L1,100,10,13800138000\n".replace("張", "张" if encoding != "big5" else "張").encode(encoding)
    )
    _, run = bring(sqlite_site, path)
    assert (run.created, run.rows_bad, run.error) == (1, 0, "")
    name = sqlite_site.one(select(Customer.name).where(Customer.external_id == "K1"))
    assert name in ("张三", "張三")


def test_xlsx_is_read_and_protected_columns_are_not(sqlite_site: SampleSite, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["external_id", "name", "balance", "days_past_due", "性别", "学历", "phone"])
    sheet.append(["X1", "赵四", 88.5, 12, "女", "本科", 13800138000])
    path = tmp_path / "d.xlsx"
    book.save(path)
    run_id, run = bring(sqlite_site, path)
    assert run.created == 1
    kept = sqlite_site.one(select(Staging.row).where(Staging.run_id == run_id))
    assert "女" not in str(kept) and "本科" not in str(kept)
    assert reader.guess(["sex", "AGE", "Marriage", "education", "name"]) == {"name": 4}


def test_cancel_drops_the_staging_and_nothing_has_changed(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text(rows("C1,A,A1,10,5,13800138000,,,,"))
    run_id, _ = bring(site, path, apply=False)
    assert import_runs.cancel(site.worker(), run_id).ok
    drop(site.worker(), run_id)
    assert site.one(select(func.count()).select_from(Staging)) == 0
    assert own(site) == 0
    assert not import_runs.begin_apply(site.worker(), run_id).ok
    assert not import_apply.apply(site.worker(), run_id).ok


def test_without_history_or_declaration_they_sleep_until_the_window_is_over(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(rows("C1,A,A1,10,5,13800138000,,,,"))
    _, run = bring(site, path, told=None)
    assert (run.report["asleep"], run.report["until"]) == (1, "2026-11-24T00:00:00+00:00")
    site.wake()
    entry = site.rows(select(Entry).join(Customer, Customer.id == Entry.customer_id).where(Customer.source == "main"))[
        0
    ][0]
    assert (entry.state, entry.reason) == ("sleeping", "history")
    assert entry.wake_at.astimezone(site.context.zone).isoformat()[:16] == "2026-11-24T08:00"
    site.now = entry.wake_at
    site.wake()
    assert (
        site.one(select(Entry.state).join(Customer, Customer.id == Entry.customer_id).where(Customer.source == "main"))
        == "waiting"
    )


def test_an_import_adds_holds_and_lifts_none(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(rows("C1,A,A1,10,5,13800138000,,cease,,"))
    bring(site, path)
    path.write_text(rows("C1,A,A1,20,5,13800138000,,,,"))
    bring(site, path)
    assert site.one(select(func.count()).where(Request.kind == "cease")) == 1
    assert site.one(select(Request.lifted_at)) is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("head.csv", b"a,b,c\n1,2,3\n", "No column for external_id"),
        ("old.xls", b"\xd0\xcf\x11\xe0abc", "Save it as XLSX or CSV"),
        ("broken.xlsx", b"PK\x03\x04nonsense", "damaged or not complete"),
    ],
)
def test_a_file_that_is_no_portfolio_says_what_to_do(
    sqlite_site: SampleSite, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _, run = bring(sqlite_site, path, apply=False)
    assert run.state == "failed" and words in run.error


def test_the_columns_of_a_source_are_kept_and_used_again(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    head = "客户代码,name,借据,剩余金额,days_past_due,phone\n"
    path.write_text(head + "K1,王一,A1,120,20,13800138000\n", encoding="utf-8")
    names = {"external_id": "客户代码", "account_id": "借据", "balance": "剩余金额"}
    call = site.worker()
    portfolio = import_runs.open_portfolio(call, "Own Bank", "Loans", "CNY", ["cn"]).data["portfolio_id"]
    states = []
    for given in (None, names, None):
        run = import_runs.start(call, portfolio, "crm", path.name, True, given).data["run_id"]
        read_file(call, run, path)
        with site.database.reading() as session:
            states.append((session.get_one(ImportRun, run).state, session.get_one(ImportRun, run).rows_bad))
    assert [state for state, _ in states] == ["failed", "read", "read"]
    assert [bad for _, bad in states] == [0, 0, 0]
    path.write_text(head.replace("借据", "合同") + "K1,王一,A1,120,20,13800138000\n", encoding="utf-8")
    run = import_runs.start(call, portfolio, "crm", path.name, True).data["run_id"]
    read_file(call, run, path)
    with site.database.reading() as session:
        assert "借据" in session.get_one(ImportRun, run).error
