"""What is typed in wrap-up reaches the record, and what the line says cannot be talked away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, note, outcome
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, ChainEntry, CustomerPhone, Draft, Outcome
from tests.people import SampleSite


def _note(site: SampleSite, token: int) -> Any:
    return site.one(select(Outcome.note).where(Outcome.handout_id == token).order_by(Outcome.id.desc()).limit(1))


def test_words_typed_after_the_outcome_are_in_its_note_when_the_wrap_up_ends(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="short")
    view = site.desk("agent1").outcome
    assert view is not None and view.note == "short"  # a reload shows what was recorded
    saved = note.save_note(site.call("agent1"), token, "short, and rings on Friday", 1)
    assert saved.ok
    handout.end_wrap_up(site.call("agent1"), token)
    assert _note(site, token) == "short, and rings on Friday"
    kept = site.one(select(func.count()).select_from(ChainEntry).where(ChainEntry.kind == "outcome.note"))
    assert kept == 1


def test_a_wrap_up_that_runs_out_keeps_the_words_too(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="")
    note.save_note(site.call("agent1"), token, "typed late", 0)
    site.later(seconds=61)
    handout.expire(site.worker())
    assert _note(site, token) == "typed late"


def test_a_correction_keeps_the_note_that_stood_there(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="important")
    view = site.desk("agent1").outcome
    assert view is not None and view.recorded is not None and view.note == "important"
    done = outcome.correct(site.call("agent1"), view.recorded.id, "HUP", view.note, OutcomeForm(), view.facts_version)
    assert done.ok
    handout.end_wrap_up(site.call("agent1"), token)
    assert _note(site, token) == "important"


def test_a_promise_is_not_taken_on_a_call_that_nobody_answered(site: SampleSite) -> None:
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


def test_a_line_that_tells_nothing_keeps_its_number_until_the_call_is_ended(site: SampleSite) -> None:
    class Tel:
        name = "tel"

        def dial(self, number: str) -> dict[str, str]:
            return {"href": f"tel:{number}"}

        def plan(self, attempt_id: int) -> None:
            return None

    object.__setattr__(site.context, "line", Tel())
    first, second = site.preview("agent1"), site.preview("agent2")
    one = site.desk("agent1").customer
    two = site.desk("agent2").customer
    assert one is not None and two is not None
    shared = next(p.id for p in one.phones if p.chosen)
    have = site.one(
        select(CustomerPhone.id).where(CustomerPhone.customer_id == two.customer_id, CustomerPhone.phone_id == shared)
    )
    assert have is None
    site.sql(
        "INSERT INTO customer_phone (customer_id, phone_id, role, source, status, kind, rank) "
        "VALUES (:c, :p, 'debtor', 'contract', 'usable', 'mobile', 0)",
        c=two.customer_id,
        p=shared,
    )
    begun = contact.begin(site.call("agent1"), first, shared, one.facts_version)
    assert begun.ok
    site.later(minutes=10)
    again = contact.begin(site.call("agent2"), second, shared, two.facts_version)
    assert again.code == "conflict"
    contact.hang_up(site.call("agent1"), first, begun.data["attempt_id"])
    again = contact.begin(site.call("agent2"), second, shared, two.facts_version)
    assert again.code != "conflict"


def test_the_customer_rings_while_the_agent_looks_at_her_or_rings_her(site: SampleSite) -> None:
    token = site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    done = inbound.take_inbound(site.call("agent1"), customer.customer_id)
    assert done.ok and done.data["token"] == token and done.data["attempt_id"]
    agent = site.agent("agent1")
    assert agent.state == "in_contact"
    rows = site.rows(select(Attempt.direction).where(Attempt.handout_id == token))
    assert [row.direction for row in rows] == ["in"]
    assert site.finish("agent1", token, "NOCOMM").ok

    handout.end_wrap_up(site.call("agent1"), token)
    second = site.desk("agent1").token
    assert second
    handout.accept(site.call("agent1"), second)
    other = site.desk("agent1").customer
    assert other is not None
    site.begin("agent1", second)
    met = inbound.take_inbound(site.call("agent1"), other.customer_id)
    assert met.ok
    rows = site.rows(
        select(Attempt.direction, Attempt.result, Attempt.ended_at)
        .where(Attempt.handout_id == second)
        .order_by(Attempt.id)
    )
    assert [(r.direction, r.result, r.ended_at is not None) for r in rows] == [
        ("out", "busy", True),
        ("in", None, False),
    ]


def test_a_draft_without_an_outcome_stays(site: SampleSite) -> None:
    token = site.preview("agent1")
    note.save_note(site.call("agent1"), token, "not lost", 0)
    handout.give_back(site.call("agent1"), token, "other")
    assert site.one(select(Draft.text).where(Draft.handout_id == token)) == "not lost"
