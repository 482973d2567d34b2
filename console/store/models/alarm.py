"""Alarms with their life, and the numbers that a desk shows when somebody is in danger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of

OPEN, LIVE = text("handled_at IS NULL"), text("ended_at IS NULL")


class Alarm(Base):
    """Somebody is in danger: raised, seen, taken by one person, handled. Never deleted.

    ``kind`` is a key of ``console.domain.alarms.KINDS``. The table has no list of kinds: a new kind is no migration.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index("ix_alarm_open", "raised_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index(None, "customer_id", "raised_at"),
        Index(None, "handout_id"),
        Index(None, "raised_at"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    agent_id: Mapped[int] = mapped_column(
        ForeignKey("person.id")
    )  # who is with the customer, in danger, or whom it is about
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    facts: Mapped[dict[str, Any] | None]  # further facts of a kind, such as the last place
    raised_at: Mapped[datetime]
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the worker or a machine
    watched: Mapped[bool] = mapped_column(default=False)  # somebody who may take it has a page open
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]  # the contact was ended the safe way
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_how: Mapped[str] = mapped_column(default="")
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")


class SafetyNumber(Base):
    """A number that the desk shows in the safety state. A changed list is a new list: no row is deleted."""

    __tablename__ = "safety_number"
    __table_args__ = (
        Index("ix_safety_number_live", "kind", postgresql_where=LIVE, sqlite_where=LIVE),
        one_of("kind", "crisis", "contact"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]  # a crisis line of a region, or a person of the firm
    region: Mapped[str] = mapped_column(default="")  # ISO country of a crisis line
    number: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="")
    rank: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
