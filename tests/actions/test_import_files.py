"""Files that mean ill or were made badly: a clear word, nothing half-written, within the memory."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from console.importing.error_report import disarm
from console.importing.reader import encoding_of, read
from console.importing.row_checks import day, money, phone
from console.store.models import Account, Customer, CustomerPhone, Phone
from tests.actions.importing import bring, own, reasons, rows, staged
from tests.people import SampleSite

OPTIONS = {
    "currency": "CNY",
    "region": "CN",
    "zone": "Asia/Shanghai",
    "now": datetime(2026, 11, 23, tzinfo=UTC).isoformat(),
}
NEED = "external_id,name,balance,days_past_due"


def book(path: Path, *lines: list[Any]) -> Path:
    """Write a workbook of one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    made.save(path)
    return path


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def bomb(path: Path) -> None:
    """A workbook whose one part unpacks to 300 MB."""
    zipped(path, **{"xl/workbook.xml": b"0" * 300_000_000})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("one_line.csv", b"external_id," + b"x" * 100_000_000, "does not end"),
        ("one_cell.csv", f"{NEED}\nC1,".encode() + b"y" * 500_000 + b",1,1\n", "cannot be read as CSV"),
        ("nul.csv", b"\x00\x01\x02binary", "not a CSV or XLSX"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n....", "This .csv is a picture"),
        ("report.xlsx", b"%PDF-1.7 something", "This .xlsx is a PDF"),
        ("blank.csv", b"\n\n\n", "empty"),
        ("head.csv", f"{NEED}\n".encode(), "header but no rows"),
        ("twice.csv", f"{NEED},balance\nC1,A,1,1,2\n".encode(), "are both balance"),
        ("two_words.csv", f"{NEED},欠款金额\nC1,A,1,1,2\n".encode(), "are both balance"),
        ("wide.csv", (",".join(f"c{n}" for n in range(10_000)) + "\n").encode(), "more than 200 columns"),
        ("cut.csv", f"{NEED}\nC1,王,1,1\n".encode() + b"C2,\xe7\x8e,1,1\n" + b"\xff\xff\n", "is not UTF-8"),
        ("unknown.csv", b"a,b\n1,2\n", "The file has: a, b"),
    ],
)
def test_a_hostile_or_broken_file_gets_a_clear_word(
    sqlite_site: SampleSite, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _, run = bring(sqlite_site, path, apply=False)
    assert run.state == "failed" and words in run.error, run.error
    assert (staged(sqlite_site), own(sqlite_site)) == (0, 0)


def test_a_zip_bomb_and_a_zip_of_something_else_are_refused(sqlite_site: SampleSite, tmp_path: Path) -> None:
    bomb(tmp_path / "bomb.xlsx")
    assert (tmp_path / "bomb.xlsx").stat().st_size < 1_000_000
    _, run = bring(sqlite_site, tmp_path / "bomb.xlsx", apply=False)
    assert run.state == "failed" and "too large when unpacked" in run.error
    zipped(tmp_path / "other.xlsx", **{"a.txt": b"hello"})
    _, run = bring(sqlite_site, tmp_path / "other.xlsx", apply=False)
    assert run.state == "failed" and "is an archive. Unpack it and choose the file inside: a.txt" in run.error
    lots = {f"f{n}": b"" for n in range(1001)}
    _, run = bring(sqlite_site, zipped(tmp_path / "many.xlsx", **lots), apply=False)
    assert run.state == "failed" and "too large when unpacked" in run.error


def test_entities_of_xml_are_not_unfolded(sqlite_site: SampleSite, tmp_path: Path) -> None:
    whole = book(tmp_path / "a.xlsx", NEED.split(","), ["C1", "A", 1, 1])
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as to:
        for part in source.namelist():
            to.writestr(part, evil if part == "xl/workbook.xml" else source.read(part))
    _, run = bring(sqlite_site, tmp_path / "b.xlsx", apply=False)
    assert run.state == "failed" and "not an XLSX workbook" in run.error


def test_formulas_cut_numbers_and_float_noise_in_a_workbook(sqlite_site: SampleSite, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        NEED.split(","),
        ["C1", "A", "=1+1", 3],
        ["C2", '=HYPERLINK("http://x")', 5, 3],
        [1.2345678901234568e16, "B", 5, 3],
        ["C4", "D", 0.1 + 0.2, 3],
        ["C5", "E", 10, datetime(2026, 1, 1)],
        ["C6", "F", 1e308, 3],
        [7.0, "G", 12.5, 3.0],
    )
    run_id, run = bring(sqlite_site, path)
    found = reasons(sqlite_site, run_id)
    for line, words in (
        (2, "a formula is not a value"),
        (3, "name: a formula"),
        (4, "the spreadsheet has cut this number"),
        (6, "days_past_due: write a whole"),
        (7, "larger than any allowed amount"),
    ):
        assert words in found[line], (line, found)
    assert run.created == 2 and len(found) == 5
    assert (
        sqlite_site.one(
            select(Account.balance_minor)
            .join(Customer, Customer.id == Account.customer_id)
            .where(Customer.external_id == "C4")
        )
        == 30
    )
    assert sqlite_site.one(select(func.count()).where(Customer.external_id == "7")) == 1


def test_bad_rows_of_every_kind_are_named(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        (
            "external_id,name,account_id,balance,days_past_due,phone,due_date\r\n"
            "C01,A,A1,NaN,3,,\n"
            "C02,A,A1,1e308,3,,\r"
            'C03,A,A1,"12,50",3,,\n'
            'C04,A,A1,"1.234,56",3,,\n'
            "C05,A,A1,10,-3,,\n"
            "C06,A,A1,10,3,12345,\n"
            "C07,A,A1,10,3,,03/04/2026\n"
            "C08,A,A1,10,3,,0001-01-01\n"
            "C09,A,A1,10,3,,2025-02-29\n"
            "C10,A\x00B,A1,10,3,,\n"
            "C11,A,A9,10,3,,\n"
            "C11,B,A2,10,3,,\n"
            f"C12,{'N' * 200},A1,10,3,,\n"
            f"{'X' * 90},A,A1,10,3,,\n"
            "C13,A,A1\n"
            'G01,\u202eA\u200b B,A1,"1,234.56",3,+1 212 555 0123,20261130\n'
            "Ｇ０２,A,A2,１２３４,３,１３８００１３８０００,2026年11月30日\n"
            "G03,A,A3,-5,0,13800138000,2028-02-29\n"
            "G04,A,A4,10,3,+8613800138000,30.11.2026\n"
        ).encode()
    )
    run_id, run = bring(site, path)
    found = reasons(site, run_id)
    for line, words in (
        (2, "'NaN' is no value, and one is needed"),
        (3, "'1e308' is not an amount"),
        (4, "'12,50' is not an amount"),
        (5, "'1.234,56' is not an amount"),
        (6, "0 or more"),
        (7, "'12345' is not a valid number"),
        (8, "say whether the day or the month"),
        (9, "is not a date such as"),
        (10, "there is no day 2025-02-29"),
        (11, "contains control characters"),
        (12, "another row of this customer is bad"),
        (13, "a different name"),
        (14, "longer than 120"),
        (15, "longer than 80"),
        (16, "3 values for 7 columns"),
    ):
        assert words in found[line], (line, found[line])
    assert (len(found), run.created, run.rows_bad) == (15, 4, 14)
    names = {
        row.external_id: row.name
        for row in site.rows(select(Customer.external_id, Customer.name).where(Customer.source == "main"))
    }
    assert names == {"G01": "A B", "G02": "A", "G03": "A", "G04": "A"}
    places = {
        row.e164: (row.region, row.zone)
        for row in site.rows(
            select(Phone.e164, Phone.region, Phone.zone)
            .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
            .join(Customer, Customer.id == CustomerPhone.customer_id)
            .where(Customer.source == "main")
        )
    }
    assert places["+12125550123"] == ("US", "America/New_York"), "its own law and hours bind"
    assert places["+8613800138000"] == ("CN", "")
    assert site.one(select(func.count()).where(Phone.e164 == "+8613800138000")) == 1


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,234.56", 123_456),
        ("1234.5", 123_450),
        ("-5.00", -500),
        ("+7", 700),
        ("0", 0),
        ("-0", 0),
        ("10 000.10", 1_000_010),
        ("1234567890123.45", 123_456_789_012_345),
    ],
)
def test_amounts_that_are_taken(text: str, minor: int) -> None:
    assert money(text) == (minor, None)


