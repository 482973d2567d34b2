"""Payments as banks and people really send them: booked once with the right amount, or told with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from console.importing import payment_files
from console.importing.payment_files import Said
from console.importing.reader import BadFile
from console.store.models import PaymentFile
from tests.actions.paying import CAMT, balance, booked, entry, loans, pay_in, waiting
from tests.people import SampleSite

HEAD = "date,amount,account,reference,id"


def rows_of(tmp_path: Path, content: str | bytes, name: str = "p.csv", **said: Any) -> tuple[list[Any], list[Any]]:
    """Return (payments, what cannot be read) of a file."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = payment_files.read(path, Said("Own Bank", **{"currency": "CNY", **said}))
    return list(found.rows), list(found.bad)


def table(*lines: str, head: str = HEAD) -> str:
    return "\n".join((head, *lines)) + "\n"


BANK = (
    "Kontoauszug;;;\nKonto;DE02 1234;;\nZeitraum;01.11.2026;20.11.2026;\n\n"
    "Buchungstag;Verwendungszweck;Betrag;Währung\n20.11.2026;LN-0001 Rate;400,00;CNY\n"
)


@pytest.mark.parametrize(
    ("content", "amount"),
    [
        (BANK.encode("cp1252"), 400_00),
        (table("20.11.26,400.00,LN-0001,,", head=HEAD).encode(), 400_00),
        (table("2026-11-20 14:05:00,400,LN-0001,,").encode(), 400_00),
        (table("2026/11/20,¥400.00,LN-0001,,").encode(), 400_00),
        (table("20261120,400.00 CNY,LN-0001,,").encode(), 400_00),
        (table("46346,400,LN-0001,,").encode(), 400_00),
        (table("2026-11-20,400.00-,LN-0001,,").encode(), -400_00),
        (table("2026-11-20,(400.00),LN-0001,,").encode(), -400_00),
        (table("2026-11-20;400,50;LN-0001;;", head=HEAD.replace(",", ";")).encode(), 400_50),
        (table("2026-11-20,LN-0001,400.00,0.00", head="date,reference,credit,debit").encode(), 400_00),
        (table("2026-11-20,LN-0001,,400.00", head="date,reference,credit,debit").encode(), -400_00),
        (table("2026-11-20,LN-0001,,-400.00", head="date,reference,credit,debit").encode(), -400_00),
        ("入账日期,金额,摘要\n2026-11-20,400.00,LN-0001 还款\n".encode("gb18030"), 400_00),
        ("date\tamount\taccount\n2026-11-20\t400\tLN-0001\n".encode("utf-16"), 400_00),
        (table("2026-11-20,400,LN-0001,,", "Total,400,,,").encode(), 400_00),
        (table("2026-11-20,400,LN-0001,,", "", "Summe,400,,,").encode(), 400_00),
    ],
)
def test_one_payment_in_many_spellings(tmp_path: Path, content: bytes, amount: int) -> None:
    found, bad = rows_of(tmp_path, content)
    assert [(row.amount, row.on.isoformat()) for row in found] == [(amount, "2026-11-20")], bad
    assert len(bad) <= 1 and all("totals row" in text for _, _, text, _ in bad)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-20,400,6.22848E+15,,",
        "2026-11-20,400,LN-0001,,1.2E+12",
        "2026-11-20,$400,LN-0001,,",
        "2026-11-20,4.00001,LN-0001,,",
        "2026-11-20,99999999999999999,LN-0001,,",
        "2026-02-30,400,LN-0001,,",
        ",400,LN-0001,,",
        "2026-11-20,,LN-0001,,",
        "2026-11-20,0,LN-0001,,",
        "2026-11-20,=1+1,LN-0001,,",
        "20/11/26,400,LN-0001,,",
        "2026-11-20,1,234.50,LN-0001,,",
    ],
)
def test_what_cannot_be_read_is_no_payment(tmp_path: Path, line: str) -> None:
    found, bad = rows_of(tmp_path, table("2026-11-19,5.25,LN-0002,,", line))
    assert [row.amount for row in found] == [5_25] and [fault[0] for fault in bad] == [3]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (('2026-11-20,"1,234",LN-0001,,',), "decimal sign"),
        (('2026-11-20,"12,50",LN-0001,,', "2026-11-20,12.50,LN-0001,,"), "two ways"),
        (("03/04/2026,5,LN-0001,,",), "day or the month"),
        (("13/04/2026,5,LN-0001,,", "04/13/2026,5,LN-0001,,"), "day or the month"),
    ],
)
def test_what_a_column_leaves_open_is_asked(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadFile) as error:
        rows_of(tmp_path, table(*lines))
    assert words in str(error.value)


