"""A correction takes back what the mistake did, and nothing that stood before or came after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from console.actions import handout, outcome
from console.domain.promises import OutcomeForm
from console.store.models import Due, Entry, Instalment, Outcome, Promise
from tests.people import IDS, SampleSite


def _promise(site: SampleSite, login: str, token: int, days: int, amount: int) -> Any:
    view = site.desk(login).outcome
    assert view is not None
    form = OutcomeForm(((view.today + timedelta(days=days), amount),), None, "")
    done = site.finish(login, token, "PTP-P", form)
    assert done.ok, done
    return done


def _correct(site: SampleSite, login: str, wrong: int, code: str, customer_id: int) -> Any:
    version = site.customer(customer_id).facts_version
    return outcome.correct(site.call(login), wrong, code, "", OutcomeForm(), version)


def test_a_promise_that_was_replaced_by_mistake_stands_again(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    first = _promise(site, "agent1", token, 9, 300_00)
    second = site.ring_in("agent1", customer.customer_id)
    mistake = _promise(site, "agent1", second, 3, 900_00)
    assert site.one(select(Promise.status).where(Promise.id == first.data["promise_id"])) == "withdrawn"
    done = _correct(site, "agent1", mistake.data["outcome_id"], "NOCOMM", customer.customer_id)
    assert done.ok, done
    found = dict(site.rows(select(Promise.id, Promise.status)))
    assert found[first.data["promise_id"]] == "open"
    assert found[mistake.data["promise_id"]] == "withdrawn"
    parts = site.rows(select(Instalment.status).where(Instalment.promise_id == first.data["promise_id"]))
    assert [part.status for part in parts] == ["open"]
    duties = site.one(select(func.count()).where(Due.outcome_id == first.data["outcome_id"], Due.done_at.is_(None)))
    assert duties >= 2
    entry = site.rows(
        select(Entry.wake_at, Entry.own_kind, Entry.own_agent_id).where(Entry.customer_id == customer.customer_id)
    )[0]
    day = entry.wake_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert (entry.own_kind, entry.own_agent_id) == ("promise", IDS["agent1"])
    assert day == site.now.astimezone(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=9)


def test_a_call_that_comes_in_leaves_the_agreed_callback_as_it_is(site: SampleSite) -> None:
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


def test_a_dispute_in_that_call_does_end_the_callback(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    site.finish("agent1", token, "CB", OutcomeForm((), site.now + timedelta(days=1), ""))
    second = site.ring_in("agent2", customer.customer_id)
    assert site.finish("agent2", second, "DISP").ok
    entry = site.rows(select(Entry.own_kind, Entry.reason).where(Entry.customer_id == customer.customer_id))[0]
    assert (entry.own_kind, entry.reason) == ("", "dispute")


def test_correcting_an_older_contact_leaves_the_newer_one_alone(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    old = site.finish("agent1", token, "REF")
    second = site.ring_in("agent1", customer.customer_id)
    newer = _promise(site, "agent1", second, 5, 300_00)
    handout.end_wrap_up(site.call("agent1"), second)
    place = select(Entry.wake_at, Entry.own_kind, Entry.own_agent_id, Entry.reason).where(
        Entry.customer_id == customer.customer_id
    )
    before = site.rows(place)[0]
    done = _correct(site, "lead1", old.data["outcome_id"], "HUP", customer.customer_id)
    assert done.ok, done
    assert tuple(site.rows(place)[0]) == tuple(before)
    view = site.customer(customer.customer_id)
    form = OutcomeForm(((site.now.date() + timedelta(days=2), 200_00),), None, "")
    last = site.one(select(Outcome.id).where(Outcome.corrects_id == old.data["outcome_id"]))
    again = outcome.correct(site.call("lead1"), last, "PTP-P", "", form, view.facts_version)
    assert again.ok, again
    assert tuple(site.rows(place)[0]) == tuple(before)
    assert site.one(select(Promise.status).where(Promise.id == newer.data["promise_id"])) == "open"
