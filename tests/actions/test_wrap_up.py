"""What is typed in wrap-up reaches the record, and what the line says cannot be talked away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, note, outcome
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, ChainEntry, CustomerPhone, Draft, Outcome
from tests.people import House


def _note(house: House, token: int) -> Any:
    return house.one(select(Outcome.note).where(Outcome.handout_id == token).order_by(Outcome.id.desc()).limit(1))


def test_words_typed_after_the_outcome_are_in_its_note_when_the_wrap_up_ends(house: House) -> None:
    token = house.talk("agent1")
    house.finish("agent1", token, "REF", note="short")
    view = house.desk("agent1").outcome
    assert view is not None and view.note == "short"  # a reload shows what was recorded
    saved = note.save_note(house.call("agent1"), token, "short, and rings on Friday", 1)
    assert saved.ok
    handout.end_wrap_up(house.call("agent1"), token)
    assert _note(house, token) == "short, and rings on Friday"
    kept = house.one(select(func.count()).select_from(ChainEntry).where(ChainEntry.kind == "outcome.note"))
    assert kept == 1


def test_a_wrap_up_that_runs_out_keeps_the_words_too(house: House) -> None:
    token = house.talk("agent1")
    house.finish("agent1", token, "REF", note="")
    note.save_note(house.call("agent1"), token, "typed late", 0)
    house.later(seconds=61)
    handout.expire(house.worker())
    assert _note(house, token) == "typed late"


def test_a_correction_keeps_the_note_that_stood_there(house: House) -> None:
    token = house.talk("agent1")
    house.finish("agent1", token, "REF", note="important")
    view = house.desk("agent1").outcome
    assert view is not None and view.recorded is not None and view.note == "important"
    done = outcome.correct(house.call("agent1"), view.recorded.id, "HUP", view.note, OutcomeForm(), view.facts_version)
    assert done.ok
    handout.end_wrap_up(house.call("agent1"), token)
    assert _note(house, token) == "important"


def test_a_promise_is_not_taken_on_a_call_that_nobody_answered(house: House) -> None:
    token = house.preview("agent1")
    done = house.begin("agent1", token)
    contact.line_reports(house.worker(), done.data["attempt_id"], "no_answer")
    view = house.desk("agent1").outcome
    assert view is not None
    open_codes = {c.code for g in view.groups for c in g.choices if c.enabled}
    assert "NA" in open_codes and "PTP" not in open_codes and "REF" not in open_codes
    refused = house.finish("agent1", token, "REF")
    assert refused.code == "invalid" and refused.at_field == "code"
    assert house.finish("agent1", token, "NA").ok


def test_a_line_that_tells_nothing_keeps_its_number_until_the_call_is_ended(house: House) -> None:
    class Tel:
        name = "tel"

        def dial(self, number: str) -> dict[str, str]:
            return {"href": f"tel:{number}"}

        def plan(self, attempt_id: int) -> None:
            return None

    object.__setattr__(house.context, "line", Tel())
    first, second = house.preview("agent1"), house.preview("agent2")
    one = house.desk("agent1").customer
    two = house.desk("agent2").customer
    assert one is not None and two is not None
    shared = next(p.id for p in one.phones if p.chosen)
    have = house.one(
        select(CustomerPhone.id).where(CustomerPhone.customer_id == two.customer_id, CustomerPhone.phone_id == shared)
    )
    assert have is None
    house.sql(
        "INSERT INTO customer_phone (customer_id, phone_id, role, source, status, kind, rank) "
        "VALUES (:c, :p, 'debtor', 'contract', 'usable', 'mobile', 0)",
        c=two.customer_id,
        p=shared,
    )
    begun = contact.begin(house.call("agent1"), first, shared, one.facts_version)
    assert begun.ok
    house.later(minutes=10)
    again = contact.begin(house.call("agent2"), second, shared, two.facts_version)
    assert again.code == "conflict"
    contact.hang_up(house.call("agent1"), first, begun.data["attempt_id"])
    again = contact.begin(house.call("agent2"), second, shared, two.facts_version)
    assert again.code != "conflict"


def test_the_customer_rings_while_the_agent_looks_at_her_or_rings_her(house: House) -> None:
    token = house.ready("agent1")
    customer = house.desk("agent1").customer
    assert customer is not None
    done = inbound.take_inbound(house.call("agent1"), customer.customer_id)
    assert done.ok and done.data["token"] == token and done.data["attempt_id"]
    agent = house.agent("agent1")
    assert agent.state == "in_contact"
    rows = house.rows(select(Attempt.direction).where(Attempt.handout_id == token))
    assert [row.direction for row in rows] == ["in"]
    assert house.finish("agent1", token, "NOCOMM").ok

    handout.end_wrap_up(house.call("agent1"), token)
    second = house.desk("agent1").token
    assert second
    handout.accept(house.call("agent1"), second)
    other = house.desk("agent1").customer
    assert other is not None
    house.begin("agent1", second)
    met = inbound.take_inbound(house.call("agent1"), other.customer_id)
    assert met.ok
    rows = house.rows(
        select(Attempt.direction, Attempt.result, Attempt.ended_at)
        .where(Attempt.handout_id == second)
        .order_by(Attempt.id)
    )
    assert [(r.direction, r.result, r.ended_at is not None) for r in rows] == [
        ("out", "busy", True),
        ("in", None, False),
    ]


def test_a_draft_without_an_outcome_stays(house: House) -> None:
    token = house.preview("agent1")
    note.save_note(house.call("agent1"), token, "not lost", 0)
    handout.give_back(house.call("agent1"), token, "other")
    assert house.one(select(Draft.text).where(Draft.handout_id == token)) == "not lost"
