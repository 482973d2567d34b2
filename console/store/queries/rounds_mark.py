"""A mark of what the pages of rounds show: it changes with every change, so a lost push heals with the next beat."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.store.models import FieldEntry, PlaceCorrection, Trip, Visit, VisitRound
from console.store.queries.rounds import rung_since


def rounds_mark(session: Session, actor: Actor, now: datetime, zone: ZoneInfo) -> str:
    """Return the mark of today's rounds of this lead's team, or of this collector's own round."""
    day = now.astimezone(zone).date().isoformat()
    wanted = select(VisitRound).where(VisitRound.day == day).order_by(VisitRound.id)
    if actor.role == "collector":
        wanted = wanted.where(or_(VisitRound.first_id == actor.id, VisitRound.second_id == actor.id))
    elif actor.team_id is not None:
        wanted = wanted.where(VisitRound.team_id == actor.team_id)
    told: list[object] = []
    for one in session.execute(wanted).scalars():
        told.append((one.id, one.version, one.planned_version, one.planned_at, one.state))
        found = session.execute(select(Visit).where(Visit.round_id == one.id).order_by(Visit.id)).scalars().all()
        told += [(visit.id, visit.state, visit.position, visit.begins_at) for visit in found]
        told.append(sorted(rung_since(session, [visit.customer_id for visit in found], one.planned_at).items()))
        trips = select(Trip).where(Trip.round_id == one.id).order_by(Trip.id)
        for trip in session.execute(trips).scalars():
            told.append((trip.id, trip.stop_code, trip.missed_at, trip.rang_at, trip.checkin_until, trip.sealed_at))
    if actor.role != "collector":
        told += session.execute(
            select(Visit.id, Visit.state).where(Visit.state.in_(("proposed", "approved"))).order_by(Visit.id)
        ).all()
        told.append(session.execute(select(func.max(FieldEntry.id)).where(FieldEntry.code != "")).scalar())
        told.append(
            session.execute(select(func.count(PlaceCorrection.id)).where(PlaceCorrection.decided_at.is_(None))).scalar()
        )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
