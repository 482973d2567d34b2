"""A promise or plan: reminders, a wake-up on its day, judged from payments, and what it stops."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions import handout, service_reports
from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.promises import GRACE_DAYS, OutcomeForm
from console.store.models import Account, Customer, Due, Entry, Handout, Instalment, Promise, Request
from tests.people import ZONE, SampleSite

SERVICE = Actor(1, "service", "bank feed")
TODAY = date(2026, 11, 23)


def promised(site: SampleSite, code: str, *parts: tuple[int, int]) -> int:
    """Record a promise of (days from today, amount) parts; gives the customer's id."""
    token = site.talk("agent1")
    form = OutcomeForm(parts=tuple((TODAY + timedelta(d), amount) for d, amount in parts))
    done = site.finish("agent1", token, code, form)
    assert done.ok, done
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    free(site)
    return int(site.one(select(Handout.customer_id).where(Handout.id == token)))


def free(site: SampleSite) -> None:
    """Give back what the agent was offered next."""
    token = site.desk("agent1").token
    if token:
        assert handout.decline(site.call("agent1"), token, "known").ok


def pay(site: SampleSite, customer: int, key: str, amount: int, at: datetime | None = None) -> None:
    row = site.rows(
        select(Account.external_id, Customer.creditor_id, Account.currency)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.customer_id == customer)
    )[0]
    done = service_reports.take_payment(
        Call(site.context, SERVICE, site.now, ""),
        row.creditor_id,
        row.external_id,
        key,
        at or site.now,
        amount,
        row.currency,
    )
    assert done.ok, done


def status(site: SampleSite, customer: int) -> list[str]:
    query = select(Promise.status).where(Promise.customer_id == customer).order_by(Promise.id)
    return [row.status for row in site.rows(query)]


def duties(site: SampleSite, customer: int) -> list[Any]:
    return site.rows(
        select(Due.due_at, Due.done_at, Due.result)
        .where(Due.customer_id == customer, Due.what == "reminder")
        .order_by(Due.due_at)
    )


def at(site: SampleSite, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock to an hour of a day, counted from today."""
    site.now = datetime.combine(TODAY + timedelta(day), datetime.min.time(), ZONE).replace(hour=hour, minute=minute)


def entry(site: SampleSite, customer: int) -> Entry:
    found: Entry = site.rows(select(Entry).where(Entry.customer_id == customer))[0][0]
    return found


def test_a_promise_becomes_reminders_on_the_eve_and_on_its_day(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    local = [row.due_at.astimezone(ZONE) for row in duties(site, customer)]
    assert [(t.date() - TODAY, t.hour) for t in local] == [(timedelta(2), 9), (timedelta(3), 9)]
    with_one = promised(site, "PTP-P", (1, 500_00))
    assert len(duties(site, with_one)) == 1, "the eve is the day of the promise itself"


def test_a_reminder_that_falls_due_brings_the_customer_to_her_agent(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    at(site, 2, 9, 1)
    site.tick()
    assert [row.result for row in duties(site, customer)] == ["woken", ""]
    assert entry(site, customer).own_agent_id == 1
    assert site.ready("agent1")
    view = site.desk("agent1")
    assert view.customer is not None and view.customer.customer_id == customer
    assert view.customer.kind == "promise"
    titles = [item.title.en for item in view.customer.timeline]
    assert "Reminder due" in titles and "Reminder: came up for the agent" in titles


def test_who_was_spoken_to_on_the_eve_is_not_reminded_again(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    at(site, 2, 9, 1)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    assert site.finish("agent1", token, "NOCOMM").ok
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    at(site, 3, 9, 1)
    site.tick()
    assert [row.result for row in duties(site, customer)] == ["woken", "spoken"]


def test_who_paid_is_not_reminded(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    at(site, 1, 12)
    pay(site, customer, "p", 480_00)
    assert status(site, customer) == ["kept"]
    at(site, 2, 9, 1)
    site.tick()
    assert {row.result for row in duties(site, customer)} == {"kept"}


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
    rows = duties(site, customer)
    assert {row.result for row in rows} == {"moved"}
    assert {row.due_at.astimezone(ZONE).strftime("%d %H:%M") for row in rows} == {"26 08:00"}
    assert all(row.done_at is None for row in rows), "it is still due"


def test_one_payment_keeps_one_of_two_promises(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    at(site, 3 + GRACE_DAYS + 1, 9)
    site.tick()
    assert status(site, customer) == ["broken"]
    site.sql("UPDATE entry SET state = 'closed', wake_at = NULL WHERE customer_id <> :c", c=customer)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    day = site.now.date() + timedelta(5)
    assert site.finish("agent1", token, "PTP-P", OutcomeForm(parts=((day, 500_00),))).ok
    site.later(hours=1)
    pay(site, customer, "one", 500_00)
    assert status(site, customer) == ["broken", "kept"]
    allotted = site.rows(
        select(Instalment.paid_minor)
        .join(Promise, Promise.id == Instalment.promise_id)
        .where(Promise.customer_id == customer)
    )
    assert sum(row.paid_minor for row in allotted) == 500_00


def test_a_late_payment_within_the_grace_keeps_the_promise(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    at(site, 3 + GRACE_DAYS, 23)
    site.tick()
    assert status(site, customer) == ["open"]
    pay(site, customer, "late", 475_00)
    assert status(site, customer) == ["kept"]


def test_a_plan_stops_collecting_but_its_reminder_may_ring(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    at(site, 1, 10)
    site.sql(
        "UPDATE entry SET wake_at = updated_at, own_kind = '', own_agent_id = NULL WHERE customer_id = :c", c=customer
    )
    site.wake()
    assert (entry(site, customer).state, entry(site, customer).reason) == ("sleeping", "plan")
    at(site, 2, 9, 1)
    site.tick()
    assert entry(site, customer).state == "waiting", "a reminder is not collecting"
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
    at(site, 3 + GRACE_DAYS + 1, 9)
    site.tick()
    assert status(site, customer) == ["partly_kept"]
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert site.one(held) == "partly_kept"
    assert entry(site, customer).state == "waiting"
    parts = site.rows(select(Instalment.status).order_by(Instalment.due_on))
    assert [p.status for p in parts] == ["partly_kept", "withdrawn"]
    assert all(row.done_at is not None for row in duties(site, customer))


def test_a_prepayment_counts_for_the_parts_to_come(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00), (20, 500_00))
    pay(site, customer, "early", 900_00)
    rows = site.rows(select(Instalment.status, Instalment.paid_minor).order_by(Instalment.due_on))
    assert [(r.status, r.paid_minor) for r in rows] == [("kept", 500_00), ("open", 400_00), ("open", 0)]
    assert status(site, customer) == ["open"]
    pay(site, customer, "rest", 600_00)
    assert status(site, customer) == ["kept"]


def test_a_new_promise_replaces_the_old_one_with_its_reminders(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00))
    at(site, 2, 9, 1)
    site.tick()
    token = site.ready("agent1")
    assert handout.accept(site.call("agent1"), token).ok
    site.connect("agent1", token)
    form = OutcomeForm(parts=((TODAY + timedelta(6), 300_00),))
    assert site.finish("agent1", token, "PTP-P", form).ok
    assert status(site, customer) == ["withdrawn", "open"]
    live = [row for row in duties(site, customer) if row.done_at is None]
    assert {row.due_at.astimezone(ZONE).date() for row in live} == {TODAY + timedelta(5), TODAY + timedelta(6)}
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert site.one(held) == "replaced"
