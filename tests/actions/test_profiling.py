"""Refusing profiling, its explanation, needs that the customer tells, and corrections by a lead."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from console.actions import guidance, hold_review, note
from console.actions.call import Call
from console.actions.service_reports import Segment, take_transcript
from console.domain.actor import Actor
from console.domain.guidance.types import LONGEST_SECONDS
from console.store.models import Attempt, ChainEntry, Consent, Customer, Request, Signal
from tests.people import SampleSite


def stored(site: SampleSite) -> int:
    return int(site.one(select(func.count()).select_from(Signal).where(~Signal.key.like("path:%"))))


def test_a_refusal_deletes_what_was_stored_and_nothing_is_stored_after_it(site: SampleSite) -> None:
    token = site.talk("agent1")
    call = site.call
    assert guidance.signal(call("agent1"), token, "trembles").ok
    assert guidance.correct_psychology(call("agent1"), token, "fear").ok
    assert site.points().top == "fear"
    assert guidance.refuse_profiling(call("agent1"), token, True).ok
    assert stored(site) == 0
    for refused in (
        guidance.correct_psychology(call("agent1"), token, "fear"),
        guidance.signal(call("agent1"), token, "trembles"),
        guidance.strike(call("agent1"), token, "signal:trembles"),
        guidance.lead_corrects(call("lead1"), token, "fear"),
    ):
        assert refused.code == "conflict"
    assert note.save_note(call("agent1"), token, "客户说过几天再还，声音发颤", 0).ok
    assert note.judge_words(call("agent1"), token, "he forgot, voice trembling").ok
    attempt = site.one(select(Attempt.id))
    said = [Segment("customer", "I forgot, I am afraid")]
    service = Call(site.context, Actor(1, "service", "speech"), site.now, "")
    assert take_transcript(service, attempt, said).ok
    assert stored(site) == 0
    customer = site.customer_of(token)
    assert site.one(select(Customer.psychology_label).where(Customer.id == customer)) == ""
    view = site.points()
    assert view.refused and view.unsure and not view.evidence and not view.signals
    assert all(p.id.split(".")[1] == "*" for p in view.points), "neutral words"


def test_a_refusal_outlives_the_contact_and_may_be_taken_back(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert guidance.refuse_profiling(site.call("agent1"), token, True).ok
    assert guidance.refuse_profiling(site.call("agent1"), token, True).code == "conflict"
    row = site.rows(select(Request).where(Request.customer_id == customer))[0][0]
    assert (row.kind, row.handout_id, row.by_party) == ("profiling_refused", token, "debtor")
    assert site.desk("agent1").strip is not None
    assert guidance.refuse_profiling(site.call("agent1"), token, False).ok
    assert not site.points().refused and site.points().signals
    assert guidance.signal(site.call("agent1"), token, "forgot").ok
    assert guidance.refuse_profiling(site.call("agent1"), token, False).code == "conflict"


def test_a_refusal_changes_no_right_and_no_offer(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.disclose(site.call("agent1"), token, "identity", "said").ok
    before = site.desk("agent1")
    assert guidance.refuse_profiling(site.call("agent1"), token, True).ok
    after = site.desk("agent1")
    assert before.points is not None and after.points is not None
    assert before.points.plan == after.points.plan and before.points.plan is not None
    assert before.points.disclosures == after.points.disclosures
    assert before.strip is not None and after.strip is not None
    assert before.strip.level == after.strip.level


def test_the_explanation_names_the_reasons_and_can_be_said(site: SampleSite) -> None:
    from console.domain.guidance import seconds

    token = site.talk("agent1")
    assert guidance.signal(site.call("agent1"), token, "compares").ok
    lines = site.points().explain
    assert len(lines) == 4 and any("compares options" in line.en for line in lines)
    assert all(max(seconds(line.en), seconds(line.zh)) <= LONGEST_SECONDS for line in lines), [
        (line.en, seconds(line.en)) for line in lines
    ]
    assert guidance.explained(site.call("agent1"), token).ok
    kinds = [r.kind for r in site.rows(select(ChainEntry.kind))]
    assert "action.guide.explained" in kinds


def test_words_in_the_note_move_the_mind_and_leave_with_the_note(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")
    token = site.talk("agent1")
    before = site.points()
    assert note.judge_words(site.call("agent1"), token, "客户说忘了，过几天再还").ok
    after = site.points()
    assert after.procrastination > before.procrastination + 15
    assert {e.key for e in after.evidence} == {"noted:forgot", "noted:puts_off"}
    assert guidance.signal(site.call("agent1"), token, "forgot").ok
    assert {e.key for e in site.points().evidence} == {"signal:forgot", "noted:puts_off"}
    assert guidance.signal(site.call("agent1"), token, "forgot", undo=True).ok
    assert note.judge_words(site.call("agent1"), token, "客户没有忘，问明细").ok
    assert {e.key for e in site.points().evidence} == {"noted:asks_details"}
    assert note.judge_words(site.call("agent1"), token, "").ok
    gone = site.points()
    assert (gone.procrastination, gone.fear) == (before.procrastination, before.fear)


def test_a_lead_corrects_the_mind_of_her_own_teams_call_only(site: SampleSite) -> None:
    token = site.talk("agent1")
    seq = site.agent("agent1").desk_seq
    assert guidance.lead_corrects(site.call("lead1"), token, "rational").ok
    assert site.points().top == "rational" and site.agent("agent1").desk_seq > seq
    assert guidance.lead_corrects(site.call("lead1"), token, "sad").code == "invalid"
    other = site.talk("agent3")
    assert guidance.lead_corrects(site.call("lead1"), other, "fear").code == "not_found"


def test_lines_that_changed_by_the_newest_mark_are_marked(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")
    token = site.talk("agent1")
    for key in ("trembles", "fears_consequence"):
        assert guidance.signal(site.call("agent1"), token, key).ok
    view = site.points()
    assert view.top == "fear" and any(p.changed for p in view.points)
    assert guidance.signal(site.call("agent1"), token, "silent").ok
    assert not any(p.changed for p in site.points().points), "nothing new stands there"


NEED: tuple[str, list[str], str, str, str, bool] = ("need", [], "", "", "please write, I do not like calls", False)


def test_a_need_is_kept_only_with_its_yes_and_opens_the_gentle_path(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    asked = hold_review.record_consent(site.call("agent1"), token, *NEED, need="a diagnosis")
    assert (asked.code, asked.at_field) == ("invalid", "need")
    assert hold_review.record_consent(site.call("agent1"), token, *NEED, need="writing").ok
    row = site.rows(select(Request).where(Request.customer_id == customer))[0][0]
    assert (row.kind, row.scope) == ("vulnerable", {"need": "writing"})
    assert site.one(select(Consent.kind).where(Consent.customer_id == customer)) == "need"
    assert site.points().path == "vulnerable"


@pytest.mark.parametrize("code", ["ILL", "VUL", "BEREAVED"])
def test_without_a_yes_only_the_pause_is_kept(site: SampleSite, code: str) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert site.finish("agent1", token, code).ok
    kinds = {r.kind for r in site.rows(select(Request.kind).where(Request.customer_id == customer))}
    assert kinds == {"hardship"}


def test_a_risk_of_self_harm_needs_nothing_but_the_code(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "RISK").ok
    kinds = {r.kind for r in site.rows(select(Request.kind))}
    assert {"risk", "vulnerable"} <= kinds


def test_a_situation_is_opened_by_hand_and_left_again(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.mark_path(site.call("agent1"), token, "threat").ok
    assert site.points().path == "threat" and site.points().marked == "threat"
    assert guidance.mark_path(site.call("agent1"), token, "scam").ok
    assert site.points().path == "scam"
    assert guidance.mark_path(site.call("agent1"), token, "").ok
    assert site.points().path == ""
    assert guidance.mark_path(site.call("agent1"), token, "moon").code == "invalid"


def test_said_go_on_ticks_the_notices_and_never_the_identity(site: SampleSite) -> None:
    token = site.talk("agent1")
    shown = tuple(p.id for p in site.points().points)
    assert [name.split(".")[3] for name in shown] == ["open", "verify", "recording"]
    assert guidance.go_to_step(site.call("agent1"), token, "verify", shown, whole=True).ok
    states = {d.key: d.state for d in site.points().disclosures}
    assert states == {"who": "said", "recording": "said", "identity": ""}
    assert guidance.disclose(site.call("agent1"), token, "identity", "said").ok
    assert site.points().step == "debt", "the notice was given before"


def test_an_earlier_correction_fades_and_an_undo_leaves_it_exactly(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert guidance.correct_psychology(site.call("agent1"), token, "rational").ok
    fresh = site.points().rational
    assert site.finish("agent1", token, "NOCOMM").ok
    site.sql("UPDATE entry SET state = 'closed', wake_at = NULL WHERE customer_id <> :c", c=customer)
    site.later(days=60)
    from console.actions import handout

    handout.expire(site.worker())
    site.tick()
    again = site.ready("agent1")
    assert again and site.customer_of(again) == customer
    assert handout.accept(site.call("agent1"), again).ok
    before = site.points()
    assert 34 < before.rational < fresh, "it still speaks, but less"
    assert guidance.correct_psychology(site.call("agent1"), again, "fear").ok
    assert site.points().top == "fear"
    assert guidance.correct_psychology(site.call("agent1"), again, "").ok
    assert site.points() == before, "undone exactly"
