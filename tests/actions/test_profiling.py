"""Refusing profiling, its explanation, needs that the customer tells, and corrections by a lead."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import guidance, hold_review, note
from console.actions.call import Call
from console.actions.service_reports import Segment, take_transcript
from console.domain.actor import Actor
from console.domain.guidance.types import LONGEST_SECONDS
from console.store.models import Attempt, ChainEntry, Consent, Customer, Handout, Request, Signal
from tests.people import House


def points(house: House, login: str = "agent1") -> Any:
    view = house.desk(login).points
    assert view is not None
    return view


def customer_of(house: House, token: int) -> int:
    return int(house.one(select(Handout.customer_id).where(Handout.id == token)))


def stored(house: House) -> int:
    return int(house.one(select(func.count()).select_from(Signal).where(~Signal.key.like("path:%"))))


def test_a_refusal_deletes_what_was_stored_and_nothing_is_stored_after_it(house: House) -> None:
    token = house.talk("agent1")
    call = house.call
    assert guidance.signal(call("agent1"), token, "trembles").ok
    assert guidance.correct_psychology(call("agent1"), token, "fear").ok
    assert points(house).top == "fear"
    assert guidance.refuse_profiling(call("agent1"), token, True).ok
    assert stored(house) == 0
    for refused in (
        guidance.correct_psychology(call("agent1"), token, "fear"),
        guidance.signal(call("agent1"), token, "trembles"),
        guidance.strike(call("agent1"), token, "signal:trembles"),
        guidance.lead_corrects(call("lead1"), token, "fear"),
    ):
        assert refused.code == "conflict"
    assert note.save_note(call("agent1"), token, "客户说过几天再还，声音发颤", 0).ok
    assert note.judge_words(call("agent1"), token, "he forgot, voice trembling").ok
    attempt = house.one(select(Attempt.id))
    said = [Segment("customer", "I forgot, I am afraid")]
    service = Call(house.context, Actor(1, "service", "speech"), house.now, "")
    assert take_transcript(service, attempt, said).ok
    assert stored(house) == 0
    customer = customer_of(house, token)
    assert house.one(select(Customer.psychology_label).where(Customer.id == customer)) == ""
    view = points(house)
    assert view.refused and view.unsure and not view.evidence and not view.signals
    assert all(p.id.split(".")[1] == "*" for p in view.points), "neutral words"


def test_a_refusal_outlives_the_contact_and_may_be_taken_back(house: House) -> None:
    token = house.talk("agent1")
    customer = customer_of(house, token)
    assert guidance.refuse_profiling(house.call("agent1"), token, True).ok
    assert guidance.refuse_profiling(house.call("agent1"), token, True).code == "conflict"
    row = house.rows(select(Request).where(Request.customer_id == customer))[0][0]
    assert (row.kind, row.handout_id, row.by_party) == ("profiling_refused", token, "debtor")
    assert house.desk("agent1").strip is not None
    assert guidance.refuse_profiling(house.call("agent1"), token, False).ok
    assert not points(house).refused and points(house).signals
    assert guidance.signal(house.call("agent1"), token, "forgot").ok
    assert guidance.refuse_profiling(house.call("agent1"), token, False).code == "conflict"


def test_a_refusal_changes_no_right_and_no_offer(house: House) -> None:
    token = house.talk("agent1")
    assert guidance.disclose(house.call("agent1"), token, "identity", "said").ok
    before = house.desk("agent1")
    assert guidance.refuse_profiling(house.call("agent1"), token, True).ok
    after = house.desk("agent1")
    assert before.points is not None and after.points is not None
    assert before.points.plan == after.points.plan and before.points.plan is not None
    assert before.points.disclosures == after.points.disclosures
    assert before.strip is not None and after.strip is not None
    assert before.strip.level == after.strip.level


def test_the_explanation_names_the_reasons_and_can_be_said(house: House) -> None:
    from console.domain.guidance import seconds

    token = house.talk("agent1")
    assert guidance.signal(house.call("agent1"), token, "compares").ok
    lines = points(house).explain
    assert len(lines) == 4 and any("compares options" in line.en for line in lines)
    assert all(max(seconds(line.en), seconds(line.zh)) <= LONGEST_SECONDS for line in lines), [
        (line.en, seconds(line.en)) for line in lines
    ]
    assert guidance.explained(house.call("agent1"), token).ok
    kinds = [r.kind for r in house.rows(select(ChainEntry.kind))]
    assert "action.guide.explained" in kinds


def test_words_in_the_note_move_the_mind_and_leave_with_the_note(house: House) -> None:
    house.sql("DELETE FROM balance_month")
    token = house.talk("agent1")
    before = points(house)
    assert note.judge_words(house.call("agent1"), token, "客户说忘了，过几天再还").ok
    after = points(house)
    assert after.procrastination > before.procrastination + 15
    assert {e.key for e in after.evidence} == {"noted:forgot", "noted:puts_off"}
    assert guidance.signal(house.call("agent1"), token, "forgot").ok
    assert {e.key for e in points(house).evidence} == {"signal:forgot", "noted:puts_off"}
    assert guidance.signal(house.call("agent1"), token, "forgot", undo=True).ok
    assert note.judge_words(house.call("agent1"), token, "客户没有忘，问明细").ok
    assert {e.key for e in points(house).evidence} == {"noted:asks_details"}
    assert note.judge_words(house.call("agent1"), token, "").ok
    gone = points(house)
    assert (gone.procrastination, gone.fear) == (before.procrastination, before.fear)


def test_a_lead_corrects_the_mind_of_her_own_teams_call_only(house: House) -> None:
    token = house.talk("agent1")
    seq = house.agent("agent1").desk_seq
    assert guidance.lead_corrects(house.call("lead1"), token, "rational").ok
    assert points(house).top == "rational" and house.agent("agent1").desk_seq > seq
    assert guidance.lead_corrects(house.call("lead1"), token, "sad").code == "invalid"
    other = house.talk("agent3")
    assert guidance.lead_corrects(house.call("lead1"), other, "fear").code == "not_found"


def test_lines_that_changed_by_the_newest_mark_are_marked(house: House) -> None:
    house.sql("DELETE FROM balance_month")
    token = house.talk("agent1")
    for key in ("trembles", "fears_consequence"):
        assert guidance.signal(house.call("agent1"), token, key).ok
    view = points(house)
    assert view.top == "fear" and any(p.changed for p in view.points)
    assert guidance.signal(house.call("agent1"), token, "silent").ok
    assert not any(p.changed for p in points(house).points), "nothing new stands there"


NEED: tuple[str, list[str], str, str, str, bool] = ("need", [], "", "", "please write, I do not like calls", False)


def test_a_need_is_kept_only_with_its_yes_and_opens_the_gentle_path(house: House) -> None:
    token = house.talk("agent1")
    customer = customer_of(house, token)
    asked = hold_review.record_consent(house.call("agent1"), token, *NEED, need="a diagnosis")
    assert (asked.code, asked.at_field) == ("invalid", "need")
    assert hold_review.record_consent(house.call("agent1"), token, *NEED, need="writing").ok
    row = house.rows(select(Request).where(Request.customer_id == customer))[0][0]
    assert (row.kind, row.scope) == ("vulnerable", {"need": "writing"})
    assert house.one(select(Consent.kind).where(Consent.customer_id == customer)) == "need"
    assert points(house).path == "vulnerable"


@pytest.mark.parametrize("code", ["ILL", "VUL", "BEREAVED"])
def test_without_a_yes_only_the_pause_is_kept(house: House, code: str) -> None:
    token = house.talk("agent1")
    customer = customer_of(house, token)
    assert house.finish("agent1", token, code).ok
    kinds = {r.kind for r in house.rows(select(Request.kind).where(Request.customer_id == customer))}
    assert kinds == {"hardship"}


def test_a_risk_of_self_harm_needs_nothing_but_the_code(house: House) -> None:
    token = house.talk("agent1")
    assert house.finish("agent1", token, "RISK").ok
    kinds = {r.kind for r in house.rows(select(Request.kind))}
    assert {"risk", "vulnerable"} <= kinds


def test_a_situation_is_opened_by_hand_and_left_again(house: House) -> None:
    token = house.talk("agent1")
    assert guidance.mark_path(house.call("agent1"), token, "threat").ok
    assert points(house).path == "threat" and points(house).marked == "threat"
    assert guidance.mark_path(house.call("agent1"), token, "scam").ok
    assert points(house).path == "scam"
    assert guidance.mark_path(house.call("agent1"), token, "").ok
    assert points(house).path == ""
    assert guidance.mark_path(house.call("agent1"), token, "moon").code == "invalid"


def test_said_go_on_ticks_the_notices_and_never_the_identity(house: House) -> None:
    token = house.talk("agent1")
    shown = tuple(p.id for p in points(house).points)
    assert [name.split(".")[3] for name in shown] == ["open", "verify", "recording"]
    assert guidance.go_to_step(house.call("agent1"), token, "verify", shown, whole=True).ok
    states = {d.key: d.state for d in points(house).disclosures}
    assert states == {"who": "said", "recording": "said", "identity": ""}
    assert guidance.disclose(house.call("agent1"), token, "identity", "said").ok
    assert points(house).step == "debt", "the notice was given before"


def test_an_earlier_correction_fades_and_an_undo_leaves_it_exactly(house: House) -> None:
    house.sql("DELETE FROM balance_month")
    token = house.talk("agent1")
    customer = customer_of(house, token)
    assert guidance.correct_psychology(house.call("agent1"), token, "rational").ok
    fresh = points(house).rational
    assert house.finish("agent1", token, "NOCOMM").ok
    house.sql("UPDATE entry SET state = 'closed', wake_at = NULL WHERE customer_id <> :c", c=customer)
    house.later(days=60)
    from console.actions import handout

    handout.expire(house.worker())
    house.tick()
    again = house.ready("agent1")
    assert again and customer_of(house, again) == customer
    assert handout.accept(house.call("agent1"), again).ok
    before = points(house)
    assert 34 < before.rational < fresh, "it still speaks, but less"
    assert guidance.correct_psychology(house.call("agent1"), again, "fear").ok
    assert points(house).top == "fear"
    assert guidance.correct_psychology(house.call("agent1"), again, "").ok
    assert points(house) == before, "undone exactly"
