"""Operations, due tasks, leases and the append-only audit chains."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class Op(Base):
    """An operation with its answer: the same key gets the same answer (rule 16)."""

    __tablename__ = "op"
    key: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str]
    name: Mapped[str]
    digest: Mapped[str]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Due(Base):
    """What must happen at a time: a reminder, a callback, a check (rule 5)."""

    __tablename__ = "due"
    __table_args__ = (
        Index("ix_due_open", "due_at", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")),
        Index(None, "customer_id"),
        Index(None, "outcome_id"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    what: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    customer_id: Mapped[int | None] = mapped_column(Key)
    agent_id: Mapped[int | None] = mapped_column(Key)
    outcome_id: Mapped[int | None] = mapped_column(Key)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[str] = mapped_column(default="")


class Lease(Base):
    """Which process runs the due tasks, and until when (real time)."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class ChainHead(Base):
    """The head of one actor's chain. Its row is locked last (rule 28)."""

    __tablename__ = "chain_head"
    actor: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(Key, default=0)
    hash: Mapped[str] = mapped_column(default="")


class ChainEntry(Base):
    """One audit row or verdict, marked together with the one before it.

    Rows of an older version have a SHA-256 in ``hash`` and are covered by the row of the kind "chain.keyed".
    """

    __tablename__ = "chain_entry"
    __table_args__ = (UniqueConstraint("actor", "n"), Index(None, "customer_id", "at"), Index(None, "kind", "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    actor: Mapped[str]
    n: Mapped[int] = mapped_column(Key)
    kind: Mapped[str]
    at: Mapped[datetime]  # the product's clock
    real_at: Mapped[datetime]  # the wall clock
    customer_id: Mapped[int | None] = mapped_column(Key)
    body: Mapped[dict[str, Any]]
    hash: Mapped[str]
    digest: Mapped[str] = mapped_column(default="", server_default="")  # of salt and body, SHA-256
    salt: Mapped[str] = mapped_column(default="", server_default="")  # "" = the body was erased


class ChainRoot(Base):
    """A mark over all heads, every ten minutes, for printing."""

    __tablename__ = "chain_root"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    heads: Mapped[dict[str, Any]]
    hash: Mapped[str]
