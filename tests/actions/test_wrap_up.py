"""An outcome does not hang up: the call goes on, and the wrap-up begins when it is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from console.actions import contact, floor, guidance, handout, outcome, shift
from console.domain.promises import OutcomeForm
from console.store.models import AgentLog, Attempt, Handout
from tests.people import IDS, SampleSite


def promise(site: SampleSite, token: int) -> OutcomeForm:
    return OutcomeForm((((site.now + timedelta(days=2)).date(), site.owed(token)),))


def recorded(site: SampleSite, code: str = "REF") -> int:
    """Talk, and record this outcome while the customer is on the line."""
    token = site.talk("agent1")
    form = promise(site, token) if code == "PTP" else None
    assert site.finish("agent1", token, code, form, hang_up=False).ok
    return token


def running(site: SampleSite) -> bool:
    return bool(site.rows(select(Attempt.id).where(Attempt.ended_at.is_(None), Attempt.live)))


def test_a_promise_is_recorded_and_the_customer_is_still_on_the_line(site: SampleSite) -> None:
    token = site.talk("agent1")
    for key in ("who", "recording", "identity"):
        assert guidance.disclose(site.call("agent1"), token, key, "said").ok
    done = site.finish("agent1", token, "PTP", promise(site, token), hang_up=False)
    assert done.ok and done.data["state"] == "in_contact"
    view = site.desk("agent1")
    assert running(site) and view.shift.phase == "talking" and view.shift.until is None
    assert view.outcome is not None and view.outcome.recorded is not None and view.outcome.on_the_line
    assert view.points is not None and view.strip is not None
    assert [point.step for point in view.points.points] == ["repeat_back", "close"], "what is left to say"
    assert not view.strip.ending, "the own promise does not cut the goodbye off"
    refused = handout.end_wrap_up(site.call("agent1"), token)
    assert refused.text == "Somebody is on the line. Hang up when you have said goodbye."
    assert handout.extend(site.call("agent1"), token).code == "illegal"
    site.later(minutes=3)
    site.hang_up("agent1")
    view = site.desk("agent1")
    assert not running(site) and view.shift.phase == "wrap_up" and view.shift.until == site.now + timedelta(seconds=60)
    stretch = site.rows(select(AgentLog).where(AgentLog.state == "in_contact"))[-1][0]
    assert stretch.ended_at == site.now, "the goodbye is talk, not wrap-up"
    assert handout.end_wrap_up(site.call("agent1"), token).ok


def test_when_the_other_side_hangs_up_the_wrap_up_begins(site: SampleSite) -> None:
    token = recorded(site)
    attempt = site.one(select(Attempt.id))
    assert contact.line_reports(site.worker(), attempt, "ended").data == {"count": 1}
    assert site.agent("agent1").state == "wrap_up" and not running(site)
    assert contact.line_reports(site.worker(), attempt, "ended").data == {"count": 0}
    assert contact.hang_up(site.call("agent1"), token, attempt).ok, "the key comes a moment later: nothing changes"
    assert site.agent("agent1").state == "wrap_up"


def test_before_the_outcome_the_end_of_the_line_leaves_the_outcome_to_record(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert contact.line_reports(site.worker(), site.one(select(Attempt.id)), "ended").data == {"count": 1}
    assert site.desk("agent1").shift.phase == "talked"
    assert site.finish("agent1", token, "REF").data["state"] == "wrap_up"


def test_a_call_that_nobody_answered_ends_with_its_outcome(site: SampleSite) -> None:
    token = site.preview("agent1")
    assert site.begin("agent1", token).ok
    assert site.finish("agent1", token, "NA", hang_up=False).data["state"] == "wrap_up"
    assert not running(site)


def test_a_correction_to_voicemail_says_that_nobody_is_on_the_line(site: SampleSite) -> None:
    recorded(site)
    view = site.desk("agent1").outcome
    assert view is not None and view.recorded is not None
    again = (view.recorded.id, "NOCOMM", "", OutcomeForm(), view.facts_version)
    assert outcome.correct(site.call("agent1"), *again).ok
    assert running(site) and site.agent("agent1").state == "in_contact"
    view = site.desk("agent1").outcome
    assert view is not None and view.recorded is not None
    assert outcome.correct(site.call("agent1"), view.recorded.id, "VM", "", OutcomeForm(), view.facts_version).ok
    assert not running(site) and site.agent("agent1").state == "wrap_up"


def test_a_recorded_call_lasts_as_long_as_the_screen_is_there(site: SampleSite) -> None:
    token = recorded(site)
    for _ in range(10):
        site.later(seconds=60)
        shift.mark_seen(site.worker(), [IDS["agent1"]])
        site.tick()
    assert site.agent("agent1").handout_id == token and running(site)
    site.later(seconds=91)
    site.tick()
    assert site.agent("agent1").state == "offline" and not running(site)
    assert site.one(select(Handout.end_reason).where(Handout.id == token)) == "done"


def test_a_lead_may_end_a_shift_that_stands_in_a_recorded_call(site: SampleSite) -> None:
    token = recorded(site)
    assert site.on_floor("agent1").off
    assert floor.recall(site.call("lead1"), token, "queue", "is not there").code == "illegal"
    assert floor.set_off_shift(site.call("lead1"), IDS["agent1"], "is not there").ok
    assert site.agent("agent1").state == "offline" and not running(site)


def test_nobody_else_gets_a_customer_who_is_still_on_the_line(site: SampleSite) -> None:
    token = recorded(site, "HUP")
    customer = site.customer_of(token)
    site.sql("UPDATE entry SET wake_at = :at WHERE customer_id = :id", at="2026-11-23T01:00:00.000000Z", id=customer)
    site.wake()
    assert site.entry(customer).state == "sleeping"
