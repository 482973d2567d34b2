"""Contracts, listings and evaluations of agencies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions import declarations, papers
from console.store.models import Creditor, Paper, Portfolio
from tests.actions.case_file import decide, on_desk, rules_of, verdict
from tests.people import SampleSite


def test_a_contract_with_an_agency_opens_and_closes_by_its_dates(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    portfolio = site.one(select(Portfolio.id))
    creditor = site.one(select(Creditor.id))

    def paper(kind: str, since: date, until: date | None = None, **more: Any) -> Any:
        values = {"agency": "Fair Agency", "number": "7", "proof": "scan 7", **more}
        done = papers.record(
            site.call("compliance1"), creditor, values["agency"], kind, values["number"], since, until, values["proof"]
        )
        return decide(site, "lead1") if done.ok else done

    assert paper("stamp", date(2026, 1, 1)).at_field == "kind"
    assert paper("contract", date(2026, 1, 1), agency=" ").at_field == "agency"
    assert paper("contract", date(2026, 1, 1), date(2025, 1, 1)).at_field == "until_on"
    assert paper("contract", date(2026, 1, 1), proof=" ").at_field == "proof"
    rule = "cn-data-entrust"
    assert rule not in rules_of(verdict(site, customer, number=number)), "declared by the sample"
    seq = site.desk("agent1").seq
    assert papers.assign(site.call("compliance1"), portfolio, "Fair Agency").data["state"] == "asked"
    assert rule not in rules_of(verdict(site, customer, number=number)), "it is not assigned yet"
    assert decide(site, "lead1").ok
    assert rule in rules_of(verdict(site, customer, number=number)), "no contract with this agency"
    assert "cn-id-agency-listed" in rules_of(verdict(site, customer, number=number))
    assert site.desk("agent1").seq > seq
    assert paper("contract", date(2026, 1, 1), date(2026, 11, 25)).ok
    assert rule in rules_of(verdict(site, customer, number=number)), "not evaluated yet"
    assert paper("evaluation", date(2026, 6, 1)).ok
    assert paper("listing", date(2026, 6, 1)).ok
    found = verdict(site, customer, number=number)
    assert not {rule, "cn-id-agency-listed"} & rules_of(found)
    site.now = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # midnight: the contract is over
    assert rule in rules_of(verdict(site, customer, number=number))
    site.now -= timedelta(seconds=1)
    assert rule not in rules_of(verdict(site, customer, number=number))
    row = site.rows(select(Paper.id).where(Paper.kind == "listing"))[0]
    assert papers.end(site.call("compliance1"), row.id).ok
    assert "cn-id-agency-listed" in rules_of(verdict(site, customer, number=number))
    assert papers.end(site.call("compliance1"), row.id).code == "conflict"


def test_the_end_of_a_paper_makes_nothing_true_that_was_declared_untrue(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    portfolio, creditor = site.one(select(Portfolio.id)), site.one(select(Creditor.id))
    call = site.call("compliance1")
    assert papers.assign(call, portfolio, "Fair").ok and decide(site, "lead1").ok
    for kind in ("contract", "contract", "evaluation", "listing"):
        one = papers.record(
            site.call("compliance1"), creditor, "Fair", kind, site.now.ctime(), site.now.date(), None, "x1x"
        )
        assert one.ok and decide(site, "lead1").ok
        site.later(minutes=1)
    assert "cn-data-entrust" not in rules_of(verdict(site, customer, number=number))
    no = declarations.declare(site.call("compliance1"), portfolio, "processing_contract", False, "a breach")
    assert no.data["state"] == "set"
    assert "cn-data-entrust" in rules_of(verdict(site, customer, number=number))
    first = site.one(select(Paper.id).where(Paper.kind == "contract"))
    assert papers.end(site.call("compliance1"), first).ok
    assert "cn-data-entrust" in rules_of(verdict(site, customer, number=number)), "the other contract opens nothing"
