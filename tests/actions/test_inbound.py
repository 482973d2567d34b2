"""A customer calls in, and a telephone number is shown."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from console.actions import contact, handout, inbound
from console.domain.actor import Actor
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, ChainEntry, CustomerPhone, Decline, Entry, Handout, Op
from console.store.queries.team import numbers_shown
from tests.actions.at_once import at_once
from tests.actions.machines import FOREMOST, attempt
from tests.people import IDS, SampleSite


def test_take_inbound_claims_the_customer_or_names_the_agent_who_has_the_customer(site: SampleSite) -> None:
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    busy = inbound.take_inbound(site.call("agent2"), customer.customer_id)
    assert busy.code == "conflict" and busy.words["name"] == "Li Min"
    site.begin("agent1", token)
    attempt = site.one(select(Attempt.id))
    contact.hang_up(site.call("agent1"), token, attempt)
    site.finish("agent1", token, "NA")
    handout.end_wrap_up(site.call("agent1"), token)
    done = inbound.take_inbound(site.call("agent2"), customer.customer_id)
    assert done.ok, done
    assert site.desk("agent2").shift.phase == "talking"
    finished = site.finish("agent2", done.data["token"], "REF")
    assert finished.ok


def test_a_caller_comes_before_an_offer_that_nobody_has_taken(site: SampleSite) -> None:
    offered = site.ready("agent1")
    waits = site.customer_of(offered)
    caller = next(number for number in (1, 2) if number != waits)
    done = inbound.take_inbound(site.call("agent1"), caller)
    assert done.ok and site.desk("agent1").shift.phase == "talking"
    assert site.one(select(Handout.end_reason).where(Handout.id == offered)) == "rang_in"
    assert site.entry(waits).reason == "returned" and site.entry(waits).wake_at == site.now
    assert site.one(select(func.count()).select_from(Decline)) == 0, "no mark against the agent"
    late = handout.accept(site.call("agent1"), offered)
    assert "went back to the queue" in late.text
    refused = inbound.take_inbound(site.call("agent1"), waits)
    assert refused.text == "Finish your current customer first."


def test_words_and_strip_know_that_the_customer_called(site: SampleSite) -> None:
    done = inbound.take_inbound(site.call("agent1"), 1)
    view = site.desk("agent1")
    assert view.points is not None and view.strip is not None
    assert view.points.points[0].text.en.startswith("Thank you for calling.")
    assert site.finish("agent1", done.data["token"], "NOCOMM").ok
    again = site.ring_in("agent1", 1)
    view = site.desk("agent1")
    assert view.token == again
    assert view.strip is not None and view.strip.tone == "green"


def test_take_inbound_from_the_customer_on_the_own_desk_becomes_the_contact(site: SampleSite) -> None:
    token = site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    done = inbound.take_inbound(site.call("agent1"), customer.customer_id)
    assert done.ok and done.data["token"] == token and done.data["attempt_id"]
    agent = site.agent("agent1")
    assert agent.state == "in_contact"
    rows = site.rows(select(Attempt.direction).where(Attempt.handout_id == token))
    assert [row.direction for row in rows] == ["in"]
    assert site.finish("agent1", token, "NOCOMM").ok

    handout.end_wrap_up(site.call("agent1"), token)
    second = site.desk("agent1").token
    assert second
    handout.accept(site.call("agent1"), second)
    other = site.desk("agent1").customer
    assert other is not None
    site.begin("agent1", second)
    met = inbound.take_inbound(site.call("agent1"), other.customer_id)
    assert met.ok
    rows = site.rows(
        select(Attempt.direction, Attempt.result, Attempt.ended_at)
        .where(Attempt.handout_id == second)
        .order_by(Attempt.id)
    )
    assert [(r.direction, r.result, r.ended_at is not None) for r in rows] == [
        ("out", "busy", True),
        ("in", None, False),
    ]


def test_an_inbound_call_leaves_the_agreed_callback_as_it_is(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    at = site.now + timedelta(days=1, hours=2)
    assert site.finish("agent1", token, "CB", OutcomeForm((), at, "")).ok
    second = site.ring_in("agent2", customer.customer_id)
    assert site.finish("agent2", second, "NOCOMM").ok
    handout.end_wrap_up(site.call("agent2"), second)
    entry = site.rows(
        select(Entry.wake_at, Entry.own_kind, Entry.own_agent_id, Entry.reason).where(
            Entry.customer_id == customer.customer_id
        )
    )[0]
    assert (entry.wake_at, entry.own_kind) == (at, "callback")
    assert (entry.own_agent_id, entry.reason) == (IDS["agent1"], "callback")


def test_a_dispute_in_an_inbound_call_ends_the_callback(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    site.finish("agent1", token, "CB", OutcomeForm((), site.now + timedelta(days=1), ""))
    second = site.ring_in("agent2", customer.customer_id)
    assert site.finish("agent2", second, "DISP").ok
    entry = site.rows(select(Entry.own_kind, Entry.reason).where(Entry.customer_id == customer.customer_id))[0]
    assert (entry.own_kind, entry.reason) == ("", "dispute")


def test_take_inbound_stores_its_verdict(gateway_site: SampleSite) -> None:
    gateway_site.later(hours=12, minutes=30)
    done = inbound.take_inbound(gateway_site.call("agent1"), FOREMOST)
    assert done.ok
    row = attempt(gateway_site, done.data["attempt_id"])
    assert row.verdict["level"] == "remind" and not row.breach
    assert "cn-time-inbound" in {x["rule"] for x in row.verdict["findings"]}


def test_take_inbound_twice_from_the_same_call_is_one_contact(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    customer = gateway_site.one(select(Handout.customer_id).where(Handout.id == token))
    done = inbound.take_inbound(gateway_site.call("agent1"), customer)
    assert done.data["token"] == token
    row = attempt(gateway_site, done.data["attempt_id"])
    assert (row.direction, row.handout_id) == ("in", token) and row.verdict["level"]
    again = inbound.take_inbound(gateway_site.call("agent1"), customer)
    assert "attempt_id" not in again.data, "one call, one contact"
    assert gateway_site.finish("agent1", token, "REF").ok


def test_reveal_shows_a_number_once_and_tells_the_lead_who_looked(site: SampleSite) -> None:
    token = site.ready("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    early = inbound.reveal(site.call("agent1"), view.customer_id, phone, "curious today")
    assert early.code == "illegal"
    handout.accept(site.call("agent1"), token)
    call = site.call("agent1")
    shown = inbound.reveal(call, view.customer_id, phone, "asked me to text")
    number = shown.show_once["number"]
    assert shown.data["made_up"] is True and number.startswith("+86")
    again = inbound.reveal(call, view.customer_id, phone, "asked me to text")
    assert again.ok and again.replayed and not again.show_once and number not in str(again)
    kept = site.one(select(Op.answer).where(Op.name == "number.reveal"))
    assert number not in str(kept)
    acts = select(ChainEntry.body).where(ChainEntry.kind.like("action.%"))
    assert number not in str([row[0] for row in site.rows(acts)])  # verdicts hold their facts
    with site.database.reading() as session:
        seen = numbers_shown(session, site.actor("lead1"), site.now - timedelta(hours=1))
        none = numbers_shown(session, Actor(99, "lead", "", 2), site.now - timedelta(hours=1))
    assert [(s.who, s.reason, s.made_up) for s in seen] == [("Li Min", "asked me to text", True)]
    assert "****" in seen[0].number and none == ()


def test_reveal_by_a_lead_many_times_at_once_stays_within_the_budget(site: SampleSite) -> None:
    mine = site.customer_of(site.preview("agent1"))
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == mine))
    calls = [site.call("lead1") for _ in range(inbound.BUDGET + 6)]
    done = at_once([partial(inbound.reveal, c, mine, phone, "need it now") for c in calls])
    assert [d.ok for d in done].count(True) == inbound.BUDGET


def test_reveal_by_an_agent_many_times_at_once_stays_within_the_budget(site: SampleSite, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbound, "BUDGET", 5)
    site.preview("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    calls = [site.call("agent1") for _ in range(12)]
    shown = at_once([partial(inbound.reveal, call, view.customer_id, phone, "asked me to text") for call in calls])
    assert Counter(answer.code for answer in shown) == {"": 5, "conflict": 7}
