"""Past contacts count as if made here; unknown past counts as full (rule 21)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.domain.compliance import Proposed
from console.domain.compliance.context import Ctx
from console.domain.compliance.packs import cn_time
from console.importing.row_checks import instant
from console.store.customer_case import load_case
from console.store.models import Agency, Attempt, Customer
from tests.actions.importing import CONTACTS, bring, entry, reasons, rows
from tests.people import MONDAY_TEN, SampleSite

NUMBERS = {"C1": "13800138001", "C2": "13800138002", "C3": "13800138003", "C4": "13800138004"}
# the old system's ledger of this morning: (customer, time, result)
LEDGER = (
    *(("C1", f"2026-11-23T08:{m:02d}:00+08:00", "effective") for m in (5, 20, 40)),
    *(("C2", f"2026-11-23T08:{m:02d}:00+08:00", "no_answer") for m in (1, 2, 3, 4, 5, 6)),
    ("C3", "2026-11-23T08:30:00+08:00", "no_answer"),
    ("C3", "2026-11-22T08:30:00+08:00", "effective"),  # yesterday's counts no more
)
DAY = MONDAY_TEN - timedelta(days=7)


def people(path: Path) -> Path:
    path.write_text(rows(*(f"{key},王{key},{key}-1,500,20,{number},,,," for key, number in NUMBERS.items())))
    return path


def contacts(path: Path, lines: tuple[tuple[str, str, str], ...] = LEDGER) -> Path:
    path.write_text(
        rows(*(f"{key},{at},call,out,{NUMBERS[key]},{result},," for key, at, result in lines), head=CONTACTS)
    )
    return path


def counts(site: SampleSite, key: str) -> tuple[int, int, int]:
    """Return (unanswered on the number, effective, all) calls of today, as the law counts them."""
    customer = site.one(select(Customer.id).where(Customer.external_id == key))
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
    assert case is not None
    number = "+86" + NUMBERS[key]
    proposed = Proposed("call", number=number, at=site.now)
    ctx = Ctx(proposed, case.facts, site.now, "Asia/Shanghai")
    return cn_time.count_unanswered(ctx), cn_time.count_effective(ctx), cn_time.count_all(ctx)


def waiting(site: SampleSite) -> set[str]:
    site.wake()
    return {key for key in NUMBERS if entry(site, key).state == "waiting"}


def test_without_history_nobody_is_offered_and_with_it_counts_equal_the_ledger(
    site: SampleSite, tmp_path: Path
) -> None:
    _, run = bring(site, people(tmp_path / "a.csv"), told=None)
    assert (run.created, run.report["asleep"]) == (4, 4)
    assert datetime.fromisoformat(run.report["until"]) == datetime(2026, 11, 24, tzinfo=UTC)
    assert waiting(site) == set()
    assert {entry(site, key).reason for key in NUMBERS} == {"history"}

    _, run = bring(site, contacts(tmp_path / "b.csv"), kind="contacts", covers_from=DAY)
    assert (run.state, run.created, run.rows_bad) == ("applied", len(LEDGER), 0)
    assert (run.report["settled"], run.report["asleep"]) == (4, 0)
    today = [one for one in LEDGER if "-23T" in one[1]]
    for key in NUMBERS:
        mine = [result for customer, _, result in today if customer == key]
        expected = (mine.count("no_answer"), mine.count("effective"), len(mine))
        assert counts(site, key) == expected, key
    assert waiting(site) == {"C3", "C4"}
    assert (entry(site, "C1").reason, entry(site, "C2").reason) == ("cap", "cap")


def test_the_same_file_twice_and_an_overlapping_one_double_nothing(site: SampleSite, tmp_path: Path) -> None:
    bring(site, people(tmp_path / "a.csv"), told=None)
    path = contacts(tmp_path / "b.csv")
    bring(site, path, kind="contacts", covers_from=DAY)
    _, again = bring(site, path, kind="contacts", covers_from=DAY)
    assert (again.created, again.report["unchanged"]) == (0, len(LEDGER))
    changed = (("C1", LEDGER[0][1], "no_answer"), ("C4", "2026-11-23T09:00:00+08:00", "busy"))
    _, more = bring(site, contacts(path, (*changed, *LEDGER[1:4])), kind="contacts")
    assert (more.created, more.report["unchanged"], more.report["differ"]) == (1, 4, 1)
    assert counts(site, "C1") == (0, 3, 3), "the first record of a contact stands"
    # two equal rows of one file are two calls: one too few would be against the law
    twice = (("C4", "2026-11-23T09:30:00+08:00", "busy"),) * 2
    bring(site, contacts(path, twice), kind="contacts")
    assert counts(site, "C4") == (3, 0, 3)


def test_an_agencys_calls_and_own_ids_are_kept(site: SampleSite, tmp_path: Path) -> None:
    bring(site, people(tmp_path / "a.csv"))
    path = tmp_path / "b.csv"
    path.write_text(
        rows(
            "C1,2026-11-23 09:00:00,电话,呼出,13800138001,接通,Other Agency,X1",
            "C1,2026-11-23 09:10:00,visit,out,,met,Other Agency,X2",
            "C1,2026-11-23 09:20:00,call,in,,,,X3",
            head=CONTACTS,
        ),
        encoding="utf-8",
    )
    _, run = bring(site, path, kind="contacts")
    assert (run.created, run.rows_bad) == (3, 0), run.report
    found = site.rows(
        select(Attempt.channel, Attempt.result, Attempt.began_at, Agency.name)
        .outerjoin(Agency, Agency.id == Attempt.agency_id)
        .where(Attempt.source.is_not(None))
        .order_by(Attempt.external_id)
    )
    nine = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert [tuple(row) for row in found] == [
        ("call", "answered", nine, "Other Agency"),
        ("visit", "met", nine + timedelta(minutes=10), "Other Agency"),
        ("call", None, nine + timedelta(minutes=20), None),
    ]


def test_bad_contacts_are_named_and_their_customers_sleep_on(site: SampleSite, tmp_path: Path) -> None:
    bring(site, people(tmp_path / "a.csv"), told=None)
    path = tmp_path / "b.csv"
    path.write_text(
        rows(
            "C1,2026-11-23T09:00:00+08:00,call,out,13800138001,effective,,",
            "C1,2026-11-24T09:00:00+08:00,call,out,13800138001,effective,,",
            "C2,23/11/2026 9:5,call,out,13800138002,effective,,",
            "C3,2026-11-23T09:00:00+08:00,fax,out,13800138003,effective,,",
            "Q9,2026-11-23T09:00:00+08:00,call,out,13800138003,effective,,",
            "C4,2026-11-23T09:00:00+08:00,call,out,,effective,,",
            "C4,2026-11-23T09:00:00+08:00,call,out,138****8004,no idea,,",
            head=CONTACTS,
        )
    )
    run_id, run = bring(site, path, kind="contacts", covers_from=DAY)
    found = reasons(site, run_id)
    for line, words in (
        (3, "in the future"),
        (4, "not a time such as"),
        (5, "write one of call"),
        (6, "import the customers first"),
        (7, "counts calls by number"),
        (8, "result: write one of no_answer"),
        (8, "number: '138"),
    ):
        assert words in found[line], (line, found[line])
    assert (run.created, run.rows_bad, len(found)) == (1, 6, 6)
    assert counts(site, "C1") == (0, 1, 1), "what is good counts"
    assert waiting(site) == set() and run.report["asleep"] == 4


@pytest.mark.parametrize("key", ["", "-", "1.39E+10"])
def test_a_contact_of_nobody_leaves_every_past_unknown(site: SampleSite, tmp_path: Path, key: str) -> None:
    bring(site, people(tmp_path / "a.csv"), told=None)
    path = contacts(tmp_path / "b.csv")
    path.write_text(path.read_text() + f"{key},2026-11-23T09:00:00+08:00,call,out,13800138004,effective,,\n")
    _, run = bring(site, path, kind="contacts", covers_from=DAY)
    assert (run.state, run.created, run.rows_bad) == ("applied", len(LEDGER), 1)
    assert (run.customers, run.report.get("settled", 0), run.report["asleep"]) == (0, 0, 4)
    assert waiting(site) == set(), "what is good counts, and nobody wakes"
    assert "whose they are" in run.report["asks"][0][0]


def test_without_the_declaration_contacts_count_and_customers_sleep_on(site: SampleSite, tmp_path: Path) -> None:
    bring(site, people(tmp_path / "a.csv"), told=None)
    _, run = bring(site, contacts(tmp_path / "b.csv"), kind="contacts")
    assert run.report["asleep"] == 4 and counts(site, "C1") == (0, 3, 3)
    assert waiting(site) == set()
    _, told = bring(site, people(tmp_path / "a.csv"), told=True)
    assert (told.created, told.updated, told.report["asleep"]) == (0, 4, 0)
    assert waiting(site) == {"C3", "C4"}, "a later declaration wakes them; what was called counts"
    assert site.one(select(func.count()).where(Attempt.source.is_not(None))) == len(LEDGER)


def test_times_are_read_in_their_zone_and_impossible_ones_refused() -> None:
    assert instant("", "2026-11-23 09:00:00", "Asia/Shanghai")[0] == "2026-11-23T01:00:00+00:00"
    assert instant("", "2026-11-23T09:00:00Z", "Asia/Shanghai")[0] == "2026-11-23T09:00:00+00:00"
    for text, zone in (
        ("2026-03-08 02:30:00", "America/New_York"),  # skipped
        ("2026-11-01 01:30:00", "America/New_York"),  # doubled
        ("2026-11-23 09:00", "Mars/Base"),
        ("2026-11-23", "Asia/Shanghai"),
        ("2026-02-29 10:00", "Asia/Shanghai"),
        ("0001-01-01 00:00", "Asia/Shanghai"),
        ("9999-12-31 23:59", "UTC"),
    ):
        found, fault = instant("", text, zone)
        assert found is None and fault is not None, text
