"""Every verdict is judged again from what was stored, and equals the one on record."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from console.actions import contact, hold_review, inbound, permits, service_reports
from console.actions import house_rules as rules
from console.actions.call import Act, Call
from console.actions.permits import Wish
from console.actions.steps import audit_chain
from console.domain import facts as f
from console.domain.actor import Actor
from console.domain.compliance import PACKS, Proposed, check, record_of, scenario_of
from console.scenarios.judge import facts_of, judge, read_scenarios, verdict_line
from console.scenarios.record_check import record_fault
from console.scenarios.rejudge import RejudgeReport, rejudge_verdict, verdict_report, verify_verdicts
from console.store.customer_case import load_case
from console.store.models import Attempt, ChainEntry, Customer, CustomerPhone, FactSheet, Handout, Phone, ServiceToken
from console.store.queries.verdicts import FactSheets, kept_verdicts
from tests.people import SampleSite

MACHINE = Actor(1, "service", "gateway")


def a_day(site: SampleSite) -> None:
    """Let a day happen: calls, messages, consents, house rules, blocks, reports, a night."""
    site.database.transaction(
        lambda work: work.session.execute(
            insert(ServiceToken).values(id=1, name="gateway", token_sha256="1", scopes=["permits"], made_at=site.now)
        )
    )
    token = site.talk("agent1")
    hold_review.record_consent(site.call("agent1"), token, "hours", ["call"], "20:00", "23:00", "call me at nine", True)
    values = {
        "kind": "param",
        "rule_id": "cn-freq-unanswered-6",
        "param": "cap",
        "value": 3.0,
        "reason": "a quiet month",
        "channels": [],
        "purposes": ["collect"],
        "team_id": 1,
    }
    written = rules.write_rule(site.call("compliance1"), values)
    assert rules.approve_rule(site.call("lead1"), written.data["rule"]).ok
    second = site.preview("agent2")
    for _ in range(4):
        done = site.begin("agent2", second)
        if done.ok:
            contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
        site.later(minutes=4)
    assert done.code == "blocked", "the cap of the house rule"
    assert site.finish("agent1", token, "CEASE").ok
    customer = site.one(select(Handout.customer_id).where(Handout.id == second))
    creditor, key = site.rows(select(Customer.creditor_id, Customer.external_id).where(Customer.id == customer))[0]
    number = site.one(select(Phone.e164).join(CustomerPhone).where(CustomerPhone.customer_id == customer))
    call = Call(site.context, MACHINE, site.now, "")
    for channel in ("sms", "email", "visit"):
        wish = Wish(
            creditor,
            key,
            channel,
            number=number if channel == "sms" else "",
            place="home" if channel == "visit" else "",
            text="请尽快联系我们。",
            agency="North" if channel == "visit" else "",
            details={"collectors": 2},
        )
        permits.ask(call, wish)
    service_reports.take_attempt(
        call,
        service_reports.Report(
            creditor, key, "South", site.now - timedelta(hours=12), "call", result="effective", number=number
        ),
    )
    site.later(hours=12)
    permits.ask(Call(site.context, MACHINE, site.now, ""), Wish(creditor, key, "email"))
    other = site.one(select(Customer.id).where(Customer.id.not_in([customer])).limit(1))
    inbound.take_inbound(site.call("agent3"), other)


def verify(site: SampleSite, out: Any = None) -> RejudgeReport:
    with site.database.reading() as session:
        return verify_verdicts(session, out)


def test_every_verdict_of_a_day_is_equal_when_judged_again(site: SampleSite) -> None:
    a_day(site)
    out = io.StringIO()
    tally = verify(site, out)
    assert tally.differ == 0, tally.first
    kept = site.one(select(func.count()).where(ChainEntry.kind.like("verdict.%") | ChainEntry.kind.like("handout.%")))
    assert tally.equal == kept > 12 and tally.without_facts == 0
    levels = set()
    for number, scenario in read_scenarios(out.getvalue().splitlines()):
        said = verdict_line(number, scenario, judge(scenario))
        expect = scenario.expect or {}
        assert (said["level"], said["rules"]) == (expect["level"], expect["rules"]), said["id"]
        levels.add(said["level"])
    assert {"allow", "block"} <= levels
    with site.database.reading() as session:
        assert verdict_report(session) == (f"{kept} verdicts judged again from their stored facts: {kept} equal.", "")
    assert root_fault(site) == ""


def test_facts_go_to_the_scenario_format_and_back_unchanged(site: SampleSite) -> None:
    a_day(site)
    with site.database.reading() as session:
        for cid in session.execute(select(Customer.id)).scalars().all():
            case = load_case(session, cid, site.now)
            assert case is not None
            facts = case.facts
            record = record_of(facts)
            line = scenario_of(
                json.loads(record.text), json.loads(record.site_text), [], {"channel": "call"}, ["cn"], site.now
            )
            ((_, scenario),) = read_scenarios([json.dumps(line)])
            assert bare(facts_of(scenario)) == bare(facts)


def bare(facts: f.CustomerFacts) -> f.CustomerFacts:
    """Return the facts without what no rule reads: ids of rows, and what only words need."""

    def plain(rows: Any, **gone: Any) -> Any:
        return None if rows is None else tuple(replace(row, **gone) for row in rows)

    return replace(
        facts,
        attempts=plain(facts.attempts, id=None, breach=False),
        number_attempts=plain(facts.number_attempts, id=None, breach=False),
        phones=plain(facts.phones, id=None),
        consents=plain(facts.consents, id=None),
        requests=plain(facts.requests, id=None),
        accounts=plain(facts.accounts, extra={}),
    )


def test_a_changed_fact_sheet_and_a_missing_one_are_named(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.begin("agent1", token)
    assert verify(site).differ == 0
    digest = site.one(select(ChainEntry.body).where(ChainEntry.kind == "verdict.begin"))["verdict"]["facts"]
    body = site.one(select(FactSheet.body).where(FactSheet.digest == digest))
    site.sql("UPDATE fact_sheet SET body = :b WHERE digest = :d", b=body + " ", d=digest)
    assert "was changed" in verify(site).first
    site.sql("DELETE FROM fact_sheet WHERE digest = :d", d=digest)
    tally = verify(site)
    assert "is missing" in tally.first and "person:" in tally.first


def test_equal_facts_are_stored_once(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.desk("agent1")
    night = site.now
    site.later(hours=13)
    for _ in range(3):
        assert site.begin("agent1", token, facts_version=99).code == "blocked"
    verdicts = site.one(select(func.count()).where(ChainEntry.kind == "verdict.begin"))
    digests = {
        row[0]["verdict"]["facts"]
        for row in site.rows(select(ChainEntry.body).where(ChainEntry.kind == "verdict.begin"))
    }
    assert verdicts == 3 and len(digests) == 1 and site.now > night


def test_a_rule_that_changes_at_a_date_is_judged_by_the_version_in_force(
    site: SampleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted change: from tomorrow two unanswered tries a day instead of six."""
    token = site.preview("agent1")
    for _ in range(2):
        done = site.begin("agent1", token, facts_version=99)
        contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    plant(monkeypatch, date(2026, 11, 24), cap=2, warn=1)
    third = site.begin("agent1", token, facts_version=99)
    assert third.ok, "today's number still holds"
    contact.line_reports(site.worker(), third.data["attempt_id"], "no_answer")
    site.later(days=1)
    for _ in range(2):
        done = site.begin("agent1", token, facts_version=99)
        contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    assert site.begin("agent1", token, facts_version=99).code == "blocked"
    assert verify(site).differ == 0, "each by the rules of its own day"
    monkeypatch.undo()
    wrong = verify(site)
    assert wrong.differ >= 1 and "cn-freq-unanswered-6" in wrong.first


