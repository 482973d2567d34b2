"""A promise or plan: reminders, a wake-up on its day, judged from payments, and what it stops."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from console.actions import handout
from console.domain.promises import GRACE_DAYS, OutcomeForm
from console.store.models import Instalment, Promise, Request
from tests.actions.promised import TODAY, go_to, pay, promise_states, promised, reminders_of
from tests.people import ZONE, SampleSite


def test_a_promise_becomes_reminders_on_the_eve_and_on_its_day(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    local = [row.due_at.astimezone(ZONE) for row in reminders_of(site, customer)]
    assert [(t.date() - TODAY, t.hour) for t in local] == [(timedelta(2), 9), (timedelta(3), 9)]
    with_one = promised(site, "PTP-P", (1, 500_00))
    assert len(reminders_of(site, with_one)) == 1, "the eve is the day of the promise itself"


def test_a_reminder_that_falls_due_brings_the_customer_to_her_agent(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 2, 9, 1)
    site.tick()
    assert [row.result for row in reminders_of(site, customer)] == ["woken", ""]
    assert site.entry(customer).own_agent_id == 1
    assert site.ready("agent1")
    view = site.desk("agent1")
    assert view.customer is not None and view.customer.customer_id == customer
    assert view.customer.kind == "promise"
    titles = [item.title.en for item in view.customer.timeline]
    assert "Reminder due" in titles and "Reminder: came up for the agent" in titles


def test_who_was_spoken_to_on_the_eve_is_not_reminded_again(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 2, 9, 1)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    assert site.finish("agent1", token, "NOCOMM").ok
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    go_to(site, 3, 9, 1)
    site.tick()
    assert [row.result for row in reminders_of(site, customer)] == ["woken", "spoken"]


def test_who_paid_is_not_reminded(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 1, 12)
    pay(site, customer, "p", 480_00)
    assert promise_states(site, customer) == ["kept"]
    go_to(site, 2, 9, 1)
    site.tick()
    assert {row.result for row in reminders_of(site, customer)} == {"kept"}


def test_a_reminder_at_an_unlawful_minute_moves_to_a_lawful_one(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    site.sql(
        "UPDATE due SET due_at = :t WHERE what = 'reminder' AND customer_id = :c",
        t="2026-11-25T22:30:00.000000Z"
        if "sqlite" in str(site.database.writer.url)
        else datetime(2026, 11, 25, 22, 30, tzinfo=None).isoformat() + "+00:00",
        c=customer,
    )
    site.now = datetime(2026, 11, 26, 6, 31, tzinfo=ZONE)
    site.tick()
    rows = reminders_of(site, customer)
    assert {row.result for row in rows} == {"moved"}
    assert {row.due_at.astimezone(ZONE).strftime("%d %H:%M") for row in rows} == {"26 08:00"}
    assert all(row.done_at is None for row in rows), "it is still due"


def test_one_payment_keeps_one_of_two_promises(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 3 + GRACE_DAYS + 1, 9)
    site.tick()
    assert promise_states(site, customer) == ["broken"]
    site.sql("UPDATE entry SET state = 'closed', wake_at = NULL WHERE customer_id <> :c", c=customer)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    day = site.now.date() + timedelta(5)
    assert site.finish("agent1", token, "PTP-P", OutcomeForm(parts=((day, 500_00),))).ok
    site.later(hours=1)
    pay(site, customer, "one", 500_00)
    assert promise_states(site, customer) == ["broken", "kept"]
    allotted = site.rows(
        select(Instalment.paid_minor)
        .join(Promise, Promise.id == Instalment.promise_id)
        .where(Promise.customer_id == customer)
    )
    assert sum(row.paid_minor for row in allotted) == 500_00


def test_a_late_payment_within_the_grace_keeps_the_promise(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 3 + GRACE_DAYS, 23)
    site.tick()
    assert promise_states(site, customer) == ["open"]
    pay(site, customer, "late", 475_00)
    assert promise_states(site, customer) == ["kept"]


def test_a_plan_stops_collecting_but_its_reminder_may_ring(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    go_to(site, 1, 10)
    site.sql(
        "UPDATE entry SET wake_at = updated_at, own_kind = '', own_agent_id = NULL WHERE customer_id = :c", c=customer
    )
    site.wake()
    assert (site.entry(customer).state, site.entry(customer).reason) == ("sleeping", "plan")
    go_to(site, 2, 9, 1)
    site.tick()
    assert site.entry(customer).state == "waiting", "a reminder is not collecting"
    token = site.ready("agent1")
    view = site.desk("agent1")
    assert view.customer is not None and view.customer.customer_id == customer
    assert view.strip is not None and view.strip.level != "block"
    assert handout.accept(site.call("agent1"), token).ok
    asked = site.begin("agent1", token, purpose="collect")
    assert asked.code == "blocked", "collecting stays closed"
    assert site.begin("agent1", token).ok


def test_a_plan_that_is_missed_ends_its_hold_and_wakes_the_customer(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    pay(site, customer, "part", 100_00)
    go_to(site, 3 + GRACE_DAYS + 1, 9)
    site.tick()
    assert promise_states(site, customer) == ["partly_kept"]
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert site.one(held) == "partly_kept"
    assert site.entry(customer).state == "waiting"
    parts = site.rows(select(Instalment.status).order_by(Instalment.due_on))
    assert [p.status for p in parts] == ["partly_kept", "withdrawn"]
    assert all(row.done_at is not None for row in reminders_of(site, customer))


def test_a_prepayment_counts_for_the_parts_to_come(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00), (20, 500_00))
    pay(site, customer, "early", 900_00)
    rows = site.rows(select(Instalment.status, Instalment.paid_minor).order_by(Instalment.due_on))
    assert [(r.status, r.paid_minor) for r in rows] == [("kept", 500_00), ("open", 400_00), ("open", 0)]
    assert promise_states(site, customer) == ["open"]
    pay(site, customer, "rest", 600_00)
    assert promise_states(site, customer) == ["kept"]


def test_a_new_promise_replaces_the_old_one_with_its_reminders(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    go_to(site, 2, 9, 1)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    form = OutcomeForm(parts=((TODAY + timedelta(6), 300_00),))
    assert site.finish("agent1", token, "PTP-P", form).ok
    assert promise_states(site, customer) == ["withdrawn", "open"]
    live = [row for row in reminders_of(site, customer) if row.done_at is None]
    assert {row.due_at.astimezone(ZONE).date() for row in live} == {TODAY + timedelta(5), TODAY + timedelta(6)}
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert site.one(held) == "replaced"
