"""What only a customer does on the own page."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from console.actions import customer_file, page_acts
from console.actions.call import Call
from console.domain.actor import CUSTOMER, Actor
from console.domain.customer_file import Statement
from console.store.models import Request
from tests.people import SampleSite


def call_of(site: SampleSite, customer_id: int) -> Call:
    return Call(site.context, Actor(customer_id, CUSTOMER), site.now, str(uuid.uuid4()))


def test_a_customer_takes_back_the_own_refusal_of_profiling_and_nobody_elses(sqlite_site: SampleSite) -> None:
    said = Statement("profiling_refused", wording="do not judge me", written=True)
    for customer in (1, 2):
        assert customer_file.put_on_file(call_of(sqlite_site, customer), customer, said).ok
    assert customer_file.put_on_file(call_of(sqlite_site, 1), 2, said).code == "not_found"
    assert page_acts.allow_profiling(call_of(sqlite_site, 1)).ok
    assert page_acts.allow_profiling(call_of(sqlite_site, 1)).code == "conflict"
    open_ = sqlite_site.rows(select(Request.customer_id).where(Request.lifted_at.is_(None)))
    assert [row.customer_id for row in open_] == [2]
