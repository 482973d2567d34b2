"""People by name or login, for the command palette: only those whom the reader may look up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.actor import DESK_ROLES, Actor
from console.store.models import Person, Team

MOST = 6


def people_like(session: Session, actor: Actor, query: str) -> Sequence[Any]:
    """Return (id, name, login, role, team): an administrator finds everybody, a lead the own team's desks,
    the officer every desk. Others find nobody."""
    if actor.role not in ("admin", "lead", "compliance"):
        return ()
    found = (
        select(Person.id, Person.name, Person.login, Person.role, Team.name.label("team"))
        .outerjoin(Team, Team.id == Person.team_id)
        .where(
            func.lower(Person.name).contains(query.lower(), autoescape=True)
            | Person.login.contains(query.lower(), autoescape=True),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )
    if actor.role != "admin":
        found = found.where(Person.role.in_(DESK_ROLES))
    if actor.role == "lead":
        found = found.where(Person.team_id == actor.team_id)
    return session.execute(found).all()
