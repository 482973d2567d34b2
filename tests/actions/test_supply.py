"""Why nobody is offered, told exactly for each agent; queues by team and skill."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from console.actions import handout, people, queues, shift
from console.store.models import Entry
from console.store.queries.queue_panel import SHARE, Supply, SupplyCache
from console.store.views import QueueView
from tests.people import IDS, ZONE, SampleSite


def queue(site: SampleSite, login: str = "agent1") -> QueueView:
    view = site.desk(login).queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    return view


def parts(view: QueueView) -> dict[str, int]:
    return {part.reason: part.count for part in view.sleeping}


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


def test_customers_she_declined_today_are_named_and_nobody_searches(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE id > 3")
    for _ in range(3):
        handout.decline(site.call("agent1"), site.ready("agent1"), "known")
    site.later(minutes=6)
    shift.mark_seen(site.worker(), [1])
    site.tick()
    view = queue(site)
    assert site.agent("agent1").state == "ready"
    assert (view.waiting, view.searching, parts(view)["own_declined"]) == (0, False, 3)
    theirs = queue(site, "agent2")
    assert theirs.waiting == 3 and theirs.searching and "own_declined" not in parts(theirs)
    site.later(days=1)
    assert queue(site).waiting == 3 or "due" in parts(queue(site))


def test_customers_kept_for_a_colleague_are_named_until_their_time(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE id > 3")
    site.sql(
        "UPDATE entry SET own_agent_id = 2, own_kind = 'callback', own_until = :t WHERE id <= 3",
        t="2026-11-23T03:00:00.000000Z",
    )
    assert site.ready("agent1") == 0
    view = queue(site)
    assert (view.waiting, view.searching, parts(view)["reserved"]) == (0, False, 3)
    assert queue(site, "agent2").waiting == 3
    site.later(hours=1)
    assert "reserved" not in parts(queue(site))


def test_a_waiting_customer_past_the_lawful_window_is_next_in_line(site: SampleSite) -> None:
    site.sql("UPDATE entry SET callable_until = :t", t="2026-11-23T02:30:00.000000Z")
    before = queue(site).waiting
    site.later(minutes=31)
    view = queue(site)
    assert before > 0 and view.waiting == 0 and parts(view)["due"] == before
    assert view.searching


def test_a_queue_for_a_skill_is_served_by_those_who_have_it(site: SampleSite) -> None:
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


def test_a_queue_of_a_team_is_served_by_that_team_alone(site: SampleSite) -> None:
    assert save(site, 1, team_id=999).at_field == "team"
    for number in (1, 2, 3):
        assert save(site, number, team_id=2).ok
    assert site.ready("agent1") == 0 and queue(site).total == 0
    assert site.ready("agent3") > 0
    assert {q.team for q in site.floor().queues} == {"B"} or all(q.team for q in site.floor().queues)


def test_closing_a_queue_keeps_its_customers_in_the_sum_until_they_are_moved(site: SampleSite) -> None:
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


def test_the_sum_of_all_agents_reasons_is_the_portfolio(site: SampleSite) -> None:
    for login in ("agent1", "agent2", "agent3"):
        token = site.talk(login)
        site.finish(login, token, "REF")
        handout.end_wrap_up(site.call(login), token)
        handout.decline(site.call(login), site.desk(login).token, "known")
    total = site.one(select(func.count()).select_from(Entry))
    for login in ("agent1", "agent2", "agent3"):
        shift.take_break(site.call(login), "rest")
        handout.decline(site.call(login), site.desk(login).token, "known")
        assert queue(site, login).total == total
    assert site.one(select(func.count()).where(Entry.state == "handed_out")) == 0
    assert IDS["agent1"] == 1


def test_the_numbers_are_read_by_one_at_a_time_and_others_get_the_last_ones(sqlite_site: SampleSite) -> None:
    """With a million customers the reading is long: it must not be done once a desk."""
    meanwhile: list[Supply] = []
    took_s = 0.0

    def stopwatch() -> float:
        """Let another desk ask during the reading, which takes ``took_s``."""
        if cache.at is not None:
            meanwhile.append(get())
        ticks.append(ticks[-1] + took_s)
        return ticks[-1]

    ticks, cache = [0.0], SupplyCache(0, stopwatch)

    def get() -> Supply:
        with sqlite_site.database.reading() as session:
            return cache.get(session, sqlite_site.now, ZONE)

    first = get()
    assert first.views and not meanwhile
    took_s = 60.0 / SHARE
    last = get()
    assert last is not first
    assert meanwhile[0] is first, "a desk that asks during the reading gets the last numbers"
    # the reading took long: its numbers are used for 60 s
    sqlite_site.later(seconds=59)
    assert get() is last
    sqlite_site.later(seconds=1)
    assert get() is not last