def plant(monkeypatch: pytest.MonkeyPatch, day: date, **params: int) -> None:
    """Let one row of the mainland pack end at a day, and its successor begin."""
    cn = PACKS["cn"]
    rows = []
    for rule in cn.rules:
        if rule.id != "cn-freq-unanswered-6":
            rows.append(rule)
            continue
        rows.append(replace(rule, until=day))
        rows.append(replace(rule, since=day, params={**rule.params, **params}))
    monkeypatch.setitem(PACKS, "cn", replace(cn, rules=tuple(rows), version="next"))


def test_next_allowed_at_sees_a_coming_change_of_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six a day are used; from tomorrow's date the cap is zero for good: no minute is left."""
    now = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
    calls = tuple(
        f.Attempt(now - timedelta(minutes=n), number="+8613800001234", result="no_answer") for n in range(1, 7)
    )
    known = now - timedelta(days=400)
    facts = f.CustomerFacts(f.Customer("1"), attempts=calls, attempts_known_from=known)
    proposed = Proposed("call", number="+8613800001234")

    def opens() -> datetime | None:
        return check(proposed, facts, (PACKS["cn"],), now).next_allowed_at

    plain = opens()
    assert plain == datetime.fromisoformat("2026-11-24T08:00:00+08:00")
    plant(monkeypatch, date(2026, 11, 24), cap=0, warn=-1)
    assert opens() is None
    earlier = check(proposed, facts, (PACKS["cn"],), now - timedelta(days=2))
    assert earlier.level != "block", "two days before, the old number and no calls"


