"""Taking the record of a visit out of the house goes on record."""

from __future__ import annotations

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.store.queries.visit_record import sealed_trip


@action("visit.export")
def export(act: Act, trip_id: int) -> Answer:
    """Record that somebody exports a sealed trip. Raises NotYours for one of another team."""
    found = sealed_trip(act.work.session, act.actor, trip_id)
    return Answer(data={"trip": found.trip, "state": "exported"})
