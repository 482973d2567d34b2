"""How a file writes amounts, days and times, decided from whole columns and never guessed; encodings; wrong files."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import import_apply, import_runs
from console.importing.amounts import money
from console.importing.faults import BadFile
from console.importing.staging import read_file
from console.importing.values import day, instant
from console.store.models import ImportMapping
from tests.actions.importing import begin, run_of
from tests.actions.reading import CALLS, HEAD, csv, found, xlsx
from tests.people import SampleSite

DUE = "customer_id;name;balance;dpd;due_date"
ZONE = "Asia/Shanghai"


def owed(tmp_path: Path, *amounts: str, **options: Any) -> tuple[list[object], str]:
    """Return what is owed (None = held back) and what is asked."""
    read = csv(tmp_path, *(f"C{n};A;{text};3;" for n, text in enumerate(amounts)), head=DUE, **options)
    return [read.rows[n + 2]["balance"] if n + 2 in read.rows else None for n in range(len(amounts))], read.asks


@pytest.mark.parametrize(
    ("amounts", "minor"),
    [
        (["1.234,56", "1234,56", "1.234", "12,50", "2,345"], [123456, 123456, 123400, 1250, None]),
        (["1,234.56", "1,234", "12.50", "2.345"], [123456, 123400, 1250, None]),
        (["1.234.567", "1.234", "0,5"], [123456700, 123400, 50]),
        (["1,234,567", "1,234", "5"], [123456700, 123400, 500]),
        (["1 234,50", "12 345", "7"], [123450, 1234500, 700]),
        (["1'234.50", "1'234", "1,234"], [123450, 123400, 123400]),
        (["-12,5", "+1.000,00", "1.000"], [-1250, 100000, 100000]),
        (["1,234", "5,678", "500"], [123400, 567800, 50000]),
        (["0.50", "1,000"], [50, 100000]),
        (["１，２３４．５０", "１，２３４"], [123450, 123400]),
        (["1234,5", "1.5", "7"], [None, 150, 700]),  # two ways: only what the product's own writing proves
        (["1,234.56", "1.234,56", "1,234"], [123456, None, None]),
        (["1.234", "5.678"], [None, None]),
        (["1.234", "5,678"], [None, None]),
        (["1.23.4", "12,34,56", "1..5", "1,5,0"], [None] * 4),
    ],
)
def test_the_decimal_sign_comes_from_the_whole_column(tmp_path: Path, amounts: list[str], minor: list[object]) -> None:
    assert owed(tmp_path, *amounts)[0] == minor


def test_what_no_amount_decides_is_asked_and_what_is_said_or_kept_decides(tmp_path: Path) -> None:
    assert "1.234 in line 2 may be thousands or decimals. Choose the decimal sign." in owed(tmp_path, "1.234")[1]
    assert "two ways: 1.50 in line 3, 12,50 in line 2" in owed(tmp_path, "12,50", "1.50")[1]
    assert owed(tmp_path, "1.234", "1,5", decimal="comma") == ([123400, 150], "")
    assert owed(tmp_path, "1.234", "1.5", decimal="point") == ([None, 150], "")
    assert owed(tmp_path, "1.234", kept={"decimal": "comma"}) == ([123400], "")
    amounts, asks = owed(tmp_path, "12.50", "1.234", "7", kept={"decimal": "comma"})
    assert amounts == [None, None, 700] and "another decimal sign so far" in asks
    assert owed(tmp_path, "12.50", kept={"decimal": "comma"}, decimal="point") == ([1250], "")


def test_numbers_of_a_sheet_need_no_decimal_sign(tmp_path: Path) -> None:
    lines = [
        DUE.split(";"),
        ["C1", "A", 1234.5, 3],
        ["C2", "B", "1.234,50", 3],
        ["C3", "C", 1.234, 3],
        ["C4", "D", 7, 3],
    ]
    read = xlsx(tmp_path, ("A", lines))
    assert [row["balance"] for row in read.rows.values()] == [123450, 123450, 700]
    assert "more than two decimals" in read.held[4] and "decimal comma" in read.notes


def days(tmp_path: Path, *texts: str, **options: Any) -> tuple[list[object], str]:
    """Return the due dates (None = held back) and what is asked."""
    read = csv(tmp_path, *(f"C{n};A;10;3;{text}" for n, text in enumerate(texts)), head=DUE, **options)
    return [read.rows[n + 2]["due_on"] if n + 2 in read.rows else None for n in range(len(texts))], read.asks


@pytest.mark.parametrize(
    ("texts", "right"),
    [
        (["03/04/2026", "13/04/2026"], ["2026-04-03", "2026-04-13"]),
        (["03/04/2026", "04/13/2026"], ["2026-03-04", "2026-04-13"]),
        (["3-4-2026", "4-30-2026"], ["2026-03-04", "2026-04-30"]),
        (["03.04.2026", "1.2.2026"], ["2026-04-03", "2026-02-01"]),
        (["03.04.2026", "10.31.2026"], ["2026-03-04", "2026-10-31"]),
        (["05/05/2026"], ["2026-05-05"]),
        (["03/04/2026", "2026-01-02"], [None, "2026-01-02"]),
        (["13/04/2026", "04/13/2026", "03/04/2026"], ["2026-04-13", "2026-04-13", None]),
        (["46326", "46326.0", "20261031"], ["2026-10-31"] * 3),
        (["2026/10/31 0:00", "2026-10-31T00:00:00", "10/31/2026 12:00:00 AM"], ["2026-10-31"] * 3),
        (["2026年10月31日", "2026年10月31日 星期六", "31 Oct 2026", "Oct 31, 2026", "31-Oct-26"], ["2026-10-31"] * 5),
        (["31/10/26", "2026-02-30", "31/13/2026", "soon", "9999-12-31"], [None] * 5),
    ],
)
def test_the_order_of_day_and_month_comes_from_the_whole_column(
    tmp_path: Path, texts: list[str], right: list[object]
) -> None:
    assert days(tmp_path, *texts)[0] == right


def test_an_open_order_is_asked_and_what_is_said_or_kept_decides(tmp_path: Path) -> None:
    assert "03/04/2026 in line 2 may be two days" in days(tmp_path, "03/04/2026")[1]
    assert days(tmp_path, "03/04/2026", dates="mdy") == (["2026-03-04"], "")
    assert days(tmp_path, "03/04/2026", "13/04/2026", dates="mdy") == (["2026-03-04", None], "")
    assert days(tmp_path, "03/04/2026", kept={"dates": "dmy"}) == (["2026-04-03"], "")
    right, asks = days(tmp_path, "03/04/2026", "04/13/2026", kept={"dates": "dmy"})
    assert right == [None, "2026-04-13"] and "in another order so far" in asks


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026/11/29 9:15", "01:15:00"),
        ("2026-11-29 09:15:30", "01:15:30"),
        ("2026-11-29T9:15", "01:15:00"),
        ("2026/11/29 9:15 PM", "13:15:00"),
        ("2026/11/29 9:15:05 am", "01:15:05"),
        ("2026-11-29 9:15 p.m.", "13:15:00"),
        ("2026-11-29 12:05 PM", "04:05:00"),
        ("2026/11/29 上午9:15", "01:15:00"),
        ("2026/11/29 下午 2:05", "06:05:00"),
        ("2026年11月29日 下午2:05:09", "06:05:09"),
        ("2026年11月29日 9时15分", "01:15:00"),
        ("2026年11月29日星期日 9点15分30秒", "01:15:30"),
        ("2026-11-29 晚上8:05", "12:05:00"),
        ("２０２６／１１／２９　９：１５", "01:15:00"),
        ("29.11.2026 9:15", "01:15:00"),
        ("29/11/2026 9:15", "01:15:00"),
        ("Nov 29, 2026 9:15 AM", "01:15:00"),
        ("20261129091500", "01:15:00"),
        ("20261129 0915", "01:15:00"),
        ("46355.385416667", "01:15:00"),
        ("2026-11-29 9:15+0800", "01:15:00"),
        ("2026-11-29 01:15Z", "01:15:00"),
    ],
)
def test_times_as_spreadsheets_and_dialers_write_them(text: str, utc: str) -> None:
    assert instant(text, text, ZONE) == (f"2026-11-29T{utc}+00:00", None)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-11-29",
            "46355",
            "9:15",
            "2026-11-29 9:5",
            "2026-11-29 24:00",
            "2026-11-29 13:05 am",
            "2026-11-29 9:75",
        ),
        *(
            "29/11/26 9:15",
            "03/04/2026 9:15",
            "2026-02-30 9:15",
            "2026-11-29 晚上12:30",
            "2026-11-29 上午9:15 PM",
            "noon",
        ),
    ],
)
def test_times_that_are_not_sure_are_refused(text: str) -> None:
    at, fault = instant(text, text, ZONE)
    assert at is None and fault is not None


def test_times_of_a_sheet_are_read_as_they_are(tmp_path: Path) -> None:
    nine = datetime(2026, 11, 29, 9, 15)
    lines: list[list[Any]] = [
        CALLS.split(","),
        *(["C1", at, "call", "13800138001", "busy"] for at in (nine, 46355.385416667, "2026/11/29 9:15")),
    ]
    read = xlsx(
        tmp_path, ("A", [*lines, ["C1", datetime(2026, 11, 29), "call", "13800138001", "busy"]]), kind="contacts"
    )
    assert read.values("at") == ["2026-11-29T01:15:00+00:00"] * 3 and "no time of day" in read.held[5]


def test_the_order_of_a_column_of_times_is_found_too(tmp_path: Path) -> None:
    lines = (f"C1,{at},call,13800138001,busy" for at in ("3/4/2026 9:15", "4/13/2026 9:15 PM"))
    read = csv(tmp_path, *lines, head=CALLS, kind="contacts")
    assert read.values("at") == ["2026-03-04T01:15:00+00:00", "2026-04-13T13:15:00+00:00"]


def test_how_a_released_file_was_read_is_kept_for_its_source(sqlite_site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def bring(amount: str, on: str, release: bool) -> list[tuple[int, str]]:
        path.write_text(f"{DUE}\nC1;A;{amount};3;{on}\n")
        run_id = begin(sqlite_site, path)
        read_file(sqlite_site.worker(), run_id, path)
        if release:
            assert import_runs.begin_apply(sqlite_site.worker(), run_id).ok
            assert import_apply.apply(sqlite_site.worker(), run_id).ok
        run = run_of(sqlite_site, run_id)
        return [(run.rows_bad, text) for text, _ in run.report["asks"]] or [(run.rows_bad, "")]

    assert bring("12,50", "31/10/2026", False) == [(0, "")]
    assert bring("1.234", "03/04/2026", False)[0][0] == 1, "nobody has released anything"
    assert bring("12,50", "31/10/2026", True) == [(0, "")]
    assert bring("1.234", "03/04/2026", False) == [(0, "")]
    kept = sqlite_site.one(select(ImportMapping.options))
    assert kept["reading"]["customers"] == {"decimal": "comma", "dates": "dmy"}


CHINESE = "客户编号,姓名,借据号,欠款金额,逾期天数,手机号"
TAIWANESE = "客戶編號,客戶姓名,帳號,欠款金額,逾期天數,手機"


@pytest.mark.parametrize(
    ("head", "name", "encoding", "note"),
    [
        (CHINESE, "王一", "utf-8", ""),
        (CHINESE, "王一", "utf-8-sig", ""),
        (CHINESE, "王一", "utf-16", ""),
        (CHINESE, "王一", "utf-16-le", "UTF-16 without its mark"),
        (CHINESE, "王一", "utf-16-be", "UTF-16 without its mark"),
        (HEAD, "张三丰", "utf-16-be", "UTF-16 without its mark"),
        (HEAD, "Ann Sample", "utf-16-le", "UTF-16 without its mark"),
        (CHINESE, "王一", "utf-32", ""),
        (CHINESE, "王一", "gb18030", "read as GB18030"),
        (HEAD, "张三丰", "gb18030", "read as GB18030"),
        (TAIWANESE, "陳怡君", "big5", "read as Big5"),
        (HEAD, "陳怡君", "big5", "read as Big5"),
        (HEAD, "Jürgen Müller", "cp1252", "read as Windows-1252"),
        (HEAD, "José Peña", "latin-1", "read as Windows-1252"),
    ],
)
def test_each_encoding_is_read_or_named(tmp_path: Path, head: str, name: str, encoding: str, note: str) -> None:
    for sign in (",", "\t", ";"):
        line = f"K1,{name},L1,100,10,13800138000".replace(",", sign)
        read = csv(tmp_path, line, head=head.replace(",", sign), encoding=encoding)
        assert read.values("name") == [name] and note in read.notes and bool(note) == ("read as" in read.notes)


@pytest.mark.parametrize(
    ("name", "encoding"), [("Łukasz Żak", "cp1250"), ("田中 太郎", "shift_jis"), ("ก ข ค ง", "tis-620")]
)
def test_an_unknown_encoding_gets_one_clear_sentence(tmp_path: Path, name: str, encoding: str) -> None:
    with pytest.raises(BadFile, match=r"The encoding of this file is not known\. Save it as UTF-8"):
        csv(tmp_path, f"K1,{name},L1,100,10,", encoding=encoding)


PAGE = '<html><head><meta charset="utf-8"></head><body><table><tr><td>customer_id</td></tr></table></body></html>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", PAGE.encode(), r"This \.xls is a web page.* save it as XLSX or CSV"),
        ("a.xls", b"\xef\xbb\xbf\r\n  <!DOCTYPE HTML>" + PAGE.encode(), "is a web page"),
        ("a.xls", b'<?xml version="1.0"?>' + PAGE.encode(), "is a web page"),
        ("a.xls", PAGE.encode("utf-16"), "is a web page"),
        ("a.xls", b"<table><tr><td>x", "is a web page"),
        ("a.csv", b"<!-- made by a report --><TABLE border=1>", r"This \.csv is a web page"),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "is a web page"),
        (
            "a.xls",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>',
            "XML spreadsheet of 2003",
        ),
        ("a.xml", b'<?xml version="1.0"?><Document>', "is an XML file"),
        ("a.csv", b'[{"customer_id": 1}]', "is a JSON file"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, r"This \.xls is a workbook of the old format"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "text document"),
        ("a.pdf", b"%PDF-1.4 x", "is a PDF"),
        ("a.csv", b"\x1f\x8b\x08 x", "is an archive"),
        ("a.rar", b"Rar!\x1a\x07", "is an archive"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "is a picture"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged or not complete"),
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \r\n", "The file is empty"),
        ("a.csv", b",,,\n,,,\n", "The file is empty"),
        ("a.csv", HEAD.encode(), "a header but no rows"),
        ("a.csv", f"{HEAD}\n\n,,,,,\n".encode(), "a header but no rows"),
    ],
)
def test_a_wrong_file_is_named_for_what_it_is(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadFile, match=words):
        found(tmp_path / name)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"list.csv": b"a", "__MACOSX/x": b""}, r"archive.* choose the file inside: list\.csv"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, "OpenDocument"),
        ({"xl/workbook.bin": b""}, "XLSB"),
        ({"word/document.xml": b""}, "text document"),
        ({"[Content_Types].xml": b"<x/>"}, "not an XLSX workbook"),
    ],
)
def test_a_zip_is_named_for_what_is_in_it(tmp_path: Path, parts: dict[str, bytes], words: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(BadFile, match=words):
        found(tmp_path / "a.xlsx")


def test_an_empty_workbook_and_one_with_a_head_alone_say_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="The file is empty"):
        xlsx(tmp_path, ("A", []), ("B", []))
    with pytest.raises(BadFile, match="a header but no rows"):
        xlsx(tmp_path, ("A", [HEAD.split(",")]))


def test_one_reader_of_amounts_and_days_by_itself() -> None:
    assert money("1.234,50", "comma") == (123450, None) and money("1.234", "comma", strict=True)[0] is None
    assert day("30/11/2026")[0] == "2026-11-30" and day("03/04/2026")[0] is None
