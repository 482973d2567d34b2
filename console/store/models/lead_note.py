"""What a lead says to a desk, asks of it, and that a lead looks at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of

OPEN = text("ended_at IS NULL")


class LeadNote(Base):
    """A line to one agent, a note pinned for a team, a request, or a look at a desk. Never deleted."""

    __tablename__ = "lead_note"
    __table_args__ = (
        Index("ix_lead_note_open", "at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index(
            "uq_lead_note_pin",
            "team_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND kind = 'pin'"),
            sqlite_where=text("ended_at IS NULL AND kind = 'pin'"),
        ),
        Index(None, "agent_id", "at"),
        one_of("kind", "line", "pin", "back", "give", "look"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))  # none: for the team
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(default="")
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))  # whose customer is asked for
    to_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))  # the colleague who would take that customer
    at: Mapped[datetime]
    alive_at: Mapped[datetime | None]  # last sign of a page that looks at the desk
    seen_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # yes, no
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the worker
