"""Sealing what is known of a trip when the pair has left, into the audit chain (rule 28)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.actions.call import Act, plain_json
from console.actions.steps import audit_chain
from console.domain.visit_record import PLACE, part, seal_of
from console.store.fast.entities import put
from console.store.models import Attempt, Customer, FieldEntry, Outcome, Person, Trip, Visit, VisitRound


def seal(act: Act, trip: Trip) -> None:
    """Seal the record of a trip. A later entry of this visit stands in the chain by itself."""
    parts = [part(name, plain_json(value), secrets.token_hex(16)) for name, value in _values(act.work.session, trip)]
    mark = seal_of(parts)
    put(act.work.session, trip, record={"parts": parts}, seal=mark, sealed_at=act.now)
    audit_chain.append(act, "visit.sealed", {"trip": trip.id, "visit": trip.visit_id, "seal": mark}, trip.customer_id)


def _values(session: Session, trip: Trip) -> Iterator[tuple[str, Any]]:
    visit, one = session.get_one(Visit, trip.visit_id), session.get_one(VisitRound, trip.round_id)
    customer = session.get_one(Customer, trip.customer_id)
    pair = session.execute(
        select(Person.id, Person.name).where(Person.id.in_((one.first_id, one.second_id))).order_by(Person.id)
    ).all()
    yield "visit", {"visit": visit.id, "trip": trip.id, "round": one.id, "day": one.day, "token": trip.handout_id}
    yield "customer", {"external_id": customer.external_id, "name": customer.name}
    yield "pair", [[row.id, row.name] for row in pair]
    yield (
        "times",
        {
            "departed": trip.departed_at,
            "permit_until": trip.permit_until,
            "arrived": trip.arrived_at,
            "how": trip.arrived_how,
            "left": trip.left_at,
        },
    )
    yield "door", {"metres": trip.door_m}
    yield "met", trip.met
    attempt = session.get_one(Attempt, trip.attempt_id)
    yield "verdict", {"breach": attempt.breach, "result": attempt.result, **attempt.verdict}
    for row in session.execute(select(Outcome).where(Outcome.handout_id == trip.handout_id)).scalars():
        yield f"outcome:{row.id}", {"code": row.code, "at": row.at, "note": row.note, "details": row.details}
    entries = session.execute(select(FieldEntry).where(FieldEntry.trip_id == trip.id).order_by(FieldEntry.id)).scalars()
    for entry in entries:
        said = {key: value for key, value in entry.body.items() if key not in ("place", "permit")}
        about = {"kind": entry.kind, "at": entry.at, "by": entry.person_id, "code": entry.code, "breach": entry.breach}
        yield f"entry:{entry.client_id}", {**about, "hash": entry.hash, "said": said}
        if entry.body.get("place"):
            where = {name: entry.body["place"][name] for name in ("lat", "lon", "accuracy_m")}
            yield f"{PLACE}{entry.client_id}", where
