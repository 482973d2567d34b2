"""Suppression lists: binding at every desk from the commit on, until the day they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from console.actions import proposals, suppressions
from console.actions.call import Answer
from console.domain.events import FactsChanged
from console.importing import suppression_files
from console.importing.faults import BadFile
from console.store.models import Customer, CustomerPhone, Phone, Proposal, Suppression
from tests.actions.importing import bring, rows
from tests.people import IDS, ZONE, SampleSite


def take(site: SampleSite, tmp_path: Path, content: str, creditor: str = "") -> dict[str, int]:
    path = tmp_path / "stop.csv"
    path.write_text(content)
    done = suppression_files.apply(site.call("admin1"), path.name, creditor, suppression_files.read(path, ZONE))
    assert done.ok, done
    return done.data


def numbers(site: SampleSite, customer: int) -> list[str]:
    query = select(Phone.e164).join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
    return [row.e164 for row in site.rows(query.where(CustomerPhone.customer_id == customer))]


def rules(site: SampleSite) -> set[str]:
    strip = site.desk("agent1").strip
    assert strip is not None
    return {finding.rule_id for finding in strip.findings if finding.severity == "block"}


def test_a_list_binds_the_desk_that_has_the_customer_at_once(site: SampleSite, tmp_path: Path) -> None:
    token = site.preview("agent1")
    customer = site.customer_of(token)
    seen = site.desk("agent1").seq
    assert "house-suppressed" not in rules(site)
    site.events.clear()
    done = take(site, tmp_path, "phone\n" + "\n".join(numbers(site, customer)) + "\n")
    assert done["added"] == len(numbers(site, customer)) and done["bad"] == 0
    assert site.desk("agent1").seq > seen and "house-suppressed" in rules(site)
    assert any(isinstance(event, FactsChanged) and IDS["agent1"] in event.agents for event in site.events)
    assert site.begin("agent1", token).code == "blocked"
    shown = site.desk("agent1").customer
    assert shown is not None and "suppressed" in {hold.kind for hold in shown.holds}


def test_a_call_that_runs_shows_the_new_verdict(site: SampleSite, tmp_path: Path) -> None:
    token = site.talk("agent1")
    key = site.customer(site.customer_of(token)).external_id
    take(site, tmp_path, f"customer_id,reason\n{key},asked the bank\n")
    assert "house-suppressed" in rules(site)
    assert site.finish("agent1", token, "REF").ok  # what happened is always recorded


def test_it_ends_by_itself_and_a_second_list_extends_it_and_never_shortens(site: SampleSite, tmp_path: Path) -> None:
    token = site.preview("agent1")
    key = site.customer(site.customer_of(token)).external_id
    take(site, tmp_path, f"customer_id,until\n{key},2026-11-23\n")
    assert take(site, tmp_path, f"customer_id,until\n{key},2026-11-22\n")["extended"] == 0
    assert site.begin("agent1", token).code == "blocked"
    until = site.one(select(Suppression.until))
    assert until.astimezone(ZONE).date() == date(2026, 11, 24)
    assert take(site, tmp_path, f"customer_id,until\n{key},2026-11-24\n")["extended"] == 1
    assert take(site, tmp_path, f"customer_id\n{key}\n")["extended"] == 1
    assert site.one(select(Suppression.until)) is None
    assert take(site, tmp_path, f"customer_id,until\n{key},2026-11-30\n")["extended"] == 0


def test_after_its_last_day_the_customer_may_be_called_again(site: SampleSite, tmp_path: Path) -> None:
    token = site.preview("agent1")
    key = site.customer(site.customer_of(token)).external_id
    take(site, tmp_path, f"customer_id,until\n{key},2026-11-23\n")
    assert "house-suppressed" in rules(site)
    site.later(hours=24)
    assert "house-suppressed" not in rules(site)


def test_a_number_binds_before_any_file_holds_it(site: SampleSite, tmp_path: Path) -> None:
    assert take(site, tmp_path, "phone\n13911110051\n１３９ 1111 0052\n")["added"] == 2
    path = tmp_path / "list.csv"
    path.write_text(rows("S1,舒一,SA-1,9000000,20,13911110051,,,,", "S2,高二,SA-2,8000000,20,13911110059,,,,"))
    bring(site, path)
    site.wake()
    token = site.preview("agent1")
    assert site.customer(site.customer_of(token)).external_id == "S2"


def test_who_is_unknown_and_what_cannot_be_read_is_told(site: SampleSite, tmp_path: Path) -> None:
    done = take(site, tmp_path, "phone,customer_id,until\n12,,\n,NOBODY,\n,,2026-12-01\n13911110051,,soon\n")
    assert (done["added"], done["unknown"], done["bad"]) == (0, 1, 3)
    with pytest.raises(BadFile):
        take(site, tmp_path, "name\nAnn\n")
    assert site.one(select(Customer.id)) is not None


def ask_and_id(site: SampleSite, login: str, reason: str = "the bank took the name off") -> tuple[Answer, int]:
    """Propose to lift the only suppression. Return the answer and the proposal's id."""
    done = suppressions.ask_lift(site.call(login), site.one(select(Suppression.id)), reason)
    return done, site.one(select(Proposal.id).order_by(Proposal.id.desc())) or 0


