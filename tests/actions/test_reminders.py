"""A due reminder becomes a customer for the agent, at a lawful minute and once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from console.actions import handout, reminders
from console.domain.promises import OutcomeForm
from console.store.models import Due, Request
from tests.actions.promised import TODAY, go_to, pay, promise_states, promised, reminders_of
from tests.people import ZONE, SampleSite


def test_a_promise_makes_reminders_for_the_day_before_and_its_day(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    local = [row.due_at.astimezone(ZONE) for row in reminders_of(site, customer)]
    assert [(t.date() - TODAY, t.hour) for t in local] == [(timedelta(2), 9), (timedelta(3), 9)]
    with_one = promised(site, "PTP-P", (1, 500_00))
    assert len(reminders_of(site, with_one)) == 1, "the eve is the day of the promise itself"


def test_remind_brings_the_customer_to_the_agent_who_took_the_promise(site: SampleSite) -> None:
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
    for words in ("Reminder due", "Reminder passed to the agent"):
        assert [title for title in titles if title.startswith(words)], (words, titles)


def test_remind_skips_a_customer_who_was_spoken_to_the_day_before(site: SampleSite) -> None:
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


def test_remind_skips_a_customer_who_paid(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 1, 12)
    pay(site, customer, "p", 480_00)
    assert promise_states(site, customer) == ["kept"]
    go_to(site, 2, 9, 1)
    site.tick()
    assert {row.result for row in reminders_of(site, customer)} == {"kept"}


def test_remind_at_an_unlawful_minute_moves_to_a_lawful_one(site: SampleSite) -> None:
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


def test_a_plan_stops_collecting_but_its_reminder_may_call(site: SampleSite) -> None:
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


def test_a_new_promise_replaces_the_old_one_and_its_reminders(site: SampleSite) -> None:
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


def first_due(site: SampleSite, customer: int) -> int:
    """Return the id of the customer's first reminder."""
    query = select(Due.id).where(Due.customer_id == customer, Due.what == "reminder").order_by(Due.due_at)
    return int(site.rows(query)[0].id)


def test_remind_of_a_done_reminder_does_nothing(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    row = first_due(site, customer)
    go_to(site, 2, 9, 1)
    assert reminders.remind(site.worker(), row).data["state"] == "woken"
    site.later(minutes=1)
    assert reminders.remind(site.worker(), row).data == {}
    assert reminders_of(site, customer)[0].done_at == site.now - timedelta(minutes=1)


def test_remind_waits_in_the_quiet_hours_and_wakes_the_customer_after_them(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    row = first_due(site, customer)
    go_to(site, 2, 6, 31)
    assert reminders.remind(site.worker(), row).data["state"] == "moved"
    assert reminders_of(site, customer)[0].done_at is None
    assert site.entry(customer).state == "sleeping"
    go_to(site, 2, 9, 1)
    assert reminders.remind(site.worker(), row).data["state"] == "woken"
    entry = site.entry(customer)
    assert (entry.wake_at, entry.own_agent_id, entry.own_kind) == (site.now, 1, "promise")
