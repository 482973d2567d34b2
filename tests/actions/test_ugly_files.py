"""Lists as people really have them: each value is the right one, or the row is held back with a word that helps."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from console.importing.faults import BadFile
from console.importing.reader import read
from tests.actions.test_import_files import OPTIONS

HEAD = "external_id,name,account_id,balance,days_past_due,phone"
ONE = "C1,王一,A1,100,5,13800138001"


def records(path: Path, **more: Any) -> tuple[list[dict[str, Any]], dict[int, str], dict[str, Any]]:
    """Return (good rows, line -> reasons of the others, the head)."""
    good: list[dict[str, Any]] = []
    held: dict[int, str] = {}
    head: dict[str, Any] = {}
    for record in read(path, {**OPTIONS, **more}):
        if "head" in record:
            head |= record["head"]
        elif "line" in record:
            reasons = [text % words if words else text for _, text, words in record["errors"]]
            if reasons:
                held[record["line"]] = "; ".join(reasons)
            else:
                good.append(record["row"])
    return good, held, head


def of(
    tmp_path: Path, content: str | bytes, **more: Any
) -> tuple[list[dict[str, Any]], dict[int, str], dict[str, Any]]:
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return records(path, **more)


def listed(*lines: str, head: str = HEAD) -> str:
    return "\n".join((head, *lines)) + "\n"


ODD = ' External ID ,Name*,Account No.,Balance (CNY),Days Past Due,"Phone\n(required)"'
GERMAN = "external_id;name;account_id;balance;days_past_due;phone\nC1;王一;A1;1.234,50;5;13800138001\n"
EXCEL_TEXT = "external_id\tname\taccount_id\tbalance\tdays_past_due\tphone\nC1\t王一\tA1\t1,234.50\t5\t13800138001\n"


@pytest.mark.parametrize(
    ("content", "balance"),
    [
        (b"\xef\xbb\xbf" + GERMAN.encode(), 1234_50),
        (EXCEL_TEXT.encode("utf-16"), 1234_50),
        (
            "客户编号,姓名,合同号,欠款金额,逾期天数,手机号\nC1,王一,A1,1234.50,5,13800138001\n".encode("gb18030"),
            1234_50,
        ),
        (listed(ONE).replace("\n", "\r\n").encode(), 100_00),
        (listed(ONE).replace("\n", "\r").encode(), 100_00),
        (("sep=;\r\n" + GERMAN).encode(), 1234_50),
        (("Customer,,Debt,,,\n" + listed(ONE)).encode(), 100_00),
        (listed(ONE + ",", head=HEAD + ",").encode(), 100_00),
        (listed(ONE + ",").encode(), 100_00),
        (listed("", ONE, ",,,,,", "").encode(), 100_00),
        (
            listed(
                ONE, head=' External ID ,Name*,Account No.,Balance (CNY),Days Past Due,"Phone\n(required)"'
            ).encode(),
            100_00,
        ),
        (listed(ONE + ',"Road 1\nFlat 2"', head=HEAD + ",address").encode(), 100_00),
        (listed("Ｃ１,王一,A1,１００,５,１３８００１３８００１").encode(), 100_00),
        (listed("\u200bC1\u200b,王一,\ufeffA1,100,5,13800138001").encode(), 100_00),
    ],
)
def test_one_customer_in_many_spellings(tmp_path: Path, content: bytes, balance: int) -> None:
    good, held, _ = of(tmp_path, content)
    assert held == {} and len(good) == 1, (good, held)
    row = good[0]
    assert (row["external_id"], row["account_id"], row["balance"], row["days_past_due"]) == ("C1", "A1", balance, 5)
    assert [number[0] for number in row["phones"]] == ["+8613800138001"]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("-120.50", -120_50),
        ("(120.50)", -120_50),
        ("120.50-", -120_50),
        ("- 120.50", -120_50),
        ("¥1234.50", 1234_50),
        ("￥1234.50", 1234_50),
        ("-¥120.50", -120_50),
        ("1234.50元", 1234_50),
        ("CNY 1234.50", 1234_50),
        ("1234.50 RMB", 1234_50),
        ("1\u00a0234.50", 1234_50),
        ("1\u202f234.50", 1234_50),
        ("1’234.50", 1234_50),
        ("1 234.50", 1234_50),
        ("0", 0),
        ("1234.500", 1234_50),
    ],
)
def test_amounts_as_bookkeepers_write_them(tmp_path: Path, written: str, minor: int) -> None:
    good, held, _ = of(tmp_path, listed(f"C1,王一,A1,{written},5,"))
    assert held == {} and good[0]["balance"] == minor


@pytest.mark.parametrize(
    "written",
    [
        "$1234.50",
        "1234.50 USD",
        "€5",
        "12%",
        "1.5万",
        "99999999999999999",
        "1.23457E+11",
        "1,23,456.00",
        "--5",
        "5-5",
        "-(5)",
        "(5",
        "12.345",
        "=1+1",
        "#REF!",
        "一百",
        "5 000 0",
        "NaN",
        "inf",
    ],
)
def test_what_is_no_amount_of_this_currency_is_held_back(tmp_path: Path, written: str) -> None:
    good, held, _ = of(tmp_path, listed(f'C1,王一,A1,"{written}",5,', "C2,李二,A2,7.25,5,"))
    assert [row["external_id"] for row in good] == ["C2"] and list(held) == [2], (good, held)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("13800138001.0", ["+8613800138001"]),
        ("'13800138001", ["+8613800138001"]),
        ('="13800138001"', ["+8613800138001"]),
        ("+86 138-0013-8001", ["+8613800138001"]),
        ("0086 13800138001", ["+8613800138001"]),
        ("(010) 6552 9988", ["+861065529988"]),
        ("138 0013 8001", ["+8613800138001"]),
        ("1.38E+10", None),
        ("1.38001E+10", None),
        ("13800138001/13900139001", None),
        ("13800138001;13900139001", None),
        ("138****8001", None),
        ("1380013800", None),
        ("N/A", []),
        ("无", []),
    ],
)
def test_telephone_numbers_of_spreadsheets(tmp_path: Path, written: str, numbers: list[str] | None) -> None:
    """None: the row is held back. One of two numbers in a cell is never taken in silence."""
    quoted = written.replace('"', '""')
    good, held, _ = of(tmp_path, listed(f'C1,王一,A1,100,5,"{quoted}"'))
    if numbers is None:
        assert good == [] and len(held) == 1
    else:
        assert held == {} and [number[0] for number in good[0]["phones"]] == numbers


@pytest.mark.parametrize(
    ("key", "account", "right"),
    [
        ('"=""001234"""', "A1", ("001234", "A1")),
        ("'001234", "'0099", ("001234", "0099")),
        ("C1", "NULL", ("C1", "C1")),
        ("C1", "0", ("C1", "C1")),
        ("C1", "00000000", ("C1", "C1")),
        ("C1", "无", ("C1", "C1")),
        ("１００１", "A1", ("1001", "A1")),
    ],
)
def test_ids_keep_their_signs_and_placeholders_are_none(
    tmp_path: Path, key: str, account: str, right: tuple[str, str]
) -> None:
    good, held, _ = of(tmp_path, listed(f"{key},王一,{account},100,5,"))
    assert held == {} and (good[0]["external_id"], good[0]["account_id"]) == right


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2026/1/5", "2026-01-05"),
        ("5-Jan-2026", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("46027", "2026-01-05"),
        ("2026-01-05 00:00:00", "2026-01-05"),
        ("2026-01-05T00:00:00Z", "2026-01-05"),
        ("05.01.2026", "2026-01-05"),
        ("13/01/2026", "2026-01-13"),
        ("05/01/2026", None),
        ("05.01.26", None),
        ("0000-00-00", None),
        ("1900-01-00", None),
        ("2026-02-30", None),
        ("Q1 2026", None),
    ],
)
def test_dates_of_spreadsheets(tmp_path: Path, written: str, right: str | None) -> None:
    good, held, _ = of(tmp_path, listed(f"C1,王一,100,{written}", head="external_id,name,balance,due_date"))
    if right is None:
        assert good == [] and len(held) == 1
    else:
        assert held == {} and good[0]["due_on"] == right


