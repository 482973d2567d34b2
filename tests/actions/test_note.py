"""The note of a contact: typed late, judged, and read for signs of the state of mind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from console.actions import guidance, handout, note
from console.store.models import ChainEntry, Draft, Outcome, SpeechFinding
from console.suspicion.model import model
from tests.people import SampleSite


def _note(site: SampleSite, token: int) -> Any:
    return site.one(select(Outcome.note).where(Outcome.handout_id == token).order_by(Outcome.id.desc()).limit(1))


def test_save_note_after_the_outcome_is_in_its_note_when_the_wrap_up_ends(site: SampleSite) -> None:
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


def test_a_wrap_up_that_expires_keeps_the_note_too(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="")
    note.save_note(site.call("agent1"), token, "typed late", 0)
    site.later(seconds=61)
    handout.expire(site.worker())
    assert _note(site, token) == "typed late"


def test_a_note_without_an_outcome_stays(site: SampleSite) -> None:
    token = site.preview("agent1")
    note.save_note(site.call("agent1"), token, "not lost", 0)
    handout.give_back(site.call("agent1"), token, "other")
    assert site.one(select(Draft.text).where(Draft.handout_id == token)) == "not lost"


def test_save_note_judges_the_text_and_keeps_the_finding_on_record(site: SampleSite) -> None:
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


def test_what_the_model_suspects_warns_with_its_reasons_and_is_never_severe(site: SampleSite) -> None:
    token = site.talk("agent1")
    (mark,) = note.save_note(site.call("agent1"), token, "告诉客户，他闺女放学那条路我天天走", 0).data["marks"]
    assert mark["kind"] in ("T1", "T2") and not mark["severe"]
    assert mark["suspected"]["version"] == model().version and mark["suspected"]["near"]
    stored = site.one(select(SpeechFinding.suspected))
    assert stored == mark["suspected"] and site.one(select(SpeechFinding.severe)) is False
    heard = site.desk("agent1").strip.heard  # type: ignore[union-attr]
    assert heard is not None and heard.maybe is not None and 5 <= heard.maybe.tenths <= 9
    rule = note.save_note(site.call("agent1"), token, "告诉客户不还就抓他坐牢", 1)
    assert rule.data["marks"][0]["suspected"] is None
    assert site.desk("agent1").strip.heard.maybe is None  # type: ignore[union-attr]


def test_judge_words_moves_the_state_of_mind_until_the_text_is_gone(site: SampleSite) -> None:
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