def test_a_file_against_the_habit_of_its_source_is_asked(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    pay_in(site, tmp_path / "a.csv", table("13/11/2026,5.50,LN-0001,,"))
    assert site.one(select(PaymentFile)).options["dates"] == "dmy"
    with pytest.raises(BadFile, match="another decimal sign"):
        pay_in(site, tmp_path / "b.csv", table('14/11/2026,"6,50",LN-0001,,'))
    pay_in(site, tmp_path / "c.csv", table("03/11/2026,7.50,LN-0001,,"))  # 3 November, as kept
    assert booked(site) == [5_50, 7_50]


def test_a_workbook_of_payments(tmp_path: Path) -> None:
    from datetime import date, datetime

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Statement of November"])
    for line in (
        HEAD.split(","),
        [date(2026, 11, 20), 0.1 + 0.2, "LN-0001", None, None],
        [datetime(2026, 11, 20, 9, 30), 400, 622848001234, None, 77],
        [datetime(2026, 11, 20), "1,050.50", 6.228480012345678e18, None, None],
    ):
        sheet.append(line)
    made.save(tmp_path / "a.xlsx")
    found = payment_files.read(tmp_path / "a.xlsx", Said("Own Bank", currency="CNY"))
    told = [(row.amount, row.account, row.bank_id, row.on.isoformat()) for row in found.rows]
    assert told == [(30, "LN-0001", "", "2026-11-20"), (400_00, "622848001234", "77", "2026-11-20")]
    assert [(line, field) for line, field, *_ in found.bad] == [(5, "account")]


XML = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize("version", ["02", "04", "06", "08"])
@pytest.mark.parametrize("prefix", ["", "ns2:"])
@pytest.mark.parametrize("declared", [XML, ""])
def test_every_version_and_prefix_of_a_statement(tmp_path: Path, version: str, prefix: str, declared: str) -> None:
    plain = CAMT.format(entries=entry("400.00", "LN-0001", ref="R1", e2e="E-1")).removeprefix(XML).strip()
    if version in ("02", "04", "06"):
        plain = plain.replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")
    plain = plain.replace("001.08", f"001.{version}")
    if prefix:
        plain = plain.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        plain = plain.replace(" xmlns=", " xmlns:ns2=")
    found, bad = rows_of(tmp_path, declared + plain, "s.xml")
    assert [(row.amount, row.bank_id, row.end_to_end) for row in found] == [(400_00, "R1", "E-1")] and bad == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_statements_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    named = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "iso-8859-1": "ISO-8859-1"}[encoding]
    text = CAMT.replace("UTF-8", named).format(entries=entry("400.00", "LN-0001 für Müller"))
    found, _ = rows_of(tmp_path, text.encode(encoding), "s.xml")
    assert [row.texts for row in found] == [("LN-0001 für Müller",)]


def test_several_statements_of_one_file_and_what_is_not_booked(tmp_path: Path) -> None:
    first = CAMT.format(entries=entry("1.00", "LN-0001", ref="R1"))
    second = "<Stmt><Id>S2</Id>" + entry("2.00", "LN-0001", ref="R2") + "</Stmt></BkToCstmrStmt>"
    content = first.replace("</BkToCstmrStmt>", second)
    content = content.replace("</Stmt><Stmt>", entry("3.00", "x").replace("BOOK", "INFO") + "</Stmt><Stmt>")
    found, bad = rows_of(tmp_path, content, "s.xml")
    assert [row.amount for row in found] == [1_00, 2_00] and bad == []


def test_a_statement_that_is_another_message_says_so(tmp_path: Path) -> None:
    other = CAMT.format(entries="").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    with pytest.raises(BadFile, match=r"CAMT\.053"):
        rows_of(tmp_path, other, "s.xml")


BACK = {"sign": "DBIT", "e2e": "E-7", "more": "<RvslInd>true</RvslInd>"}


@pytest.mark.parametrize("apart", [False, True])
def test_a_reversal_that_comes_before_its_payment_takes_it_back(site: SampleSite, tmp_path: Path, apart: bool) -> None:
    loans(site, tmp_path)
    back, paid = entry("400.00", "returned", ref="R2", **BACK), entry("400.00", "LN-0001", ref="R1", e2e="E-7")
    if apart:
        assert pay_in(site, tmp_path / "a.xml", CAMT.format(entries=back))["waiting"] == 1
        assert pay_in(site, tmp_path / "b.xml", CAMT.format(entries=paid))["booked"] == 1
    else:
        done = pay_in(site, tmp_path / "a.xml", CAMT.format(entries=back + paid))
        assert (done["booked"], done["reversed"], done["waiting"]) == (1, 1, 0)
    assert booked(site) == [400_00, -400_00] and waiting(site) == [] and balance(site, "LN-0001") == 1000_00


def test_the_same_file_under_another_name_and_as_a_table_of_no_ids(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    lines = table("2026-11-20,100,LN-0001,,NONREF", "2026-11-20,50,LN-0001,,NONREF", "2026-11-20,7,LN-0002,,-")
    assert pay_in(site, tmp_path / "a.csv", lines)["booked"] == 3
    again = pay_in(site, tmp_path / "copy of a (1).csv", lines)
    assert (again["booked"], again["known"], again["waiting"]) == (0, 3, 0)
    assert (balance(site, "LN-0001"), balance(site, "LN-0002")) == (850_00, 993_00)


def test_a_batch_of_debits_and_credits_is_its_parts(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)

    def part(amount: str, sign: str, text: str) -> str:
        own = f'<Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        return f"<TxDtls>{own}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"

    mixed = entry("50.00", ref="B1", details=part("80.00", "CRDT", "LN-0001") + part("30.00", "DBIT", "fee 1"))
    done = pay_in(site, tmp_path / "a.xml", CAMT.format(entries=mixed))
    assert (done["booked"], done["waiting"]) == (1, 1) and booked(site) == [80_00]


def test_an_amount_in_another_currency_waits(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    pay_in(site, tmp_path / "a.xml", CAMT.format(entries=entry("5.00", "LN-0001").replace("CNY", "EUR")))
    assert waiting(site) == ["currency"] and booked(site) == []
