"""A person's own keys and sound: kept per person, refused in words, nothing half-written."""

from __future__ import annotations

import json

from sqlalchemy import select

from console.actions import people
from console.store.models import Person
from tests.people import IDS, SampleSite


def kept(site: SampleSite, login: str) -> dict[str, str]:
    with site.database.reading() as session:
        found = session.execute(select(Person.keys).where(Person.id == IDS[login])).scalar_one()
    return dict(found)


def test_keys_are_kept_for_the_person_alone_and_only_where_they_differ(site: SampleSite) -> None:
    wish = json.dumps({"r": "[", "a": "a", "group.x": "", "off": "1"})
    assert people.prefer(site.call("agent1"), "keys", wish).ok
    assert kept(site, "agent1") == {"r": "[", "group.x": "", "off": "1"}
    assert kept(site, "agent2") == {}
    assert people.prefer(site.call("agent1"), "keys", "{}").ok
    assert kept(site, "agent1") == {}


def test_a_clash_is_refused_in_the_readers_words_and_the_old_keys_stay(site: SampleSite) -> None:
    assert people.prefer(site.call("agent1"), "keys", json.dumps({"r": "["})).ok
    refused = people.prefer(site.call("agent1"), "keys", json.dumps({"c": "m"}))
    assert not refused.ok and refused.at_field == "keys"
    assert kept(site, "agent1") == {"r": "["}
    for bad in ("[1]", "no json", '{"r": 5}', '{"unknown": "a"}', '{"r": "é"}'):
        assert not people.prefer(site.call("agent1"), "keys", bad).ok, bad
    assert kept(site, "agent1") == {"r": "["}


def test_the_switch_of_the_sound_is_kept(site: SampleSite) -> None:
    assert people.prefer(site.call("agent1"), "sound", "0").ok
    with site.database.reading() as session:
        sound = session.execute(select(Person.sound).where(Person.id == IDS["agent1"])).scalar_one()
    assert sound is False
