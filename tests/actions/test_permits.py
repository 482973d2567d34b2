"""The gate at every other door: permits, reports of others, calls that come in, hand-overs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from console.actions import contact, inbound, permits, service_reports, transfer
from console.actions.permits import Wish
from console.store.models import Account, Address, Attempt, ChainEntry, Handout, Phone, Request
from tests.actions.machines import FOREMOST, ask, attempt, key_of, machine, number, report
from tests.people import IDS, SampleSite


def test_a_permit_counts_at_once_and_not_sent_gives_the_slot_back(gateway_site: SampleSite) -> None:
    asked = [ask(gateway_site, "sms", text=f"提醒{n}，请联系我们。") for n in range(3)]
    levels = [[x["rule"] for x in a.data["findings"]] for a in asked]
    assert all(a.ok for a in asked) and "cn-freq-sms" not in levels[0] + levels[1]
    assert "cn-freq-sms" in levels[2], "the third of a day is warned: two permits stand unsettled"
    for one in asked[:2]:
        assert permits.settle(machine(gateway_site), one.data["permit"], "not_sent").data == {
            "state": "settled",
            "breach": False,
        }
    again = ask(gateway_site, "sms", text="提醒四，请联系我们。")
    assert "cn-freq-sms" not in [x["rule"] for x in again.data["findings"]]
    assert attempt(gateway_site, asked[0].data["permit"]).result == "not_dialled"
    assert permits.settle(machine(gateway_site), asked[2].data["permit"], "sent").ok
    kept = permits.settle(machine(gateway_site), asked[2].data["permit"], "not_sent")
    assert kept.code == "conflict", "what was sent is not taken back"
    assert permits.settle(machine(gateway_site), asked[2].data["permit"], "delivered").ok
    assert permits.settle(machine(gateway_site), asked[2].data["permit"], "delivered").data["state"] == ("known")


def test_a_blocked_permit_is_refused_with_its_minute_and_its_verdict_is_kept(gateway_site: SampleSite) -> None:
    gateway_site.later(hours=12, minutes=30)  # 22:30
    before = gateway_site.rows_of_everything()
    done = ask(gateway_site, "sms", text="请联系我们。")
    assert done.code == "blocked" and done.next_allowed_at == gateway_site.now + timedelta(hours=9.5)
    rules = [x["rule"] for x in done.data["findings"] if x["severity"] == "block"]
    assert "cn-time-quiet-hours" in rules and "permit" not in done.data
    after = gateway_site.rows_of_everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"chain_entry", "chain_head", "fact_sheet"}
    assert gateway_site.one(select(func.count()).where(ChainEntry.kind == "verdict.permit")) == 1


def test_the_words_are_judged_too_and_the_same_words_are_known(gateway_site: SampleSite) -> None:
    threat = ask(gateway_site, "sms", text="今天不还就抓你")
    assert threat.code == "blocked"
    assert {"cn-msg-false-legal"} & {x["rule"] for x in threat.data["findings"]}
    assert ask(gateway_site, "sms", text="请联系我们。").ok
    same = ask(gateway_site, "sms", text=" 请联系我们。 ")
    assert "cn-freq-sms" in [x["rule"] for x in same.data["findings"]]


def test_a_robot_or_an_agency_takes_the_slots_of_the_desk(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    customer = gateway_site.one(select(Handout.customer_id).where(Handout.id == token))
    seq = gateway_site.desk("agent1").seq
    done = ask(gateway_site, "robot_call", customer, agency="North")
    assert done.ok
    desk = gateway_site.desk("agent1")
    assert desk.seq > seq, "the desk sees at once that somebody else began"
    ringing = gateway_site.begin("agent1", token)
    assert ringing.code == "conflict", "the number rings for the robot"
    permits.settle(machine(gateway_site), done.data["permit"], "effective")
    for agency in ("North", "South"):
        more = ask(gateway_site, "call", customer, agency=agency)
        assert more.ok and permits.settle(machine(gateway_site), more.data["permit"], "effective").ok
    refused = gateway_site.begin("agent1", token)
    assert refused.code == "blocked"
    strip = gateway_site.desk("agent1").strip
    assert strip is not None and "cn-freq-pool" in {f.rule_id for f in strip.findings}


def test_a_stale_view_is_refused_after_a_contact_elsewhere(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    view = gateway_site.desk("agent1").customer
    assert view is not None
    assert ask(gateway_site, "email", view.customer_id, number="a@example.org").ok
    done = contact.begin(gateway_site.call("agent1"), token, view.phones[0].id, view.facts_version)
    assert done.code == "stale" and done.changed == ("elsewhere",)


def test_a_visit_is_set_out_for_only_with_a_permit_that_lasts_hours(gateway_site: SampleSite) -> None:
    alone = ask(gateway_site, "visit", place="home", details={"collectors": 1, "recorder_on": True})
    assert alone.code == "blocked"
    assert "cn-visit-two" in {x["rule"] for x in alone.data["findings"]}
    nowhere = ask(gateway_site, "visit", place="work", details={"collectors": 2})
    assert nowhere.at_field == "place"
    two = {"collectors": 2, "recorder_on": True, "id_shown": True, "authority_letter_shown": True}
    done = ask(gateway_site, "visit", place="home", details=two)
    assert done.ok, done.data
    assert done.data["use_before"] == (gateway_site.now + timedelta(hours=4)).isoformat()
    gateway_site.later(hours=9)  # 19:00
    evening = ask(gateway_site, "visit", place="home", details=two)
    closes = gateway_site.now + timedelta(hours=3)
    assert evening.ok and evening.data["use_before"] == closes.isoformat(), "the law closes first"
    address = gateway_site.one(select(Address.kind).where(Address.customer_id == FOREMOST))
    assert address == "home"


def test_what_was_done_outside_its_permit_is_stored_with_a_breach(gateway_site: SampleSite) -> None:
    gateway_site.later(hours=11, minutes=30)  # 21:30
    done = ask(gateway_site, "sms", text="请联系我们。")
    assert done.ok
    gateway_site.later(hours=1)  # 22:30: it went out late
    late = permits.settle(machine(gateway_site), done.data["permit"], "sent", gateway_site.now - timedelta(minutes=5))
    assert late.ok and late.data["breach"] is True
    row = attempt(gateway_site, done.data["permit"])
    assert row.breach and row.began_at == gateway_site.now - timedelta(minutes=5)
    assert "cn-time-quiet-hours" in {x["rule"] for x in row.verdict["findings"]}


@pytest.mark.parametrize(
    ("wish", "at_field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"purpose": "shout"}, "purpose"),
        ({"party": "neighbour", "channel": "email"}, "party"),
        ({"party": "guarantor"}, "party"),
        ({"number": ""}, "number"),
        ({"number": "+8613000000000"}, "number"),
        ({"accounts": ("nobody's",)}, "accounts"),
    ],
)
def test_a_wish_that_says_nothing_is_refused_and_writes_nothing(
    gateway_site: SampleSite, wish: dict[str, Any], at_field: str
) -> None:
    plain: dict[str, Any] = {"channel": "call", "number": number(gateway_site), **wish}
    before = gateway_site.rows_of_everything()
    done = permits.ask(machine(gateway_site), Wish(*key_of(gateway_site), **plain))
    assert done.code == "invalid" and done.at_field == at_field
    assert gateway_site.rows_of_everything() == before


def test_a_permit_belongs_to_the_machine_that_asked(gateway_site: SampleSite) -> None:
    done = ask(gateway_site, "sms", text="请联系我们。")
    assert permits.settle(machine(gateway_site, 2), done.data["permit"], "sent").code == "not_found"
    desk = permits.settle(gateway_site.call("agent1"), done.data["permit"], "not_sent")
    assert desk.code == "not_found"
    assert permits.settle(machine(gateway_site), done.data["permit"], "met").at_field == "result"
    future = gateway_site.now + timedelta(minutes=1)
    assert permits.settle(machine(gateway_site), done.data["permit"], "sent", future).at_field == "at"
    assert permits.ask(machine(gateway_site), Wish(1, "nobody", "sms")).code == "not_found"
    assert attempt(gateway_site, done.data["permit"]).result is None, "unsettled, it keeps its slot"


def test_a_report_of_what_was_unlawful_then_carries_its_verdict_and_a_breach(gateway_site: SampleSite) -> None:
    last_night = gateway_site.now - timedelta(hours=11)  # 23:00
    done = report(gateway_site, at=last_night, number=number(gateway_site))
    assert done.ok and done.data["breach"] and "cn-time-quiet-hours" in done.data["rules"]
    fine = report(gateway_site, at=gateway_site.now - timedelta(minutes=30), number=number(gateway_site))
    assert fine.ok and not fine.data["breach"]
    rows = gateway_site.rows(select(Attempt.breach, Attempt.verdict, Attempt.phone_id).order_by(Attempt.id))
    assert [row.breach for row in rows] == [True, False]
    assert all(row.verdict["level"] and row.phone_id for row in rows)
    kinds = gateway_site.one(select(func.count()).where(ChainEntry.kind == "verdict.record"))
    assert kinds == 2


def test_a_hold_that_was_lifted_since_bound_then(gateway_site: SampleSite) -> None:
    then = gateway_site.now - timedelta(hours=1)

    def ban(work: Any) -> None:
        work.session.execute(
            insert(Request).values(
                customer_id=FOREMOST,
                kind="police_ban",
                scope={},
                by_party="debtor",
                proof="",
                since=gateway_site.now - timedelta(days=2),
                lifted_at=gateway_site.now - timedelta(minutes=10),
                lifted_why="over",
            )
        )

    gateway_site.database.transaction(ban)
    assert report(gateway_site, at=then, number=number(gateway_site)).data["breach"]
    assert not report(gateway_site, at=gateway_site.now, number=number(gateway_site)).data["breach"]


def test_a_number_nobody_has_on_file_is_kept_with_the_report(gateway_site: SampleSite) -> None:
    assert report(gateway_site, number="+8613711112222").ok
    assert gateway_site.one(select(func.count()).where(Phone.e164 == "+8613711112222")) == 1
    assert report(gateway_site, number="137").at_field == "number"
    debt = gateway_site.rows(select(Account.id, Account.external_id).where(Account.customer_id == FOREMOST))[0]
    assert report(gateway_site, accounts=(debt.external_id,)).ok
    assert gateway_site.rows(select(Attempt.accounts).order_by(Attempt.id.desc()))[0][0] == [debt.id]


def test_a_call_that_comes_in_carries_its_verdict(gateway_site: SampleSite) -> None:
    gateway_site.later(hours=12, minutes=30)
    done = inbound.take_inbound(gateway_site.call("agent1"), FOREMOST)
    assert done.ok
    row = attempt(gateway_site, done.data["attempt_id"])
    assert row.verdict["level"] == "remind" and not row.breach
    assert "cn-time-inbound" in {x["rule"] for x in row.verdict["findings"]}


def test_a_call_of_the_customer_she_has_already_is_a_contact_too(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    customer = gateway_site.one(select(Handout.customer_id).where(Handout.id == token))
    done = inbound.take_inbound(gateway_site.call("agent1"), customer)
    assert done.data["token"] == token
    row = attempt(gateway_site, done.data["attempt_id"])
    assert (row.direction, row.handout_id) == ("in", token) and row.verdict["level"]
    again = inbound.take_inbound(gateway_site.call("agent1"), customer)
    assert "attempt_id" not in again.data, "one call, one contact"
    assert gateway_site.finish("agent1", token, "REF").ok


def test_a_hand_over_is_a_choice_and_passes_the_gate(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    customer = gateway_site.one(select(Handout.customer_id).where(Handout.id == token))
    creditor = key_of(gateway_site, customer)
    for n in range(3):
        service_reports.take_attempt(
            machine(gateway_site),
            service_reports.Report(
                *creditor, "North", gateway_site.now - timedelta(minutes=n), "call", result="effective"
            ),
        )
    version = gateway_site.customer(customer).facts_version
    gateway_site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    for login in ("agent2", "lead1"):
        assert gateway_site.ready(login) == 0
    to = str(IDS["agent2"])
    done = transfer.hand_over(gateway_site.call("agent1"), token, to, "please", version)
    assert done.code == "blocked" and done.next_allowed_at is not None
    assert gateway_site.desk("agent1").token == token, "she keeps the customer"
    assert gateway_site.one(select(func.count()).where(ChainEntry.kind == "handout.refused")) == 1
    lead = transfer.hand_over(gateway_site.call("agent1"), token, "lead", "please decide", version)
    assert lead.ok, lead