def test_a_suppression_ends_early_only_when_a_second_person_agrees(site: SampleSite, tmp_path: Path) -> None:
    token = site.preview("agent1")
    key = site.customer(site.customer_of(token)).external_id
    take(site, tmp_path, f"customer_id\n{key}\n")
    assert suppressions.ask_lift(site.call("agent1"), 1, "wants calls").code == "not_found"
    assert ask_and_id(site, "lead1", " ")[0].at_field == "reason"
    done, proposal = ask_and_id(site, "lead1")
    assert done.ok and ask_and_id(site, "admin1")[0].code == "conflict", "asked twice"
    assert "house-suppressed" in rules(site)
    assert proposals.decide(site.call("lead1"), proposal, True, "").code == "conflict", "never alone"
    assert "house-suppressed" in rules(site) and site.begin("agent1", token).code == "blocked"
    seen = site.desk("agent1").seq
    assert proposals.decide(site.call("compliance1"), proposal, True, "letter of the bank").ok
    assert "house-suppressed" not in rules(site) and site.desk("agent1").seq > seen
    assert site.begin("agent1", token).ok
    assert ask_and_id(site, "lead1")[0].code == "conflict", "it is over already"
    assert take(site, tmp_path, f"customer_id\n{key}\n")["extended"] == 1 and "house-suppressed" in rules(site)


def test_a_list_that_names_it_again_outlasts_the_proposal(site: SampleSite, tmp_path: Path) -> None:
    take(site, tmp_path, "phone,until\n13911110051,2026-12-01\n")
    _, proposal = ask_and_id(site, "compliance1")
    take(site, tmp_path, "phone\n13911110051\n")
    assert proposals.decide(site.call("lead1"), proposal, True, "").code == "conflict"
    assert site.one(select(Suppression.until)) is None
    assert proposals.decide(site.call("lead1"), proposal, False, "a newer list names it").ok


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        ("Please do not call\n\nPhone Number*;Reason;Until\n13911110051;asked;31/12/2026\n", {"+8613911110051": 1}),
        ("手机号码,备注\n13911110051.0,a\n='13911110052',b\n", {"+8613911110051": 0}),
        ("phone,reason\n13911110051/13911110052,two\n1.39E+10,cut\n13911110053,\n", {"+8613911110053": 0}),
        ("phone,until\n13911110051,03/04/2027\n13911110052,13/04/2027\n", {"+8613911110051": 1, "+8613911110052": 1}),
        ("phone,until\n13911110051,03/04/2027\n", {}),
    ],
)
def test_lists_are_found_and_read_as_other_files_are(tmp_path: Path, content: str, numbers: dict[str, int]) -> None:
    path = tmp_path / "stop.csv"
    path.write_text(content)
    found = suppression_files.read(path, ZONE)
    assert {row.number[0]: int(row.until is not None) for row in found.rows if row.number} == numbers, found.bad
