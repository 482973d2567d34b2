"""Guidance in a call: state of mind, profiling, disclosures, steps and what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import guidance, note
from console.actions.call import Call
from console.actions.service_reports import Segment, take_transcript
from console.domain.actor import Actor
from console.domain.guidance.types import LONGEST_SECONDS
from console.store.models import Attempt, ChainEntry, Customer, Handout, Op, Request, Signal
from tests.people import SampleSite


def test_an_answer_moves_words_and_means_and_two_are_enough(site: SampleSite) -> None:
    token = site.talk("agent1")

    def ask(question: str, answer: str, **more: Any) -> Any:
        return guidance.answer_question(site.call("agent1"), token, question, answer, **more)

    for key in ("who", "recording", "identity"):
        assert guidance.disclose(site.call("agent1"), token, key, "said").ok
    assert guidance.go_to_step(site.call("agent1"), token, "cause").ok
    view = site.points()
    assert view.question is not None and not view.question.done and view.certainty == "silent"
    assert all(p.id.split(".")[1] == "*" for p in view.points)
    assert ask("obstacle", "dreaded").ok
    view = site.points()
    assert (view.certainty, view.top) == ("leaning", "fear")
    assert any(p.id.split(".")[1] == "fear" for p in view.points)
    assert view.question is not None and view.question.done
    assert guidance.correct_psychology(site.call("agent1"), token, "none").ok
    assert all(p.id.split(".")[1] == "*" for p in site.points().points), "one key goes back to neutral words"
    assert guidance.correct_psychology(site.call("agent1"), token, "").ok
    assert site.points().top == "fear"
    assert ask("obstacle", "slipped").ok, "another answer to the same question replaces the first"
    assert site.points().top == "procrastination"
    assert ask("manage", "part").ok
    assert site.one(select(Handout.ability).where(Handout.id == token)) == "partly"
    assert ask("way", "now").code == "conflict", "two questions a call are enough"
    assert ask("manage", "part", undo=True).ok
    assert site.one(select(Handout.ability).where(Handout.id == token)) == "unknown"
    assert ask("manage", "gold").code == "invalid" and ask("weather", "-").code == "invalid"
    assert guidance.go_to_step(site.call("agent1"), token, "ability").ok
    assert guidance.set_ability(site.call("agent1"), token, "able").ok
    asked = site.points().question
    assert asked is not None and asked.key == "way", "what the customer said is not asked again"
    assert guidance.refuse_profiling(site.call("agent1"), token, True).ok
    refused = site.points()
    assert refused.question is None and refused.means is None
    assert ask("way", "now").code == "conflict"


def stored(site: SampleSite) -> int:
    return int(site.one(select(func.count()).select_from(Signal).where(~Signal.key.like("path:%"))))


def test_refuse_profiling_deletes_what_was_stored_and_stores_nothing_after_it(site: SampleSite) -> None:
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
    assert view.refused and view.certainty == "silent" and not view.evidence and not view.signals
    assert all(p.id.split(".")[1] == "*" for p in view.points), "neutral talking points"


def test_refuse_profiling_outlives_the_contact_and_may_be_taken_back(site: SampleSite) -> None:
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


def test_refuse_profiling_changes_no_right_and_no_offer(site: SampleSite) -> None:
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


def test_the_explanation_names_the_reasons_and_is_short_enough_to_say(site: SampleSite) -> None:
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


def test_lead_corrects_only_in_a_call_of_the_own_team(site: SampleSite) -> None:
    token = site.talk("agent1")
    seq = site.agent("agent1").desk_seq
    assert guidance.lead_corrects(site.call("lead1"), token, "rational").ok
    assert site.points().top == "rational" and site.agent("agent1").desk_seq > seq
    assert guidance.lead_corrects(site.call("lead1"), token, "sad").code == "invalid"
    other = site.talk("agent3")
    assert guidance.lead_corrects(site.call("lead1"), other, "fear").code == "not_found"


def test_talking_points_changed_by_the_newest_signal_are_marked(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")
    token = site.talk("agent1")
    for key in ("trembles", "fears_consequence"):
        assert guidance.signal(site.call("agent1"), token, key).ok
    view = site.points()
    assert view.top == "fear" and any(p.changed for p in view.points)
    assert guidance.signal(site.call("agent1"), token, "silent").ok
    assert not any(p.changed for p in site.points().points), "nothing new stands there"


def test_mark_path_opens_a_situation_and_leaves_it_again(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.mark_path(site.call("agent1"), token, "threat").ok
    assert site.points().path == "threat" and site.points().marked == "threat"
    assert guidance.mark_path(site.call("agent1"), token, "scam").ok
    assert site.points().path == "scam"
    assert guidance.mark_path(site.call("agent1"), token, "").ok
    assert site.points().path == ""
    assert guidance.mark_path(site.call("agent1"), token, "moon").code == "invalid"


def test_an_earlier_correction_fades_and_an_undo_restores_it_exactly(site: SampleSite) -> None:
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


def test_work_out_ability_keeps_no_amounts(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.disclose(site.call("agent1"), token, "identity", "said").ok
    rest = site.owed(token) // 10
    done = guidance.work_out_ability(site.call("agent1"), token, 7_777_77 + rest, 7_777_77, 15)
    assert done.ok
    row = site.rows(select(Handout.ability, Handout.payday).where(Handout.id == token))[0]
    assert (row.ability, row.payday) == ("partly", 15)
    kept = [str(r.answer) + r.name for r in site.rows(select(Op.answer, Op.name))]
    assert not any("777777" in text for text in kept)
    view = site.desk("agent1").points
    assert view is not None and view.plan is not None and view.plan.ability == "partly"
    days = [day for offer in view.plan.offers for day, _ in offer.parts[1:]]
    assert days and all(15 <= day.day <= 22 for day in days), "after payday, working days"


@pytest.mark.parametrize(("values", "field"), [((100, None, None), "income"), ((None, None, 32), "payday")])
def test_work_out_ability_refuses_half_an_answer(site: SampleSite, values: tuple[Any, Any, Any], field: str) -> None:
    token = site.talk("agent1")
    done = guidance.work_out_ability(site.call("agent1"), token, *values)
    assert (done.code, done.at_field) == ("invalid", field)
