"""The kept sums of an agent's day: right after every act, and never counted twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update

from console.actions import day_sums, handout, outcome, shift
from console.domain.day_sums import DaySums, HourSums
from console.domain.promises import OutcomeForm
from console.store.fast.statements import add, add_rows
from console.store.models import AgentLog, Attempt, DaySum, LiveDay, LiveHour, Promise
from console.store.queries.day_sums import behind, count, usual_day
from console.store.queries.floor_money import DayMoneyCache
from tests.actions.promised import TODAY
from tests.people import IDS, ZONE, SampleSite


def keep(site: SampleSite) -> int:
    return int(day_sums.keep(site.worker()).data["count"])


def in_full(site: SampleSite, token: int) -> OutcomeForm:
    return OutcomeForm(parts=((TODAY + timedelta(1), site.owed(token)),))


def kept(site: SampleSite, login: str = "agent1") -> DaySums:
    """Return the kept row of today."""
    columns = [getattr(LiveDay, name) for name in DaySums.__slots__]
    (row,) = site.rows(select(*columns).where(LiveDay.agent_id == IDS[login], LiveDay.day == "2026-11-23"))
    return DaySums(*row)


def fresh(site: SampleSite, login: str = "agent1") -> DaySums:
    """Return the same from the records."""
    with site.database.reading() as session:
        return count(session, {IDS[login]: 0}, site.now, ZONE)[IDS[login]].sums


def test_the_sums_of_a_call_by_hand(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    shift.take_break(site.call("agent1"), "rest")
    site.later(minutes=2)
    token = site.preview("agent1")
    site.later(seconds=20)
    site.connect("agent1", token)
    site.later(minutes=3)
    site.finish("agent1", token, "PTP", form=in_full(site, token))
    site.later(seconds=50)
    shift.take_break(site.call("agent1"), "meal")
    handout.end_wrap_up(site.call("agent1"), token)
    keep(site)
    # 10:00:00 break, 10:02:00 a customer is offered and taken, 10:02:20 rings and answers, 10:05:20 the outcome and
    # the goodbye, 10:06:10 the break: 120 s of break, 200 s with the customer, 180 s of talk, 50 s of wrap-up
    assert kept(site) == DaySums(
        calls=1, talks=1, rpc=1, promises=1, talk_s=180, contact_s=200, wrap_s=50, idle_s=0, break_s=120
    )
    hours = site.rows(select(LiveHour.hour, LiveHour.calls, LiveHour.talks, LiveHour.promises))
    assert [tuple(row) for row in hours] == [(10, 1, 1, 1)]
    assert site.on_floor("agent1").sums == kept(site)


def test_a_row_that_is_not_behind_is_left_alone_and_the_floor_is_right_before_it_is_kept(
    sqlite_site: SampleSite,
) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    keep(site)
    assert keep(site) == 0
    site.finish("agent1", token, "REF")
    with site.database.reading() as session:
        assert list(behind(session, site.now, ZONE)) == [IDS["agent1"]]
    assert kept(site).rpc == 0 and site.on_floor("agent1").sums == fresh(site)
    assert site.on_floor("agent1").sums.rpc == 1
    keep(site)
    assert kept(site) == fresh(site)
    mine = select(func.count()).where(LiveDay.agent_id == IDS["agent1"])
    assert site.one(mine) == 1


def test_a_leads_correction_and_a_withdrawn_promise_reach_the_kept_row(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    done = site.finish("agent1", token, "PTP", form=in_full(site, token))
    keep(site)
    assert (kept(site).rpc, kept(site).promises) == (1, 1)
    version = site.customer(site.customer_of(token)).facts_version
    corrected = outcome.correct(site.call("lead1"), done.data["outcome_id"], "TP", "brother", OutcomeForm(), version)
    assert corrected.ok, corrected
    assert keep(site) == 1
    assert (kept(site).rpc, kept(site).promises) == (0, 0) == (fresh(site).rpc, fresh(site).promises)
    assert site.one(select(func.count()).select_from(Promise)) == 1


def test_the_usual_day_is_the_average_of_the_days_that_were_worked(sqlite_site: SampleSite) -> None:
    site = sqlite_site

    def sums(day: int, team: int, calls: int, talks: int, promises: int, *, month: int = 11) -> dict[str, Any]:
        counted = {"attempts": calls, "answered": talks, "promises": promises}
        cell = {"dimension": "all", "key": "", "team_id": team, "hour": 9, "currency": ""}
        return {"day": date(2026, month, day), **cell, "sums": counted}

    rows = [sums(19, 1, 10, 4, 2), sums(19, 3, 6, 2, 0), sums(20, 1, 20, 8, 4), sums(1, 1, 900, 0, 0, month=10)]
    site.database.transaction(lambda work: add_rows(work.session, DaySum, rows))
    with site.database.reading() as session:
        # (10 + 6 + 20) calls, (4 + 2 + 8) talks, (2 + 0 + 4) promises over two days; October is too old
        assert usual_day(session, site.now, ZONE, None) == {9: HourSums(18, 7, 3)}
        assert usual_day(session, site.now, ZONE, 1) == {9: HourSums(15, 6, 3)}
        assert usual_day(session, site.now, ZONE, 2) == {}  # team B did not work


def test_the_usual_day_appears_as_soon_as_the_days_before_are_counted(sqlite_site: SampleSite) -> None:
    site, cache = sqlite_site, DayMoneyCache()
    with site.database.reading() as session:
        assert cache.hours(session, site.now, ZONE, None) == ()
    cell = {"dimension": "all", "key": "", "team_id": 1, "hour": 9, "currency": ""}
    row = {"day": date(2026, 11, 20), **cell, "sums": {"attempts": 7}}
    site.database.transaction(lambda work: add_rows(work.session, DaySum, [row]))
    site.later(seconds=3)
    with site.database.reading() as session:
        (hour,) = cache.hours(session, site.now, ZONE, None)
    assert hour.usual == HourSums(calls=7)


def test_a_message_that_never_left_is_no_call(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.talk("agent1")
    assert fresh(site).calls == 1
    site.execute(update(Attempt).values(result="not_dialled"))
    assert fresh(site).calls == 0


def test_a_stretch_over_midnight_counts_from_midnight(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    began = site.now.replace(hour=14, minute=0) - timedelta(days=1)  # 22:00 of the day before
    values = {"agent_id": 1, "state": "wrap_up", "reason": "", "cause": "", "began_at": began}
    ended = began + timedelta(hours=2, minutes=10)
    site.database.transaction(lambda work: add(work.session, AgentLog, **values, ended_at=ended))
    assert fresh(site).wrap_s == 600
    assert site.one(select(func.count()).select_from(Attempt).where(Attempt.agent_id == 1)) == fresh(site).calls
