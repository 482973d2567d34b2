"""People: sign-in, preferences, and what happens to a customer when the access of an agent ends."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import Any

from sqlalchemy import func, select

from console.actions import handout, people
from console.actions.steps.login_session import BY_LOGIN
from console.store.models import Entry, Handout, Person
from tests.actions.at_once import at_once
from tests.people import IDS, SampleSite


def change(site: SampleSite, login: str, role: str = "agent", *, disabled: bool = False) -> Any:
    call = site.call("admin1")
    return people.change_person(call, IDS[login], "Li Min", role, 1, disabled)


def test_change_person_gives_back_an_offer_and_a_preview_when_access_ends(site: SampleSite) -> None:
    for take in (site.ready, site.preview):
        token = take("agent1")
        customer = site.desk("agent1").customer
        assert customer is not None
        done = change(site, "agent1", disabled=True)
        assert done.ok and done.data["state"] == "back"
        assert site.agent("agent1").state == "offline" and site.live_handouts() == 0
        entry = site.entry(customer.customer_id)
        assert (entry.state, entry.reason) == ("sleeping", "returned")
        late = handout.accept(site.call("agent1"), token)
        assert late.code == "conflict"
        assert change(site, "agent1").ok
        site.wake()


def test_a_command_on_its_way_when_access_ends_is_refused(site: SampleSite) -> None:
    on_its_way = site.call("agent1")
    change(site, "agent1", disabled=True)
    assert handout.ask_for_next(on_its_way).code == "not_found"
    assert change(site, "agent1", "compliance").ok
    assert handout.ask_for_next(site.call("agent1")).code == "not_found"
    assert site.live_handouts() == 0


def test_a_ready_agent_whose_access_ends_is_offered_no_customer(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'sleeping', wake_at = :t", t="2026-11-23T02:00:30.000000Z")
    assert site.ready("agent1") == 0
    change(site, "agent1", disabled=True)
    site.later(seconds=31)
    site.tick()
    assert site.one(select(func.count()).where(Entry.state == "waiting")) > 0
    assert (site.agent("agent1").state, site.live_handouts()) == ("offline", 0)


def test_change_person_ends_the_wrap_up_and_keeps_its_outcome(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert change(site, "agent1", disabled=True).data["state"] == "done"
    assert site.live_handouts() == 0 and site.agent("agent1").state == "offline"
    assert site.entry(customer).reason == "talked"


def kept(site: SampleSite, login: str) -> dict[str, str]:
    with site.database.reading() as session:
        found = session.execute(select(Person.keys).where(Person.id == IDS[login])).scalar_one()
    return dict(found)


def test_prefer_keeps_keys_for_one_person_and_only_where_they_differ(site: SampleSite) -> None:
    wish = json.dumps({"r": "[", "a": "a", "group.x": "", "off": "1"})
    assert people.prefer(site.call("agent1"), "keys", wish).ok
    assert kept(site, "agent1") == {"r": "[", "group.x": "", "off": "1"}
    assert kept(site, "agent2") == {}
    assert people.prefer(site.call("agent1"), "keys", "{}").ok
    assert kept(site, "agent1") == {}


def test_prefer_refuses_clashing_keys_and_keeps_the_old_ones(site: SampleSite) -> None:
    assert people.prefer(site.call("agent1"), "keys", json.dumps({"r": "["})).ok
    refused = people.prefer(site.call("agent1"), "keys", json.dumps({"c": "m"}))
    assert not refused.ok and refused.at_field == "keys"
    assert kept(site, "agent1") == {"r": "["}
    for bad in ("[1]", "no json", '{"r": 5}', '{"unknown": "a"}', '{"r": "é"}'):
        assert not people.prefer(site.call("agent1"), "keys", bad).ok, bad
    assert kept(site, "agent1") == {"r": "["}


def test_prefer_keeps_the_switch_of_the_sound(site: SampleSite) -> None:
    assert people.prefer(site.call("agent1"), "sound", "0").ok
    with site.database.reading() as session:
        sound = session.execute(select(Person.sound).where(Person.id == IDS["agent1"])).scalar_one()
    assert sound is False


def test_sign_in_hears_six_of_twelve_guesses_at_once(site: SampleSite) -> None:
    guess = partial(people.sign_in, site.worker(), "agent1", False, "10.0.0.1", "x")
    assert Counter(answer.code for answer in at_once([guess] * 12)) == {"invalid": BY_LOGIN, "busy": 12 - BY_LOGIN}
