"""Handing a customer over to a colleague or to the lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.actions import handout, service_reports, shift, transfer
from console.store.models import Attempt, ChainEntry, Handout
from tests.actions.machines import key_of, machine
from tests.people import IDS, ZONE, SampleSite


def _hand_over(site: SampleSite, token: int, to: str, note: str = "speaks Cantonese"):  # type: ignore[no-untyped-def]
    view = site.desk("agent1").outcome
    assert view is not None
    return transfer.hand_over(site.call("agent1"), token, to, note, view.facts_version)


def test_hand_over_offers_to_a_free_colleague_at_once_with_the_note(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    assert site.ready("agent2") == 0
    assert _hand_over(site, token, "2", " ").at_field == "note"
    foreign = _hand_over(site, token, "3")
    assert foreign.code == "invalid" and foreign.at_field == "to"
    done = _hand_over(site, token, "2")
    assert done.ok and not done.data["reserved"]
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.handover_note == "speaks Cantonese"
    late = handout.accept(site.call("agent1"), token)
    assert not late.ok and "handed over" in late.text


def test_a_talk_is_handed_over_and_ends_here_in_the_records(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    assert site.ready("agent2") == 0
    assert _hand_over(site, token, "2").ok
    assert site.one(select(Attempt.ended_at).where(Attempt.handout_id == token)) == site.now
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.handover_note == "speaks Cantonese"


def test_a_call_that_rings_is_not_handed_over(site: SampleSite) -> None:
    token = site.preview("agent1")
    assert site.begin("agent1", token).ok
    assert _hand_over(site, token, "queue").text == "Nobody has answered yet. Hang up first, then hand over."


@pytest.mark.parametrize(
    ("when", "at"), [("now", "2026-11-23 10:00"), ("hour", "2026-11-23 11:00"), ("tomorrow", "2026-11-24 08:00")]
)
def test_with_nobody_there_the_queue_takes_the_customer_at_a_time(site: SampleSite, when: str, at: str) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert _hand_over(site, token, "lead").at_field == "to", "no lead is there"
    view = site.desk("agent1").outcome
    assert view is not None
    again = (token, "queue", "speaks Cantonese", view.facts_version)
    assert transfer.hand_over(site.call("agent1"), *again, "moon").at_field == "when"
    done = transfer.hand_over(site.call("agent1"), *again, when)
    assert done.ok and done.words["at"] == at
    entry = site.entry(customer)
    assert (entry.state, entry.reason, entry.own_agent_id) == ("sleeping", "returned", None)
    assert entry.wake_at is not None and entry.wake_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") == at
    assert entry.own_note == "speaks Cantonese", "whoever gets the customer reads it"


def test_hand_over_waits_for_a_colleague_on_a_break(site: SampleSite) -> None:
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    shift.take_break(site.call("agent2"), "meal")
    done = _hand_over(site, token, "2")
    assert done.ok and done.data["reserved"]
    site.later(seconds=5)
    site.tick()
    agent = site.agent("agent2")
    assert (agent.state, agent.reason, agent.handout_id) == ("on_break", "meal", None)
    handout.ask_for_next(site.call("agent2"))
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.customer_id == customer.customer_id
    assert theirs.handover_note == "speaks Cantonese" and theirs.kind == "transfer"
    assert theirs.factors[0].key == "transfer"


def test_hand_over_is_refused_when_the_receiver_is_not_at_work(site: SampleSite) -> None:
    token = site.preview("agent1")
    shift.go_offline(site.call("agent2"))
    gone = _hand_over(site, token, "2")
    assert not gone.ok and "not working" in gone.text
    nobody = _hand_over(site, token, "lead")
    assert not nobody.ok and "No lead is working" in nobody.text
    for nonsense in ("²", "9" * 30, "-1", "lead2", ""):
        assert _hand_over(site, token, nonsense).code == "invalid"
    assert site.desk("agent1").token == token


def test_hand_over_passes_the_gate(gateway_site: SampleSite) -> None:
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
