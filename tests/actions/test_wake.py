"""Waking sleeping customers at a lawful minute."""

from __future__ import annotations

from sqlalchemy import select, text

from console.actions import proposals
from console.store.models import Handout, Proposal, Request
from tests.people import SampleSite


def test_a_sleeping_customer_is_judged_again_when_a_hold_is_lifted(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert site.finish("agent1", token, "CEASE").ok
    state = "SELECT wake_at FROM entry WHERE customer_id = :c"
    assert site.one(text(state).bindparams(c=customer)) is None
    wish = site.one(select(Request.id).where(Request.customer_id == customer))
    assert proposals.ask(site.call("compliance1"), customer, "lift", {"request": wish}, "wrote again", "mail 3").ok
    assert proposals.decide(site.call("lead1"), site.one(select(Proposal.id)), True, "read it").ok
    assert site.one(text(state).bindparams(c=customer)) is not None
