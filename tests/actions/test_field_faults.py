"""What goes wrong with one entry of a tablet stops none of those behind it, least of all a call for help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from console.actions import field, inbound
from console.actions.call import Answer
from console.actions.steps.trips import Done, Step
from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.coordinates import Point
from console.domain.facts import Money
from console.domain.kept_words import keep, read
from console.domain.visit_permit import Permit
from console.store.models import (
    Account,
    Agent,
    Alarm,
    Attempt,
    Customer,
    FieldEntry,
    Outcome,
    Promise,
    Request,
    Trip,
    Visit,
    VisitRound,
)
from tests.actions.field_site import Tablet, go_out, near
from tests.people import MONDAY_TEN, SampleSite

OK = ("confirmed", "")


def said(done: Answer) -> tuple[str, str]:
    """Return state and code of an answer to an entry."""
    return done.data["state"], done.data["code"]


def at_the_door(site: SampleSite) -> tuple[int, Tablet]:
    """Bring a pair to its first door. Return the visit and the first tablet."""
    visit = go_out(site)[0]
    tablet = Tablet(site)
    assert said(tablet.do("depart", visit)) == OK
    site.later(minutes=10)
    assert said(tablet.do("arrive", visit, how="gps", place=near())) == OK
    return visit, tablet


def permit_text(site: SampleSite, visit: int, round_id: int) -> str:
    """Return a permit of the site's pair for a visit on a round."""
    one = site.one(select(VisitRound))
    until = site.now + timedelta(hours=3)
    pair = (one.first_id, one.second_id)
    return Permit("p", visit, round_id, pair, Point(31.21, 121.45), site.now, site.now, until).text()


def test_words_of_every_kind_are_kept_and_read_again_as_they_were() -> None:
    words = {
        "owed": Money(5_000, "CNY"),
        "on": date(2026, 11, 23),
        "at": MONDAY_TEN,
        "there": LocalTime(MONDAY_TEN, "Asia/Taipei", with_day=False),
        "why": Sentence("until %(on)s", "至%(on)s", (("on", date(2026, 12, 1)), ("sum", Money(1, "TWD")))),
        "name": Bilingual("Li", "李"),
        "reason": {"en": "a hold", "zh": "停催"},
        "number": 3,
        "changed": ["hold"],
    }
    found = read(keep(words))
    assert found == {**words, "name": {"en": "Li", "zh": "李"}}
    assert keep({"odd": ValueError("what")}) == {"odd": "what"}


@pytest.mark.parametrize(("amount", "days"), [(10**9, 3), (100, 400)])
def test_a_refused_promise_is_kept_with_its_words_and_the_call_for_help_behind_it_arrives(
    site: SampleSite, amount: int, days: int
) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.do("depart", visit)
    tablet.do("arrive", visit, how="gps", place=near())
    day = (site.now + timedelta(days=days)).date().isoformat()
    refused = tablet.do("outcome", visit, code="V-PTP", parts=[[day, amount]])
    assert said(refused) == ("needs_you", "invalid") and site.rows(select(Promise.id)) == []
    again = tablet.send(tablet.written[-1])
    assert said(again) == said(refused) and again.words == refused.words
    word = refused.words["owed" if amount > 100 else "latest"]
    owed = site.one(select(Customer.owed_minor).join(Visit, Visit.customer_id == Customer.id).where(Visit.id == visit))
    assert word == Money(owed, "TWD") if amount > 100 else isinstance(word, date)
    assert said(tablet.do("sos", visit)) == OK and site.one(select(Alarm.kind)) == "sos"


def test_an_entry_that_fails_as_nobody_foresaw_is_kept_and_one_without_a_database_is_sent_again(
    site: SampleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)

    def away(step: Step) -> Done:
        raise OperationalError("select", {}, Exception("no connection"))

    monkeypatch.setitem(field.DO, "depart", away)
    entry = tablet.write("depart", visit)
    assert said(tablet.send(entry)) == ("retry", "") and site.rows(select(FieldEntry.id)) == []

    def fails(step: Step) -> Done:
        raise KeyError("a fault of the program")

    monkeypatch.setitem(field.DO, "depart", fails)
    assert said(tablet.send(entry)) == ("needs_you", "invalid")
    assert said(tablet.do("sos")) == OK and site.one(select(Alarm.kind)) == "sos"
    assert site.rows(select(FieldEntry.kind).order_by(FieldEntry.seq)) == [("depart",), ("sos",)]


