"""What a tablet sends takes effect once, at its own time, under the token that nobody has superseded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from console.actions import field, floor, inbound, shift, visits
from console.actions.call import Answer
from console.clock import Clock
from console.domain.events import RoundChanged
from console.store.models import (
    Agent,
    Alarm,
    Attempt,
    ChainEntry,
    FieldEntry,
    Handout,
    Instalment,
    Outcome,
    Person,
    Promise,
    Request,
    Trip,
    Visit,
)
from console.store.queries.field_flags import flagged
from console.worker import Worker
from tests.actions.field_site import Tablet, go_out, near
from tests.people import SampleSite


def said(done: Answer) -> tuple[str, str]:
    """Return state and code of an answer to an entry."""
    return done.data["state"], done.data["code"]


OK = ("confirmed", "")


def hold(site: SampleSite, visit: int, kind: str) -> None:
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    values = {"customer_id": customer_id, "kind": kind, "since": site.now, "scope": {}, "by_party": "debtor"}
    site.execute(insert(Request).values(**values, proof="", lifted_why=""))


def state(site: SampleSite, visit: int) -> str:
    return str(site.one(select(Visit.state).where(Visit.id == visit)))


def test_a_visit_online_from_the_departure_to_the_end(site: SampleSite) -> None:
    visit = go_out(site)[0]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet = Tablet(site)
    done = tablet.do("depart", visit, place=near())
    assert said(done) == OK and done.data["token"] > 0
    token = done.data["token"]
    handout = site.one(select(Handout).where(Handout.id == token))
    assert handout.customer_id == customer_id and handout.lease_until > site.now + timedelta(hours=3)
    assert state(site, visit) == "departed" and site.entry(customer_id).state == "handed_out"
    site.later(minutes=10)
    assert said(tablet.do("checkin", visit, token=token, minutes=30)) == OK
    assert said(tablet.do("arrive", visit, token=token, how="gps", place=near())) == OK
    trip = site.one(select(Trip))
    assert trip.door_m is not None and trip.door_m < 3000 and state(site, visit) == "arrived"
    assert (
        said(tablet.do("check", visit, token=token, id_shown=True, authority_letter_shown=True, recorder_on=True)) == OK
    )
    assert said(tablet.do("met", visit, token=token, who="debtor")) == OK
    day = (site.now + timedelta(days=3)).date().isoformat()
    assert (
        said(tablet.do("outcome", visit, token=token, code="V-PTP", parts=[[day, 100_000]], note="at the door")) == OK
    )
    site.later(minutes=5)
    assert said(tablet.do("leave", visit, token=token)) == OK
    assert state(site, visit) == "done" and site.one(select(Promise.status)) == "open"
    assert site.one(select(Instalment.amount_minor)) == 100_000
    attempt = site.one(select(Attempt).where(Attempt.channel == "visit"))
    assert (attempt.result, attempt.breach, attempt.handout_id) == ("effective", False, token)
    assert site.entry(customer_id).reason == "promise" and site.agent("collector1").handout_id is None
    assert site.one(select(Trip.checkin_until)) is None
    assert site.one(select(func.count()).where(ChainEntry.kind == "field.entry")) == 7


def test_late_entries_take_full_effect_at_their_own_time_while_nobody_else_had_the_customer(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site, clock_off=timedelta(hours=-7))
    began = site.now
    entries = [tablet.write("depart", visit), tablet.write("arrive", visit, how="hand", reason="no satellite")]
    site.later(minutes=6)
    entries += [tablet.write("met", visit, who="debtor"), tablet.write("outcome", visit, code="V-MET")]
    site.later(minutes=4)
    entries.append(tablet.write("leave", visit))
    site.later(hours=5)
    permit = [replace(entries[0])]  # without a permit the departure is kept with its breach mark
    answers = [said(tablet.send(entry)) for entry in entries]
    assert answers == [("needs_you", "breach"), OK, OK, OK, OK], permit
    outcome = site.one(select(Outcome))
    assert (outcome.code, outcome.late, outcome.at) == ("V-MET", False, began + timedelta(minutes=6))
    assert site.one(select(Attempt.began_at).where(Attempt.channel == "visit")) == began
    assert site.one(select(Visit.ended_at).where(Visit.id == visit)) == began + timedelta(minutes=10)
    before = site.rows(select(FieldEntry.client_id, FieldEntry.state))
    assert [said(tablet.send(entry)) for entry in entries] == answers, "again: the first answers"
    assert site.rows(select(FieldEntry.client_id, FieldEntry.state)) == before
    assert site.one(select(func.count(Outcome.id))) == 1


def test_under_a_superseded_token_it_is_a_late_report_that_moves_nothing(site: SampleSite) -> None:
    visit = go_out(site)[0]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet = Tablet(site)
    token = tablet.do("depart", visit).data["token"]
    tablet.do("arrive", visit, how="gps", place=near())
    at = site.now
    site.later(minutes=3)
    late = [tablet.write("met", visit, who="debtor")]
    day = (at + timedelta(days=3)).date().isoformat()
    late += [tablet.write("outcome", visit, code="V-PTP", parts=[[day, 100_000]]), tablet.write("leave", visit)]

    assert floor.recall(site.call("lead1"), token, "queue", "the tablet is lost").ok
    mine = inbound.take_inbound(site.call("agent1"), customer_id)
    assert mine.ok, mine
    site.later(minutes=30)
    assert [said(tablet.send(entry)) for entry in late] == [("needs_you", "late")] * 3
    assert site.one(select(Outcome.late)) is True and site.rows(select(Promise.id)) == []
    assert site.entry(customer_id).state == "handed_out"
    assert site.one(select(Handout.agent_id).where(Handout.ended_at.is_(None))) == site.actor("agent1").id


def test_an_offline_departure_to_a_customer_who_has_gone_on_is_kept_beside_the_other_story(site: SampleSite) -> None:
    visit, other = go_out(site)[:2]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet = Tablet(site)
    entries = [tablet.write("depart", visit), tablet.write("arrive", visit, how="gps", place=near())]
    entries += [tablet.write("outcome", visit, code="V-MET"), tablet.write("leave", visit)]
    site.later(minutes=5)
    assert visits.cancel(site.call("lead1"), visit, "has paid in full").ok
    assert inbound.take_inbound(site.call("agent1"), customer_id).ok
    site.later(hours=1)
    answers = [said(tablet.send(entry)) for entry in entries]
    assert answers[0] == ("needs_you", "stopped") and {code for _, code in answers[1:]} <= {"late", "breach"}
    assert state(site, visit) == "cancelled" and site.one(select(Outcome.late)) is True
    assert site.entry(customer_id).state == "handed_out", "nothing of it moved the customer"
    assert said(tablet.do("depart", other)) == OK, "the round goes on"


def test_a_departure_on_time_is_refused_by_a_hold_the_law_and_another_pair(site: SampleSite) -> None:
    first, second, third = go_out(site)
    hold(site, first, "plan")
    tablet = Tablet(site)
    refused = tablet.do("depart", first)
    assert said(refused)[0] == "needs_you" and said(refused)[1] in ("blocked", "stopped")
    assert refused.words["reason"]["en"] and refused.words["reason"]["zh"]
    assert site.one(select(Handout.id).where(Handout.ended_at.is_(None))) is None
    site.execute(update(Visit).where(Visit.id == second).values(round_id=None, state="approved"))
    assert said(tablet.do("depart", second)) == ("needs_you", "reassigned")
    site.later(hours=12)  # 22:00: quiet hours
    assert said(tablet.do("depart", third)) == ("needs_you", "blocked")
    assert site.rows(select(Trip.id)) == []
    assert {row[0] for row in site.rows(select(FieldEntry.state))} == {"needs_you"}, "kept as evidence"


def test_a_customer_who_rings_during_a_visit_is_answered_with_a_clear_word_and_the_round_is_told(
    site: SampleSite,
) -> None:
    visit = go_out(site)[0]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet = Tablet(site)
    tablet.do("depart", visit)
    site.later(minutes=5)
    rings = inbound.take_inbound(site.call("agent1"), customer_id)
    assert rings.code == "conflict" and "on the way" in rings.text
    assert site.one(select(Trip.rang_at)) == site.now
    tablet.do("arrive", visit, how="gps", place=near())
    assert "door" in inbound.take_inbound(site.call("agent1"), customer_id).text
    assert any(isinstance(event, RoundChanged) for event in site.events)
    site.later(hours=9)  # nobody has heard of them: the contact was begun, so no clock ends it
    assert "door" in inbound.take_inbound(site.call("agent1"), customer_id).text


def test_the_lease_of_a_visit_ends_with_its_permit_and_a_beat_of_a_desk_does_not_shorten_it(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    token = tablet.do("depart", visit).data["token"]
    lease = site.one(select(Handout.lease_until).where(Handout.id == token))
    shift.mark_seen(site.call("collector1"), [site.actor("collector1").id])
    assert site.one(select(Handout.lease_until).where(Handout.id == token)) == lease
    site.now = lease + timedelta(seconds=1)
    site.tick()
    assert site.one(select(Handout.end_reason).where(Handout.id == token)) == "lease"
    assert field.overdue(site.worker()) == 1, "nobody has heard of the pair since it set out"


def test_a_contact_elsewhere_tells_the_round(site: SampleSite) -> None:
    visit = go_out(site)[0]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    token = site.ring_in("agent1", customer_id)
    assert token
    told = [event for event in site.events if isinstance(event, RoundChanged) and event.rounds]
    assert told and told[-1].rounds == (site.one(select(Visit.round_id).where(Visit.id == visit)),)


def test_a_visit_cancelled_under_way_is_a_stop_sign_and_later_words_are_a_late_report(site: SampleSite) -> None:
    visit = go_out(site)[0]
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet = Tablet(site)
    tablet.do("depart", visit)
    site.later(minutes=4)
    assert visits.cancel(site.call("lead1"), visit, "the customer has paid").ok
    assert site.one(select(Trip.stop_code)) == "cancelled" and site.entry(customer_id).state != "handed_out"
    assert site.agent("collector1").handout_id is None
    stopped = tablet.do("arrive", visit, how="gps", place=near())
    assert said(stopped) == ("needs_you", "stopped") and stopped.words["reason"]["en"] == "the customer has paid"
    assert said(tablet.do("outcome", visit, code="V-MET")) == ("needs_you", "late")
    assert said(tablet.do("leave", visit)) == ("needs_you", "late")
    assert state(site, visit) == "cancelled" and site.one(select(Outcome.late)) is True
    with site.database.reading() as session:
        flags = flagged(session, site.actor("lead1"), site.now)
    assert [(one.code, one.visit_note) for one in flags] == [
        ("late", "the customer has paid"),
        ("late", "the customer has paid"),
        ("stopped", "the customer has paid"),
    ]
    assert "V-MET" in flags[1].said


def test_a_server_that_was_killed_meanwhile_alarms_with_its_first_tick(site: SampleSite) -> None:
    class Still(Clock):
        def now(self) -> datetime:
            return site.now

    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.do("depart", visit)
    tablet.do("checkin", visit, minutes=20)
    site.later(minutes=20, seconds=30)  # nobody was there at the moment of the miss
    Worker(site.context, Still(), list).tick()
    assert site.rows(select(Alarm.kind, Alarm.raised_at)) == [("checkin_overdue", site.now)]


def test_an_sos_alarms_without_round_visit_or_desk(site: SampleSite) -> None:
    alone = Tablet(site)
    assert said(alone.do("sos")) == OK, "no round today"
    go_out(site)
    site.execute(delete(Agent).where(Agent.id == site.one(select(Person.id).where(Person.login == "c2"))))
    assert said(Tablet(site, "c2").do("sos", 999)) == OK, "no desk of its own, no visit"
    alarms = site.rows(select(Alarm.kind, Alarm.agent_id).order_by(Alarm.id))
    assert [tuple(row) for row in alarms] == [("sos", site.actor("collector1").id)] * 2
    assert len(site.one(select(Alarm.facts).order_by(Alarm.id.desc()).limit(1))["pair"]) == 2


def test_what_came_up_since_the_departure_is_a_stop_sign_at_the_door(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    assert said(tablet.do("depart", visit)) == OK
    hold(site, visit, "complaint")
    site.later(minutes=9)
    assert said(tablet.do("arrive", visit, how="gps", place=near())) == ("needs_you", "stopped")
    assert site.one(select(Trip.stop_code)) == "hold"
    assert said(tablet.do("leave", visit)) == OK
    assert site.one(select(Attempt.result).where(Attempt.channel == "visit")) == "not_dialled", "it fills no cap"
    assert state(site, visit) == "cancelled" and site.rows(select(Outcome.id)) == []


@pytest.mark.parametrize("order", ["gap", "twice", "changed", "unlinked"])
def test_the_chain_is_kept_whatever_comes(site: SampleSite, order: str) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    first, second, third = (tablet.write("depart", visit), tablet.write("note", visit, text="a"), tablet.write("safe"))
    if order == "gap":
        assert tablet.send(third).data["state"] == "retry" and site.rows(select(FieldEntry.id)) == []
    assert said(tablet.send(first)) == OK
    if order == "twice":
        assert said(tablet.send(first)) == OK and said(tablet.send(first)) == OK
        assert site.one(select(func.count(Handout.id)).where(Handout.ended_at.is_(None))) == 1
    if order == "changed":
        assert said(tablet.send(replace(first, body='{"permit":null}'))) == ("needs_you", "chain")
    if order == "unlinked":
        assert said(tablet.send(replace(second, prev="f" * 64))) == ("needs_you", "chain")
        broken = site.one(select(func.count()).where(ChainEntry.kind == "field.chain_broken"))
        assert broken == 1
    assert said(tablet.send(second)) == OK and said(tablet.send(third)) == OK
    assert site.one(select(func.count(FieldEntry.id))) == 3


def test_a_body_that_cannot_be_read_is_kept_and_the_outbox_goes_on(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.do("depart", visit)
    for body in ({"how": "gps"}, {"how": "by foot"}, {"how": "hand", "reason": ""}, {"how": "hand", "extra": 1}):
        assert said(tablet.do("arrive", visit, **body)) == ("needs_you", "invalid")
    assert said(tablet.do("arrive", visit, how="hand", reason="the lift has no reception")) == OK
    assert said(tablet.do("outcome", visit, code="PTP")) == ("needs_you", "invalid")
    assert said(tablet.do("dance", visit)) == ("needs_you", "invalid")
    assert said(tablet.do("note", visit, text="x" * 5000)) == ("needs_you", "invalid")
    assert site.one(select(func.count(FieldEntry.id))) == 9


def test_the_clock_of_a_tablet_never_makes_an_entry_later_than_now_or_earlier_than_the_one_before(
    site: SampleSite,
) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.offset = 3_600_000  # it believes to be an hour behind, and is not
    tablet.do("depart", visit)
    assert site.one(select(FieldEntry.at)) == site.now and site.one(select(FieldEntry.clock_off)) is True
    tablet.offset = -86_400_000
    site.later(minutes=1)
    tablet.do("safe")
    rows = site.rows(select(FieldEntry.at, FieldEntry.clock_off).order_by(FieldEntry.seq))
    assert rows[1][0] == rows[0][0] and rows[1][1] is True
    wild = Tablet(site, clock_off=timedelta(days=-1))
    wild.offset = None  # it never heard the server: the request itself shows how far it is off
    wild.do("safe")
    assert site.rows(select(FieldEntry.at).where(FieldEntry.stream == wild.stream)) == [(site.now,)]


def test_two_tablets_of_one_pair_are_one_visit(site: SampleSite) -> None:
    visit = go_out(site)[0]
    first, second = Tablet(site), Tablet(site, "c2")
    token = first.do("depart", visit).data["token"]
    again = second.do("depart", visit)
    assert said(again) == OK and again.data["token"] == token
    assert said(second.do("arrive", visit, how="hand", reason="the other tablet is empty")) == OK
    assert said(second.do("outcome", visit, code="V-NH")) == OK
    assert said(first.do("outcome", visit, code="V-NH")) == ("needs_you", "late"), "the first one stands"
    assert said(first.do("leave", visit)) == OK and state(site, visit) == "done"
    assert said(Tablet(site, "collector1").do("depart", visit + 999)) == ("needs_you", "reassigned")


def test_a_missed_check_in_alarms_the_lead_and_blocks_the_next_stop_until_the_pair_is_well(site: SampleSite) -> None:

    first, second = go_out(site)[:2]
    tablet = Tablet(site)
    tablet.do("depart", first)
    tablet.do("checkin", first, minutes=15)
    tablet.do("arrive", first, how="gps", place=near())
    tablet.do("outcome", first, code="V-NH")
    site.later(minutes=14)
    assert field.overdue(site.worker()) == 0
    site.later(minutes=2)
    assert field.overdue(site.worker()) == 1 and field.overdue(site.worker()) == 0
    alarm = site.one(select(Alarm))
    assert (alarm.kind, alarm.facts["lat"]) == ("checkin_overdue", near()["lat"]) and len(alarm.facts["pair"]) == 2
    tablet.do("leave", first)
    assert said(tablet.do("depart", second)) == ("needs_you", "checkin")
    assert said(tablet.do("safe")) == OK
    assert said(tablet.do("depart", second)) == OK
    assert said(tablet.do("sos", second, place=near(1))) == OK
    assert [row[0] for row in site.rows(select(Alarm.kind).order_by(Alarm.id))] == ["checkin_overdue", "sos"]
