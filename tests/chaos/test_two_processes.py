"""Two servers on PostgreSQL and Redis, one of them killed again and again: the ledger is whole."""

from __future__ import annotations

import random
import time
import uuid
from typing import Any

import pytest
from sqlalchemy import insert, text

from console.actions.people import token_hash
from console.actions.steps.audit_chain import first_broken
from console.clock import Clock
from console.store.models import Agent as Row
from console.store.models import AgentQueue, Person, WebSession
from scripts.chaos import Agent, faults_of, panels_differ
from tests.live.cluster import Cluster, until

pytestmark = pytest.mark.chaos
AGENTS, KILLS = 8, 4


def hire(cluster: Cluster, count: int) -> list[tuple[str, str]]:
    """Make agents with sessions; gives (login, session token)."""
    real, made = Clock().real(), []

    def people(work: Any) -> None:
        for number in range(count):
            login, token = f"two{number}", uuid.uuid4().hex + uuid.uuid4().hex
            person = work.session.execute(
                insert(Person)
                .values(
                    login=login,
                    name=f"Two {number}",
                    password_hash="none",
                    role="agent",
                    role_version=1,
                    team_id=1,
                    locale="en",
                    theme="auto",
                    sound=False,
                    keys={},
                    must_change=False,
                    totp_secret="",
                    totp_last_step=0,
                    made_up=True,
                    made_at=real,
                )
                .returning(Person.id)
            ).scalar_one()
            work.session.execute(
                insert(Row).values(
                    id=person,
                    state="offline",
                    reason="",
                    since=real,
                    next_state="",
                    next_reason="",
                    desk_seq=1,
                    skills=[],
                )
            )
            for rank, queue in enumerate((1, 2, 3), 1):
                work.session.execute(insert(AgentQueue).values(agent_id=person, queue_id=queue, rank=rank))
            work.session.execute(
                insert(WebSession).values(
                    token_sha256=token_hash(token),
                    person_id=person,
                    role_version=1,
                    data={},
                    made_at=real,
                    seen_at=real,
                )
            )
            made.append((login, token))

    cluster.database.transaction(people)
    return made


@pytest.mark.timeout(900)
def test_killing_one_of_two_servers_loses_and_doubles_nothing() -> None:
    class Wanderer(Agent):
        """An agent who goes to the other server when hers is gone."""

        urls: tuple[str, ...] = ()

        def run(self) -> None:
            while not self.stopping:
                self.desk.url = self.urls[self.chance.randrange(2)]
                try:
                    self.desk.sign_in()
                    self.desk.connect()
                    while not self.stopping:
                        self.step()
                except Exception:
                    self.desk.close()
                    time.sleep(0.1 + self.chance.random() * 0.2)

    cluster, chance = Cluster(customers=160), random.Random(5)
    agents: list[Any] = []
    try:
        Wanderer.urls = (cluster.url("a"), cluster.url("b"))
        agents = [
            Wanderer(cluster.url("a"), login, token, 5 + number)
            for number, (login, token) in enumerate(hire(cluster, AGENTS))
        ]
        for agent in agents:
            agent.start()
        until(lambda: sum(len(a.acked) for a in agents) > 5, 120)
        for number in range(KILLS):
            name = "ab"[number % 2]
            before = sum(len(a.acked) for a in agents)
            cluster.kill(name)
            if number == 3:
                cluster.redis.stop()
                cluster.redis.start()
            time.sleep(chance.uniform(0.2, 1.0))
            cluster.start(name)
            cluster.wait_for(name)
            until(lambda b=before: sum(len(a.acked) for a in agents) > b, 120)  # type: ignore[misc]
            print(f"kill {number + 1}: {sum(len(a.acked) for a in agents)} acknowledged", flush=True)
        for agent in agents:
            agent.stopping = True
        for agent in agents:
            agent.join(timeout=10)
        faults = panels_differ(agents)

        def rows(sql: str) -> list[Any]:
            with cluster.database.reading() as session:
                return list(session.execute(text(sql)).all())

        faults += faults_of(rows, agents)
        with cluster.database.reading() as session:
            assert first_broken(session) is None
        acked = sum(len(agent.acked) for agent in agents)
        print(f"{KILLS} kills, {acked} acknowledged, faults {faults}")
        assert faults == [] and acked > KILLS
    finally:
        for agent in agents:
            agent.stopping = True
        cluster.close()