def test_a_call_for_help_alarms_without_a_round_a_visit_or_a_readable_body(site: SampleSite) -> None:
    alone = Tablet(site)
    assert said(alone.do("sos", place=near())) == OK
    alarm = site.one(select(Alarm))
    assert (alarm.facts.get("round"), alarm.facts["lat"], alarm.customer_id) == (None, near()["lat"], None)
    assert len(alarm.facts["pair"]) == 1
    visit = go_out(site)[0]
    assert said(alone.do("sos", visit, place="in the yard")) == OK, "what cannot be read does not matter"
    assert said(alone.do("sos", visit + 999)) == OK
    site.execute(delete(Agent).where(Agent.id == site.one(select(VisitRound.second_id))))
    second = Tablet(site, "c2")
    assert said(second.do("sos", visit)) == OK
    rounds = [facts.get("round") for (facts,) in site.rows(select(Alarm.facts).order_by(Alarm.id))]
    assert rounds == [None, *[site.one(select(VisitRound.id))] * 3]


def test_a_call_for_help_counts_by_the_clock_of_the_request_when_the_stored_one_is_wrong(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.offset = -3 * 86_400_000  # measured before somebody set the tablet's clock
    assert said(tablet.do("sos", visit)) == OK
    facts = site.one(select(Alarm.facts))
    assert datetime.fromisoformat(facts["at"]) == site.now and facts["round"] == site.one(select(VisitRound.id))
    assert site.one(select(FieldEntry.clock_off)) is True


@pytest.mark.parametrize(
    ("who", "code", "result"), [("debtor", "V-MET", "effective"), ("other", "V-TP", "answered"), ("", "V-NH", "nobody")]
)
def test_a_pair_that_leaves_without_an_outcome_ends_the_visit_by_who_was_met(
    site: SampleSite, who: str, code: str, result: str
) -> None:
    visit, tablet = at_the_door(site)
    if who:
        assert said(tablet.do("met", visit, who=who)) == OK
    assert said(tablet.do("leave", visit)) == OK
    found = site.one(select(Outcome))
    assert (found.code, found.details["automatic"]) == (code, True)
    assert site.one(select(Attempt.result).where(Attempt.channel == "visit")) == result


@pytest.mark.parametrize("who", ["debtor", "nobody"])
def test_a_talk_under_a_stop_sign_stays_a_contact(site: SampleSite, who: str) -> None:
    visit, tablet = at_the_door(site)
    site.execute(update(Trip).values(stop_code="hold", stop_words={"en": "x", "zh": "x"}, stop_at=site.now))
    tablet.do("met", visit, who=who)
    assert said(tablet.do("leave", visit)) == OK
    result = site.one(select(Attempt.result).where(Attempt.channel == "visit"))
    assert result == ("effective" if who == "debtor" else "not_dialled")
    assert [code for (code,) in site.rows(select(Outcome.code))] == (["V-MET"] if who == "debtor" else [])


def test_a_refused_promise_is_a_report_for_the_lead_and_the_visit_ends_without_it(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet.do("met", visit, who="debtor")
    day = (site.now + timedelta(days=3)).date().isoformat()
    refused = tablet.do("outcome", visit, code="V-PTP", parts=[[day, 10**9]], note="after the harvest")
    assert said(refused) == ("needs_you", "invalid") and "owed" in refused.words
    assert said(tablet.do("leave", visit)) == OK
    rows = site.rows(select(Outcome.code, Outcome.late, Outcome.note).order_by(Outcome.id))
    assert rows == [("V-PTP", True, "after the harvest"), ("V-MET", False, "")]
    assert site.rows(select(Promise.id)) == [] and site.entry(customer_id).state == "sleeping"
    assert site.agent("collector1").handout_id is None


def test_an_outcome_that_comes_after_the_partners_leave_replaces_the_one_that_nobody_chose(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    customer_id = site.one(select(Visit.customer_id).where(Visit.id == visit))
    tablet.do("met", visit, who="debtor")
    site.later(minutes=5)
    real = tablet.write("outcome", visit, code="V-PAID", note="shows the receipt")
    site.later(minutes=1)
    assert said(Tablet(site, "c2").do("leave", visit)) == OK
    assert site.one(select(Outcome.code)) == "V-MET"
    site.later(minutes=9)
    assert said(tablet.send(real)) == OK
    first, second = site.rows(select(Outcome.id, Outcome.code, Outcome.corrects_id, Outcome.late).order_by(Outcome.id))
    assert (second.code, second.corrects_id, second.late) == ("V-PAID", first.id, False)
    assert site.one(select(Request.kind).where(Request.customer_id == customer_id)) == "paid_claim"
    assert said(tablet.do("outcome", visit, code="V-MET")) == ("needs_you", "late"), "what the pair chose stands"


def test_a_departure_to_a_visit_of_another_round_needs_the_permit_that_was_given_for_it(site: SampleSite) -> None:
    visit = go_out(site)[0]
    own = site.one(select(VisitRound.id))
    second = Tablet(site, "c2")
    permits = {number: permit_text(site, visit, number) for number in (own, own + 7)}
    wrong_round = second.write("depart", visit, permit={"text": permits[own + 7], "signature": "tested before"})
    without = second.write("depart", visit)
    right = second.write("depart", visit, permit={"text": permits[own], "signature": "tested before"})
    site.later(minutes=10)
    site.execute(update(Visit).where(Visit.id == visit).values(round_id=None, state="approved"))
    assert said(second.send(wrong_round, signed=True)) == ("needs_you", "reassigned")
    assert said(second.send(without)) == ("needs_you", "reassigned")
    assert site.rows(select(Trip.id)) == [] and site.rows(select(Attempt.id).where(Attempt.channel == "visit")) == []
    assert said(second.send(right, signed=True)) == ("needs_you", "reassigned")
    assert site.one(select(Trip.late)) is True


def test_a_late_departure_to_one_of_two_who_owe_together_is_recorded_beside_the_other_talk(site: SampleSite) -> None:
    first, second = go_out(site)[:2]
    holders = [site.one(select(Visit.customer_id).where(Visit.id == visit)) for visit in (first, second)]
    number = site.one(select(func.min(Account.external_id)).where(Account.customer_id == holders[0]))
    other = site.one(select(func.min(Account.id)).where(Account.customer_id == holders[1]))
    site.execute(update(Account).where(Account.id == other).values(external_id=number))
    tablet = Tablet(site)
    entries = [tablet.write("depart", first), tablet.write("met", first, who="debtor"), tablet.write("leave", first)]
    site.later(minutes=30)
    assert inbound.take_inbound(site.call("agent1"), holders[1]).ok
    assert [said(tablet.send(entry))[0] for entry in entries] == ["needs_you"] * 3
    trip = site.one(select(Trip))
    assert trip.late and trip.met == "debtor" and site.one(select(Outcome.late)) is True
    assert site.one(select(Attempt.channel).where(Attempt.customer_id == holders[0])) == "visit"
    assert said(tablet.do("depart", first))[0] == "confirmed", "the trip that is known"


def test_an_older_word_that_the_pair_is_well_ends_no_newer_timer_and_no_newer_miss(site: SampleSite) -> None:
    visit, tablet = at_the_door(site)
    partner = Tablet(site, "c2")
    first, second = partner.write("safe"), partner.write("safe")
    site.later(minutes=5)
    tablet.do("checkin", visit, minutes=15)
    until = site.one(select(Trip.checkin_until))
    assert said(partner.send(first)) == OK and site.one(select(Trip.checkin_until)) == until
    site.later(minutes=16)
    assert field.overdue(site.worker()) == 1
    assert said(partner.send(second)) == OK and site.one(select(Trip.missed_at)) == site.now
    site.later(minutes=1)
    assert said(tablet.do("safe")) == OK and site.one(select(Trip.missed_at)) is None