@pytest.mark.parametrize(
    "text",
    ["1e5", "NaN", "Infinity", "12,34", "1.234,56", "1_000", "¥5", "0x10", "1.005", "9" * 40, ".", ",", "1,,234"],
)
def test_amounts_that_are_refused(text: str) -> None:
    found, fault = money(text)
    assert found is None and fault is not None


def test_dates_are_never_guessed() -> None:
    assert day("46326")[0] == "2026-10-31", "the day number of a spreadsheet"
    assert day("2028-02-29")[0] == "2028-02-29" and day("2026/1/5")[0] == "2026-01-05"
    for text in ("01/02/2026", "2026-02-30", "9999-12-31", "0001-01-01", "2026113", "11/30/26", "9000", "soon"):
        found, fault = day(text)
        assert found is None and fault is not None, text


def test_numbers_of_other_countries_keep_their_place() -> None:
    assert phone("13800138000", "CN")[0] == ("+8613800138000", "mobile", "CN", "")
    assert phone("010-65551234", "CN")[0][1:3] == ("landline", "CN")
    assert phone("+44 20 7946 0958", "CN")[0][2:] == ("GB", "Europe/London")
    for text in ("+1 555 01", "1.38E+10", "abc", "１", "+" * 30, "9" * 300):
        assert phone(text, "CN")[1] is not None, text


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "张三"), ("utf-8-sig", "张三"), ("utf-16", "张三"), ("gb18030", "张三"), ("big5", "張三")],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_encodings_are_told_apart_even_under_an_english_header(
    tmp_path: Path, encoding: str, name: str, sign: str
) -> None:
    path = tmp_path / "a.csv"
    words = "客户联系地址甲乙" if encoding != "big5" else "客戶聯絡地址甲乙"
    lines = ["external_id,name,balance,days_past_due,address", *(f"C{n},{name},10,3,{words}" for n in range(200))]
    path.write_bytes("\n".join(lines).replace(",", sign).encode(encoding))
    found = [record for record in read(path, OPTIONS) if "row" in record]
    assert len(found) == 200 and not any(record["errors"] for record in found)
    assert found[0]["row"]["name"] == name and found[-1]["row"]["address"] == words
    assert encoding_of(path) == ("utf-8-sig" if encoding == "utf-8" else encoding)


