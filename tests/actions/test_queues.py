"""Queues by team and skill, and closing a queue."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text

from console.actions import handout, people, queues
from console.store.models import Entry
from console.store.views import QueueView
from tests.people import SampleSite


def queue(site: SampleSite, login: str = "agent1") -> QueueView:
    view = site.desk(login).queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    return view


def values(site: SampleSite, number: int, **more: Any) -> dict[str, Any]:
    names = (
        "name",
        "name_zh",
        "stage",
        "skill",
        "offer_seconds",
        "wrapup_seconds",
        "extension_seconds",
        "extensions",
        "closed",
        "team_id",
    )
    row = site.rows(text(f"SELECT {', '.join(names)} FROM queue WHERE id = {number}"))[0]
    found = dict(zip(names, row, strict=True))
    return {**found, "closed": bool(found["closed"]), **more}


def save(site: SampleSite, number: int, **more: Any) -> Any:
    return queues.save_queue(site.call("admin1"), number, values(site, number, **more))


def test_save_queue_with_a_skill_is_served_by_agents_with_that_skill(site: SampleSite) -> None:
    for number in (1, 2, 3):
        assert save(site, number, skill="  Cantonese ").ok
    assert site.ready("agent1") == 0
    view = queue(site)
    assert (view.total, view.waiting, view.searching) == (0, 0, False)
    assert [skill for _, skill in view.lacking] == ["cantonese"] * 3
    seq = site.desk("agent1").seq
    done = people.change_person(site.call("admin1"), 1, "Li Min", "agent", 1, False, ["CANTONESE", "english "])
    assert done.ok and site.agent("agent1").skills == ["cantonese", "english"]
    assert site.desk("agent1").seq > seq and site.agent("agent1").state == "ready"
    assert queue(site).waiting > 0 and queue(site).lacking == ()
    handout.deal_out(site.worker())
    assert site.agent("agent1").state == "offered"


def test_save_queue_of_a_team_is_served_by_that_team_alone(site: SampleSite) -> None:
    assert save(site, 1, team_id=999).at_field == "team"
    for number in (1, 2, 3):
        assert save(site, number, team_id=2).ok
    assert site.ready("agent1") == 0 and queue(site).total == 0
    assert site.ready("agent3") > 0
    assert {q.team for q in site.floor().queues} == {"B"} or all(q.team for q in site.floor().queues)


def test_requeue_moves_the_customers_of_a_closed_queue(site: SampleSite) -> None:
    total = site.one(select(func.count()).select_from(Entry))
    assert site.floor().total == total == sum(q.total for q in site.floor().queues)
    assert save(site, 1, closed=True).ok
    closed = next(q for q in site.floor().queues if q.queue_id == 1)
    assert closed.closed and closed.total > 0 and site.floor().total == total
    before = queue(site).total
    assert queues.requeue(site.call("admin1"), 2, 1).at_field == "to"
    moved = queues.requeue(site.call("admin1"), 1, 2)
    assert moved.ok and moved.data["count"] == closed.total
    assert site.floor().total == total and queue(site).total == before + closed.total
    assert all(q.queue_id != 1 for q in site.floor().queues)


def test_add_team_refuses_an_empty_and_a_taken_name(sqlite_site: SampleSite) -> None:
    boss = partial(sqlite_site.call, "admin1")
    nameless = queues.add_team(boss(), "  ")
    assert (nameless.code, nameless.at_field) == ("invalid", "name")
    assert queues.add_team(boss(), " Night shift ").ok
    again = queues.add_team(boss(), "Night shift")
    assert (again.code, again.at_field) == ("conflict", "name")
    assert sqlite_site.one(text("SELECT COUNT(*) FROM team WHERE name = 'Night shift'")) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"offer_seconds": 4}, "offer_seconds"),
        ({"wrapup_seconds": 1801}, "wrapup_seconds"),
        ({"extension_seconds": 301_000}, "extension_seconds"),
        ({"extensions": 11}, "extensions"),
        ({"team_id": 404}, "team"),
    ],
)
def test_save_queue_names_the_field_that_is_wrong(sqlite_site: SampleSite, more: dict[str, Any], field: str) -> None:
    before = values(sqlite_site, 1)
    done = save(sqlite_site, 1, **more)
    assert (done.code, done.at_field, list(done.errors)) == ("invalid", field, [field])
    assert values(sqlite_site, 1) == before


def test_save_queue_keeps_names_apart(sqlite_site: SampleSite) -> None:
    first, second = values(sqlite_site, 1), values(sqlite_site, 2)
    taken = save(sqlite_site, 2, name=first["name"])
    assert (taken.code, taken.at_field) == ("conflict", "name")
    assert values(sqlite_site, 2) == second
    assert save(sqlite_site, 1).ok  # its own name is free
    assert queues.save_queue(sqlite_site.call("admin1"), None, {**first, "name": "Late shift"}).ok


def test_requeue_needs_another_open_queue(sqlite_site: SampleSite) -> None:
    boss = partial(sqlite_site.call, "admin1")
    for source, target in ((1, 1), (1, 404), (404, 1)):
        done = queues.requeue(boss(), source, target)
        assert (done.code, done.at_field) == ("invalid", "to")
    save(sqlite_site, 2, closed=True)
    assert "closed" in queues.requeue(boss(), 1, 2).text


def test_set_ranks_takes_known_queues_only(sqlite_site: SampleSite) -> None:
    boss = partial(sqlite_site.call, "admin1")
    assert queues.set_ranks(boss(), 1, {"2": 1, "404": 2, "3": 0}).ok
    assert sqlite_site.rows(text("SELECT queue_id, rank FROM agent_queue WHERE agent_id = 1")) == [(2, 1)]
    assert queues.set_ranks(boss(), 404, {"1": 1}).code == "not_found"
