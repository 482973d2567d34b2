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
from tests.people import ZONE, House

SERVICE = Actor(1, "service", "bank feed")
TODAY = date(2026, 11, 23)


def promised(house: House, code: str, *parts: tuple[int, int]) -> int:
    """Record a promise of (days from today, amount) parts; gives the customer's id."""
    token = house.talk("agent1")
    form = OutcomeForm(parts=tuple((TODAY + timedelta(d), amount) for d, amount in parts))
    done = house.finish("agent1", token, code, form)
    assert done.ok, done
    assert handout.end_wrap_up(house.call("agent1"), token).ok
    free(house)
    return int(house.one(select(Handout.customer_id).where(Handout.id == token)))


def free(house: House) -> None:
    """Give back what the agent was offered next."""
    token = house.desk("agent1").token
    if token:
        assert handout.decline(house.call("agent1"), token, "known").ok


def pay(house: House, customer: int, key: str, amount: int, at: datetime | None = None) -> None:
    row = house.rows(
        select(Account.external_id, Customer.creditor_id, Account.currency)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.customer_id == customer)
    )[0]
    done = service_reports.take_payment(
        Call(house.context, SERVICE, house.now, ""),
        row.creditor_id,
        row.external_id,
        key,
        at or house.now,
        amount,
        row.currency,
    )
    assert done.ok, done


def status(house: House, customer: int) -> list[str]:
    query = select(Promise.status).where(Promise.customer_id == customer).order_by(Promise.id)
    return [row.status for row in house.rows(query)]


def duties(house: House, customer: int) -> list[Any]:
    return house.rows(
        select(Due.due_at, Due.done_at, Due.result)
        .where(Due.customer_id == customer, Due.what == "reminder")
        .order_by(Due.due_at)
    )


