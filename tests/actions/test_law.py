"""The law in transactions: house rules live, consents, reviews, words, and the last free slot."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from console.actions import contact, hold_review, note, service_reports
from console.actions.call import Call
from console.actions.steps import audit_chain
from console.domain.actor import Actor
from console.store.models import (
    Account,
    Attempt,
    ChainEntry,
    Customer,
    CustomerPhone,
    Handout,
    Phone,
    Promise,
    Request,
    SpeechFinding,
)
from tests.actions.at_once import at_once
from tests.people import SampleSite

SERVICE = Actor(1, "service", "bank feed")


def rule(values: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "a quiet month", "channels": ["call"], "purposes": ["collect"], **values}


def test_a_house_rule_binds_only_after_a_second_person_and_at_once(site: SampleSite) -> None:
    from console.actions import house_rules as rules

    token = site.preview("agent1")
    values = rule({"kind": "hours", "opens": "11:00", "closes": "17:00"})
    written = rules.write_rule(site.call("compliance1"), values)
    assert written.ok
    strip = site.desk("agent1").strip
    assert strip is not None and strip.level != "block", "unapproved, it binds nobody"
    own = rules.approve_rule(site.call("compliance1"), written.data["rule"])
    assert own.code == "conflict"
    seq = site.desk("agent1").seq
    assert rules.approve_rule(site.call("lead1"), written.data["rule"]).ok
    desk = site.desk("agent1")
    assert desk.seq > seq and desk.strip is not None and desk.strip.level == "block"
    refused = site.begin("agent1", token)
    assert refused.code == "blocked" and refused.next_allowed_at is not None
    assert refused.next_allowed_at == site.now + timedelta(hours=1)
    assert rules.end_rule(site.call("compliance1"), written.data["rule"]).ok
    assert site.begin("agent1", token).ok


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "cap", "value": 7}, "value"),
        ({"kind": "param", "rule_id": "cn-nothing", "param": "cap", "value": 1}, "rule_id"),
        ({"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "unit", "value": 1}, "param"),
        ({"kind": "hours", "opens": "9", "closes": "x"}, "opens"),
        ({"kind": "cap"}, "value"),
        ({"kind": "loosen"}, "kind"),
        ({"kind": "closed", "reason": " "}, "reason"),
    ],
)
def test_a_house_rule_that_loosens_or_says_nothing_is_refused(
    site: SampleSite, values: dict[str, Any], field: str
) -> None:
    from console.actions import house_rules as rules

    before = site.rows_of_everything()
    done = rules.write_rule(site.call("compliance1"), rule(values))
    assert done.code == "invalid" and done.at_field == field
    assert site.rows_of_everything() == before


def test_a_tightened_cap_counts_what_was_called_before(site: SampleSite) -> None:
    from console.actions import house_rules as rules

    token = site.preview("agent1")
    done = site.begin("agent1", token)
    contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    values = {"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "cap", "value": 1.0}
    written = rules.write_rule(site.call("compliance1"), rule(values))
    assert rules.approve_rule(site.call("lead1"), written.data["rule"]).ok
    refused = site.begin("agent1", token)
    assert refused.code == "blocked"


def test_a_heard_consent_binds_from_tomorrow_and_a_written_one_at_once(site: SampleSite) -> None:
    token = site.talk("agent1")

    def record(own: bool) -> Any:
        return hold_review.record_consent(
            site.call("agent1"), token, "hours", ["call"], "20:00", "23:00", "call me late, I work days", own
        )

    assert record(False).ok and record(True).ok
    from console.store.models import Consent

    heard, written = (r.binds_from for r in site.rows(select(Consent.binds_from).order_by(Consent.id)))
    assert written == site.now
    assert heard == site.now.replace(hour=16, minute=0), "midnight in Shanghai"
    before = site.rows_of_everything()
    short = hold_review.record_consent(site.call("agent1"), token, "hours", ["call"], "20:00", "23:00", "ok", False)
    assert short.at_field == "wording" and site.rows_of_everything() == before


def test_a_stop_is_reviewed_then_only_the_chosen_channel_is_open(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert site.finish("agent1", token, "CEASE").ok
    wish = site.one(select(Request.id).where(Request.customer_id == customer))
    assert hold_review.confirm(site.call("compliance1"), wish, ["sms"]).ok
    row = site.rows(select(Request.scope, Request.confirmed).where(Request.id == wish))[0]
    assert row.scope["chosen"] == ["sms"] and row.confirmed
    empty = hold_review.lift(site.call("compliance1"), wish, " ")
    assert empty.at_field == "why"
    assert hold_review.lift(site.call("compliance1"), wish, "customer asked us to call again").ok
    assert hold_review.lift(site.call("compliance1"), wish, "again").code == "conflict"


def test_words_in_a_note_are_judged_kept_and_withdrawn(site: SampleSite) -> None:
    token = site.talk("agent1")
    saved = note.save_note(site.call("agent1"), token, "告诉客户不还就抓他坐牢", 0)
    assert saved.ok and {m["kind"] for m in saved.data["marks"]} == {"T6"}
    desk = site.desk("agent1")
    assert desk.strip is not None and desk.strip.heard is not None
    assert desk.strip.heard.rule_id == "cn-msg-false-legal"
    changed = note.save_note(site.call("agent1"), token, "客户询问分期", saved.data["version"])
    assert changed.ok and changed.data["marks"] == []
    assert site.desk("agent1").strip.heard is None  # type: ignore[union-attr]
    assert site.one(select(SpeechFinding.gone_at)) == site.now, "the finding stays on record"


def test_a_transcript_warns_the_agent_and_a_customers_cue_is_no_breach(site: SampleSite) -> None:
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


def test_a_payment_is_booked_once_and_keeps_a_promise(site: SampleSite) -> None:
    from datetime import date

    from console.domain.promises import OutcomeForm

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


def test_another_agencys_calls_fill_the_pool(site: SampleSite) -> None:
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


def test_every_kept_verdict_carries_the_facts_digest_and_the_chain_holds(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.begin("agent1", token)
    bodies = [
        row.body["verdict"]
        for row in site.rows(select(ChainEntry.body).where(ChainEntry.kind.in_(("verdict.begin", "handout.offered"))))
    ]
    assert len(bodies) >= 2 and all(len(body["facts"]) == 64 for body in bodies)
    with site.database.reading() as session:
        assert audit_chain.first_broken(session) is None


def test_sixty_four_begins_at_the_last_free_slot_let_one_pass(site: SampleSite) -> None:
    """A number shared by three debtors, five tries used: of 64 begins exactly one passes."""
    tokens = {login: site.preview(login) for login in ("agent1", "agent2", "agent3")}
    customers = dict((row.id, row.customer_id) for row in site.rows(select(Handout.id, Handout.customer_id)))

    def share(work: Any) -> int:
        phone = work.session.execute(
            insert(Phone).values(e164="+8613900008888", region="CN", zone="").returning(Phone.id)
        ).scalar_one()
        for number, token in enumerate(tokens.values()):
            work.session.execute(
                insert(CustomerPhone).values(
                    customer_id=customers[token],
                    phone_id=phone,
                    role="debtor",
                    source="contract",
                    status="usable",
                    kind="mobile",
                    rank=9,
                )
            )
            for n in range(2 if number < 2 else 1):
                work.session.execute(
                    insert(Attempt).values(
                        customer_id=customers[token],
                        phone_id=phone,
                        channel="call",
                        direction="out",
                        party="debtor",
                        purpose="collect",
                        initiator="agent",
                        began_at=site.now - timedelta(minutes=5 + n + 10 * number),
                        ended_at=site.now - timedelta(minutes=4),
                        line="",
                        line_result="no_answer",
                        result="no_answer",
                        live=False,
                        verdict={},
                        warn_reason="",
                        breach=False,
                    )
                )
        return int(phone)

    phone = site.database.transaction(share)
    logins = list(tokens)
    views = {login: site.desk(login).customer for login in logins}

    def begin(number: int) -> Any:
        login = logins[number % 3]
        view = views[login]
        assert view is not None
        return contact.begin(site.call(login), tokens[login], phone_id=phone, facts_version=view.facts_version)

    answers = at_once([partial(begin, n) for n in range(64)])
    passed = [a for a in answers if a.ok]
    assert len(passed) == 1, [a.code for a in answers]
    used = site.one(select(func.count()).select_from(Attempt).where(Attempt.phone_id == phone))
    assert used == 6
