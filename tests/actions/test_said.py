"""Said is what was said: nothing before somebody answers, one card a time, and one card back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.actions import contact, guidance, inbound, said
from console.actions.call import Answer
from console.store.models import ChainEntry, DisclosureMark, PointShown
from tests.people import SampleSite


def cards(site: SampleSite) -> tuple[str, ...]:
    return tuple(point.id for point in site.points().points)


def now_step(site: SampleSite) -> str:
    return next(point.step for point in site.points().points if point.now)


def say(site: SampleSite, token: int) -> Answer:
    return said.say(site.call("agent1"), token, cards(site))


def states(site: SampleSite) -> dict[str, str]:
    return {d.key: d.state for d in site.points().disclosures}


def test_nothing_can_be_said_before_somebody_answers(site: SampleSite) -> None:
    token = site.preview("agent1")
    begun = site.begin("agent1", token)
    for refused in (
        say(site, token),
        guidance.disclose(site.call("agent1"), token, "who", "said"),
        guidance.disclose(site.call("agent1"), token, "who", "not_said", "hung_up"),
        guidance.explain_unsaid(site.call("agent1"), token, ("who",), "hung_up"),
    ):
        assert (refused.code, refused.text) == ("illegal", "Nobody has answered yet: nothing has been said.")
    assert site.one(select(DisclosureMark.id)) is None
    assert site.one(select(PointShown.said_at).where(PointShown.said_at.is_not(None))) is None
    contact.line_reports(site.worker(), begun.data["attempt_id"], "answered")
    assert say(site, token).ok


def test_a_second_call_that_nobody_answered_says_nothing(site: SampleSite) -> None:
    token = site.talk("agent1")
    attempt = site.desk("agent1").customer
    assert attempt is not None and attempt.attempt_id is not None
    assert contact.hang_up(site.call("agent1"), token, attempt.attempt_id).ok
    assert say(site, token).ok, "what was said in the call may be marked just after it"
    assert site.begin("agent1", token).ok
    assert say(site, token).code == "illegal"


def test_an_inbound_call_counts_as_answered(site: SampleSite) -> None:
    done = inbound.take_inbound(site.call("agent1"), 1)
    assert say(site, done.data["token"]).ok


def test_each_press_says_one_card_and_its_own_disclosure_and_skips_none(site: SampleSite) -> None:
    token = site.talk("agent1")
    order = [now_step(site)]
    assert say(site, token).ok
    assert states(site) == {"who": "said", "recording": "", "identity": ""}, "the recording is told on its own card"
    order.append(now_step(site))
    assert say(site, token).ok, "the question is asked"
    order.append(now_step(site))
    assert say(site, token).ok
    assert states(site) == {"who": "said", "recording": "said", "identity": ""}
    assert now_step(site) == "verify", "back to the check that stands open"
    stuck = say(site, token)
    assert (stuck.code, stuck.text) == ("illegal", "Check the identity first, then go on.")
    assert guidance.disclose(site.call("agent1"), token, "identity", "said", shown=cards(site)).ok
    while now_step(site) != "close":
        order.append(now_step(site))
        assert say(site, token).ok
    order.append("close")
    assert order == [key for key, _ in site.points().steps], "every card was the one marked now"
    assert say(site, token).ok
    assert say(site, token).text == "That was the last card. Hang up when you have said goodbye."
    told = site.rows(select(PointShown.step).where(PointShown.said_at.is_not(None)))
    assert sorted(row.step for row in told) == sorted(order), "one record a card"


def test_taking_back_goes_one_card_back_and_stays_on_record(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert said.take_back(site.call("agent1"), token).code == "illegal", "nothing was said"
    assert say(site, token).ok
    site.later(seconds=5)
    assert guidance.disclose(site.call("agent1"), token, "identity", "said", shown=cards(site)).ok
    site.later(seconds=5)
    assert say(site, token).ok and now_step(site) == "debt"
    assert said.take_back(site.call("agent1"), token).ok
    assert now_step(site) == "recording" and states(site)["recording"] == ""
    assert states(site)["identity"] == "said", "one card, not two"
    assert said.take_back(site.call("agent1"), token).ok
    assert now_step(site) == "verify" and states(site) == {"who": "said", "recording": "", "identity": ""}
    kinds = [row.kind for row in site.rows(select(ChainEntry.kind))]
    assert kinds.count("action.guide.unsaid") == 2 and kinds.count("action.guide.said") == 2


def test_a_step_that_is_only_looked_at_says_nothing(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.go_to_step(site.call("agent1"), token, "verify", (*cards(site), "call.x.y.z.v9")).ok
    assert guidance.saw(site.call("agent1"), token, cards(site)).ok
    rows = site.rows(select(PointShown.point, PointShown.said_at))
    assert len(rows) == 3 and all(row.said_at is None for row in rows)
    assert states(site)["who"] == ""


@pytest.mark.parametrize(("code", "asks"), [("REF", True), ("PLAN", False), ("HUP", False), ("RISK", False)])
def test_the_outcome_asks_once_for_what_was_not_said(site: SampleSite, code: str, asks: bool) -> None:
    token = site.talk("agent1")
    if code == "PLAN":  # everything was said: nothing to ask
        code = "PAID"
        for key in ("who", "recording", "identity"):
            assert guidance.disclose(site.call("agent1"), token, key, "said").ok
    else:
        assert guidance.disclose(site.call("agent1"), token, "who", "said").ok
    assert site.finish("agent1", token, code).ok
    view = site.desk("agent1").outcome
    assert view is not None
    assert [d.key for d in view.unsaid] == (["recording", "identity"] if asks else [])
    if asks:
        keys = tuple(d.key for d in view.unsaid)
        assert guidance.explain_unsaid(site.call("agent1"), token, keys, "moon").code == "invalid"
        assert guidance.explain_unsaid(site.call("agent1"), token, (*keys, "who"), "other").ok
        view = site.desk("agent1").outcome
        assert view is not None and view.unsaid == (), "asked once"
        assert states(site) == {"who": "said", "recording": "not_said", "identity": "not_said"}
