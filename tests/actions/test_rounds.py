"""Rounds: a pair's day, planned inside the law, changed by a lead, its customers kept from the queue."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from console.actions import rounds, visits
from console.store.models import Request, Visit, VisitRound
from tests.actions.visit_site import DAY, customers, hire, office, owe, person, planned, put_on_map
from tests.people import ZONE, SampleSite

HOURS = ("09:00", "18:00")


@pytest.fixture
def out(site: SampleSite) -> SampleSite:
    """Return the site with two pairs and four approved visits around the office."""
    place = office(site)
    pairs = [[site.actor("collector1").id, hire(site, "c2")], [hire(site, "c3"), hire(site, "c4")]]
    for pair in pairs:
        assert rounds.open_round(site.call("lead1"), DAY, pair, place, place, HOURS).ok
    chosen = customers(site, 4)
    owe(site, *chosen)
    for number, customer_id in enumerate(chosen):
        put_on_map(site, customer_id, 31.21 + number / 100, 121.45)
        values = {"customer_id": customer_id, "place_id": 2 + number, "state": "approved", "why": "asked for it"}
        values |= {"proposed_at": site.now, "factors": [], "gain_minor": 100_000, "cost_minor": 20_000}
        values |= {"currency": "TWD", "minutes": 20, "bound": False, "travel_s": 0, "metres": 0}
        site.execute(insert(Visit).values(**values, left_out="", end_reason=""))
    return site


def keep(site: SampleSite) -> None:
    plan, versions = planned(site)
    done = rounds.keep_plan(site.call("lead1"), DAY, plan, versions)
    assert done.ok, done


def visit_of(site: SampleSite, number: int) -> Visit:
    found: Visit = site.one(select(Visit).order_by(Visit.id).offset(number).limit(1))
    return found


def test_a_round_needs_two_different_collectors_who_are_free(site: SampleSite) -> None:
    place, mine, other = office(site), site.actor("collector1").id, hire(site, "c2")
    lead = site.call("lead1")
    assert rounds.open_round(lead, DAY, [mine], place, place, HOURS).at_field == "collectors"
    assert rounds.open_round(lead, DAY, [mine, mine], place, place, HOURS).at_field == "collectors"
    agent = site.actor("agent1").id
    assert rounds.open_round(lead, DAY, [mine, agent], place, place, HOURS).at_field == "collectors"
    assert rounds.open_round(lead, DAY, [mine, other], place, place, ("18:00", "09:00")).at_field == "ends"
    assert rounds.open_round(lead, "today", [mine, other], place, place, HOURS).at_field == "day"
    assert rounds.open_round(lead, DAY, [mine, other], place + 9, place, HOURS).at_field == "start"
    assert rounds.open_round(lead, DAY, [mine, other], place, place, HOURS).ok
    assert rounds.open_round(lead, DAY, [other, hire(site, "c3")], place, place, HOURS).code == "conflict"
    assert site.one(select(VisitRound.breaks)) == [["11:30", "13:00", 45]]


def test_a_plan_gives_each_visit_its_time_and_keeps_its_customer_from_the_queue(out: SampleSite) -> None:
    keep(out)
    kept = out.rows(select(Visit.round_id, Visit.position, Visit.begins_at, Visit.leaves_at, Visit.customer_id))
    assert len({row[0] for row in kept}) == 2
    for row in kept:
        begins = row[2].astimezone(ZONE)
        assert time(8) <= begins.time() and row[2] >= out.now and row[3] - row[2] == timedelta(minutes=20)
        entry = out.entry(row[4])
        assert (entry.state, entry.reason) == ("sleeping", "visit")
    first = out.one(select(VisitRound).order_by(VisitRound.id).limit(1))
    assert first.planned_version == first.version and first.saved_s == 0 and first.distances == "straight"
    chosen = {row[4] for row in kept}
    out.execute(update(VisitRound).values(state="planned"))
    out.sql("UPDATE entry SET wake_at = :now", now=out.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    out.later(minutes=1)
    out.wake()
    assert {out.entry(one).reason for one in chosen} == {"visit"}, "a change of facts does not offer them either"


def test_a_plan_is_refused_when_a_round_has_changed_meanwhile(out: SampleSite) -> None:
    plan, versions = planned(out)
    assert rounds.move_visit(out.call("lead1"), visit_of(out, 0).id, versions[0][0]).ok
    stale = rounds.keep_plan(out.call("lead1"), DAY, plan, versions)
    assert stale.code == "conflict" and out.rows(select(Visit.id).where(Visit.state == "planned")) == []


def test_a_moved_visit_stays_with_its_pair_and_only_the_own_team_moves_it(out: SampleSite) -> None:
    keep(out)
    moved = visit_of(out, 1)
    goal = next(one for (one,) in out.rows(select(VisitRound.id)) if one != moved.round_id)
    stranger = person(out, out.actor("agent3").id)
    assert rounds.move_visit(stranger, moved.id, goal).code == "not_found"
    assert rounds.move_visit(out.call("lead1"), moved.id, goal).ok
    keep(out)
    assert (visit_of(out, 1).round_id, visit_of(out, 1).state) == (goal, "planned")
    assert rounds.move_visit(out.call("lead1"), moved.id, None).ok
    assert out.entry(moved.customer_id).reason == "due"


def test_a_hold_takes_a_visit_off_the_round_when_it_is_planned_again(out: SampleSite) -> None:
    keep(out)
    held = visit_of(out, 2)
    plan, versions = planned(out)  # made before the hold, kept after it
    out.execute(
        insert(Request).values(
            customer_id=held.customer_id, kind="cease", since=out.now, scope={}, by_party="debtor", proof=""
        )
    )
    assert rounds.keep_plan(out.call("lead1"), DAY, plan, versions).ok
    assert (visit_of(out, 2).state, visit_of(out, 2).left_out, visit_of(out, 2).round_id) == ("approved", "law", None)
    assert out.entry(held.customer_id).reason == "due"
    plan, _ = planned(out)
    assert held.id in dict(plan.left), "it has no lawful window at all"


def test_what_is_under_way_stays_and_what_is_next_stays_next(out: SampleSite) -> None:
    keep(out)
    one = out.one(select(VisitRound.id).order_by(VisitRound.id).limit(1))
    mine = [row[0] for row in out.rows(select(Visit.id).where(Visit.round_id == one).order_by(Visit.position))]
    departed = out.now + timedelta(minutes=2)
    values = {"departed_at": departed, "arrived_at": departed + timedelta(minutes=5)}
    out.execute(update(Visit).where(Visit.id == mine[0]).values(state="arrived", **values))
    out.later(minutes=10)
    plan, _ = planned(out)
    again = next(found for found in plan.rounds if found.id == one)
    assert mine[0] not in [stop.visit for stop in again.stops]
    assert next(stop.visit for stop in again.stops if stop.visit is not None) == mine[1]
    first = next(stop for stop in again.stops if stop.visit is not None)
    assert first.arrives_at >= departed + timedelta(minutes=25)
    visits.cancel(out.call("lead1"), mine[1], "paid in full")
    plan, _ = planned(out)
    assert mine[1] not in [stop.visit for found in plan.rounds for stop in found.stops]


def test_quiet_hours_bind_a_round_that_begins_too_early_or_ends_too_late(out: SampleSite) -> None:
    out.execute(
        update(VisitRound).values(
            starts_at=datetime(2026, 11, 23, 21, 0, tzinfo=ZONE),
            ends_at=datetime(2026, 11, 23, 23, 59, tzinfo=ZONE),
            breaks=[],
        )
    )
    plan, _ = planned(out)
    ends = [stop.leaves_at.astimezone(ZONE).time() for found in plan.rounds for stop in found.stops]
    assert ends and max(ends) <= time(22)
