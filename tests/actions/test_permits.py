"""Permits: other systems ask before they send, dial or set out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import permits
from console.actions.permits import Wish
from console.store.models import Address, ChainEntry, Handout
from tests.actions.machines import FOREMOST, ask, attempt, key_of, machine, number
from tests.people import SampleSite


def test_ask_counts_at_once_and_settle_as_not_sent_gives_the_slot_back(gateway_site: SampleSite) -> None:
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


def test_ask_when_blocked_says_when_it_opens_and_keeps_the_verdict(gateway_site: SampleSite) -> None:
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


def test_ask_judges_the_text_and_knows_a_repeated_text(gateway_site: SampleSite) -> None:
    threat = ask(gateway_site, "sms", text="今天不还就抓你")
    assert threat.code == "blocked"
    assert {"cn-msg-false-legal"} & {x["rule"] for x in threat.data["findings"]}
    assert ask(gateway_site, "sms", text="请联系我们。").ok
    same = ask(gateway_site, "sms", text=" 请联系我们。 ")
    assert "cn-freq-sms" in [x["rule"] for x in same.data["findings"]]


def test_permits_of_a_robot_or_an_agency_use_the_slots_of_the_desk(gateway_site: SampleSite) -> None:
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


def test_ask_for_a_visit_gives_a_permit_of_some_hours(gateway_site: SampleSite) -> None:
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


def test_settle_of_a_message_sent_too_late_stores_a_breach(gateway_site: SampleSite) -> None:
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
def test_ask_refuses_an_incomplete_wish_and_writes_nothing(
    gateway_site: SampleSite, wish: dict[str, Any], at_field: str
) -> None:
    plain: dict[str, Any] = {"channel": "call", "number": number(gateway_site), **wish}
    before = gateway_site.rows_of_everything()
    done = permits.ask(machine(gateway_site), Wish(*key_of(gateway_site), **plain))
    assert done.code == "invalid" and done.at_field == at_field
    assert gateway_site.rows_of_everything() == before


def test_what_the_model_suspects_in_a_message_warns_and_refuses_nothing(gateway_site: SampleSite) -> None:
    plain = ask(gateway_site, "sms", text="请联系我们。")
    assert plain.ok and plain.data["suspected"] == []
    done = ask(gateway_site, "sms", text="您女儿放学走的那条路，我们的人天天都在")
    (one,) = done.data["suspected"]
    assert one["kind"].startswith("T") and one["version"] and one["near"]
    assert all(x["rule"] != "cn-msg-threat" for x in done.data["findings"]), "no rule knows these words"


def test_settle_is_open_only_to_the_machine_that_asked(gateway_site: SampleSite) -> None:
    done = ask(gateway_site, "sms", text="请联系我们。")
    assert permits.settle(machine(gateway_site, 2), done.data["permit"], "sent").code == "not_found"
    desk = permits.settle(gateway_site.call("agent1"), done.data["permit"], "not_sent")
    assert desk.code == "not_found"
    assert permits.settle(machine(gateway_site), done.data["permit"], "met").at_field == "result"
    future = gateway_site.now + timedelta(minutes=1)
    assert permits.settle(machine(gateway_site), done.data["permit"], "sent", future).at_field == "at"
    assert permits.ask(machine(gateway_site), Wish(1, "nobody", "sms")).code == "not_found"
    assert attempt(gateway_site, done.data["permit"]).result is None, "unsettled, it keeps its slot"
