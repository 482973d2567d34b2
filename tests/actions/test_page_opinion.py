"""A customer's opinion: after a talk, once a month, one answer."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import page_opinion
from console.store.models import Opinion
from tests.actions.test_page_acts import call_of
from tests.people import SampleSite


def test_an_opinion_is_asked_after_a_talk_and_once_a_month(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert page_opinion.give(call_of(site, 1), 5, "").code == "conflict", "nobody has spoken with this customer"
    customer = site.customer_of(site.talk("agent1"))
    for score, why, field in ((0, "", "score"), (6, "", "score"), (3, "nonsense", "why")):
        assert page_opinion.give(call_of(site, customer), score, why).at_field == field
    assert page_opinion.give(call_of(site, customer), 2, "pressure").ok
    assert page_opinion.give(call_of(site, customer), 5, "").code == "conflict"
    row = site.rows(select(Opinion.customer_id, Opinion.score, Opinion.why))
    assert [tuple(one) for one in row] == [(customer, 2, "pressure")]
    site.later(days=31)
    assert page_opinion.give(call_of(site, customer), 5, "").code == "conflict", "the talk is long ago"
