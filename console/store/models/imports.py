"""Imports: the mapping of a source, a run, and its staged rows (architecture, "Import in two phases")."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class ImportMapping(Base):
    """Which column means what, kept per source."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("portfolio_id", "source"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolio.id"))
    source: Mapped[str]
    columns: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime]


class ImportRun(Base):
    """One file on its way in."""

    __tablename__ = "import_run"
    __table_args__ = (one_of("state", "reading", "read", "applying", "applied", "cancelled", "failed"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolio.id"))
    source: Mapped[str]
    file_name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="customers")
    state: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    as_of: Mapped[datetime | None]  # the moment of the list; with a day only, the start of the day
    no_past_contacts: Mapped[bool | None]  # declared on record by the person importing
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]  # last sign of the process that works on it
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_bad: Mapped[int] = mapped_column(default=0)
    customers: Mapped[int] = mapped_column(default=0)
    applied: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(default="")


class Staging(Base):
    """One staged row: an account or a past contact as read, or why it is held back.

    What is applied is deleted in the same transaction: what is left says where to go on.
    """

    __tablename__ = "staging"
    __table_args__ = (Index(None, "run_id", "held", "customer_key"), Index(None, "run_id", "line"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    line: Mapped[int]
    customer_key: Mapped[str]
    row: Mapped[dict[str, Any]]
    errors: Mapped[list[Any]] = mapped_column(default=list)
    held: Mapped[bool]  # bad itself, or another row of this customer is
