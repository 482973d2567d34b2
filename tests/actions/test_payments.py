"""Files of payments: booked once, matched by account and reference, and what fits nothing waits for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import payments
from console.importing import payment_files
from console.importing.payment_files import Said
from console.importing.reader import BadFile
from console.store.models import ChainEntry, Payment, PaymentEntry, PaymentFile
from tests.actions.at_once import at_once
from tests.actions.paying import CAMT, balance, booked, entry, loans, owed, pay_in, waiting
from tests.people import SampleSite

GERMAN = "Buchungstag;Wertstellung;Verwendungszweck;Betrag;Währung\n{}\n"


def table(*lines: str) -> str:
    return "date,amount,account,reference,id\n" + "\n".join(lines) + "\n"


def test_a_banks_table_is_matched_by_the_reference_with_its_own_decimal_sign(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    lines = "20.11.2026;20.11.2026;LN-0001 Rate November;400,00;CNY", "20.11.2026;20.11.2026;Rate 2;1.050,50;CNY"
    done = pay_in(site, tmp_path / "p.csv", GERMAN.format("\n".join(lines)), currency="")
    assert (done["booked"], done["waiting"], done["bad"]) == (1, 1, 0)
    assert (balance(site, "LN-0001"), owed(site, "L1")) == (600_00, 600_00)
    assert waiting(site) == ["no_account"]
    file = site.one(select(PaymentFile))
    assert file.columns == {
        "date": "Buchungstag",
        "reference": "Verwendungszweck",
        "amount": "Betrag",
        "currency": "Währung",
    }
    assert (file.options["decimal"], file.options["dates"], file.report["ignored"]) == ("comma", "", ["Wertstellung"])


def test_an_amount_that_can_be_read_in_two_ways_must_be_said(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    path = tmp_path / "p.csv"
    content = table('2026-11-20,"1,234",LN-0001,,')
    with pytest.raises(BadFile, match="may be thousands or decimals"):
        pay_in(site, path, content)
    with pytest.raises(BadFile, match="written in two ways"):
        pay_in(site, path, table('2026-11-20,"12,50",LN-0001,,', "2026-11-20,12.50,LN-0001,,"))
    with pytest.raises(BadFile, match="day or the month"):
        pay_in(site, path, table("03/04/2026,5,LN-0001,,"))
    pay_in(site, path, content, decimal="point")
    assert booked(site) == [1234_00]
    pay_in(site, path, table('2026-11-21,"2,345",LN-0001,,'))  # kept with the source
    assert booked(site) == [1234_00, 2345_00]


def test_the_same_and_an_overlapping_file_book_nothing_twice(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    one, two, three = "2026-11-19,100,LN-0001,rate,", "2026-11-20,100,LN-0001,rate,", "2026-11-21,50,LN-0002,,B-9"
    first = pay_in(site, tmp_path / "a.csv", table(one, one, two))
    assert first["booked"] == 3  # two equal rows of one file are two payments
    again = pay_in(site, tmp_path / "a.csv", table(one, one, two))
    assert (again["booked"], again["known"]) == (0, 3)
    overlap = pay_in(site, tmp_path / "b.csv", table(two, three, three))
    assert (overlap["booked"], overlap["known"]) == (1, 2)
    assert (balance(site, "LN-0001"), balance(site, "LN-0002")) == (700_00, 950_00)
    pay_in(site, tmp_path / "c.csv", table("2026-11-21,60,LN-0002,,B-9"))
    assert waiting(site) == ["differs"] and balance(site, "LN-0002") == 950_00


def test_a_file_that_was_stopped_half_way_goes_on_where_it_stopped(
    site: SampleSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans(site, tmp_path)
    monkeypatch.setattr(payment_files, "SLICE", 2)
    content = table(*(f"2026-11-20,10,LN-0001,part {n},P-{n}" for n in range(7)))

    def kill(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    path = tmp_path / "a.csv"
    path.write_text(content)
    said = Said("Own Bank", currency="CNY")
    with pytest.raises(KeyboardInterrupt):
        payment_files.book(site.call("admin1"), said, "a.csv", payment_files.read(path, said), kill)
    assert balance(site, "LN-0001") == 960_00
    done = pay_in(site, path, content)
    assert (done["booked"], done["known"], balance(site, "LN-0001")) == (3, 4, 930_00)


def test_two_processes_with_one_file_book_it_once(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    path = tmp_path / "a.csv"
    path.write_text(table(*(f"2026-11-20,10,LN-000{1 + n % 2},part {n}," for n in range(30))))
    said = Said("Own Bank", currency="CNY")
    found = payment_files.read(path, said)
    done = at_once([lambda: payment_files.book(site.call("admin1"), said, "a.csv", found)] * 2)
    assert all(answer.ok for answer in done), done
    assert sum(answer.data["booked"] for answer in done) == 30
    assert (balance(site, "LN-0001"), balance(site, "LN-0002")) == (850_00, 850_00)


def test_a_statement_books_credits_and_the_parts_of_a_batch(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)

    def part(amount: str, where: str) -> str:
        return f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="CNY">{amount}</Amt></TxAmt></AmtDtls>{where}</TxDtls>'

    structured = "<RmtInf><Strd><CdtrRefInf><Ref>LN-0001</Ref></CdtrRefInf></Strd></RmtInf>"
    by_id = "<Refs><EndToEndId>LN-0002</EndToEndId></Refs>"
    batch = entry("30.00", ref="BATCH", details=part("10.00", structured) + part("20.00", by_id))
    short = entry("99.00", ref="SHORT", details=part("10.00", structured) + part("20.00", by_id))
    pending = entry("5.00", "LN-0001").replace("BOOK", "PDNG")
    fee = entry("3.00", "fee of the month", sign="DBIT")
    content = CAMT.format(entries=entry("400.00", "Rate, LN-0001.", ref="R1") + batch + short + pending + fee)
    done = pay_in(site, tmp_path / "s.xml", content)
    assert (done["booked"], done["waiting"]) == (3, 2)
    assert (balance(site, "LN-0001"), balance(site, "LN-0002")) == (590_00, 980_00)
    assert waiting(site) == ["parts", "no_payment"]
    assert pay_in(site, tmp_path / "s.xml", content)["known"] == 5
    assert booked(site) == [400_00, 10_00, 20_00]


def test_a_statement_takes_back_the_payment_that_it_names_once(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    paid = entry("1000.00", "LN-0001", e2e="E-7", ref="R1")
    pay_in(site, tmp_path / "a.xml", CAMT.format(entries=paid))
    site.tick()
    assert owed(site, "L1") == 0
    back = entry(
        "1000.00", "returned", sign="DBIT", e2e="E-7", ref="R2", more="<RvslInd>true</RvslInd>", day="2026-11-22"
    )
    again = entry(
        "1000.00", "again", sign="DBIT", e2e="E-7", ref="R3", more="<RvslInd>true</RvslInd>", day="2026-11-22"
    )
    own = entry("3.00", "fee taken back", ref="R4", more="<RvslInd>true</RvslInd>", day="2026-11-22")
    done = pay_in(site, tmp_path / "b.xml", CAMT.format(entries=back + again + own))
    assert (done["reversed"], done["waiting"], owed(site, "L1")) == (1, 2, 1000_00)
    assert waiting(site) == ["taken_back", "credit_back"]
    assert pay_in(site, tmp_path / "b.xml", CAMT.format(entries=back))["known"] == 1
    assert booked(site) == [1000_00, -1000_00]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        '<?xml version="1.0"?><Document><Other/></Document>',
        '<?xml version="1.0"?><Document><BkToCstmrStmt>',
    ],
)
def test_xml_that_is_no_statement_or_holds_entities_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.xml"
    path.write_text(content)
    with pytest.raises(BadFile):
        payment_files.read(path, Said("Own Bank"))


def test_a_negative_row_takes_back_what_it_names_and_else_waits(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    pay_in(site, tmp_path / "a.csv", table("2026-11-20,400,LN-0001,,TX-1001", "2026-11-20,400,LN-0002,,TX-1002"))
    lines = "2026-11-21,-400,,return of TX-1001,", "2026-11-21,-400,LN-0002,bounced,", "2026-11-21,-500,,back TX-1002,"
    done = pay_in(site, tmp_path / "b.csv", table(*lines))
    assert (done["reversed"], waiting(site)) == (1, ["no_payment", "too_much"])
    assert (balance(site, "LN-0001"), balance(site, "LN-0002")) == (1000_00, 600_00)


def test_a_number_that_two_sources_share_waits_for_a_person(site: SampleSite, tmp_path: Path) -> None:
    from tests.actions.importing import bring, rows

    loans(site, tmp_path)
    (tmp_path / "other.csv").write_text(rows("X1,赵五,LN-0001,500,40,13800138105,,,,"))
    bring(site, tmp_path / "other.csv", source="other")
    pay_in(site, tmp_path / "a.csv", table("2026-11-20,400,LN-0001,,"))
    assert waiting(site) == ["several_accounts"] and booked(site) == []


def first(site: SampleSite) -> Any:
    return site.rows(select(PaymentEntry).order_by(PaymentEntry.id))[0][0]


def test_a_person_assigns_or_rejects_and_it_is_on_record(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    pay_in(site, tmp_path / "a.csv", table("2026-11-20,400,,thanks,", "2026-11-20,7,,lunch,", "2026-11-20,-400,,x,"))
    mine, lunch, back = (row[0].id for row in site.rows(select(PaymentEntry).order_by(PaymentEntry.id)))
    call = site.call
    assert payments.assign(call("lead1"), mine, "LN-9", 0, 0, "").at_field == "account"
    assert payments.assign(call("lead1"), mine, "ln-0002", 0, 0, "by telephone").ok
    assert payments.assign(call("lead1"), mine, "LN-0001", 0, 0, "").code == "conflict"
    assert balance(site, "LN-0002") == 600_00
    assert payments.reject(call("lead1"), lunch, "").at_field == "why"
    assert payments.reject(call("lead1"), lunch, "not ours").ok
    assert payments.reject(call("lead1"), lunch, "not ours").code == "conflict"
    payment = site.one(select(Payment.id))
    assert payments.assign(call("lead1"), back, "", 0, 0, "").at_field == "payment_id"
    assert payments.assign(call("lead1"), back, "", 0, payment, "").ok
    assert balance(site, "LN-0002") == 1000_00 and waiting(site) == []
    kinds = [row.kind for row in site.rows(select(ChainEntry.kind).where(ChainEntry.kind.like("action.payments.%")))]
    told = ("open", "end", "assign", "reject", "assign")
    assert sorted(kinds) == sorted(f"action.payments.{name}" for name in told)
    done = pay_in(site, tmp_path / "a.csv", table("2026-11-20,400,,thanks,", "2026-11-20,7,,lunch,"))
    assert (done["known"], done["waiting"]) == (2, 0)  # a decision is never asked for again


def test_what_cannot_be_read_is_told_with_its_line(site: SampleSite, tmp_path: Path) -> None:
    loans(site, tmp_path)
    lines = (
        "2026-11-20,x,LN-0001,,",
        "2026-11-40,5,LN-0001,,",
        "2026-11-20,5,LN-0001,,,9",
        "2026-11-20,5.0001,LN-0001,,",
    )
    done = pay_in(site, tmp_path / "a.csv", table("2026-11-20,5,LN-0001,,", *lines))
    assert (done["booked"], done["bad"]) == (1, 4)
    assert [line for line, *_ in site.one(select(PaymentFile)).report["bad"]] == [3, 4, 5, 6]
    done = pay_in(site, tmp_path / "b.csv", table("2026-11-24,5,LN-0001,,"))
    assert waiting(site) == ["future"]
