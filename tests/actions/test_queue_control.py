"""What a lead changes at a queue while the day runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions import queue_control
from console.store.models import AgentQueue, Entry, Queue
from tests.people import IDS, SampleSite


def test_a_paused_queue_offers_nobody_and_a_draining_one_wakes_nobody(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    queues = [row[0] for row in site.rows(select(Queue.id))]

    def steer(what: str) -> None:
        for queue in queues:
            assert queue_control.steer(site.call("lead1"), queue, what).ok

    site.sql("UPDATE queue SET team_id = 2 WHERE id = 1")
    assert queue_control.steer(site.call("lead1"), 1, "pause").code == "not_found"
    site.sql("UPDATE queue SET team_id = NULL WHERE id = 1")
    steer("pause")
    assert site.ready("agent1") == 0 and {queue.steered for queue in site.floor().queues} == {"pause"}
    steer("run")
    site.tick()
    assert site.desk("agent1").token != 0
    waiting = select(Entry.id).where(Entry.state == "waiting")
    site.sql(
        "UPDATE entry SET state = 'sleeping', reason = 'due', wake_at = :now WHERE state = 'waiting'", now=_text(site)
    )
    steer("drain")
    site.wake()
    assert site.rows(waiting) == []
    steer("run")
    site.wake()
    assert site.rows(waiting) != []


def _text(site: SampleSite) -> Any:
    return site.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_ranks_and_the_time_of_an_offer_are_set_within_their_bounds(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    lead = site.call("lead1")
    assert queue_control.offer_time(lead, 1, 4).at_field == "seconds"
    assert queue_control.offer_time(site.call("lead1"), 1, 45).ok
    assert site.one(select(Queue.offer_seconds).where(Queue.id == 1)) == 45
    ranks = select(AgentQueue.agent_id, AgentQueue.rank).where(AgentQueue.queue_id == 1)
    before = dict(tuple(row) for row in site.rows(ranks))
    assert queue_control.rank_for_team(site.call("lead1"), 1, 7).data["count"] >= 2
    after = dict(tuple(row) for row in site.rows(ranks))
    assert after[IDS["agent1"]] == after[IDS["agent2"]] == 7 and after[IDS["agent3"]] == before[IDS["agent3"]]
    assert queue_control.serve(site.call("lead1"), IDS["agent3"], 1, 2).code == "not_found"
    assert queue_control.serve(site.call("lead1"), IDS["agent1"], 1, 0).ok
    assert IDS["agent1"] not in dict(tuple(row) for row in site.rows(ranks))
    assert queue_control.serve(site.call("lead1"), IDS["agent1"], 1, 3).ok
    assert dict(tuple(row) for row in site.rows(ranks))[IDS["agent1"]] == 3
