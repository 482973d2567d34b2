"""Queues, the agents who serve them, and the entry of each customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class Queue(Base):
    """Customers of one stage, perhaps for one team and skill. Times are in seconds."""

    __tablename__ = "queue"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")  # M1, M2, M3+ or "" for all
    portfolio_id: Mapped[int | None] = mapped_column(ForeignKey("portfolio.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    skill: Mapped[str] = mapped_column(default="")
    offer_seconds: Mapped[int] = mapped_column(default=30)
    wrapup_seconds: Mapped[int] = mapped_column(default=60)
    extension_seconds: Mapped[int] = mapped_column(default=60)
    extensions: Mapped[int] = mapped_column(default=2)
    inbound_a_day: Mapped[int] = mapped_column(default=40, server_default="40")  # calls one agent may take
    closed: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]  # a lead has paused it: only agreed callbacks are offered
    draining_at: Mapped[datetime | None]  # it offers who waits, and wakes nobody


class AgentQueue(Base):
    """A queue that an agent serves; the lowest rank is asked first."""

    __tablename__ = "agent_queue"
    __table_args__ = (UniqueConstraint("agent_id", "queue_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    rank: Mapped[int] = mapped_column(default=1)


# literals in the statement: with a bound value a database does not use its partial indexes
WAITING: Any = literal_column("'waiting'")
SLEEPING: Any = literal_column("'sleeping'")


class Entry(Base):
    """The one place of a customer in the queues.

    Few entries are ``waiting``; they are indexed by priority. All others sleep until ``wake_at`` or are closed.
    ``callable_until`` ends the lawful window that was computed at waking (rule 9).
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("customer_id"),
        one_of("state", "waiting", "sleeping", "handed_out", "closed"),
        Index(
            "ix_entry_waiting",
            "queue_id",
            text("priority DESC"),
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_entry_asleep",
            "wake_at",
            postgresql_where=text("state = 'sleeping'"),
            sqlite_where=text("state = 'sleeping'"),
        ),
        Index(
            "ix_entry_sleep_priority",
            "queue_id",
            text("priority DESC"),
            "id",
            postgresql_where=text("state = 'sleeping'"),
            sqlite_where=text("state = 'sleeping'"),
        ),
        Index(
            "ix_entry_own",
            "own_agent_id",
            "own_until",
            postgresql_where=text("own_agent_id IS NOT NULL"),
            sqlite_where=text("own_agent_id IS NOT NULL"),
        ),
        Index(  # the few due entries that are reserved for one agent
            "ix_entry_own_state",
            "state",
            "wake_at",
            postgresql_where=text("own_agent_id IS NOT NULL"),
            sqlite_where=text("own_agent_id IS NOT NULL"),
        ),
        Index("ix_entry_reasons", "queue_id", "state", "reason", "wake_at"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    state: Mapped[str]
    priority: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")  # why asleep or closed
    callable_until: Mapped[datetime | None]
    own_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    own_kind: Mapped[str] = mapped_column(default="")  # callback, promise, transfer, message
    own_note: Mapped[str | None]  # note of the colleague who handed the customer over
    own_until: Mapped[datetime | None]  # from here on any agent may take it
    updated_at: Mapped[datetime]


class Decline(Base):
    """A customer that an agent declined: not offered to this agent again on that day."""

    __tablename__ = "decline"
    __table_args__ = (Index(None, "agent_id", "day"), Index(None, "day", "customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    day: Mapped[str]  # local date of the site
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
