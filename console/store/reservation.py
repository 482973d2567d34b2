"""For whom a customer is kept: the owner of an agreed callback or promise, as long as that person can take it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_
from sqlalchemy.orm import aliased

from console.domain.actor import DESK_ROLES
from console.store.models import Agent, Entry, Person
from console.store.models.types import Instant

LONG_BREAK = timedelta(minutes=10)  # on a break for longer than this, nobody's customers wait for the person
_ROLES = ", ".join(f"'{role}'" for role in DESK_ROLES)
# The same condition twice: for the claim, which is plain SQL of both databases, and for the reads around it.
# The owner has access and a desk, is on shift, and is not on a long break.
OWNER_IS_THERE = f"""EXISTS (SELECT 1 FROM agent o JOIN person op ON op.id = o.id
    WHERE o.id = e.own_agent_id AND op.disabled_at IS NULL AND op.role IN ({_ROLES})
      AND o.state <> 'offline' AND (o.state <> 'on_break' OR o.since > :break_began))"""

_OWNER: Any = aliased(Agent)
_OWNING: Any = aliased(Person)
_BREAK_BEGAN: Any = bindparam("break_began", type_=Instant())
owner_is_there: Any = (
    exists()
    .where(
        _OWNER.id == Entry.own_agent_id,
        _OWNING.id == _OWNER.id,
        _OWNING.disabled_at.is_(None),
        _OWNING.role.in_(DESK_ROLES),
        _OWNER.state != "offline",
        or_(_OWNER.state != "on_break", _OWNER.since > _BREAK_BEGAN),
    )
    .correlate(Entry)
)


def reserved(now: Any) -> Any:
    """Return the condition that an entry is kept for its owner at ``now``; needs the parameter ``break_began``."""
    return and_(Entry.own_agent_id.is_not(None), Entry.own_until > now, owner_is_there)
