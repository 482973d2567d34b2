"""Who is visited: proposed, approved by another person, and never against a hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from console.actions import visits
from console.clock import Clock
from console.domain.visits import TRIES
from console.store.models import Account, Address, Attempt, Customer, Person, Request, Visit
from console.worker import Worker
from tests.actions.visit_site import customers, hire, owe, person, put_on_map
from tests.people import SampleSite


def with_agent(site: SampleSite) -> int:
    """Return a customer who is with agent1 and stands on the map."""
    customer_id = site.customer_of(site.preview("agent1"))
    put_on_map(site, customer_id, 31.2, 121.4)
    return customer_id


def state(site: SampleSite, customer_id: int) -> tuple[str, str]:
    row = site.rows(select(Visit.state, Visit.end_reason).where(Visit.customer_id == customer_id))[-1]
    return row[0], row[1]


def hold(site: SampleSite, customer_id: int, kind: str) -> None:
    site.execute(
        insert(Request).values(
            customer_id=customer_id, kind=kind, since=site.now, scope={}, by_party="debtor", proof=""
        )
    )


def test_propose_a_visit_of_the_own_customer_with_a_reason(site: SampleSite) -> None:
    customer_id = with_agent(site)
    assert visits.propose(site.call("agent1"), customer_id, " ").at_field == "reason"
    assert visits.propose(site.call("agent2"), customer_id, "asks for a talk").code == "not_found"
    assert visits.propose(site.call("agent1"), customer_id, "x" * 3, site.now).at_field == "appointment"
    assert visits.propose(site.call("agent1"), customer_id, "asks for a talk at home").ok
    again = visits.propose(site.call("agent1"), customer_id, "asks for a talk at home")
    assert again.code == "conflict"
    kept = site.rows(select(Visit.state, Visit.factors, Visit.gain_minor, Visit.cost_minor, Visit.proposed_by_id))
    assert len(kept) == 1 and kept[0][0] == "proposed" and kept[0][4] == site.actor("agent1").id
    assert {key for key, _ in kept[0][1]} >= {"owed", "past_due", "asked", "gain", "cost"}
    assert kept[0][2] > 0 and kept[0][3] > 0


def test_nobody_is_proposed_without_a_verified_home_or_with_a_hold(site: SampleSite) -> None:
    customer_id = site.customer_of(site.preview("agent1"))
    lost = visits.propose(site.call("agent1"), customer_id, "asks for a talk")
    assert lost.code == "conflict" and "no verified home" in lost.words["reason"]["en"]
    put_on_map(site, customer_id, 31.2, 121.4)
    site.execute(update(Address).where(Address.customer_id == customer_id).values(verified=False))
    assert visits.propose(site.call("agent1"), customer_id, "asks for a talk").code == "conflict"
    site.execute(update(Address).where(Address.customer_id == customer_id).values(verified=True))
    hold(site, customer_id, "vulnerable")
    held = visits.propose(site.call("agent1"), customer_id, "asks for a talk")
    assert "hold" in held.words["reason"]["en"]
    assert site.rows(select(Visit.id)) == []


def test_a_batch_is_approved_by_another_person_and_drops_who_has_a_hold_meanwhile(site: SampleSite) -> None:
    first, second = customers(site, 2)
    for number, customer_id in enumerate((first, second)):
        put_on_map(site, customer_id, 31.2 + number / 100, 121.4)
        exhaust(site, customer_id)
    owe(site, first, second)
    assert visits.suggest(site.worker()) == 2
    ids = [row[0] for row in site.rows(select(Visit.id))]
    hold(site, second, "dispute")
    assert visits.decide(site.call("lead1"), [], True, "").at_field == "visit"
    assert visits.decide(site.call("lead1"), ids, False, "").at_field == "why"
    done = visits.decide(site.call("lead1"), ids, True, "")
    assert (done.data["approved"], done.data["gone"]) == (1, 1)
    assert state(site, first) == ("approved", "") and state(site, second) == ("cancelled", "hold")
    assert visits.decide(site.call("lead1"), ids, True, "").code == "conflict"


def test_who_proposed_does_not_approve(site: SampleSite) -> None:
    customer_id = site.customer_of(site.preview("lead1"))
    put_on_map(site, customer_id, 31.2, 121.4)
    assert visits.propose(site.call("lead1"), customer_id, "asks for a talk").ok
    visit = site.one(select(Visit.id))
    assert "second person" in visits.decide(site.call("lead1"), [visit], True, "").text
    other = person(site, hire(site, "lead2", "lead"))
    assert visits.decide(other, [visit], True, "").ok


def exhaust(site: SampleSite, customer_id: int, *, days: int = 3, talk: bool = False) -> None:
    """Let calls of the last days lead nowhere, or end in a talk."""
    for number in range(TRIES):
        at = site.now - timedelta(days=1 + number % days, minutes=number)
        last = talk and number == 0
        site.execute(
            insert(Attempt).values(
                customer_id=customer_id,
                channel="call",
                direction="out",
                party="debtor",
                purpose="collect",
                initiator="agent",
                began_at=at,
                ended_at=at,
                result="effective" if last else "no_answer",
                line="",
                line_result="",
                live=False,
                verdict={},
                warn_reason="",
                breach=False,
            )
        )


def test_the_console_proposes_few_and_only_after_calls_have_led_nowhere(site: SampleSite) -> None:
    tried, fresh, talked, small = customers(site, 4)
    for number, customer_id in enumerate((tried, fresh, talked, small)):
        put_on_map(site, customer_id, 31.2 + number / 100, 121.4)
    owe(site, tried, fresh, talked)
    site.execute(update(Account).where(Account.customer_id == small).values(balance_minor=100))
    exhaust(site, tried)
    exhaust(site, talked, talk=True)
    exhaust(site, small)
    assert visits.suggest(site.worker()) == 1
    assert site.rows(select(Visit.customer_id, Visit.proposed_by_id)) == [(tried, None)]
    factors = dict(site.one(select(Visit.factors)))
    assert factors["tries"] == str(TRIES) and "asked" not in factors
    assert visits.suggest(site.worker()) == 0, "nobody is proposed twice"


def test_the_worker_looks_for_visits_and_not_at_every_tick(site: SampleSite, monkeypatch: pytest.MonkeyPatch) -> None:
    class Still(Clock):
        def now(self) -> datetime:
            return site.now

    worker = Worker(site.context, Still(), list)
    worker.tick()
    tried = customers(site, 1)[0]
    put_on_map(site, tried, 31.2, 121.4)
    owe(site, tried)
    exhaust(site, tried)
    worker.tick()
    assert site.rows(select(Visit.id)) == [], "it looks every ten minutes only"
    monkeypatch.setattr("console.worker.VISITS_EVERY_S", -1.0)
    worker.tick()
    assert site.rows(select(Visit.customer_id)) == [(tried,)]


def test_cancel_needs_a_reason_and_ends_the_visit(site: SampleSite) -> None:
    customer_id = with_agent(site)
    visits.propose(site.call("agent1"), customer_id, "asks for a talk")
    visit = site.one(select(Visit.id))
    assert visits.cancel(site.call("lead1"), visit, "").at_field == "why"
    assert visits.cancel(site.call("lead1"), visit + 1, "moved away").code == "not_found"
    assert visits.cancel(site.call("lead1"), visit, "moved away").ok
    assert state(site, customer_id) == ("cancelled", "moved away")
    assert visits.cancel(site.call("lead1"), visit, "moved away").code == "conflict"
    assert site.one(select(Customer.id).where(Customer.id == customer_id)) and site.one(select(Person.id).limit(1))