@pytest.mark.parametrize("code", ["CNY", "cny", "RMB", "人民币", "元", ""])
def test_the_currency_has_several_names(tmp_path: Path, code: str) -> None:
    good, held, _ = of(tmp_path, listed(f"C1,王一,100,5,{code}", head="external_id,name,balance,dpd,币种"))
    assert held == {} and good[0]["currency"] == "CNY"


def test_another_currency_is_held_back(tmp_path: Path) -> None:
    good, held, _ = of(tmp_path, listed("C1,王一,100,5,USD", head="external_id,name,balance,dpd,币种"))
    assert good == [] and "CNY" in held[2]


@pytest.mark.parametrize(
    "line",
    [
        "合计,,,12345,,",
        "Total,,,12345,,",
        ",Grand total (2 accounts),,12345,,",
        ",,,12345,,",
        "编号,姓名,合同,元,天,",
        "external_id,name,account_id,balance,days_past_due,phone",
        "制表人：张三",
        "Report generated on 2026-11-20",
        "C9,Smith, John,A9,100,5,13800138001",
    ],
)
def test_what_is_no_customer_is_held_back_and_named(tmp_path: Path, line: str) -> None:
    good, held, _ = of(tmp_path, listed(ONE, line))
    assert [row["external_id"] for row in good] == ["C1"] and list(held) == [3], (good, held)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD + ",balance", "are both balance"),
        (HEAD + ",欠款金额", "are both balance"),
        (HEAD.replace("balance", "欠款金额（万元）"), "万元"),
        (HEAD.replace("balance", "Balance (cents)"), "cents"),
        (HEAD.replace("balance", "Balance (USD)"), "not in CNY"),
        (HEAD.replace("external_id", "x"), "No column for external_id"),
    ],
)
def test_columns_that_mislead_are_refused(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(BadFile) as error:
        of(tmp_path, listed(ONE + ",1" if head.count(",") > 5 else ONE, head=head))
    assert words in str(error.value)


def test_unknown_columns_may_be_there_twice(tmp_path: Path) -> None:
    good, held, head = of(tmp_path, listed(ONE + ",x,y", head=HEAD + ",note,note"))
    assert len(good) == 1 and held == {} and head["ignored"] == ["note", "note"]


def test_one_account_with_two_balances_is_held_back_and_one_of_two_people_is_not(tmp_path: Path) -> None:
    lines = (
        "J1,梅一,JL-1,100,5,",
        "J2,陶二,JL-1,100,5,",
        "K1,高三,KL-1,100,5,",
        "K2,何四,KL-1,250,5,",
        "L1,郭五,L-1,9,5,",
    )
    good, held, _ = of(tmp_path, listed(*lines))
    assert [row["external_id"] for row in good] == ["J1", "J2", "K1", "L1"]
    assert "another balance in line 4" in held[5], held


def book(path: Path, *lines: list[Any], merge: str = "") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    for cells in merge.split():
        sheet.merge_cells(cells)
    made.save(path)
    return path


def test_a_row_under_a_merged_cell_is_held_back_and_a_formula_is_no_value(tmp_path: Path) -> None:
    lines = (
        ["C1", "王一", "A1", 100, 5, "13800138001"],
        ["C1", "王一", "A2", 200, 5, "13800138001"],
        ["C2", "李二", "A3", "=D2+D3", 5, None],
        ["C3", "赵三", "A4", 300.5, 5, 13800138003],
        ["C4", "钱四", "A5", 5, 5.0, 1.3800138004e10],
    )
    path = book(tmp_path / "a.xlsx", HEAD.split(","), *lines, merge="A2:A3 B2:B3")
    good, held, _ = records(path)
    assert [(row["external_id"], row["balance"]) for row in good] == [("C1", 100_00), ("C3", 300_50), ("C4", 5_00)]
    assert list(held) == [3, 4] and "formula" in held[4], held
    assert [row["phones"][0][0] for row in good[1:]] == ["+8613800138003", "+8613800138004"]


def test_a_sheet_that_says_a_million_empty_rows_is_read_at_once(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEAD.split(","))
    sheet.append(ONE.split(","))
    sheet.cell(row=60_000, column=1).number_format = "@"
    made.save(tmp_path / "a.xlsx")
    began = time.perf_counter()
    good, held, _ = records(tmp_path / "a.xlsx")
    assert len(good) == 1 and held == {} and time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("written", "right"),
    [
        (("2026-11-20", "2026-11-20"), "2026-11-20"),
        (("20/11/2026", "20/11/2026"), "2026-11-20"),
        (("2026-11-20", ""), "2026-11-20"),
        (("", ""), None),
    ],
)
def test_the_day_of_the_list_stands_in_a_column(tmp_path: Path, written: tuple[str, str], right: str | None) -> None:
    lines = (f"C{n},王{n},100,2026-11-01,{day}" for n, day in enumerate(written))
    good, held, head = of(tmp_path, listed(*lines, head="external_id,name,balance,due_date,数据日期"), as_of_said=False)
    assert held == {} and (head["as_of"] or None) == right
    assert {row["days_past_due"] for row in good} == {19 if right else 22}


@pytest.mark.parametrize(
    ("days", "words"),
    [(("2026-11-20", "2026-11-19"), "several days"), (("2026-11-29",), "future"), (("soon",), "cannot be read")],
)
def test_a_day_of_the_list_that_cannot_be_is_asked(tmp_path: Path, days: tuple[str, ...], words: str) -> None:
    lines = [f"C{n},王{n},100,5,{day}" for n, day in enumerate(days)]
    content = listed(*lines, head="external_id,name,balance,dpd,as of date")
    said: Mapping[str, Any] = {"as_of": "2026-11-18", "as_of_said": True}
    with pytest.raises(BadFile) as error:
        of(tmp_path, content, as_of="2026-11-23", as_of_said=False)
    assert words in str(error.value)
    good, _, head = of(tmp_path, content, **said)
    assert len(good) == len(days) and head["as_of"] == "2026-11-18", "what a person says stands"
