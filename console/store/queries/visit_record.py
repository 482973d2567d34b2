"""The sealed record of a trip, for its export and its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.domain.visit_record import Part
from console.store.models import ChainEntry, FieldEntry, Trip, VisitMedia, VisitRound


@dataclass(frozen=True)
class Medium:
    """A medium that is whole: where its bytes lie, and what they are."""

    person: int
    client_id: str
    what: str
    type: str
    sha256: str
    at: datetime


@dataclass(frozen=True)
class SealedTrip:
    """A sealed trip with its media and the row of the chain that holds the seal."""

    trip: int
    customer: int
    seal: str
    sealed_at: datetime
    parts: tuple[Part, ...]
    media: tuple[Medium, ...]
    chain: dict[str, Any]

    def value(self, name: str) -> Any:
        """Return what a part holds, or None."""
        return next((one.get("value") for one in self.parts if one["name"] == name), None)

    def of(self, prefix: str) -> list[Any]:
        """Return what the parts of a kind hold, in their order."""
        return [one["value"] for one in self.parts if str(one["name"]).startswith(prefix) and "value" in one]


def sealed_trip(session: Session, actor: Actor, trip_id: int) -> SealedTrip:
    """Return a sealed trip of the lead's own team; the officer sees all. Raises NotYours."""
    trip = session.get(Trip, trip_id)
    one = session.get(VisitRound, trip.round_id) if trip is not None else None
    mine = one is not None and (actor.role == "compliance" or one.team_id == actor.team_id)
    if trip is None or not mine or trip.record is None or trip.sealed_at is None:
        raise NotYours()
    ids = [row for (row,) in session.execute(select(FieldEntry.client_id).where(FieldEntry.trip_id == trip.id)).all()]
    media = session.execute(
        select(VisitMedia)
        .where(VisitMedia.client_id.in_(ids), VisitMedia.whole_at.is_not(None))
        .order_by(VisitMedia.id)
    ).scalars()
    row = chain_row(session, trip.customer_id, trip.seal)
    return SealedTrip(
        trip.id,
        trip.customer_id,
        trip.seal,
        trip.sealed_at,
        tuple(trip.record["parts"]),
        tuple(Medium(one.person_id, one.client_id, one.what, one.type, one.sha256, one.at) for one in media),
        row or {},
    )


def chain_row(session: Session, customer_id: int | None, seal: str) -> dict[str, Any] | None:
    """Return the row of the audit chain that holds this seal, or None."""
    wanted = select(ChainEntry).where(ChainEntry.kind == "visit.sealed")
    if customer_id is not None:
        wanted = wanted.where(ChainEntry.customer_id == customer_id)
    for row in session.execute(wanted.order_by(ChainEntry.id.desc())).scalars():
        if row.body.get("seal") == seal:
            return {"actor": row.actor, "n": row.n, "at": row.at.isoformat(), "body": row.body, "hash": row.hash}
    return None
