"""The shift of an agent: breaks and screens that are silent."""

from __future__ import annotations

from console.actions import handout, shift
from tests.people import IDS, SampleSite


def test_take_break_in_contact_wins_over_the_automatic_ready(site: SampleSite) -> None:
    token = site.talk("agent1")
    shift.take_break(site.call("agent1"), "meal")
    site.finish("agent1", token, "REF")
    site.later(seconds=61)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "meal")


def test_drop_unseen_ends_the_shift_of_ready_agents_who_are_silent_for_90_seconds(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed', wake_at = NULL")  # nobody is left to be offered
    for login in ("agent1", "agent2", "lead1"):
        handout.ask_for_next(site.call(login))
    shift.take_break(site.call("lead1"), "meal")
    site.later(seconds=89)
    assert shift.drop_unseen(site.worker()).data == {"count": 0}
    shift.mark_seen(site.worker(), [IDS["agent2"]])
    site.later(seconds=1)
    before = site.desk("agent1").seq
    assert shift.drop_unseen(site.worker()).data == {"count": 1}
    states = {login: site.agent(login).state for login in ("agent1", "agent2", "lead1")}
    assert states == {"agent1": "offline", "agent2": "ready", "lead1": "on_break"}
    assert site.agent("agent1").reason == "unseen"
    assert site.desk("agent1").seq > before, "the open screen learns it"


def test_drop_unseen_leaves_an_agent_in_contact_alone(site: SampleSite) -> None:
    site.talk("agent1")
    site.later(seconds=600)
    assert shift.drop_unseen(site.worker()).data == {"count": 0}
    assert site.agent("agent1").state == "in_contact"
