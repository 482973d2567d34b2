"""A round that is over gives its visits back, a recalled visit ends, and a plan moves nothing that has gone on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from console.actions import floor, inbound, places, round_end, rounds, visits
from console.domain.actor import Actor
from console.store.customer_case import load_case
from console.store.models import FieldEntry, Outcome, Person, Place, PlaceCorrection, Trip, Visit, VisitRound
from console.store.visits import day_of, lawful_windows
from tests.actions.field_site import Tablet, go_out, near
from tests.actions.test_field_faults import OK, at_the_door, permit_text, said
from tests.actions.visit_site import DAY, hire, planned
from tests.people import ZONE, SampleSite


def states(site: SampleSite) -> list[tuple[str, int | None, str]]:
    return [tuple(row) for row in site.rows(select(Visit.state, Visit.round_id, Visit.end_reason).order_by(Visit.id))]


def test_a_round_that_is_over_gives_back_what_was_not_begun_and_closes_what_nobody_reported(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    left = tablet.write("leave", visit)
    assert round_end.close_rounds(site.worker()) == 0, "the round goes on"
    site.now = site.one(select(VisitRound.ends_at)) + timedelta(minutes=61)
    assert round_end.close_rounds(site.worker()) == 3 and round_end.close_rounds(site.worker()) == 0
    found = dict(site.rows(select(Visit.id, Visit.state)))
    assert found.pop(visit) == "cancelled" and set(found.values()) == {"approved"}
    assert site.one(select(Visit.end_reason).where(Visit.id == visit)) == "unreported"
    assert site.rows(select(Visit.id).where(Visit.ended_at.is_(None), Visit.round_id.is_not(None))) == []
    assert site.one(select(VisitRound.state)) == "over" and site.agent("collector1").handout_id is None
    assert site.entry(customer_id).state == "sleeping"
    assert said(tablet.send(left)) == OK and site.one(select(Outcome.late)) is False, "nobody else had the customer"


def test_a_pair_that_was_offline_all_day_tells_in_the_evening_what_its_permit_covers(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    text = permit_text(site, visit, site.one(select(VisitRound.id)))
    entries = [tablet.write("depart", visit, permit={"text": text, "signature": "tested before"})]
    site.later(minutes=10)
    entries += [tablet.write("arrive", visit, how="gps", place=near()), tablet.write("met", visit, who="debtor")]
    entries += [tablet.write("outcome", visit, code="V-PAID"), tablet.write("leave", visit)]
    site.now = site.one(select(VisitRound.ends_at)) + timedelta(hours=2)
    round_end.close_rounds(site.worker())
    answers = [said(tablet.send(entry, signed=True)) for entry in entries]
    assert answers == [OK] * 5 and site.one(select(Outcome.late)) is False
    assert site.one(select(Visit.state).where(Visit.id == visit)) == "done"


def test_a_pair_that_comes_home_after_midnight_ends_its_visit_and_its_timer(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    site.now += timedelta(hours=15)
    tablet.do("checkin", visit, minutes=60)
    assert site.one(select(Trip.checkin_until)) is not None
    assert said(tablet.do("safe")) == OK and site.one(select(Trip.checkin_until)) is None
    assert said(tablet.do("met", visit, who="nobody")) == OK
    assert said(tablet.do("leave", visit)) == OK and site.one(select(Outcome.code)) == "V-NH"
    assert site.one(select(Visit.state).where(Visit.id == visit)) == "done"


def test_a_visit_that_a_lead_takes_back_on_the_floor_is_over(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    token = site.one(select(Trip.handout_id))
    assert floor.recall(site.call("lead1"), token, "queue", "the tablet is lost").ok
    found = site.one(select(Visit).where(Visit.id == visit))
    assert (found.state, found.end_reason) == ("cancelled", "the tablet is lost")
    assert site.one(select(Trip.stop_code)) == "cancelled"
    customer_id = found.customer_id
    assert site.entry(customer_id).state != "handed_out"
    assert inbound.take_inbound(site.call("agent1"), customer_id).ok
    assert said(tablet.do("leave", visit)) == ("needs_you", "late")


def test_a_plan_leaves_alone_what_has_gone_on_since_the_day_was_read(site: SampleSite) -> None:
    first, second, third = go_out(site)
    plan, versions = planned(site)
    ended = {"state": "cancelled", "ended_at": site.now, "end_reason": "paid", "round_id": None}
    site.execute(update(Visit).where(Visit.id == first).values(**ended))
    dropped = plan.__class__((), ((first, "gain"), (second, "gain")), plan.by, plan.saved_s, 0, "", "")
    assert rounds.keep_plan(site.call("lead1"), DAY, dropped, versions).ok
    found = {row.id: (row.state, row.left_out) for row in site.rows(select(Visit.id, Visit.state, Visit.left_out))}
    assert found == {first: ("cancelled", ""), second: ("approved", "gain"), third: ("planned", "")}


def test_a_visit_that_is_bound_to_another_round_is_not_planned_on_this_day(site: SampleSite) -> None:
    visit = go_out(site)[0]
    other = other_team(site)
    site.execute(update(Visit).where(Visit.id == visit).values(round_id=other, state="approved", bound=True))
    with site.database.reading() as session:
        wanted = day_of(session, DAY, site.actor("lead1").team_id, site.now, ZONE).wanted
    assert visit not in [one.id for one in wanted] and len(wanted) == 2


def other_team(site: SampleSite) -> int:
    """Make the round of another team on the same day; return its id."""
    pair = [hire(site, "c3"), hire(site, "c4")]
    site.execute(update(Person).where(Person.id.in_(pair)).values(team_id=2))
    one = site.one(select(VisitRound))
    values = {"day": DAY, "team_id": 2, "first_id": pair[0], "second_id": pair[1], "start_id": one.start_id}
    values |= {"end_id": one.end_id, "starts_at": one.starts_at, "ends_at": one.ends_at, "breaks": [], "steps": []}
    site.execute(insert(VisitRound).values(**values))
    return int(site.one(select(func.max(VisitRound.id))))


def test_a_lead_acts_on_the_own_team_only(site: SampleSite) -> None:
    visit = go_out(site)[0]
    other_team(site)
    mine = site.call("lead1")
    stranger = mine.__class__(mine.context, Actor(mine.actor.id, "lead", "", 2), mine.now)
    pair = list(site.rows(select(VisitRound.first_id, VisitRound.second_id).where(VisitRound.team_id == 2))[0])
    place = site.one(select(Place.id).where(Place.customer_id.is_(None)))
    refused = rounds.open_round(mine, "2026-11-24", pair, place, place, ("09:00", "18:00"))
    assert refused.code == "invalid" and refused.at_field == "collectors"
    assert visits.cancel(stranger, visit, "not mine").code == "not_found"
    Tablet(site).do("depart", visit)
    Tablet(site).do("cannot_find", visit, reason="wrong_map", place=near(4))
    correction = site.one(select(PlaceCorrection.id))
    assert places.decide(stranger, correction, True).code == "not_found"
    assert (
        places.decide(site.call("lead1"), correction, True).ok and visits.cancel(site.call("lead1"), visit, "mine").ok
    )
    assert site.one(select(func.count(FieldEntry.id))) == 2


def test_a_visit_to_a_place_that_is_not_the_home_on_file_any_more_is_not_lawful(site: SampleSite) -> None:
    visit = go_out(site)[0]
    place = site.one(select(Place.id).where(Place.customer_id.is_(None)))
    with site.database.reading() as session:
        found, case = session.get_one(Visit, visit), load_case(session, site.one(select(Visit.customer_id)), site.now)
        assert case is not None and lawful_windows(session, case, found, site.now, site.now + timedelta(hours=3))
    site.execute(update(Visit).where(Visit.id == visit).values(place_id=place))
    with site.database.reading() as session:
        found, case = session.get_one(Visit, visit), load_case(session, site.one(select(Visit.customer_id)), site.now)
        assert case is not None and not lawful_windows(session, case, found, site.now, site.now + timedelta(hours=3))
    assert said(Tablet(site).do("depart", visit)) == ("needs_you", "stopped")
