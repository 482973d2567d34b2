"""The shift of an agent: breaks and screens that are silent."""

from __future__ import annotations

from console.actions import handout, shift
from tests.people import SampleSite


def test_take_break_in_contact_wins_over_the_automatic_ready(site: SampleSite) -> None:
    token = site.talk("agent1")
    shift.take_break(site.call("agent1"), "meal")
    site.finish("agent1", token, "REF")
    site.later(seconds=61)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "meal")
