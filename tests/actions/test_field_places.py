"""After the shift no position of a collector is left in any table, and the sealed record still proves the rest."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from console.actions import field, field_places
from console.domain.visit_record import faults_of, seal_of
from console.store.models import Alarm, Base, FieldEntry, Trip, VisitRound
from tests.actions.field_site import SALT, Tablet, go_out
from tests.people import SampleSite

HERE = {"lat": 31.234567, "lon": 121.456789, "accuracy_m": 9, "salt": SALT}
FINE = re.compile(r"31\.2345|121\.4567|" + SALT)


def everything(site: SampleSite) -> str:
    """Return every row of every table as text."""
    found = []
    with site.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            found += [f"{table.name} {tuple(row)!r}" for row in session.execute(select(table)).all()]
    return "\n".join(found)


def test_after_the_shift_no_position_is_left_and_the_seal_still_holds(site: SampleSite) -> None:
    first, second = go_out(site)[:2]
    tablet = Tablet(site)
    tablet.do("depart", first, place=HERE)
    tablet.do("checkin", first, minutes=10)
    tablet.do("arrive", first, how="gps", place=HERE)
    about = {"what": "photo", "type": "image/jpeg", "bytes": 9, "sha256": "a" * 64}
    tablet.do("media", first, place=HERE, **about)
    tablet.do("sos", first, place=HERE)
    tablet.do("arrive", first, how="on foot", place=HERE)  # refused: kept as it came
    tablet.do("note", first, text="x", place=HERE)
    site.later(minutes=11)
    assert field.overdue(site.worker()) == 1
    tablet.do("safe")
    tablet.do("leave", first, place=HERE)
    trip = site.one(select(Trip))
    assert faults_of(trip.record["parts"], trip.seal) == [] and FINE.search(everything(site))
    door = trip.door_m
    site.later(hours=2)
    assert field_places.purge(site.worker()) == 0, "the shift is not over"
    late = tablet.write("depart", second, place=HERE)
    site.now = site.one(select(VisitRound.ends_at)) + timedelta(hours=1, minutes=1)
    assert field_places.purge(site.worker()) > 0
    assert FINE.search(everything(site)) is None
    tablet.send(late)
    assert FINE.search(everything(site)), "what came late holds its position"
    field_places.purge(site.worker())
    assert FINE.search(everything(site)) is None, "until the next round of the worker"
    assert field_places.purge(site.worker()) == 0
    trip = site.one(select(Trip).order_by(Trip.id).limit(1))
    assert trip.door_m == door and seal_of(trip.record["parts"]) == trip.seal
    assert faults_of(trip.record["parts"], trip.seal) == []
    trip.record["parts"][3]["value"]["left"] = "2026-11-23T09:00:00+00:00"
    assert faults_of(trip.record["parts"], trip.seal) == ["times"], "what stays is still proved"
    assert site.rows(select(VisitRound.state)) == [("over",)]
    places = [row[0] for row in site.rows(select(Alarm.facts))]
    assert all(facts["lat"] == 31.23 and facts["accuracy_m"] == 1000 for facts in places) and len(places) == 2
    assert {
        row[0].get("place_gone") for row in site.rows(select(FieldEntry.body).where(FieldEntry.kind == "depart"))
    } == {True}


def test_an_sos_on_a_day_without_a_round_keeps_its_position_for_a_day(site: SampleSite) -> None:
    Tablet(site).do("sos", place=HERE)
    site.later(hours=23)
    assert field_places.purge(site.worker()) == 0 and FINE.search(everything(site))
    site.later(hours=2)
    assert field_places.purge(site.worker()) == 2
    assert FINE.search(everything(site)) is None and field_places.purge(site.worker()) == 0
