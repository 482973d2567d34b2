"""A corrected place moves only when another person has verified it."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import places
from console.store.models import Address, Place, Visit
from console.store.queries.field_flags import corrections
from tests.actions.field_site import Tablet, go_out, near
from tests.people import SampleSite


def test_a_corrected_place_waits_for_a_second_person(site: SampleSite) -> None:
    visit = go_out(site)[0]
    place = site.one(select(Visit.place_id).where(Visit.id == visit))
    tablet = Tablet(site)
    tablet.do("depart", visit)
    assert tablet.do("cannot_find", visit, reason="wrong_map", place=near(5)).data["state"] == "confirmed"
    with site.database.reading() as session:
        waits = corrections(session, site.actor("lead1"))
    assert len(waits) == 1 and waits[0].metres is not None and waits[0].metres > 1000 and not waits[0].mine
    assert places.decide(site.call("collector1"), waits[0].id, True).code == "conflict"
    assert places.decide(site.call("lead1"), waits[0].id, True).ok
    assert places.decide(site.call("lead1"), waits[0].id, True).code == "conflict"
    assert site.one(select(Place.lat).where(Place.id == place)) == near(5)["lat"]


def test_an_address_that_is_not_there_is_out_of_use_once_verified(site: SampleSite) -> None:
    visit = go_out(site)[0]
    tablet = Tablet(site)
    tablet.do("depart", visit)
    tablet.do("cannot_find", visit, reason="moved")
    tablet.do("cannot_find", visit, reason="gate")
    with site.database.reading() as session:
        moved, gate = corrections(session, site.actor("lead1"))
    wanted = (
        select(Address.verified).join(Place, Place.address_id == Address.id).join(Visit, Visit.place_id == Place.id)
    )
    verified = wanted.where(Visit.id == visit)
    assert places.decide(site.call("lead1"), gate.id, True).ok and site.one(verified) is True
    assert places.decide(site.call("lead1"), moved.id, False).ok and site.one(verified) is True
    tablet.do("cannot_find", visit, reason="moved")
    assert places.decide(site.call("lead1"), moved.id + 2, True).ok and site.one(verified) is False
    assert places.decide(site.call("lead1"), 999, True).code == "not_found"