def test_a_rule_is_silent_before_its_law_was_in_force() -> None:
    proposed = Proposed("call", number="+8613800001234")
    known = datetime.fromisoformat("2020-01-01T00:00:00+08:00")
    facts = f.CustomerFacts(f.Customer("1"), attempts=(), attempts_known_from=known)
    for day, speaks in (("2025-02-27", False), ("2025-02-28", True)):
        night = datetime.fromisoformat(f"{day}T23:00:00+08:00")
        said = check(proposed, facts, (PACKS["cn"],), night, plan=False)
        assert ("cn-time-quiet-hours" in {x.rule_id for x in said.findings}) is speaks


def test_rejudge_verdict_step_by_step(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.begin("agent1", token)
    with site.database.reading() as session:
        sheets = FactSheets(session)
        for kept in kept_verdicts(session):
            again = rejudge_verdict(sheets, kept, step_by_step=True)
            assert again.why == "" and len(again.steps) > 20


def root_fault(site: SampleSite) -> str:
    """Return what `python -m console verify` names."""
    with site.database.reading() as session:
        return record_fault(session)


def test_old_rows_that_kept_only_a_digest_are_counted_apart(site: SampleSite) -> None:
    site.preview("agent1")
    with site.database.reading() as session:
        body = next(kept_verdicts(session)).verdict
    old = {k: v for k, v in body.items() if k not in ("asked", "at", "site")}
    site.database.transaction(
        lambda work: audit_chain.append(Act(work, site.worker()), "verdict.begin", {"verdict": old}, 1)
    )
    tally = verify(site)
    assert (tally.without_facts, tally.differ) == (1, 0) and tally.equal >= 1
    assert site.one(select(func.count()).select_from(Attempt)) == 0


def test_every_stored_verdict_holds_the_digest_of_its_facts(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.begin("agent1", token)
    bodies = [
        row.body["verdict"]
        for row in site.rows(select(ChainEntry.body).where(ChainEntry.kind.in_(("verdict.begin", "handout.offered"))))
    ]
    assert len(bodies) >= 2 and all(len(body["facts"]) == 64 for body in bodies)
    with site.database.reading() as session:
        assert record_fault(session) == ""


def test_verify_finds_a_changed_byte_in_an_audit_chain(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="polite")
    with site.database.reading() as session:
        assert record_fault(session) == ""
    site.sql("UPDATE chain_entry SET kind = 'other' WHERE actor = 'person:1' AND n = 2")
    with site.database.reading() as session:
        assert record_fault(session) == "Broken: chain person:1, row 2."