def test_the_byte_that_does_not_fit_may_stand_far_down(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [NEED, *(f"C{n},{'A' * 190},10,3" for n in range(6_000))]
    path.write_bytes("\n".join(lines).encode() + "\nC,张三,10,3\n".encode("gb18030"))
    assert path.stat().st_size > 1 << 20
    last = [record for record in read(path, OPTIONS) if "row" in record][-1]
    assert last["row"]["name"] == "张三"


def test_the_reader_keeps_within_its_memory_whatever_the_file(sqlite_site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with zipfile.ZipFile(book(tmp_path / "a.xlsx", NEED.split(","), ["C1", "A", 1, 1])) as source:
        chance = b"".join(b"%032x" % (n * 2654435761 % 2**128) for n in range(600_000))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as to:
            for part in source.namelist():
                content = source.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + chance * 5
                    content = content.replace(b"</sheetData>", cell + b"</t></is></c></row></sheetData>")
                to.writestr(part, content)
    run_id, run = bring(sqlite_site, path, apply=False)
    assert run.state == "read" and run.report["peak_mb"] <= 500
    assert "longer than" in reasons(sqlite_site, run_id)[3]


def test_what_leaves_in_the_error_file_is_no_formula() -> None:
    for text in ("=1", "+1", "-1", "@x", "\t=1", "＝1", " =1"):
        assert disarm(text).startswith("'")
    assert disarm("plain") == "plain"


def test_mixed_line_ends_and_quotes_keep_their_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'{NEED}\r\nC1,"A\nB",1,1\rC2,"C, ""D""",2,1\r\n\r\n\nC3,E,x,1\n'.encode())
    found = [record for record in read(path, OPTIONS) if "row" in record]
    assert [(r["line"], r["row"]["name"], bool(r["errors"])) for r in found] == [
        (3, "A B", False),
        (4, 'C, "D"', False),
        (7, "E", True),
    ]
    assert rows("x").count("\n") == 2
