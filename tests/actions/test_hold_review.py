"""What the compliance officer reviews: holds, complaints, consents, rules and severe findings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import customer_file, hold_review, note
from console.store.models import Consent, Handout, Request
from tests.actions.case_file import decide, on_desk, rules_of, statement, verdict
from tests.people import SampleSite


def test_record_consent_binds_at_once_in_writing_and_from_tomorrow_when_spoken(site: SampleSite) -> None:
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


def test_confirm_a_cease_request_opens_only_the_chosen_channel(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert site.finish("agent1", token, "CEASE").ok
    wish = site.one(select(Request.id).where(Request.customer_id == customer))
    assert hold_review.confirm(site.call("compliance1"), wish, ["sms"]).data["state"] == "asked"
    assert "house-cease" in rules_of(verdict(site, customer, channel="sms")), "one person opens nothing"
    assert decide(site, "compliance1").code == "conflict"
    assert decide(site, "lead1").ok
    row = site.rows(select(Request.scope, Request.confirmed).where(Request.id == wish))[0]
    assert row.scope["chosen"] == ["sms"] and row.confirmed
    assert "house-cease" not in rules_of(verdict(site, customer, channel="sms"))
    assert "house-cease" in rules_of(verdict(site, customer, channel="letter"))
    empty = hold_review.lift(site.call("compliance1"), wish, " ")
    assert empty.at_field == "why"
    assert hold_review.lift(site.call("compliance1"), wish, "customer asked us to call again").data["state"] == "asked"
    assert hold_review.lift(site.call("compliance1"), wish, "again").code == "conflict"
    assert "house-cease" in rules_of(verdict(site, customer)), "it binds until another person has agreed"
    assert decide(site, "lead1").ok
    assert "house-cease" not in rules_of(verdict(site, customer))
    assert hold_review.lift(site.call("compliance1"), wish, "once more").code == "conflict"


def test_an_officer_who_files_a_stop_and_confirms_it_opens_no_channel(site: SampleSite) -> None:
    _, customer, _, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("compliance1"), customer, statement("cease"))
    channels = ["call", "sms", "email", "letter", "visit"]
    assert hold_review.confirm(site.call("compliance1"), done.data["request"], channels).data["state"] == "asked"
    assert hold_review.confirm(site.call("compliance1"), done.data["request"], []).data["state"] == "confirmed"
    for channel in channels:
        assert "house-cease" in rules_of(verdict(site, customer, channel=channel)), channel
    assert decide(site, "lead1").code == "conflict", "it was confirmed meanwhile, with every channel closed"


def test_revoke_consent_by_another_officer(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert hold_review.record_consent(
        site.call("agent1"), token, "hours", ["call"], "20:00", "23:30", "call me late", True
    ).ok
    site.now = site.now.replace(hour=14, minute=30)  # 22:30 in Shanghai
    assert "cn-time-quiet-hours" not in rules_of(verdict(site, customer))
    assert [f.what for f in site.desk("agent1").customer.on_file] == ["consent"]  # type: ignore[union-attr]
    assert hold_review.revoke_consent(site.call("compliance1"), 1).ok
    assert "cn-time-quiet-hours" in rules_of(verdict(site, customer))
    assert site.desk("agent1").customer.on_file == ()  # type: ignore[union-attr]


def test_the_clock_of_a_complaint_runs_is_extended_and_stops(site: SampleSite) -> None:
    from console.store.queries.customer_file import complaints

    _, customer, _, _ = on_desk(site)
    wish = statement("complaint", since=site.now - timedelta(days=14))
    done = customer_file.put_on_file(site.call("compliance1"), customer, wish)
    row = done.data["request"]

    def line() -> Any:
        with site.database.reading() as session:
            return complaints(session, site.now)[0]

    assert (line().days, line().red) == (15, False)
    site.later(days=2)
    assert line().red
    call = site.call
    assert hold_review.extend(call("compliance1"), row, 15, "more to read").at_field == "days"
    assert hold_review.extend(call("compliance1"), row, 30, " ").at_field == "why"
    assert hold_review.extend(call("compliance1"), row, 30, "more to read").ok
    assert (line().days, line().red) == (30, False)
    assert hold_review.answer_request(call("compliance1"), row, "fees taken back").ok
    assert line().answered_at == site.now and line().lifted_why == "fees taken back"
    assert hold_review.extend(call("compliance1"), row, 60, "late").code == "conflict"


def test_answer_request_is_refused_to_the_person_who_opened_the_dispute(site: SampleSite) -> None:
    _, customer, _, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("compliance1"), customer, statement("dispute"))
    own = hold_review.answer_request(site.call("compliance1"), done.data["request"], "it is right")
    assert own.code == "conflict"
    held_ = customer_file.put_on_file(site.call("agent1"), customer, statement("hardship"))
    plain = hold_review.answer_request(site.call("compliance1"), held_.data["request"], "text")
    assert plain.at_field == "text"


def test_rule_seen_moves_the_next_review_of_the_rule(site: SampleSite) -> None:
    from console.store.queries.papers import rule_reviews

    def due(rule: str) -> date:
        with site.database.reading() as session:
            found = rule_reviews(session, site.context.zone)
        return next(r.due for r in found if r.rule.id == rule)

    before = due("cn-complaint")
    assert before == date(2026, 11, 24) + timedelta(days=90), "low confidence: every 90 days"
    assert due("cn-freq-unanswered-6") == date(2026, 11, 24) + timedelta(days=365)
    site.now = datetime(2027, 2, 1, 3, tzinfo=UTC)
    call = site.call("compliance1")
    assert hold_review.rule_seen(call, "cn", "cn-complaint", "x").at_field == "note"
    assert hold_review.rule_seen(site.call("compliance1"), "cn", "cn-nothing", "read").code == ("not_found")
    assert hold_review.rule_seen(site.call("compliance1"), "cn", "cn-complaint", "read again").ok
    assert due("cn-complaint") == date(2027, 2, 1) + timedelta(days=90)


@pytest.mark.parametrize("kind", ["deceased", "incapacity", "minor"])
def test_a_hold_of_the_person_turns_red_until_the_officer_confirms(site: SampleSite, kind: str) -> None:
    from console.store.queries.officer import requests

    _, customer, number, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("agent1"), customer, statement(kind, by="spouse"))

    def row() -> Any:
        with site.database.reading() as session:
            return requests(session, site.now, site.context.zone)[0]

    assert (row().confirmed, row().red) == (False, False)
    site.later(days=3)
    assert row().red, "three working days without a word of the officer"
    assert hold_review.confirm(site.call("compliance1"), done.data["request"], ["sms"]).ok
    assert row().confirmed and "chosen" not in row().scope
    assert verdict(site, customer, number=number).blocked, "confirming opens nothing"


def test_record_consent_keeps_channels_and_proof(site: SampleSite) -> None:
    from console.store.models import Consent

    token = site.talk("agent1")
    assert hold_review.record_consent(
        site.call("agent1"),
        token,
        "hours",
        ["sms", "email", "pigeon"],
        "20:00",
        "23:30",
        "write to me late",
        True,
        "her letter of Monday",
    ).ok
    row = site.rows(select(Consent.channels, Consent.proof))[0]
    assert row.channels == ["sms", "email"]
    assert row.proof == "written by the customer · her letter of Monday"


def test_severe_words_stay_on_the_floor_until_seen(site: SampleSite) -> None:
    from console.actions import hold_review

    token = site.talk("agent1")
    assert note.save_note(site.call("agent1"), token, "告诉他我们会打断他的腿", 0).ok
    view = site.floor()
    assert [a.kind for a in view.alerts] == ["words"]
    assert hold_review.seen(site.call("lead1"), view.alerts[0].id).ok
    assert site.floor().alerts == ()


NEED: tuple[str, list[str], str, str, str, bool] = ("need", [], "", "", "please write, I do not like calls", False)


def test_record_consent_keeps_a_need_and_opens_the_path_for_vulnerable_customers(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    asked = hold_review.record_consent(site.call("agent1"), token, *NEED, need="a diagnosis")
    assert (asked.code, asked.at_field) == ("invalid", "need")
    assert hold_review.record_consent(site.call("agent1"), token, *NEED, need="writing").ok
    row = site.rows(select(Request).where(Request.customer_id == customer))[0][0]
    assert (row.kind, row.scope) == ("vulnerable", {"need": "writing"})
    assert site.one(select(Consent.kind).where(Consent.customer_id == customer)) == "need"
    assert site.points().path == "vulnerable"
