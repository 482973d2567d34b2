"""A payment that bounced, and one that is told late: balance, promise and plan are judged again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.store.models import Account, Due, Instalment, Payment, Request
from tests.actions.promised import go_to, pay, promise_states, promised
from tests.people import SampleSite


def balance(site: SampleSite, customer: int) -> int:
    return int(site.one(select(Account.balance_minor).where(Account.customer_id == customer)))


def parts(site: SampleSite) -> list[tuple[str, int]]:
    rows = site.rows(select(Instalment.status, Instalment.paid_minor).order_by(Instalment.due_on))
    return [(row.status, row.paid_minor) for row in rows]


def open_checks(site: SampleSite, customer: int) -> int:
    query = select(Due.id).where(Due.customer_id == customer, Due.what == "promise_due", Due.done_at.is_(None))
    return len(site.rows(query))


def plan_holds(site: SampleSite, customer: int) -> list[Any]:
    query = select(Request.lifted_at).where(Request.customer_id == customer, Request.kind == "plan")
    return [row.lifted_at for row in site.rows(query)]


def test_a_payment_that_bounced_before_the_day_opens_the_promise_again(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    before = balance(site, customer)
    pay(site, customer, "p1", 500_00)
    assert promise_states(site, customer) == ["kept"] and open_checks(site, customer) == 0
    site.later(hours=1)
    assert pay(site, customer, "r1", 500_00, reverses="p1").data["state"] == "booked"
    assert balance(site, customer) == before
    assert promise_states(site, customer) == ["open"] and parts(site) == [("open", 0)]
    assert open_checks(site, customer) == 1
    assert pay(site, customer, "r1", 500_00, reverses="p1").data["state"] == "known"
    assert pay(site, customer, "r2", 500_00, reverses="p1").code == "conflict"
    assert balance(site, customer) == before
    go_to(site, 6, 9)
    site.tick()
    assert promise_states(site, customer) == ["broken"]


def test_a_payment_that_bounced_after_the_day_breaks_the_promise_and_wakes_the_customer(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (1, 500_00))
    pay(site, customer, "p1", 500_00)
    go_to(site, 5, 10)
    version = site.customer(customer).facts_version
    assert pay(site, customer, "r1", 500_00, reverses="p1").ok
    assert promise_states(site, customer) == ["broken"] and parts(site) == [("broken", 0)]
    assert site.customer(customer).facts_version > version
    entry = site.entry(customer)
    assert entry.state != "sleeping" or (entry.wake_at is not None and entry.wake_at <= site.now)


def test_a_part_of_a_payment_may_go_back_but_never_more_than_it(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    pay(site, customer, "p1", 500_00)
    assert pay(site, customer, "r1", 600_00, reverses="p1").code == "conflict"
    assert pay(site, customer, "r1", 200_00, reverses="p1").ok
    assert promise_states(site, customer) == ["open"] and parts(site) == [("open", 300_00)]
    assert pay(site, customer, "r2", 301_00, reverses="p1").code == "conflict"
    assert pay(site, customer, "r2", 300_00, reverses="nothing").at_field == "reverses"
    assert sum(row.amount_minor for row in site.rows(select(Payment.amount_minor))) == 300_00


def test_a_plan_in_force_again_has_its_hold_again(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    pay(site, customer, "p1", 1000_00)
    assert promise_states(site, customer) == ["kept"] and None not in plan_holds(site, customer)
    assert pay(site, customer, "r1", 1000_00, reverses="p1").ok
    assert promise_states(site, customer) == ["open"] and plan_holds(site, customer) == [None]


@pytest.mark.parametrize("paid_on_day", [1, 3])
def test_a_payment_that_is_told_late_counts_for_its_own_day(site: SampleSite, paid_on_day: int) -> None:
    customer = promised(site, "PLAN", (1, 500_00), (20, 500_00))
    made = site.now
    go_to(site, 5, 10)
    site.tick()
    assert promise_states(site, customer) == ["broken"] and None not in plan_holds(site, customer)
    pay(site, customer, "late", 500_00, made + timedelta(days=paid_on_day))
    in_time = paid_on_day == 1
    assert promise_states(site, customer) == ["open" if in_time else "broken"]
    assert (plan_holds(site, customer) == [None]) == in_time
    assert parts(site)[1] == ("open" if in_time else "withdrawn", 0)


def test_somebody_who_had_paid_all_owes_again_and_comes_back(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (1, 500_00))
    owed = balance(site, customer)
    pay(site, customer, "all", owed)
    go_to(site, 4, 10)
    site.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE customer_id = :c", c=customer)
    assert site.customer(customer).owed_minor == 0
    assert pay(site, customer, "back", owed, reverses="all").ok
    assert site.customer(customer).owed_minor == owed
    assert site.entry(customer).state == "sleeping" and site.entry(customer).wake_at == site.now
