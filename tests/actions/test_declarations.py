"""Licences and declarations of a portfolio."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from console.actions import declarations, papers
from console.store.models import Creditor, Declaration, Portfolio
from tests.actions.case_file import decide, on_desk, rules_of, verdict
from tests.people import SampleSite


def test_a_licence_that_ends_warns_and_declare_reaches_the_desk(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    creditor, portfolio = site.one(select(Creditor.id)), site.one(select(Portfolio.id))
    call = site.call
    assert "house-licence" not in rules_of(verdict(site, customer, number=number), "warn")
    assert papers.record(
        call("compliance1"), creditor, "", "licence", "L-1", date(2020, 1, 1), date(2026, 11, 20), "register"
    ).ok
    assert "house-licence" not in rules_of(verdict(site, customer, number=number), "warn"), "it waits"
    assert decide(site, "lead1").ok
    assert "house-licence" in rules_of(verdict(site, customer, number=number), "warn")
    assert papers.record(call("compliance1"), creditor, "", "licence", "L-2", date(2026, 11, 23), None, "register").ok
    assert decide(site, "lead1").ok
    assert "house-licence" not in rules_of(verdict(site, customer, number=number), "warn")
    seq = site.desk("agent1").seq
    assert declarations.declare(call("compliance1"), portfolio, "recording", False, "memo").ok
    assert site.desk("agent1").seq > seq
    assert "cn-rec-call" in rules_of(verdict(site, customer, number=number))
    assert (
        site.one(select(Declaration.proof).where(Declaration.until.is_(None), Declaration.key == "recording")) == "memo"
    )
    yes = declarations.declare(call("compliance1"), portfolio, "recording", True, "seen the machine")
    assert yes.data["state"] == "asked"
    assert "cn-rec-call" in rules_of(verdict(site, customer, number=number)), "one person's yes opens nothing"
    assert decide(site, "lead1").ok
    assert "cn-rec-call" not in rules_of(verdict(site, customer, number=number))
    now = Declaration.until.is_(None), Declaration.key == "recording"
    assert site.one(select(Declaration.by_name).where(*now)) == "Sun Hua", "in the name of who declares"
