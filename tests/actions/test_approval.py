"""Offers beyond an agent's authority: asked for, decided by the own lead, shown at once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from console.actions import approval, guidance
from console.domain.actor import Actor
from console.domain.offers import schedule
from console.domain.promises import OutcomeForm
from console.store.models import Approval, Declaration
from tests.people import SampleSite


def late_case(site: SampleSite) -> int:
    """A verified late customer who can pay at once, where relief is open."""
    site.database.transaction(
        lambda work: work.session.execute(
            insert(Declaration).values(
                portfolio_id=1,
                key="relief_open",
                value=True,
                since=site.now,
                by_name="Sun Hua",
                proof="minutes 12",
                made_at=site.now,
            )
        )
    )
    token = site.talk("agent1")
    site.sql("UPDATE customer SET stage = 'M3+'")
    for key in ("who", "recording", "identity"):
        assert guidance.disclose(site.call("agent1"), token, key, "said").ok
    assert guidance.set_ability(site.call("agent1"), token, "able").ok
    return token


def offered(site: SampleSite) -> dict[str, str]:
    plan = site.desk("agent1").points.plan  # type: ignore[union-attr]
    assert plan is not None
    return {o.kind: o.asked for o in plan.offers}


def test_decide_grants_a_settlement_and_shows_it_at_once(site: SampleSite) -> None:
    token = late_case(site)
    assert offered(site)["settlement"] == ""
    assert approval.ask(site.call("agent1"), token, "promise").code == "conflict"
    assert approval.ask(site.call("agent1"), token, "moon").at_field == "kind"
    assert approval.ask(site.call("agent1"), token, "settlement").ok
    assert approval.ask(site.call("agent1"), token, "settlement").code == "conflict"
    view = site.floor()
    assert [(a.kind, a.agent.en) for a in view.alerts] == [("approval", "Li Min")]
    asked = site.one(select(Approval.id))
    other = Actor(99, "lead", "other", 2)
    stranger = site.call("lead1")
    stranger = type(stranger)(stranger.context, other, stranger.now, "")
    assert approval.decide(stranger, asked, True, "").code == "not_found"
    assert approval.decide(site.call("lead1"), asked, False, " ").at_field == "reason"
    seq = site.desk("agent1").seq
    assert approval.decide(site.call("lead1"), asked, True, "").ok
    assert offered(site)["settlement"] == "granted" and site.desk("agent1").seq > seq
    assert approval.decide(site.call("lead1"), asked, True, "").code == "conflict"


TODAY = date(2026, 11, 23)


def plan_of(site: SampleSite, token: int, count: int, first: date = TODAY) -> OutcomeForm:
    return OutcomeForm(parts=schedule(site.owed(token), count, first))


def test_a_plan_beyond_the_authority_of_the_agent_needs_the_lead(site: SampleSite) -> None:
    token = site.talk("agent1")
    form = plan_of(site, token, 30)
    refused = site.finish("agent1", token, "PLAN", form)
    assert (refused.code, refused.at_field) == ("invalid", "amount_1")
    assert approval.ask(site.call("agent1"), token, "personalised").ok
    assert site.finish("agent1", token, "PLAN", form).code == "invalid", "asked is not granted"
    asked = site.one(select(Approval.id))
    assert approval.decide(site.call("lead1"), asked, True, "").ok
    assert site.finish("agent1", token, "PLAN", form).ok


def test_a_plan_within_the_authority_needs_no_approval(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "PLAN", plan_of(site, token, 12)).ok
