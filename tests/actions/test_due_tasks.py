"""Due tasks: promises are judged once, by the payments since they were made."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from console.actions import due_tasks, handout
from console.domain.promises import GRACE_DAYS, OutcomeForm
from console.store.models import Due, Instalment, Promise, Request
from tests.actions.promised import go_to, pay, promise_states, promised, reminders_of
from tests.people import SampleSite


def test_a_promise_that_two_workers_judge_at_once_is_judged_once(site: SampleSite) -> None:
    token = site.talk("agent1")
    day = (site.now + timedelta(days=1)).date()
    balance = site.desk("agent1").customer
    assert balance is not None
    done = site.finish("agent1", token, "PTP-P", OutcomeForm(((day, 100),), None, ""))
    assert done.ok, done
    site.later(days=4)  # the day, its grace, and a morning
    row = site.rows(select(Due.id, Due.payload).where(Due.what == "promise_due"))[0]
    promise = int(row.payload["promise"])
    first = due_tasks.judge_promise(site.worker(), row.id, promise)
    again = due_tasks.judge_promise(site.worker(), row.id, promise)  # read before it was done
    assert first.data["state"] == "broken" and not again.data
    assert site.one(select(Promise.status).where(Promise.id == promise)) == "broken"
    open_rows = select(func.count()).where(Due.what == "promise_due", Due.done_at.is_(None))
    assert site.one(open_rows) == 0


def test_one_payment_keeps_only_one_of_two_promises(site: SampleSite) -> None:
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


def test_a_late_payment_within_the_days_of_grace_keeps_the_promise(site: SampleSite) -> None:
    customer = promised(site, "PTP-P", (3, 500_00))
    go_to(site, 3 + GRACE_DAYS, 23)
    site.tick()
    assert promise_states(site, customer) == ["open"]
    pay(site, customer, "late", 475_00)
    assert promise_states(site, customer) == ["kept"]


def test_a_missed_plan_ends_its_hold_and_wakes_the_customer(site: SampleSite) -> None:
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
