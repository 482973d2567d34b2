"""Hand-outs: asking for the next customer, offers that run out, wrap-up, and the offer round."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from console.actions import handout, shift
from console.domain.promises import OutcomeForm
from console.store.models import Agent, Alarm, Entry, Person
from console.store.reservation import LONG_BREAK
from tests.people import IDS, SampleSite


def test_ask_for_next_offers_the_best_waiting_customer_with_reasons(site: SampleSite) -> None:
    token = site.ready("agent1")
    view = site.desk("agent1")
    assert view.shift.state == "offered"
    assert view.customer is not None and view.customer.handout_id == token
    assert sum(f.points for f in view.customer.factors) == view.customer.score
    best = site.one(select(func.max(Entry.priority)).where(Entry.queue_id == 1))
    mine = site.one(select(Entry.priority).where(Entry.customer_id == view.customer.customer_id))
    assert mine == best


def test_expire_takes_back_an_unanswered_offer_and_pauses_the_agent(site: SampleSite) -> None:
    token = site.ready("agent1")
    site.later(seconds=31)
    late = handout.accept(site.call("agent1"), token)
    assert not late.ok and late.code == "conflict"
    handout.expire(site.worker())
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "missed_offer")
    assert site.live_handouts() == 0


def test_decline_offers_the_next_customer_and_not_the_same_again(site: SampleSite) -> None:
    first = site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    done = handout.decline(site.call("agent1"), first, "known")
    assert done.ok
    second = site.desk("agent1").customer
    assert second is not None and second.customer_id != customer.customer_id
    site.later(minutes=6)
    site.wake()
    assert site.one(select(Entry.state).where(Entry.customer_id == customer.customer_id)) == ("waiting")
    handout.decline(site.call("agent1"), second.handout_id, "known")
    third = site.desk("agent1").customer
    assert third is not None and third.customer_id != customer.customer_id


def test_expire_ends_a_lease_after_ninety_seconds_but_not_a_begun_contact(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.later(seconds=60)
    shift.mark_seen(site.worker(), [IDS["agent1"]])
    site.later(seconds=60)
    handout.expire(site.worker())
    assert site.desk("agent1").token == token
    site.later(seconds=60)
    handout.expire(site.worker())
    assert site.desk("agent1").token == 0
    assert site.agent("agent1").state == "offline"
    refused = site.finish("agent1", token, "REF")
    assert refused.code in ("conflict", "illegal")
    second = site.talk("agent2")
    site.later(minutes=20)
    handout.expire(site.worker())
    assert site.desk("agent2").token == second


def test_expire_ends_the_wrap_up_and_offers_the_next_customer(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF")
    extended = handout.extend(site.call("agent1"), token)
    assert extended.ok
    site.later(seconds=61)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    assert site.desk("agent1").shift.state == "wrap_up"
    site.later(seconds=60)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    assert site.desk("agent1").shift.state == "offered"


def test_deal_out_reaches_an_agent_behind_thirty_whose_queue_is_empty(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    site.sql("DELETE FROM agent_queue")
    site.sql("INSERT INTO agent_queue (agent_id, queue_id, rank) VALUES (1, 2, 1)")
    for number in range(100, 130):  # thirty who serve a queue in which nobody waits
        site.sql(
            "INSERT INTO person (id, login, name, password_hash, role, role_version, team_id, "
            "locale, theme, sound, keys, must_change, totp_secret, totp_last_step, made_up, made_at)"
            " SELECT :n, 'idle' || :n, 'Idle', 'none', 'agent', 1, 1, 'en', 'auto', sound, keys, "
            "must_change, '', 0, made_up, made_at FROM person WHERE id = 1",
            n=number,
        )
        site.sql(
            "INSERT INTO agent (id, state, reason, since, next_state, next_reason, desk_seq, "
            "seen_at, skills) SELECT :n, 'ready', '', :at, '', '', 1, :at, skills "
            "FROM agent WHERE id = 1",
            n=number,
            at=site.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        )
        site.sql("INSERT INTO agent_queue (agent_id, queue_id, rank) VALUES (:n, 1, 1)", n=number)
    site.later(seconds=10)
    assert site.ready("agent1") == 0
    site.sql(
        "UPDATE entry SET state = 'waiting', queue_id = 2 WHERE id IN "
        "(SELECT id FROM entry WHERE reason <> 'nothing_owed' ORDER BY id LIMIT 3)"
    )
    site.later(seconds=5)
    handout.deal_out(site.worker())
    assert site.agent("agent1").state == "offered"


def test_end_wrap_up_offers_first_to_the_agent_who_has_waited_longest(site: SampleSite) -> None:
    token = site.talk("agent2")
    site.finish("agent2", token, "REF")
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    assert site.ready("agent1") == 0
    site.later(seconds=5)
    site.sql(
        "UPDATE entry SET state = 'waiting' WHERE id = (SELECT min(id) FROM entry WHERE "
        "state = 'closed' AND queue_id = 1 AND reason <> 'nothing_owed')"
    )
    handout.end_wrap_up(site.call("agent2"), token)
    assert site.agent("agent1").state == "offered"
    assert site.agent("agent2").state == "ready"


def test_a_callback_is_offered_to_its_own_agent_first(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    at = site.now.replace(minute=30)
    site.finish("agent1", token, "CB", OutcomeForm((), at, ""))
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    handout.end_wrap_up(site.call("agent1"), token)
    handout.ask_for_next(site.call("agent2"))
    site.later(minutes=31)
    for login in ("agent1", "agent2"):
        site.sql(f"UPDATE agent SET seen_at = since WHERE id = {IDS[login]}")
        shift.mark_seen(site.worker(), [IDS[login]])
    site.tick()
    mine = site.desk("agent1").customer
    assert mine is not None and mine.customer_id == customer.customer_id
    assert site.one(select(Agent.state).where(Agent.id == IDS["agent2"])) == "ready"
    assert site.one(select(Entry.state).where(Entry.customer_id == customer.customer_id)) == "handed_out"


def test_a_missed_callback_stays_with_its_agent_until_its_time_is_over(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    at = site.now + timedelta(hours=2)
    site.finish("agent1", token, "CB", OutcomeForm(callback_at=at))
    handout.end_wrap_up(site.call("agent1"), token)
    shift.take_break(site.call("agent1"), "meal")
    handout.decline(site.call("agent1"), site.desk("agent1").token, "other")
    site.now = at
    site.wake()
    site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None and customer.kind == "callback"
    site.later(seconds=31)
    handout.expire(site.worker())
    entry = site.entry(view.customer_id)
    assert (entry.reason, entry.own_agent_id, entry.own_kind) == ("missed", 1, "callback")
    site.later(minutes=2)
    site.wake()
    for _ in range(8):
        token = site.ready("agent2")
        other = site.desk("agent2").customer
        assert other is None or other.customer_id != view.customer_id
        if not token:
            break
        handout.decline(site.call("agent2"), token, "other")
        shift.take_break(site.call("agent2"), "rest")
    handout.ask_for_next(site.call("agent1"))
    again = site.desk("agent1").customer
    assert again is not None and again.customer_id == view.customer_id


BREAK = {"state": "on_break"}


@pytest.mark.parametrize(
    ("owner", "person", "free"),
    [
        ({"state": "ready"}, {}, False),
        (BREAK | {"since": timedelta(minutes=9)}, {}, False),
        (BREAK | {"since": LONG_BREAK}, {}, True),
        ({"state": "offline"}, {}, True),
        ({"state": "ready"}, {"disabled_at": Person.made_at}, True),
        ({"state": "ready"}, {"role": "compliance"}, True),
    ],
)
def test_a_callback_is_free_when_its_owner_cannot_take_it(
    site: SampleSite, owner: dict[str, Any], person: dict[str, Any], free: bool
) -> None:
    token = site.talk("agent1")
    customer_id = site.customer_of(token)
    at = site.now + timedelta(hours=2)
    site.finish("agent1", token, "CB", OutcomeForm(callback_at=at))
    site.hang_up("agent1")
    handout.end_wrap_up(site.call("agent1"), token)
    site.sql("UPDATE entry SET state = 'closed' WHERE customer_id <> :c", c=customer_id)
    site.now = at
    site.wake()
    assert site.entry(customer_id).state == "waiting"
    values = owner | {"since": at - owner.get("since", timedelta(0)), "seen_at": None}
    site.execute(update(Agent).where(Agent.id == IDS["agent1"]).values(**values))
    if person:
        site.execute(update(Person).where(Person.id == IDS["agent1"]).values(**person))
    assert bool(site.ready("agent2")) == free
    assert site.entry(customer_id).state == ("handed_out" if free else "waiting")


def test_declines_have_a_bound_a_day_and_the_lead_hears_of_it(sqlite_site: SampleSite, monkeypatch: Any) -> None:
    site = sqlite_site
    monkeypatch.setattr("console.domain.shift.DECLINES_A_DAY", 2)
    first = site.ready("agent1")
    assert handout.decline(site.call("agent1"), first, "other").ok
    taken = site.desk("agent1").token
    assert handout.accept(site.call("agent1"), taken).ok
    assert handout.give_back(site.call("agent1"), taken, "technical").ok, "what is given back counts, too"
    third = site.desk("agent1").token
    assert third and site.one(select(func.count()).select_from(Alarm)) == 0
    refused = handout.decline(site.call("agent1"), third, "other")
    assert refused.code == "conflict" and refused.words == {"most": 2}
    assert site.desk("agent1").token == third, "the customer is still offered"
    assert site.one(select(Alarm.kind)) == "declines"
    personal = handout.decline(site.call("agent1"), third, "known")
    assert personal.ok and (personal.data["state"], site.agent("agent1").reason) == ("on_break", "declines")
    assert site.one(select(func.count()).select_from(Alarm)) == 1
    site.later(days=1)
    site.wake()
    again = site.ready("agent1")
    assert again and handout.decline(site.call("agent1"), again, "other").ok, "another day"
