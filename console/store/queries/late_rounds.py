"""Which teams' rounds need a new plan: something changed since it was made, or a pair runs late."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.store.models import Trip, Visit, VisitRound


def teams_to_plan(session: Session, day: str, now: datetime, late: timedelta, again: timedelta) -> list[int | None]:
    """Return the teams with a round of this day that was planned before and does not stand as it is now.

    A round runs ``late`` when its next stop should have begun so long ago. For that alone it is planned anew once in
    ``again``. A round that nobody has planned yet waits for its lead.
    """
    rounds = (
        session.execute(
            select(VisitRound).where(
                VisitRound.day == day,
                VisitRound.state.in_(("planned", "out")),
                VisitRound.planned_by != "",
                VisitRound.ends_at > now,
            )
        )
        .scalars()
        .all()
    )
    found = [
        one
        for one in rounds
        if one.planned_version != one.version or _added(session, one) or _late(session, one, now, late, again)
    ]
    return list(dict.fromkeys(one.team_id for one in found))


def _added(session: Session, one: VisitRound) -> bool:
    """Return True when a visit was approved since the plan, and no plan has looked at it yet."""
    since = select(Visit.id).where(
        Visit.state == "approved", Visit.left_out == "", Visit.round_id.is_(None), Visit.decided_at > one.planned_at
    )
    return one.planned_at is not None and session.execute(since.limit(1)).first() is not None


def _late(session: Session, one: VisitRound, now: datetime, late: timedelta, again: timedelta) -> bool:
    if one.state != "out" or (one.planned_at is not None and now - one.planned_at < again):
        return False
    under_way = select(Trip.id).where(Trip.round_id == one.id, Trip.left_at.is_(None), Trip.stop_code == "")
    if session.execute(under_way.limit(1)).first() is not None:
        return False  # when it ends, the rest is planned
    following = session.execute(
        select(Visit.begins_at)
        .where(Visit.round_id == one.id, Visit.state == "planned")
        .order_by(Visit.position)
        .limit(1)
    ).scalar()
    return following is not None and following + late < now
