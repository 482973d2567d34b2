"""Where a door really is: proposed by a pair, decided by another person (rule 25)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.domain.errors import Conflict, NotYours
from console.domain.events import RoundChanged
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Address, Person, Place, PlaceCorrection

NOT_THERE = frozenset({"moved", "no_such_number"})  # nobody is sent there until the address is verified anew


@action("place.decide", decides=True)
def decide(act: Act, correction_id: int, yes: bool) -> Answer:
    """Take or refuse what a pair says of a place. A taken one moves the place, or takes the address out of use."""
    session = act.work.session
    found = session.get(PlaceCorrection, correction_id)
    if found is None:
        raise NotYours()
    team = session.execute(select(Person.team_id).where(Person.id == found.proposed_by_id)).scalar()
    if team != act.actor.team_id:
        raise NotYours()
    place = session.get_one(Place, found.place_id)
    if place.customer_id is not None:
        load_customer(session, place.customer_id, lock=True)
    session.refresh(found)
    if found.decided_at is not None:
        raise Conflict("This was already decided.")
    if found.proposed_by_id == act.actor.id:
        raise Conflict("A second person must decide what you proposed.")
    put(session, found, decided_by_id=act.actor.id, decided_at=act.now, accepted=yes)
    if yes and found.lat is not None:
        where: dict[str, Any] = {"lat": found.lat, "lon": found.lon, "accuracy_m": found.accuracy_m, "source": "gps"}
        put(session, place, **where, verified_by_id=act.actor.id, verified_at=act.now)
    if yes and found.reason in NOT_THERE and place.address_id is not None:
        change(session, Address, place.address_id, verified=False)
    act.work.happened(RoundChanged())
    return Answer(data={"state": "taken" if yes else "refused"})
