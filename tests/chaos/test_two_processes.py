"""Two servers on PostgreSQL and Redis, one of them killed again and again: the ledger is whole."""

from __future__ import annotations

from functools import partial

import pytest

from console.scenarios.record_check import record_fault
from scripts.chaos_agent import ChaosAgent
from scripts.chaos_ledger import faults_of, panels_differ
from scripts.server_process import hire
from tests.live.cluster import Cluster
from tests.waiting import until

pytestmark = pytest.mark.chaos
AGENTS, KILLS = 8, 4


@pytest.mark.timeout(900)
def test_killing_one_of_two_servers_loses_and_doubles_nothing() -> None:
    cluster = Cluster(customers=160)
    agents: list[ChaosAgent] = []

    def acknowledged() -> int:
        return sum(len(agent.acked) for agent in agents)

    def wait_for_more_than(count: int) -> None:
        until(lambda: acknowledged() > count, 120)

    def met_a_dead_server(cuts_before: int) -> bool:
        return sum(agent.cuts for agent in agents) > cuts_before

    try:
        urls = [cluster.url("a"), cluster.url("b")]  # an agent goes to the other server when one is gone
        people = hire(cluster.database, AGENTS, "two")
        agents = [ChaosAgent(urls, *who, 5 + number) for number, who in enumerate(people)]
        for agent in agents:
            agent.start()
        wait_for_more_than(5)
        for number in range(KILLS):
            name = "ab"[number % 2]
            before, cuts = acknowledged(), sum(agent.cuts for agent in agents)
            cluster.kill(name)
            until(partial(met_a_dead_server, cuts))
            if number == 3:
                cluster.redis.stop()
                cluster.redis.start()
            cluster.start(name)
            cluster.wait_for(name)
            wait_for_more_than(before)
            print(f"kill {number + 1}: {acknowledged()} acknowledged", flush=True)
        for agent in agents:
            agent.stopping = True
        for agent in agents:
            agent.join(timeout=10)
        faults = panels_differ(agents) + faults_of(cluster.rows, agents)
        with cluster.database.reading() as session:
            assert record_fault(session) == ""
        print(f"{KILLS} kills, {acknowledged()} acknowledged, faults {faults}")
        assert faults == [] and acknowledged() > KILLS
    finally:
        for agent in agents:
            agent.stopping = True
        cluster.close()
