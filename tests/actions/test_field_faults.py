"""What goes wrong with one entry of a tablet stops none of those behind it, least of all a call for help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from console.actions import field
from console.actions.call import Answer
from console.actions.steps.trips import Done, Step
from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.facts import Money
from console.domain.kept_words import keep, read
from console.store.models import Agent, Alarm, Customer, FieldEntry, Promise, Visit, VisitRound
from tests.actions.field_site import Tablet, go_out, near
from tests.people import MONDAY_TEN, SampleSite

OK = ("confirmed", "")


def said(done: Answer) -> tuple[str, str]:
    """Return state and code of an answer to an entry."""
    return done.data["state"], done.data["code"]


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
