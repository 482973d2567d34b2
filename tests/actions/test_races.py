"""Races, on real databases: nobody gets the same customer twice, no cap is passed."""

from __future__ import annotations

import multiprocessing
import random
import uuid
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from console.actions import contact, handout, outcome, shift
from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.promises import OutcomeForm
from console.store import claim
from console.store.models import (
    Account,
    Agent,
    AgentQueue,
    Attempt,
    Customer,
    CustomerPhone,
    Entry,
    Handout,
    Person,
    Phone,
)
from console.store.unit_of_work import open_database
from tests import databases
from tests.actions.at_once import at_once
from tests.people import SampleSite
from tests.scale import scaled

pytestmark = pytest.mark.hammer


def more_agents(site: SampleSite, count: int) -> list[Actor]:
    """Add agents of team A who serve all queues."""

    def add(work: Any) -> list[Actor]:
        made = []
        for number in range(count):
            pid = work.session.execute(
                insert(Person)
                .values(
                    login=f"x{number}",
                    name=f"X {number}",
                    password_hash="",
                    role="agent",
                    role_version=1,
                    team_id=1,
                    locale="en",
                    theme="auto",
                    sound=True,
                    keys={},
                    must_change=False,
                    totp_secret="",
                    totp_last_step=0,
                    made_up=True,
                    made_at=site.now,
                )
                .returning(Person.id)
            ).scalar_one()
            work.session.execute(
                insert(Agent).values(
                    id=pid,
                    state="offline",
                    reason="",
                    since=site.now,
                    next_state="",
                    next_reason="",
                    desk_seq=1,
                    skills=[],
                    seen_at=site.now,
                )
            )
            for rank, queue in enumerate((1, 2, 3), 1):
                work.session.execute(insert(AgentQueue).values(agent_id=pid, queue_id=queue, rank=rank))
            made.append(Actor(pid, "agent", f"X {number}", 1))
        return made

    return site.database.transaction(add)


def test_fifty_agents_press_ready_at_once_on_forty_customers(site: SampleSite) -> None:
    waiting = site.rows(select(Entry.customer_id).where(Entry.state == "waiting"))
    fill = 40 - len(waiting)
    assert fill > 0, "the sample holds fewer than forty"
    _grow(site, fill)
    agents = more_agents(site, 50)
    answers = at_once([partial(handout.ask_for_next, Call(site.context, a, site.now)) for a in agents])
    assert all(answer.ok for answer in answers)
    live = site.rows(select(Handout.customer_id, Handout.agent_id).where(Handout.ended_at.is_(None)))
    assert len(live) == 40
    assert len({row.customer_id for row in live}) == 40
    assert len({row.agent_id for row in live}) == 40
    still = site.one(select(func.count()).where(Agent.state == "ready"))
    assert still == 10


def _grow(site: SampleSite, count: int) -> None:
    """Add callable customers until forty wait."""

    def add(work: Any) -> None:
        template = work.session.get_one(Customer, 1)
        columns = [c.key for c in Customer.__table__.columns if c.key != "id"]
        values = {key: getattr(template, key) for key in columns}

        for number in range(count):
            cid = work.session.execute(
                insert(Customer).values(**{**values, "external_id": f"m{number}"}).returning(Customer.id)
            ).scalar_one()
            work.session.execute(
                insert(Account).values(
                    customer_id=cid,
                    external_id=f"m{number}",
                    product="credit_card",
                    currency="TWD",
                    balance_minor=100_000,
                    days_past_due=30,
                )
            )
            pid = work.session.execute(
                insert(Phone).values(e164=f"+86199{number:08d}", region="CN", zone="Asia/Shanghai").returning(Phone.id)
            ).scalar_one()
            work.session.execute(
                insert(CustomerPhone).values(
                    customer_id=cid,
                    phone_id=pid,
                    role="debtor",
                    source="contract",
                    status="usable",
                    kind="mobile",
                    rank=0,
                )
            )
            work.session.execute(
                insert(Entry).values(
                    customer_id=cid,
                    queue_id=1,
                    state="waiting",
                    priority=10,
                    reason="",
                    own_kind="",
                    updated_at=site.now,
                )
            )

    site.database.transaction(add)


