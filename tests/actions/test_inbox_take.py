"""Taking one thing of the officer's inbox."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from console.actions import inbox_take
from console.store.models import Customer
from tests.people import IDS, SampleSite
from tests.web.test_inbox import put_on_file, waiting


def test_one_officer_takes_a_thing_and_the_others_see_who(site: SampleSite) -> None:
    what = str(put_on_file(site, int(site.one(select(Customer.id))), "complaint"))
    site.sql("UPDATE person SET role = 'compliance', name_zh = '李四' WHERE id = :i", i=IDS["admin1"])
    second = site.call("compliance1")
    first = replace(second, actor=replace(second.actor, id=IDS["admin1"], name="Li Si"))
    assert waiting(site)[0].taken is None
    assert inbox_take.take(first, "request", what).ok
    taken = waiting(site)[0].taken
    assert taken is not None and taken.who.zh == "李四"
    refused = inbox_take.take(site.call("compliance1"), "request", what)
    assert refused.code == "conflict" and refused.words["who"]["zh"] == "李四"
    assert inbox_take.give_back(site.call("compliance1"), "request", what).ok
    assert waiting(site)[0].taken is not None  # only who has it gives it back
    site.later(days=3, minutes=1)  # on leave: it does not stay there for ever
    assert waiting(site)[0].taken is None
    assert inbox_take.take(site.call("compliance1"), "request", what).ok
    assert inbox_take.take(site.call("lead1"), "request", what).code == "not_found"
