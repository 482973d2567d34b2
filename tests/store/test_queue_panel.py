"""Why no customer is offered: exact numbers for each agent."""

from __future__ import annotations

from sqlalchemy import func, select

from console.actions import handout, shift
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


def test_customers_declined_today_are_counted_apart_and_not_searched(site: SampleSite) -> None:
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


def test_customers_reserved_for_a_colleague_are_counted_apart_until_their_time(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE id > 3")
    site.sql(
        "UPDATE entry SET own_agent_id = 2, own_kind = 'callback', own_until = :t WHERE id <= 3",
        t="2026-11-23T03:00:00.000000Z",
    )
    shift.take_break(site.call("agent2"), "rest")
    site.sql("UPDATE agent SET state = 'wrap_up' WHERE id = 2")  # at work, and not free now
    assert site.ready("agent1") == 0
    view = queue(site)
    assert (view.waiting, view.searching, parts(view)["reserved"]) == (0, False, 3)
    assert queue(site, "agent2").waiting == 3
    site.later(hours=1)
    assert "reserved" not in parts(queue(site))


def test_a_waiting_customer_past_the_lawful_window_counts_as_due(site: SampleSite) -> None:
    site.sql("UPDATE entry SET callable_until = :t", t="2026-11-23T02:30:00.000000Z")
    before = queue(site).waiting
    site.later(minutes=31)
    view = queue(site)
    assert before > 0 and view.waiting == 0 and parts(view)["due"] == before
    assert view.searching


def test_the_reasons_of_each_agent_add_up_to_the_portfolio(site: SampleSite) -> None:
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


def test_supply_cache_lets_one_read_and_gives_others_the_last_numbers(sqlite_site: SampleSite) -> None:
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


def test_the_reasons_of_an_empty_queue_add_up(site: SampleSite) -> None:
    for _ in range(3):
        token = site.talk("agent1")
        site.finish("agent1", token, "REF")
        handout.end_wrap_up(site.call("agent1"), token)
        shift.go_offline(site.call("agent1"))
        handout.decline(site.call("agent1"), site.desk("agent1").token, "known")
    view = site.desk("agent1").queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    assert view.total == 30