def test_two_begins_at_the_frequency_cap_one_wins(site: SampleSite) -> None:
    token = site.preview("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id

    def seed(work: Any) -> None:
        for minutes in (50, 40):
            began = site.now - timedelta(minutes=minutes)
            work.session.execute(
                insert(Attempt).values(
                    customer_id=view.customer_id,
                    phone_id=phone,
                    channel="call",
                    direction="out",
                    party="debtor",
                    purpose="collect",
                    initiator="agent",
                    began_at=began,
                    ended_at=began,
                    result="effective",
                    line="",
                    line_result="",
                    live=False,
                    verdict={},
                    warn_reason="",
                    breach=False,
                )
            )

    site.database.transaction(seed)
    calls = [
        lambda: contact.begin(site.call("agent1"), token, phone, view.facts_version, reason="needed today")
        for _ in range(16)
    ]
    answers = at_once(calls)
    assert sum(1 for answer in answers if answer.ok) == 1
    assert site.one(select(func.count()).where(Attempt.live)) == 1


def test_two_customers_with_one_number_never_ring_together(site: SampleSite) -> None:
    first = site.preview("agent1")
    second = site.preview("agent2")
    one, two = site.desk("agent1").customer, site.desk("agent2").customer
    assert one is not None and two is not None
    shared = one.phones[0].id
    site.sql(
        "INSERT INTO customer_phone (customer_id, phone_id, role, source, status, kind, rank) "
        "VALUES (:c, :p, 'debtor', 'contract', 'usable', 'mobile', 0)",
        c=two.customer_id,
        p=shared,
    )
    answers = at_once(
        [
            lambda: contact.begin(site.call("agent1"), first, shared, one.facts_version),
            lambda: contact.begin(site.call("agent2"), second, shared, two.facts_version),
        ]
    )
    assert sorted(answer.ok for answer in answers) == [False, True]
    refused = next(answer for answer in answers if not answer.ok)
    assert refused.code == "conflict"


def _claim_many(url: str, agent: int, start: Any, queue: Any, now: Any) -> None:
    database = open_database(url, databases.KEYS, pool_size=2)
    taken = []
    start.wait(timeout=120)
    while True:
        found = database.transaction(lambda work: claim.claim_next(work, agent, [1, 2, 3], now, "2026-11-23"))
        if found is None:
            break
        taken.append(found.customer_id)
    database.close()
    queue.put(taken)


def test_eight_processes_claim_everything_once(site: SampleSite) -> None:
    count = scaled(500, 10_000)
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")

    def fill(work: Any) -> None:
        base = work.session.get_one(Customer, 1)
        values = {c.key: getattr(base, c.key) for c in Customer.__table__.columns if c.key != "id"}
        ids = work.session.execute(
            insert(Customer).returning(Customer.id), [{**values, "external_id": f"many-{n}"} for n in range(count)]
        ).scalars()
        work.session.execute(
            insert(Entry),
            [
                {
                    "customer_id": cid,
                    "queue_id": 1 + cid % 3,
                    "state": "waiting",
                    "priority": random.Random(cid).randint(0, 90),
                    "reason": "",
                    "own_kind": "",
                    "updated_at": site.now,
                }
                for cid in ids
            ],
        )

    site.database.transaction(fill)
    forks = multiprocessing.get_context("forkserver")  # all are copies of one process that has loaded the console
    forks.set_forkserver_preload([__name__])
    start, results = forks.Barrier(8), forks.Queue()
    url = site.database.url.render_as_string(hide_password=False)
    workers = [
        forks.Process(target=_claim_many, args=(url, 1, start, results, site.now), daemon=True) for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    taken = [customer for _ in workers for customer in results.get(timeout=120)]
    for worker in workers:
        worker.join(timeout=30)
    assert len(taken) == count
    assert max(Counter(taken).values()) == 1


def _finish_four_times(site: SampleSite) -> list[Any]:
    token = site.talk("agent1")
    shift.take_break(site.call("agent1"), "rest")
    view = site.desk("agent1").outcome
    assert view is not None
    key = str(uuid.uuid4())

    def finish() -> Any:
        call = site.call("agent1", key)
        return outcome.finish(call, token, "REF", "", OutcomeForm(), view.facts_version)

    answers = at_once([finish] * 4)
    site.hang_up("agent1")
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    return answers


def test_a_resend_beside_its_original_gets_the_same_answer(site: SampleSite) -> None:
    for _ in range(6):
        answers = _finish_four_times(site)
        assert all(answer.ok for answer in answers), answers
        assert len({answer.data["outcome_id"] for answer in answers}) == 1
