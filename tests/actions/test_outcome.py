"""Recording the outcome of a contact: what is refused, and what it does to the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.actions import contact, handout, outcome
from console.domain.promises import OutcomeForm
from console.store.models import Entry, Handout, Instalment, Outcome, Promise, Request
from tests.people import SampleSite


def test_finish_with_a_promise_puts_the_customer_to_sleep_until_its_day(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    day = view.today + timedelta(days=3)
    done = site.finish("agent1", token, "PTP-P", OutcomeForm(((day, 50_000),)), note="after payday")
    assert done.ok, done
    assert site.desk("agent1").shift.state == "wrap_up"
    entry = site.rows(select(Entry).where(Entry.customer_id == view.customer_id))[0][0]
    assert (entry.state, entry.reason, entry.own_agent_id) == ("sleeping", "promise", 1)
    assert site.one(select(Instalment.amount_minor)) == 50_000
    again = handout.end_wrap_up(site.call("agent1"), token)
    assert again.ok and site.desk("agent1").shift.state == "offered"


def test_finish_refuses_a_promise_in_the_past_or_above_the_balance(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    for form, field in (
        (OutcomeForm(((view.today - timedelta(days=1), 100),)), "on_date"),
        (OutcomeForm(((view.today, view.owed[0].minor + 1),)), "amount"),
        (OutcomeForm(((view.today, 0),)), "amount"),
        (OutcomeForm(), "amount"),
    ):
        refused = site.finish("agent1", token, "PTP-P", form)
        assert not refused.ok and refused.code == "invalid" and refused.at_field == field
    assert site.one(select(func.count()).select_from(Outcome)) == 0


def test_finish_refuses_not_reached_when_somebody_answered(site: SampleSite) -> None:
    token = site.talk("agent1")
    refused = site.finish("agent1", token, "NA")
    assert refused.code == "invalid" and refused.at_field == "code"


def test_finish_after_a_recall_keeps_the_report_and_moves_nothing(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.sql("UPDATE handout SET ended_at = offered_at, end_reason = 'recalled' WHERE id = :t", t=token)
    site.sql("UPDATE agent SET handout_id = NULL, state = 'offline' WHERE id = 1")
    entry = site.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id))
    late = outcome.finish(site.call("agent1"), token, "PTP-P", "he promised", OutcomeForm(), 1)
    assert late.ok and late.data["late"] is True
    assert site.one(select(func.count()).select_from(Promise)) == 0
    assert site.one(select(Outcome.late))
    assert site.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id)) == entry


def test_finish_refuses_a_promise_on_a_call_that_nobody_answered(site: SampleSite) -> None:
    token = site.preview("agent1")
    done = site.begin("agent1", token)
    contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    view = site.desk("agent1").outcome
    assert view is not None
    open_codes = {c.code for g in view.groups for c in g.choices if c.enabled}
    assert "NA" in open_codes and "PTP" not in open_codes and "REF" not in open_codes
    refused = site.finish("agent1", token, "REF")
    assert refused.code == "invalid" and refused.at_field == "code"
    assert site.finish("agent1", token, "NA").ok


@pytest.mark.parametrize("code", ["ILL", "VUL", "BEREAVED"])
def test_finish_without_consent_to_the_need_keeps_only_the_pause(site: SampleSite, code: str) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert site.finish("agent1", token, code).ok
    kinds = {r.kind for r in site.rows(select(Request.kind).where(Request.customer_id == customer))}
    assert kinds == {"hardship"}


def test_finish_with_a_risk_of_self_harm_needs_only_the_code(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "RISK").ok
    kinds = {r.kind for r in site.rows(select(Request.kind))}
    assert {"risk", "vulnerable"} <= kinds


def test_only_what_can_be_true_of_the_call_is_open_and_is_taken(site: SampleSite) -> None:
    token = site.preview("agent1")
    attempt = site.begin("agent1", token).data["attempt_id"]

    def groups() -> set[str]:
        view = site.desk("agent1").outcome
        assert view is not None
        return {group.key for group in view.groups if any(choice.enabled for choice in group.choices)}

    assert groups() == {"n"}, "it rings: only “not reached” can be true"
    early = site.finish("agent1", token, "REF")
    assert early.at_field == "code" and early.text.startswith("Nobody has answered yet.")
    contact.line_reports(site.worker(), attempt, "answered")
    assert groups() == {"n", "o", "p", "t", "d", "x"}
    view = site.desk("agent1").outcome
    assert view is not None and view.meant is None
    reached = next(group for group in view.groups if group.key == "n")
    assert [choice.code for choice in reached.choices if choice.enabled] == ["VM"], "a machine answers too"


@pytest.mark.parametrize(
    ("result", "code"), [("voicemail", "VM"), ("no_answer", "NA"), ("busy", "BUSY"), ("invalid", "INV"), ("off", "OFF")]
)
def test_the_report_of_the_line_means_one_outcome(site: SampleSite, result: str, code: str) -> None:
    token = site.preview("agent1")
    attempt = site.begin("agent1", token).data["attempt_id"]
    site.later(seconds=9)
    assert site.desk("agent1").shift.since == site.now - timedelta(seconds=9), "the ringing, not the taking"
    contact.line_reports(site.worker(), attempt, result)
    view = site.desk("agent1").outcome
    assert view is not None and view.meant is not None and view.meant.code == code
    assert site.finish("agent1", token, view.meant.code).ok
    view = site.desk("agent1").outcome
    assert view is not None and view.meant is None
