"""Reports of other systems: contact attempts, payments and transcripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from console.actions import service_reports
from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.promises import OutcomeForm
from console.store.models import Account, Attempt, ChainEntry, Customer, Handout, Instalment, Phone, Promise, Request
from tests.actions.machines import FOREMOST, machine, number, report
from tests.actions.promised import pay, promise_states, promised
from tests.people import SampleSite


def test_take_attempt_that_was_unlawful_then_stores_verdict_and_breach(gateway_site: SampleSite) -> None:
    last_night = gateway_site.now - timedelta(hours=11)  # 23:00
    done = report(gateway_site, at=last_night, number=number(gateway_site))
    assert done.ok and done.data["breach"] and "cn-time-quiet-hours" in done.data["rules"]
    fine = report(gateway_site, at=gateway_site.now - timedelta(minutes=30), number=number(gateway_site))
    assert fine.ok and not fine.data["breach"]
    rows = gateway_site.rows(select(Attempt.breach, Attempt.verdict, Attempt.phone_id).order_by(Attempt.id))
    assert [row.breach for row in rows] == [True, False]
    assert all(row.verdict["level"] and row.phone_id for row in rows)
    kinds = gateway_site.one(select(func.count()).where(ChainEntry.kind == "verdict.record"))
    assert kinds == 2


def test_take_attempt_is_judged_by_a_hold_of_that_time(gateway_site: SampleSite) -> None:
    then = gateway_site.now - timedelta(hours=1)

    def ban(work: Any) -> None:
        work.session.execute(
            insert(Request).values(
                customer_id=FOREMOST,
                kind="police_ban",
                scope={},
                by_party="debtor",
                proof="",
                since=gateway_site.now - timedelta(days=2),
                lifted_at=gateway_site.now - timedelta(minutes=10),
                lifted_why="over",
            )
        )

    gateway_site.database.transaction(ban)
    assert report(gateway_site, at=then, number=number(gateway_site)).data["breach"]
    assert not report(gateway_site, at=gateway_site.now, number=number(gateway_site)).data["breach"]


def test_take_attempt_keeps_a_number_that_is_not_on_file(gateway_site: SampleSite) -> None:
    assert report(gateway_site, number="+8613711112222").ok
    assert gateway_site.one(select(func.count()).where(Phone.e164 == "+8613711112222")) == 1
    assert report(gateway_site, number="137").at_field == "number"
    debt = gateway_site.rows(select(Account.id, Account.external_id).where(Account.customer_id == FOREMOST))[0]
    assert report(gateway_site, accounts=(debt.external_id,)).ok
    assert gateway_site.rows(select(Attempt.accounts).order_by(Attempt.id.desc()))[0][0] == [debt.id]


SERVICE = Actor(1, "service", "bank feed")


def test_take_transcript_warns_the_agent_and_a_cue_of_the_customer_is_no_breach(site: SampleSite) -> None:
    token = site.talk("agent1")
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    call = Call(site.context, SERVICE, site.now, "")
    said = [service_reports.Segment("customer", "我不想活了"), service_reports.Segment("agent", "您别急，慢慢说")]
    done = service_reports.take_transcript(call, attempt, said)
    assert [m["kind"] for m in done.data["marks"]] == ["self_harm"]
    heard = site.desk("agent1").strip.heard  # type: ignore[union-attr]
    assert heard is not None and heard.is_cue and heard.severe
    assert site.desk("agent1").points.path == "self_harm"  # type: ignore[union-attr]
    assert service_reports.take_transcript(call, 999_999, said).code == "not_found"


def test_take_payment_books_once_and_keeps_a_promise(site: SampleSite) -> None:
    from datetime import date

    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    row = site.rows(
        select(Account.external_id, Account.balance_minor, Customer.creditor_id, Account.currency)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.customer_id == customer)
    )[0]
    form = OutcomeForm(parts=((date(2026, 11, 25), 1000_00),))
    assert site.finish("agent1", token, "PTP-P", form).ok
    call = Call(site.context, SERVICE, site.now, "")

    def pay(key: str, amount: int, **more: Any) -> Any:
        values = {"currency": row.currency, "at": site.now, **more}
        return service_reports.take_payment(
            call, row.creditor_id, row.external_id, key, values["at"], amount, values["currency"]
        )

    assert pay("p1", 1000_00).data["state"] == "booked"
    assert pay("p1", 1000_00).data["state"] == "known"
    assert pay("p1", 5).code == "conflict"
    assert pay("p2", 5, currency="USD").at_field == "currency"
    assert pay("p2", 5, at=site.now + timedelta(hours=1)).at_field == "at"
    balance = site.one(select(Account.balance_minor).where(Account.external_id == row.external_id))
    assert balance == row.balance_minor - 1000_00
    assert site.one(select(Promise.status).where(Promise.customer_id == customer)) == "kept"


def test_take_attempt_of_another_agency_counts_for_the_cap(site: SampleSite) -> None:
    token = site.preview("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    external, creditor = site.rows(select(Customer.external_id, Customer.creditor_id).where(Customer.id == customer))[0]
    for hour in range(3):
        call = Call(site.context, SERVICE, site.now, "")
        done = service_reports.take_attempt(
            call,
            service_reports.Report(
                creditor, external, "North", site.now - timedelta(minutes=10 + hour), "call", result="effective"
            ),
        )
        assert done.ok
    strip = site.desk("agent1").strip
    assert strip is not None and {"cn-freq-effective-3", "cn-freq-pool"} <= {
        f.rule_id for f in strip.findings if f.severity == "block"
    }
    assert site.begin("agent1", token).code == "blocked"


def test_take_payment_in_advance_counts_for_the_next_instalments(site: SampleSite) -> None:
    customer = promised(site, "PLAN", (3, 500_00), (10, 500_00), (20, 500_00))
    pay(site, customer, "early", 900_00)
    rows = site.rows(select(Instalment.status, Instalment.paid_minor).order_by(Instalment.due_on))
    assert [(r.status, r.paid_minor) for r in rows] == [("kept", 500_00), ("open", 400_00), ("open", 0)]
    assert promise_states(site, customer) == ["open"]
    pay(site, customer, "rest", 600_00)
    assert promise_states(site, customer) == ["kept"]


def test_a_recording_that_may_be_of_two_calls_hangs_on_neither(gateway_site: SampleSite) -> None:
    site, first = gateway_site, gateway_site.now - timedelta(minutes=30)
    for seconds in (0, 90):
        assert report(site, at=first + timedelta(seconds=seconds), number=number(site), result="no_answer").ok
    one, two = (row.id for row in site.rows(select(Attempt.id).order_by(Attempt.id)))

    def name(recording: str, attempt: int = 0, seconds: int = 0) -> Any:
        at = first + timedelta(seconds=seconds)
        return service_reports.take_recording(
            machine(site), recording, attempt, "" if attempt else number(site), None if attempt else at
        )

    refused = name("rec-1", seconds=60)
    assert (refused.code, refused.at_field) == ("conflict", "attempt") and "2 calls" in refused.text % refused.words
    assert name("rec-1", seconds=100).code == "conflict", "the nearest one is a guess, too"
    assert {row.recording for row in site.rows(select(Attempt.recording))} == {""}
    assert name("rec-1", attempt=one).data["state"] == "kept"
    assert name("rec-1", seconds=60).data["state"] == "known", "the same reference may come again"
    assert name("rec-2", seconds=200).data["attempt_id"] == two, "one call alone is near"