def at(house: House, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock to an hour of a day, counted from today."""
    house.now = datetime.combine(TODAY + timedelta(day), datetime.min.time(), ZONE).replace(hour=hour, minute=minute)


def entry(house: House, customer: int) -> Entry:
    found: Entry = house.rows(select(Entry).where(Entry.customer_id == customer))[0][0]
    return found


def test_a_promise_becomes_reminders_on_the_eve_and_on_its_day(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    local = [row.due_at.astimezone(ZONE) for row in duties(house, customer)]
    assert [(t.date() - TODAY, t.hour) for t in local] == [(timedelta(2), 9), (timedelta(3), 9)]
    with_one = promised(house, "PTP-P", (1, 500_00))
    assert len(duties(house, with_one)) == 1, "the eve is the day of the promise itself"


def test_a_reminder_that_falls_due_brings_the_customer_to_her_agent(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    at(house, 2, 9, 1)
    house.tick()
    assert [row.result for row in duties(house, customer)] == ["woken", ""]
    assert entry(house, customer).own_agent_id == 1
    assert house.ready("agent1")
    view = house.desk("agent1")
    assert view.customer is not None and view.customer.customer_id == customer
    assert view.customer.kind == "promise"
    titles = [item.title.en for item in view.customer.timeline]
    assert "Reminder due" in titles and "Reminder: came up for the agent" in titles


def test_who_was_spoken_to_on_the_eve_is_not_reminded_again(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    at(house, 2, 9, 1)
    house.tick()
    token = house.ready("agent1")
    assert handout.accept(house.call("agent1"), token).ok
    house.connect("agent1", token)
    assert house.finish("agent1", token, "NOCOMM").ok
    assert handout.end_wrap_up(house.call("agent1"), token).ok
    at(house, 3, 9, 1)
    house.tick()
    assert [row.result for row in duties(house, customer)] == ["woken", "spoken"]


def test_who_paid_is_not_reminded(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    at(house, 1, 12)
    pay(house, customer, "p", 480_00)
    assert status(house, customer) == ["kept"]
    at(house, 2, 9, 1)
    house.tick()
    assert {row.result for row in duties(house, customer)} == {"kept"}


def test_a_reminder_at_an_unlawful_minute_moves_to_a_lawful_one(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    house.sql(
        "UPDATE due SET due_at = :t WHERE what = 'reminder' AND customer_id = :c",
        t="2026-11-25T22:30:00.000000Z"
        if "sqlite" in str(house.database.writer.url)
        else datetime(2026, 11, 25, 22, 30, tzinfo=None).isoformat() + "+00:00",
        c=customer,
    )
    house.now = datetime(2026, 11, 26, 6, 31, tzinfo=ZONE)
    house.tick()
    rows = duties(house, customer)
    assert {row.result for row in rows} == {"moved"}
    assert {row.due_at.astimezone(ZONE).strftime("%d %H:%M") for row in rows} == {"26 08:00"}
    assert all(row.done_at is None for row in rows), "it is still due"


def test_one_payment_keeps_one_of_two_promises(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    at(house, 3 + GRACE_DAYS + 1, 9)
    house.tick()
    assert status(house, customer) == ["broken"]
    house.sql("UPDATE entry SET state = 'closed', wake_at = NULL WHERE customer_id <> :c", c=customer)
    house.tick()
    token = house.ready("agent1")
    assert handout.accept(house.call("agent1"), token).ok
    house.connect("agent1", token)
    day = house.now.date() + timedelta(5)
    assert house.finish("agent1", token, "PTP-P", OutcomeForm(parts=((day, 500_00),))).ok
    house.later(hours=1)
    pay(house, customer, "one", 500_00)
    assert status(house, customer) == ["broken", "kept"]
    allotted = house.rows(
        select(Instalment.paid_minor)
        .join(Promise, Promise.id == Instalment.promise_id)
        .where(Promise.customer_id == customer)
    )
    assert sum(row.paid_minor for row in allotted) == 500_00


def test_a_late_payment_within_the_grace_keeps_the_promise(house: House) -> None:
    customer = promised(house, "PTP-P", (3, 500_00))
    at(house, 3 + GRACE_DAYS, 23)
    house.tick()
    assert status(house, customer) == ["open"]
    pay(house, customer, "late", 475_00)
    assert status(house, customer) == ["kept"]


def test_a_plan_stops_collecting_but_its_reminder_may_ring(house: House) -> None:
    customer = promised(house, "PLAN", (3, 500_00), (10, 500_00))
    at(house, 1, 10)
    house.sql(
        "UPDATE entry SET wake_at = updated_at, own_kind = '', own_agent_id = NULL WHERE customer_id = :c", c=customer
    )
    house.wake()
    assert (entry(house, customer).state, entry(house, customer).reason) == ("sleeping", "plan")
    at(house, 2, 9, 1)
    house.tick()
    assert entry(house, customer).state == "waiting", "a reminder is not collecting"
    token = house.ready("agent1")
    view = house.desk("agent1")
    assert view.customer is not None and view.customer.customer_id == customer
    assert view.strip is not None and view.strip.level != "block"
    assert handout.accept(house.call("agent1"), token).ok
    asked = house.begin("agent1", token, purpose="collect")
    assert asked.code == "blocked", "collecting stays closed"
    assert house.begin("agent1", token).ok


def test_a_plan_that_is_missed_ends_its_hold_and_wakes_the_customer(house: House) -> None:
    customer = promised(house, "PLAN", (3, 500_00), (10, 500_00))
    pay(house, customer, "part", 100_00)
    at(house, 3 + GRACE_DAYS + 1, 9)
    house.tick()
    assert status(house, customer) == ["partly_kept"]
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert house.one(held) == "partly_kept"
    assert entry(house, customer).state == "waiting"
    parts = house.rows(select(Instalment.status).order_by(Instalment.due_on))
    assert [p.status for p in parts] == ["partly_kept", "withdrawn"]
    assert all(row.done_at is not None for row in duties(house, customer))


def test_a_prepayment_counts_for_the_parts_to_come(house: House) -> None:
    customer = promised(house, "PLAN", (3, 500_00), (10, 500_00), (20, 500_00))
    pay(house, customer, "early", 900_00)
    rows = house.rows(select(Instalment.status, Instalment.paid_minor).order_by(Instalment.due_on))
    assert [(r.status, r.paid_minor) for r in rows] == [("kept", 500_00), ("open", 400_00), ("open", 0)]
    assert status(house, customer) == ["open"]
    pay(house, customer, "rest", 600_00)
    assert status(house, customer) == ["kept"]


def test_a_new_promise_replaces_the_old_one_with_its_reminders(house: House) -> None:
    customer = promised(house, "PLAN", (3, 500_00), (10, 500_00))
    at(house, 2, 9, 1)
    house.tick()
    token = house.ready("agent1")
    assert handout.accept(house.call("agent1"), token).ok
    house.connect("agent1", token)
    form = OutcomeForm(parts=((TODAY + timedelta(6), 300_00),))
    assert house.finish("agent1", token, "PTP-P", form).ok
    assert status(house, customer) == ["withdrawn", "open"]
    live = [row for row in duties(house, customer) if row.done_at is None]
    assert {row.due_at.astimezone(ZONE).date() for row in live} == {TODAY + timedelta(5), TODAY + timedelta(6)}
    held = select(Request.lifted_why).where(Request.customer_id == customer, Request.kind == "plan")
    assert house.one(held) == "replaced"
