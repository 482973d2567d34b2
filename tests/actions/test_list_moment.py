"""A list is of one moment: it undoes no payment after it, and a whole one recalls whom it leaves out."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from console.actions import import_apply, import_runs, proposals, service_reports
from console.actions.call import Call
from console.importing.staging import read_file
from console.store.models import Account, Creditor, Customer, CustomerPhone, FactChange, Proposal, Request
from tests.actions.importing import begin, bring, entry, rows, run_of, staged
from tests.actions.paying import balance, owed
from tests.actions.promised import SERVICE
from tests.people import SampleSite

S1, S2 = "S1,舒一,SA-1,1000,40,13911110051,,,,", "S2,高二,SA-2,1000,40,13911110052,,,,"
YESTERDAY = date(2026, 11, 22)


def load(site: SampleSite, tmp_path: Path, *lines: str, **more: Any) -> Any:
    path = tmp_path / "list.csv"
    path.write_text(rows(*lines))
    return bring(site, path, **more)[1]


def pay(site: SampleSite, account: str, key: str, amount: int, **ago: float) -> Any:
    creditor = site.one(select(Creditor.id).where(Creditor.name == "Own Bank"))
    call = Call(site.context, SERVICE, site.now, "")
    at = site.now - timedelta(**ago)
    done = service_reports.take_payment(call, creditor, account, key, at, amount, "CNY")
    assert done.ok, done
    return done


def test_a_list_that_is_older_than_a_payment_does_not_undo_it(site: SampleSite, tmp_path: Path) -> None:
    load(site, tmp_path, S1, S2)
    site.later(hours=1)
    pay(site, "SA-1", "p1", 400_00)
    site.later(hours=1)
    run = load(site, tmp_path, S1.replace(",40,", ",41,"))
    assert (balance(site, "SA-1"), owed(site, "S1")) == (600_00, 600_00)
    assert run.report["paid_since"] == 1
    run = load(site, tmp_path, S1.replace(",1000,", ",600,"))  # drawn after the payment
    assert balance(site, "SA-1") == 600_00 and run.report["paid_since"] == 0


def test_a_list_of_yesterday_is_less_the_payments_of_today_and_one_with_a_time_is_exact(
    site: SampleSite, tmp_path: Path
) -> None:
    load(site, tmp_path, S1, as_of=YESTERDAY)
    pay(site, "SA-1", "p1", 100_00, hours=1)
    load(site, tmp_path, S1, as_of=YESTERDAY)
    assert balance(site, "SA-1") == 900_00
    load(site, tmp_path, S1, as_of=date(2026, 11, 23), as_of_time=time(9, 30))  # a payment at 9:00 is in it
    assert balance(site, "SA-1") == 1000_00
    told = pay(site, "SA-1", "late", 50_00, days=3)
    assert told.data["in_list"] and balance(site, "SA-1") == 1000_00


def test_an_older_list_than_the_newest_changes_nothing_that_the_newest_says(site: SampleSite, tmp_path: Path) -> None:
    load(site, tmp_path, S1.replace("舒一", "舒新"))
    run = load(site, tmp_path, S1.replace("13911110051", "13911110059"), S2, as_of=YESTERDAY)
    assert run.report["newest"] and run.report["older"] == 1
    names = {row.external_id: row.name for row in site.rows(select(Customer.external_id, Customer.name))}
    assert names["S1"] == "舒新" and names["S2"] == "高二"
    assert len(site.rows(select(CustomerPhone.id).join(Customer).where(Customer.external_id == "S1"))) == 1
    path = tmp_path / "list.csv"
    run_id = begin(site, path, as_of=YESTERDAY, whole=True)
    read_file(site.worker(), run_id, path)
    assert import_runs.begin_apply(site.worker(), run_id).code == "conflict"


def test_a_list_of_the_future_is_refused(site: SampleSite, tmp_path: Path) -> None:
    made = import_runs.open_portfolio(site.worker(), "Own Bank", "Loans", "CNY", ["cn"])
    done = import_runs.start(site.worker(), made.data["portfolio_id"], "main", "a.csv", None, as_of=date(2026, 11, 24))
    assert done.at_field == "as_of"


def many(count: int) -> list[str]:
    return [f"M{n},客户{n},MA-{n},{500 + n},40,1391111{n:04d},,,," for n in range(count)]


def test_a_whole_list_recalls_whom_it_leaves_out_until_they_are_listed_again(site: SampleSite, tmp_path: Path) -> None:
    people = many(20)
    load(site, tmp_path, *people)
    pay(site, "MA-0", "p0", 100_00)
    site.later(hours=1)
    run = load(site, tmp_path, *people[1:], whole=True)
    assert (run.report["missing"], run.report["recalled"], staged(site)) == (1, 1, 0)
    assert [name for _, _, name in run.report["missing_names"]] == ["客户0"]
    assert owed(site, "M0") == 0 and balance(site, "MA-0") == 0
    assert (entry(site, "M0").state, entry(site, "M0").reason) == ("closed", "recalled")
    query = select(FactChange.kind).join(Customer, Customer.id == FactChange.customer_id)
    assert "recall" in [row.kind for row in site.rows(query.where(Customer.external_id == "M0"))]
    pay(site, "MA-0", "p1", 50_00)  # told late: nothing is owed here any more
    assert balance(site, "MA-0") == 0
    assert load(site, tmp_path, *people[1:], whole=True).report["missing"] == 0
    site.later(hours=1)
    load(site, tmp_path, *people)
    assert owed(site, "M0") == 500_00 and entry(site, "M0").state == "sleeping"
    assert site.rows(select(Request).where(Request.kind == "recalled", Request.lifted_at.is_(None))) == []


def test_a_recalled_customer_is_not_rung_by_the_agent_who_has_them(sqlite_site: SampleSite, tmp_path: Path) -> None:
    site = sqlite_site
    people = many(20)
    load(site, tmp_path, "C1,王一,A1,9000000,20,13800138000,,,,", *people)
    site.wake()
    token = site.preview("agent1")
    seen = site.desk("agent1")
    assert seen.customer is not None and seen.customer.external_id == "C1"
    load(site, tmp_path, *people, whole=True)
    view = site.desk("agent1")
    assert view.token == token and view.seq > seen.seq and view.strip is not None
    assert "house-recalled" in {finding.rule_id for finding in view.strip.findings}
    assert site.begin("agent1", token).code == "blocked"


def test_more_than_a_tenth_needs_another_persons_yes(site: SampleSite, tmp_path: Path) -> None:
    people = many(20)
    load(site, tmp_path, *people)
    path = tmp_path / "list.csv"
    path.write_text(rows(*people[3:]))
    run_id = begin(site, path, whole=True)
    read_file(site.worker(), run_id, path)
    assert run_of(site, run_id).report["missing"] == 3
    assert import_runs.begin_apply(site.worker(), run_id).code == "conflict"  # no person who could ask
    for _ in range(2):
        refused = import_runs.begin_apply(site.call("admin1"), run_id)
        assert refused.code == "conflict" and refused.words == {"missing": 3, "people": 20}
    asked = site.rows(select(Proposal.id, Proposal.what))
    assert [row.what for row in asked] == ["recall"]
    assert proposals.decide(site.call("admin1"), asked[0].id, True, "").code == "conflict"
    assert proposals.decide(site.call("lead1"), asked[0].id, True, "").code == "not_found"
    assert owed(site, "M0") == 500_00
    assert proposals.decide(site.call("compliance1"), asked[0].id, True, "as told").ok
    assert import_runs.begin_apply(site.call("admin1"), run_id).ok
    assert import_apply.apply(site.worker(), run_id).ok
    assert run_of(site, run_id).report["recalled"] == 3 and owed(site, "M0") == 0


def test_a_row_that_is_held_back_still_names_its_customer(site: SampleSite, tmp_path: Path) -> None:
    people = many(20)
    load(site, tmp_path, *people)
    run = load(site, tmp_path, *people[1:], "M0,客户0,MA-0,x,40,,,,,", whole=True)
    assert run.report["missing"] == 0 and owed(site, "M0") == 500_00


@pytest.mark.parametrize("key", ["", "NULL", "6.22848E+15", "M0,Jr"])
def test_a_row_that_does_not_say_whose_it_is_lets_nobody_be_missing(site: SampleSite, tmp_path: Path, key: str) -> None:
    people = many(20)
    load(site, tmp_path, *people)
    path = tmp_path / "whole.csv"
    path.write_text(rows(*people[1:], f"{key},客户0,MA-0,500,40,,,,,"))
    run_id = begin(site, path, whole=True)
    assert read_file(site.worker(), run_id, path) == "read"
    report = run_of(site, run_id).report
    assert report["unsure"] == 1 and "missing" not in report
    assert any("(lines 21)" in text % words for text, words in report["asks"]), report["asks"]
    assert import_runs.begin_apply(site.worker(), run_id).code == "conflict"
    assert owed(site, "M0") == 500_00
    run = bring(site, path)[1]
    assert (run.state, run.report.get("recalled", 0), owed(site, "M0")) == ("applied", 0, 500_00)


def test_a_totals_row_is_nobodys(site: SampleSite, tmp_path: Path) -> None:
    people = many(20)
    load(site, tmp_path, *people)
    run = load(site, tmp_path, *people[1:], "Total,,,9500,,,,,,", whole=True)
    assert (run.rows_bad, run.report["recalled"], owed(site, "M0")) == (1, 1, 0)


def test_an_account_that_a_whole_list_leaves_out_is_recalled_alone(site: SampleSite, tmp_path: Path) -> None:
    two = "S1,舒一,SA-9,300,40,,,,,"
    load(site, tmp_path, S1, two)
    run = load(site, tmp_path, S1, whole=True)
    assert (run.report["recalled_accounts"], owed(site, "S1"), balance(site, "SA-9")) == (1, 1000_00, 0)
    assert site.one(select(Account.recalled_at).where(Account.external_id == "SA-9")) is not None


def states(site: SampleSite, customer: str) -> list[tuple[str, date | None]]:
    found = site.rows(
        select(CustomerPhone.status, CustomerPhone.dropped_on)
        .join(Customer, Customer.id == CustomerPhone.customer_id)
        .where(Customer.external_id == customer)
        .order_by(CustomerPhone.id)
    )
    return [(row.status, row.dropped_on) for row in found]


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_number_that_a_newer_list_drops_is_rung_no_more_unless_it_was_confirmed(
    site: SampleSite, tmp_path: Path, confirmed: bool
) -> None:
    load(site, tmp_path, S1, S2)
    first = select(CustomerPhone.id).join(Customer).where(Customer.external_id == "S1")
    if confirmed:
        site.execute(update(CustomerPhone).where(CustomerPhone.id == site.one(first)).values(verified=True))
    run = load(site, tmp_path, S1.replace("13911110051", "13911110061"))
    dropped = ("usable", None) if confirmed else ("dropped", date(2026, 11, 23))
    assert states(site, "S1") == [dropped, ("usable", None)]
    assert states(site, "S2") == [("usable", None)]  # not in the list: nothing is known of it
    assert run.report["dropped"] == (0 if confirmed else 1)
    load(site, tmp_path, S1)
    assert states(site, "S1")[0] == ("usable", None)


def test_a_list_without_numbers_drops_none(site: SampleSite, tmp_path: Path) -> None:
    load(site, tmp_path, S1)
    path = tmp_path / "bare.csv"
    path.write_text("external_id,name,account_id,balance,days_past_due\nS1,舒一,SA-1,900,41\n")
    bring(site, path)
    assert states(site, "S1") == [("usable", None)] and balance(site, "SA-1") == 900_00
