"""Rows as people really have them: too wide, cut numbers, placeholders, totals, titles, second sheets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from console.importing.faults import BadFile
from console.importing.values import is_cut, is_nothing, is_total
from tests.actions.reading import CALLS, HEAD, csv, xlsx

WIDE = "customer_id,mobile,name,account,balance,dpd"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("C1,13800138001,A,A1,1,234,40", "7 values for 6 columns"),
        ("C1,13800138001,A,A1,1234", "5 values for 6 columns"),
        ("C1", "1 value for 6 columns"),
        ("C1,13800138001,A, Jr,A1,1234,40", "7 values for 6 columns"),
        ("C1,13800138001,A,A1,1234,40,,,x", "9 values for 6 columns"),
    ],
)
def test_a_row_of_another_width_is_held_back_with_all_of_its_customer(tmp_path: Path, line: str, words: str) -> None:
    read = csv(tmp_path, line, "C1,13800138001,A,A2,5,40", "C2,13800138002,B,B1,500,40,,,", head=WIDE)
    assert read.held == {2: f": {words}"}
    assert set(read.rows) == {3, 4} and read.totals["bad"] == ["C1"], "empty cells at the end do no harm"


def test_lines_that_an_open_quotation_mark_has_swallowed_are_told(tmp_path: Path) -> None:
    read = csv(tmp_path, "C1,,A,A1,5,40", 'C2,,"B,B1,5,40', "C3,,C,D1,5,40", head=WIDE)
    assert list(read.rows) == [2] and read.totals["bad"] == ["C2"]
    assert read.held == {4: ": a quotation mark does not close: several lines were read as one row"}


def test_the_width_of_a_sheet_is_looked_at_too(tmp_path: Path) -> None:
    head = WIDE.split(",")
    read = xlsx(
        tmp_path,
        ("List", [head, ["C1", "", "A", "A1", 1, 234, 40], ["C2", None, "B", "B1", 5, 40, None, " "], ["C3", "", "C"]]),
    )
    assert read.held[2] == ": 7 values for 6 columns"
    assert "balance: is empty" in read.held[4], "a sheet leaves out empty cells, so a short row lacks values"
    assert list(read.rows) == [3]


def test_unnamed_columns_at_the_end_hold_no_values(tmp_path: Path) -> None:
    read = csv(tmp_path, "C1,A,A1,10,3,,,", "C2,B,B1,10,3,,,x", head=HEAD + ",,")
    assert list(read.rows) == [2] and "8 values for 6 columns" in read.held[3]


@pytest.mark.parametrize(
    "value",
    [
        *("6.22848E+15", "6,22848E+15", "6.2e15", "1.39E+10", "1E+10", "-1.2E-05", "６.２２８Ｅ＋１５"),
        *("622848001234567000", "6228480012345678000000", "6228 4800 1234 5670 00", "########"),
        *(6.22848e15, 1234567890123456, 6228480012345670),
    ],
)
def test_a_cut_number_is_seen(value: object) -> None:
    assert is_cut(value)


@pytest.mark.parametrize(
    "value", ["12E4", "E15", "622848001234567891", "123456789012345", "138001380", "A1.5E+3", "#7", 13800138001.0, 7]
)
def test_a_whole_id_is_not_taken_for_a_cut_one(value: object) -> None:
    assert not is_cut(value)


@pytest.mark.parametrize("column", ["customer_id", "account", "mobile"])
def test_cut_numbers_are_refused_in_every_column_of_numbers_whatever_the_file(tmp_path: Path, column: str) -> None:
    line = {"customer_id": "C1", "name": "A", "account": "A1", "balance": "10", "dpd": "3", "mobile": ""}
    line[column] = "6.22848E+15"
    read = csv(tmp_path, ",".join(line.values()))
    assert "the spreadsheet has cut this number: format it as text" in read.held[2]
    book = xlsx(
        tmp_path, ("A", [HEAD.split(","), list((line | {column: 6.22848e15, "balance": 10, "dpd": 3}).values())])
    )
    assert "has cut this number" in book.held[2]


def test_a_column_of_sixteen_digits_that_all_end_in_nought_was_cut(tmp_path: Path) -> None:
    cards = ["6228480012345670", "6228480012345680", "6228480012345690"]
    read = csv(tmp_path, *(f"{card},A,,10,3," for card in cards))
    assert len(read.held) == 3 and "has cut this number" in read.held[2]
    assert len(csv(tmp_path, *(f"{card},A,,10,3," for card in (*cards, "6228480012345671"))).rows) == 4
    whole = (f"62284800123{n:07d}" for n in range(1, 1200))  # by chance, one of them ends in 000
    assert csv(tmp_path, *(f"{card},A,,10,3," for card in whole)).held == {}


def test_an_id_that_the_sheet_has_turned_into_a_date_is_refused(tmp_path: Path) -> None:
    read = xlsx(tmp_path, ("A", [HEAD.split(","), ["C1", "A", datetime(2026, 1, 2), 10, 3, ""]]))
    assert "turned this into a date" in read.held[2]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "NULL",
            "null",
            "N/A",
            "NA",
            "n.a.",
            "#N/A",
            "-",
            "--",
            "—",
            "–",
            "/",
            "none",
            "None",
            "nil",
            "NaN",
            "(null)",
        ),
        *(
            "<NULL>",
            "\\N",
            "(blank)",
            "无",
            "空",
            "（空）",
            "暂无",
            "未知",
            "ＮＵＬＬ",
            "Ｎ／Ａ",
            "－",
            "無",
            "[无]",
            "...",
        ),
    ],
)
def test_placeholders_are_no_value_in_any_column(tmp_path: Path, text: str) -> None:
    read = csv(
        tmp_path,
        f"C1,A,{text},10,3,{text},{text},{text}",
        f"{text},B,B1,10,3,,,",
        f"C3,{text},C1,10,3,,,",
        f"C4,D,D1,{text},3,,,",
        f"C5,E,E1,10,{text},,,",
        head=HEAD + ",province,due_date",
    )
    row = read.rows[2]
    assert (row["account_id"], row["phones"], row["province"], row["due_on"]) == ("C1", [], "", None)
    assert set(read.held) == {3, 4, 5, 6}
    assert all("is no value, and one is needed" in words for words in read.held.values()), read.held


def test_words_that_only_look_like_placeholders_stay() -> None:
    assert not any(is_nothing(text) for text in ("0", "N", "Nina", "Nil Desai", "A-1", "无锡", "空山", "x", "No 5"))
    assert not any(
        is_total(text) for text in ("Sum Wai Ming", "Total Energies", "总", "Summer", "合家欢", "小计划", "T1")
    )


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Total",
            "TOTAL:",
            "Totals",
            "Grand total",
            "Sub-total",
            "Sum",
            "Total (12 accounts)",
            "Report total",
            "Summe",
        ),
        *("合计", "合 计", "小计", "总计：", "本页合计", "合计（元）", "共3笔", "匯總", "合計", "总合计", "3 rows"),
    ],
)
def test_totals_rows_are_held_back_and_named_wherever_the_label_stands(tmp_path: Path, label: str) -> None:
    read = csv(
        tmp_path,
        "C1,A,A1,100,40,",
        f"{label},,,300,,",
        f",{label},,300,90,",
        f"{label},{label},{label},300,90,",
        f"X9,{label},,300,40,",
        label,
        "C2,B,B1,200,50,",
    )
    assert set(read.rows) == {2, 8} and set(read.held) == {3, 4, 5, 6, 7}
    assert set(read.held.values()) == {": this is a totals row, not a customer"}
    assert (read.totals["customers"], read.totals["bad_customers"]) == (2, 0), "a totals row is nobody"


def test_a_row_of_amounts_alone_is_a_totals_row_and_so_in_a_sheet(tmp_path: Path) -> None:
    read = csv(tmp_path, "C1,A,A1,100,40,", ",,,300,,", ",,,300.00,90,", "-,-,-,300,,")
    assert set(read.held.values()) == {": this is a totals row, not a customer"} and len(read.held) == 3
    book = xlsx(
        tmp_path, ("A", [HEAD.split(","), ["C1", "A", "A1", 100, 40], [None, "合计", None, 300, 40], [None] * 3 + [9]])
    )
    assert set(book.held) == {3, 4} and all("totals row" in words for words in book.held.values())


@pytest.mark.parametrize(
    "above",
    [
        ["Overdue portfolio as of 2026-11-26,,,,,", ",,,,,"],
        ["Overdue portfolio, as of 26 Nov, all branches"],
        ["", "", "逾期客户名单"],
        ["Bank,Branch,Report", "Own Bank,North,77", "Made by: W. Fang"],
        ["客户,,,欠款,,"],  # a line of groups above the names
        [f"line {n}" for n in range(25)],
    ],
)
def test_the_line_of_column_names_is_found_below_titles(tmp_path: Path, above: list[str]) -> None:
    read = csv(tmp_path, *above[1:], HEAD, "C1,A,A1,10,3,", head=above[0])
    assert read.rows[len(above) + 2]["name"] == "A" and not read.held
    assert f"The column names are in line {len(above) + 1}." in read.notes
    book = xlsx(tmp_path, ("A", [*([line] for line in above), HEAD.split(","), ["C1", "A", "A1", 10, 3]]))
    assert list(book.rows) == [len(above) + 2]


def test_the_line_of_column_names_can_be_said(tmp_path: Path) -> None:
    lines = ("a,b,c,d,e,f", "C1,A,A1,10,3,")
    names = {"external_id": "a", "name": "b", "balance": "d", "days_past_due": "e"}
    read = csv(tmp_path, "old,names,x,y,z,q", *lines, names=names, head_line=3)
    assert list(read.rows) == [4]
    with pytest.raises(BadFile, match="Line 9 has no column names"):
        csv(tmp_path, *lines, head_line=9)


def test_a_head_that_comes_again_is_no_customer(tmp_path: Path) -> None:
    read = csv(tmp_path, "C1,A,A1,10,3,", HEAD, "C2,B,B1,10,3,")
    assert len(read.rows) == 2 and "column names again" in read.held[3]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;".lower()])
def test_a_sheets_hint_about_the_delimiter_is_followed(tmp_path: Path, first: str) -> None:
    read = csv(tmp_path, HEAD.replace(",", ";"), "C1;A, B;A1;10;3;", head=first)
    assert read.rows[3]["name"] == "A, B"


def test_what_other_sheets_hold_is_told_and_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    head = HEAD.split(",")
    sheets: tuple[tuple[str, list[Any]], ...] = (
        ("Oct", [head, ["C1", "A", "A1", 10, 3]]),
        ("Nov", [head, ["C2", "B", "B1", 20, 3]]),
        ("Old", [head, ["C3", "C", "C1", 30, 3], ["C4", "D", "D1", 30, 3]]),
        ("Blank", []),
    )
    read = xlsx(tmp_path, *sheets, hidden=("Old",))
    assert read.values("name") == ["A"]
    assert read.notes.startswith(
        "Sheet Oct was read. Sheet Nov (1 row) was not read. Hidden sheet Old (2 rows) was not read."
    )
    assert "Blank" not in read.notes
    assert xlsx(tmp_path, *sheets, sheet="nov").values("name") == ["B"]
    assert "Sheet Old is hidden in the workbook." in xlsx(tmp_path, *sheets, hidden=("Old",), sheet="Old").notes
    assert xlsx(tmp_path, *sheets, kept={"sheet": "Nov"}).values("name") == ["B"]
    assert xlsx(tmp_path, *sheets, kept={"sheet": "Sep"}).values("name") == ["A"]
    with pytest.raises(BadFile, match=r"no sheet Dec\. It has: Oct, Nov, Old, Blank"):
        xlsx(tmp_path, *sheets, sheet="Dec")


@pytest.mark.parametrize("hidden", [(), ("Cover",)])
def test_a_cover_sheet_is_not_taken_for_the_list(tmp_path: Path, hidden: tuple[str, ...]) -> None:
    cover = ("Cover", [["List of November"], ["Own Bank"]])
    read = xlsx(tmp_path, cover, ("Data", [HEAD.split(","), ["C1", "A", "A1", 10, 3]]), hidden=hidden)
    assert read.values("name") == ["A"] and "heet Cover (2 rows) was not read." in read.notes


def test_a_hidden_list_is_not_read_beside_a_visible_one(tmp_path: Path) -> None:
    head = HEAD.split(",")
    read = xlsx(
        tmp_path, ("Raw", [head, ["X", "X", "X", 9, 9]]), ("List", [head, ["C1", "A", "A1", 1, 3]]), hidden=("Raw",)
    )
    assert read.values("name") == ["A"] and "Hidden sheet Raw (1 row) was not read." in read.notes


def test_errors_of_formulas_are_values_in_no_column(tmp_path: Path) -> None:
    read = csv(tmp_path, "C1,A,#REF!,10,3,", "C2,#NAME?,B1,10,3,", "#VALUE!,C,C1,10,3,", "C4,D,D1,10,3,#DIV/0!")
    assert set(read.held) == {2, 3, 4, 5} and all("error of a formula" in words for words in read.held.values())


def test_contacts_obey_the_same_rules(tmp_path: Path) -> None:
    read = csv(
        tmp_path,
        "C1,2026-11-29 09:05,call,13800138001,busy,x",
        "6.2E+15,2026-11-29 09:05,call,13800138001,busy",
        "Total,,,,12",
        "C1,2026-11-29 09:05,call,1.38E+10,busy",
        "C1,NULL,call,13800138001,busy",
        "C1,2026-11-29 09:05,call,-,busy",
        "C1,2026-11-29 09:05,call,13800138001,N/A",
        head=CALLS,
        kind="contacts",
    )
    assert list(read.rows) == [8] and read.rows[8]["result"] is None
    for line, words in {
        2: "6 values",
        3: "has cut",
        4: "totals",
        5: "has cut",
        6: "one is needed",
        7: "by number",
    }.items():
        assert words in read.held[line], (line, read.held[line])
