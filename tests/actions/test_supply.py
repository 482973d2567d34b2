"""Why nobody is offered, told exactly for each agent; queues by team and skill."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from console.actions import handout, people, queues, shift
from console.store.models import Entry
from console.store.queries.floor import floor_view
from console.store.queries.queue_panel import SHARE, Supply, SupplyCache
from console.store.views import FloorView, QueueView
from tests.people import IDS, ZONE, House


def queue(house: House, login: str = "agent1") -> QueueView:
    view = house.desk(login).queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    return view


def parts(view: QueueView) -> dict[str, int]:
    return {part.reason: part.count for part in view.sleeping}


def floor(house: House) -> FloorView:
    with house.database.reading() as session:
        return floor_view(session, house.actor("lead1"), house.now, ZONE, house.supply)


def values(house: House, number: int, **more: Any) -> dict[str, Any]:
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
    row = house.rows(text(f"SELECT {', '.join(names)} FROM queue WHERE id = {number}"))[0]
    found = dict(zip(names, row, strict=True))
    return {**found, "closed": bool(found["closed"]), **more}


def save(house: House, number: int, **more: Any) -> Any:
    return queues.save_queue(house.call("admin1"), number, values(house, number, **more))


def test_customers_she_declined_today_are_named_and_nobody_searches(house: House) -> None:
    house.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE id > 3")
    for _ in range(3):
        handout.decline(house.call("agent1"), house.ready("agent1"), "known")
    house.later(minutes=6)
    shift.mark_seen(house.worker(), [1])
    house.tick()
    view = queue(house)
    assert house.agent("agent1").state == "ready"
    assert (view.waiting, view.searching, parts(view)["own_declined"]) == (0, False, 3)
    theirs = queue(house, "agent2")
    assert theirs.waiting == 3 and theirs.searching and "own_declined" not in parts(theirs)
    house.later(days=1)
    assert queue(house).waiting == 3 or "due" in parts(queue(house))


def test_customers_kept_for_a_colleague_are_named_until_their_time(house: House) -> None:
    house.sql("UPDATE entry SET state = 'closed', reason = 'nothing_owed' WHERE id > 3")
    house.sql(
        "UPDATE entry SET own_agent_id = 2, own_kind = 'callback', own_until = :t WHERE id <= 3",
        t="2026-11-23T03:00:00.000000Z",
    )
    assert house.ready("agent1") == 0
    view = queue(house)
    assert (view.waiting, view.searching, parts(view)["reserved"]) == (0, False, 3)
    assert queue(house, "agent2").waiting == 3
    house.later(hours=1)
    assert "reserved" not in parts(queue(house))


def test_a_waiting_customer_past_the_lawful_window_is_next_in_line(house: House) -> None:
    house.sql("UPDATE entry SET callable_until = :t", t="2026-11-23T02:30:00.000000Z")
    before = queue(house).waiting
    house.later(minutes=31)
    view = queue(house)
    assert before > 0 and view.waiting == 0 and parts(view)["due"] == before
    assert view.searching


def test_a_queue_for_a_skill_is_served_by_those_who_have_it(house: House) -> None:
    for number in (1, 2, 3):
        assert save(house, number, skill="  Cantonese ").ok
    assert house.ready("agent1") == 0
    view = queue(house)
    assert (view.total, view.waiting, view.searching) == (0, 0, False)
    assert [skill for _, skill in view.lacking] == ["cantonese"] * 3
    seq = house.desk("agent1").seq
    done = people.change_person(house.call("admin1"), 1, "Li Min", "agent", 1, False, ["CANTONESE", "english "])
    assert done.ok and house.agent("agent1").skills == ["cantonese", "english"]
    assert house.desk("agent1").seq > seq and house.agent("agent1").state == "ready"
    assert queue(house).waiting > 0 and queue(house).lacking == ()
    handout.deal_out(house.worker())
    assert house.agent("agent1").state == "offered"


def test_a_queue_of_a_team_is_served_by_that_team_alone(house: House) -> None:
    assert save(house, 1, team_id=999).at_field == "team"
    for number in (1, 2, 3):
        assert save(house, number, team_id=2).ok
    assert house.ready("agent1") == 0 and queue(house).total == 0
    assert house.ready("agent3") > 0
    assert {q.team for q in floor(house).queues} == {"B"} or all(q.team for q in floor(house).queues)


def test_closing_a_queue_keeps_its_customers_in_the_sum_until_they_are_moved(house: House) -> None:
    total = house.one(select(func.count()).select_from(Entry))
    assert floor(house).total == total == sum(q.total for q in floor(house).queues)
    assert save(house, 1, closed=True).ok
    closed = next(q for q in floor(house).queues if q.queue_id == 1)
    assert closed.closed and closed.total > 0 and floor(house).total == total
    before = queue(house).total
    assert queues.requeue(house.call("admin1"), 2, 1).at_field == "to"
    moved = queues.requeue(house.call("admin1"), 1, 2)
    assert moved.ok and moved.data["count"] == closed.total
    assert floor(house).total == total and queue(house).total == before + closed.total
    assert all(q.queue_id != 1 for q in floor(house).queues)


def test_the_sum_of_all_agents_reasons_is_the_portfolio(house: House) -> None:
    for login in ("agent1", "agent2", "agent3"):
        token = house.talk(login)
        house.finish(login, token, "REF")
        handout.end_wrap_up(house.call(login), token)
        handout.decline(house.call(login), house.desk(login).token, "known")
    total = house.one(select(func.count()).select_from(Entry))
    for login in ("agent1", "agent2", "agent3"):
        shift.take_break(house.call(login), "rest")
        handout.decline(house.call(login), house.desk(login).token, "known")
        assert queue(house, login).total == total
    assert house.one(select(func.count()).where(Entry.state == "handed_out")) == 0
    assert IDS["agent1"] == 1


def test_the_numbers_are_read_by_one_at_a_time_and_others_get_the_last_ones(small_house: House) -> None:
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
        with small_house.database.reading() as session:
            return cache.get(session, small_house.now, ZONE)

    first = get()
    assert first.views and not meanwhile
    took_s = 60.0 / SHARE
    last = get()
    assert last is not first
    assert meanwhile[0] is first, "a desk that asks during the reading gets the last numbers"
    # the reading took long: its numbers are used for 60 s
    small_house.later(seconds=59)
    assert get() is last
    small_house.later(seconds=1)
    assert get() is not last
