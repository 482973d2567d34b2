"""What only a customer does on the own page: promises, plans, a time for a call, profiling."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from console.actions import customer_file, outcome, page_acts, service_reports
from console.actions.call import Answer, Call
from console.actions.due_tasks import run_due
from console.domain.actor import CUSTOMER, Actor
from console.domain.customer_file import Statement
from console.domain.promises import OutcomeForm
from console.store.customer_case import load_case
from console.store.models import Account, Customer, Due, Instalment, Promise, Request
from console.store.queries.page_offers import offers_of, slots
from tests.people import ZONE, SampleSite


def call_of(site: SampleSite, customer_id: int) -> Call:
    return Call(site.context, Actor(customer_id, CUSTOMER), site.now, str(uuid.uuid4()))


def somebody(site: SampleSite) -> int:
    """Return a customer who owes something and is with nobody."""
    return int(site.one(select(Customer.id).where(Customer.owed_minor > 100_000).order_by(Customer.id)))


def version(site: SampleSite, customer_id: int) -> int:
    return site.customer(customer_id).facts_version


def day(site: SampleSite, ahead: int) -> date:
    return site.now.astimezone(ZONE).date() + timedelta(days=ahead)


def promised(site: SampleSite, customer_id: int, ahead: int = 3, amount: int = 50_000) -> Answer:
    return page_acts.promise(call_of(site, customer_id), day(site, ahead), amount, version(site, customer_id))


def test_a_customer_takes_back_the_own_refusal_of_profiling_and_nobody_elses(sqlite_site: SampleSite) -> None:
    said = Statement("profiling_refused", wording="do not judge me", written=True)
    for customer in (1, 2):
        assert customer_file.put_on_file(call_of(sqlite_site, customer), customer, said).ok
    assert customer_file.put_on_file(call_of(sqlite_site, 1), 2, said).code == "not_found"
    assert page_acts.allow_profiling(call_of(sqlite_site, 1)).ok
    assert page_acts.allow_profiling(call_of(sqlite_site, 1)).code == "conflict"
    open_ = sqlite_site.rows(select(Request.customer_id).where(Request.lifted_at.is_(None)))
    assert [row.customer_id for row in open_] == [2]


def test_a_promise_is_kept_by_a_payment_and_nobody_rings_before(site: SampleSite) -> None:
    customer = somebody(site)
    done = promised(site, customer)
    assert done.ok, done
    entry = site.entry(customer)
    assert (entry.state, entry.own_kind) == ("sleeping", "promise")
    assert entry.wake_at is not None and entry.wake_at.astimezone(ZONE).date() == day(site, 3)
    account = site.one(select(Account).where(Account.customer_id == customer))
    site.later(days=1)
    paid = service_reports.take_payment(site.worker(), 1, account.external_id, "p1", site.now, 50_000, account.currency)
    assert paid.ok, paid
    promise = site.one(select(Promise).where(Promise.customer_id == customer))
    assert (promise.status, promise.agent_id, promise.outcome_id) == ("kept", None, None)
    assert not site.rows(select(Due.id).where(Due.customer_id == customer, Due.done_at.is_(None)))


def test_an_unkept_promise_is_judged_broken_by_its_day(site: SampleSite) -> None:
    customer, other = somebody(site), 0
    other = int(site.one(select(Customer.id).where(Customer.id > customer, Customer.owed_minor > 100_000)))
    assert promised(site, customer).ok and promised(site, other, ahead=20).ok
    site.later(days=6)
    for _ in range(4):
        run_due(site.worker())
    states = dict(tuple(row) for row in site.rows(select(Promise.customer_id, Promise.status)))
    assert states == {customer: "broken", other: "open"}
    left = site.rows(select(Due.customer_id).where(Due.done_at.is_(None)).distinct())
    assert [row.customer_id for row in left] == [other], "another customer's reminders stay"


@pytest.mark.parametrize(
    ("ahead", "amount", "field"), [(-1, 50_000, "on_date"), (40, 50_000, "on_date"), (3, 1, "amount")]
)
def test_a_promise_obeys_the_rules_of_the_desk(sqlite_site: SampleSite, ahead: int, amount: int, field: str) -> None:
    done = promised(sqlite_site, somebody(sqlite_site), ahead, amount)
    assert (done.code, done.at_field) == ("invalid", field)


def test_a_promise_on_an_older_page_is_refused_after_a_change(sqlite_site: SampleSite) -> None:
    customer = somebody(sqlite_site)
    seen = version(sqlite_site, customer)
    said = Statement("dispute", wording="not right")
    assert customer_file.put_on_file(sqlite_site.call("compliance1"), customer, said).ok
    done = page_acts.promise(call_of(sqlite_site, customer), day(sqlite_site, 3), 50_000, seen)
    assert done.code == "stale"


def plan(site: SampleSite, customer: int, kind: str, ability: str = "partly") -> Answer:
    return page_acts.plan(call_of(site, customer), kind, ability, None, version(site, customer))


def offered(site: SampleSite, customer: int, ability: str = "partly") -> dict[str, int]:
    with site.database.reading() as session:
        case = load_case(session, customer, site.now, history=True)
        assert case is not None
        return {offer.kind: len(offer.parts) for offer in offers_of(case, ability, site.now)}


def test_only_plans_of_the_matrix_can_be_agreed(site: SampleSite) -> None:
    customer = somebody(site)
    kinds = offered(site, customer)
    mine = next(kind for kind, parts in kinds.items() if 1 < parts <= 12)
    for kind in ("settlement", "hardship", "nonsense", "personalised"):
        assert plan(site, customer, kind).code == "invalid"
    assert plan(site, customer, mine, "rich").code == "invalid"
    done = plan(site, customer, mine)
    assert done.ok, done
    parts = site.rows(select(Instalment.amount_minor).where(Instalment.promise_id == done.data["promise_id"]))
    assert sum(row.amount_minor for row in parts) == site.customer(customer).owed_minor and len(parts) == kinds[mine]
    holds = site.rows(select(Request.kind).where(Request.customer_id == customer, Request.lifted_at.is_(None)))
    assert [row.kind for row in holds] == ["plan"]


def test_a_promise_at_the_desk_replaces_the_plan_and_a_correction_brings_it_back(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    customer = site.customer_of(token)
    mine = next(kind for kind, parts in offered(site, customer).items() if 1 < parts <= 12)
    done = plan(site, customer, mine)
    assert done.ok, done
    open_before = len(site.rows(select(Due.id).where(Due.customer_id == customer, Due.done_at.is_(None))))
    form = OutcomeForm(((day(site, 5), 10_000),))
    assert site.finish("agent1", token, "PTP-P", form, hang_up=False).ok

    def held() -> list[str]:
        rows = site.rows(select(Request.kind).where(Request.customer_id == customer, Request.lifted_at.is_(None)))
        return [row.kind for row in rows]

    def status() -> str:
        return str(site.one(select(Promise.status).where(Promise.id == done.data["promise_id"])))

    assert held() == [] and status() == "withdrawn"
    last = site.one(text("SELECT max(id) FROM outcome"))
    view = site.desk("agent1").outcome
    assert view is not None
    fixed = outcome.correct(site.call("agent1"), last, "NOCOMM", "", OutcomeForm(), view.facts_version)
    assert fixed.ok, fixed
    assert "plan" in held() and status() == "open"
    after = site.rows(select(Due.id).where(Due.customer_id == customer, Due.done_at.is_(None)))
    assert len(after) == open_before


def test_a_call_comes_only_at_lawful_times_that_were_offered(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = somebody(site)
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
        assert case is not None
        times = list(slots(case, site.now))
    assert times and all(8 <= at.hour < 22 for at in times)
    for at in (times[0] + timedelta(minutes=7), times[0].replace(hour=3) + timedelta(days=1), site.now):
        assert page_acts.call_me(call_of(site, customer), at, version(site, customer)).code == "invalid"
    assert page_acts.call_me(call_of(site, customer), times[3], version(site, customer)).ok
    entry = site.entry(customer)
    assert (entry.wake_at, entry.own_kind) == (times[3], "callback")
    said = Statement("cease", wording="stop now", written=True)
    assert customer_file.put_on_file(call_of(site, customer), customer, said).ok
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
        assert case is not None and list(slots(case, site.now)) == []


def test_a_case_that_is_over_is_not_opened_again_from_the_page(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = somebody(site)
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
        assert case is not None
        at = next(slots(case, site.now))
    site.sql("UPDATE entry SET state = 'closed', reason = 'recalled' WHERE customer_id = :c", c=customer)
    assert page_acts.call_me(call_of(site, customer), at, version(site, customer)).code == "conflict"
    assert promised(site, customer).ok
    assert (site.entry(customer).state, site.entry(customer).reason) == ("closed", "recalled")


@pytest.mark.parametrize("at", [datetime.max.replace(microsecond=0), datetime.min])
def test_a_time_at_the_end_of_the_calendar_is_no_time_for_a_call(sqlite_site: SampleSite, at: datetime) -> None:
    customer = somebody(sqlite_site)
    done = page_acts.call_me(call_of(sqlite_site, customer), at.replace(tzinfo=UTC), version(sqlite_site, customer))
    assert (done.code, done.at_field) == ("invalid", "at")
