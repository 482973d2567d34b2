"""What the lead says to a desk and asks of it, for the desk itself and for the panel beside the floor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from console.domain.bilingual import called
from console.store.fast.statements import rows
from console.store.models import LeadNote, Person
from console.store.views import LeadNoteView, LeadView

_BY, _TO = aliased(Person), aliased(Person)
ORDER = ("look", "give", "back", "line", "pin")
_COLUMNS = (
    select(
        LeadNote.id,
        LeadNote.kind,
        LeadNote.text,
        LeadNote.at,
        LeadNote.handout_id,
        LeadNote.to_id,
        LeadNote.seen_at,
        LeadNote.answer,
        LeadNote.ended_at,
        _BY.name.label("by"),
        _BY.name_zh.label("by_zh"),
        _TO.name.label("to"),
        _TO.name_zh.label("to_zh"),
    )
    .join(_BY, _BY.id == LeadNote.by_id)
    .outerjoin(_TO, _TO.id == LeadNote.to_id)
)
_OPEN = _COLUMNS.where(
    LeadNote.ended_at.is_(None), or_(LeadNote.agent_id == bindparam("agent"), LeadNote.team_id == bindparam("team"))
)
_TODAY = (
    _COLUMNS.where(LeadNote.agent_id == bindparam("agent"), LeadNote.at >= bindparam("start"), LeadNote.kind != "look")
    .order_by(LeadNote.id.desc())
    .limit(6)
)


def lead_view(session: Session, agent_id: int, team_id: int | None, state: str, handout_id: int) -> LeadView:
    """Return what stands on this desk. A request that no longer fits what the agent does is not shown."""
    found = [
        row
        for row in rows(session, _OPEN, agent=agent_id, team=team_id or 0)
        if (row.kind != "back" or state == "on_break") and (row.kind != "give" or row.handout_id == handout_id)
    ]
    found.sort(key=lambda row: (ORDER.index(row.kind), row.id))
    return LeadView(tuple(_note(row) for row in found))


def notes_of_day(session: Session, agent_id: int, start: datetime) -> tuple[LeadNoteView, ...]:
    """Return the last lines and requests of the day to an agent, the newest first, with what became of them."""
    return tuple(_note(row) for row in session.execute(_TODAY, {"agent": agent_id, "start": start}))


_PINNED = _COLUMNS.where(LeadNote.kind == "pin", LeadNote.team_id == bindparam("team"), LeadNote.ended_at.is_(None))


def pinned(session: Session, team_id: int | None) -> LeadNoteView | None:
    """Return the note that is pinned for a team."""
    found = rows(session, _PINNED, team=team_id or 0)
    return _note(found[0]) if found else None


def _note(row: Any) -> LeadNoteView:
    return LeadNoteView(
        row.id,
        row.kind,
        called(row.by, row.by_zh),
        row.text,
        row.at,
        row.to_id or 0,
        called(row.to, row.to_zh) if row.to else None,
        row.ended_at is None,
        row.seen_at,
        row.answer,
    )
