"""Promises to pay and plans, holds and consents of customers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class Promise(Base):
    """A promise to pay: one or more dated parts (``Instalment``)."""

    __tablename__ = "promise"
    __table_args__ = (
        Index(None, "customer_id", "made_at"),
        Index(None, "agent_id", "made_at"),
        one_of("status", "open", "kept", "partly_kept", "broken", "withdrawn"),
        one_of("kind", "full", "partial", "plan"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))  # none: made on the customer's own page
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    currency: Mapped[str]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Instalment(Base):
    __tablename__ = "instalment"
    __table_args__ = (Index(None, "promise_id"), Index(None, "due_on", "status"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    due_on: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(Key)
    paid_minor: Mapped[int] = mapped_column(Key, default=0)
    status: Mapped[str] = mapped_column(default="open")


class Request(Base):
    """A hold or wish on file: cease, opt-out, dispute, represented … (architecture, "Tables and types")."""

    __tablename__ = "request"
    __table_args__ = (
        Index(None, "customer_id", "kind"),
        Index(None, "outcome_id"),
        Index(None, "since"),
        Index(
            "ix_request_open",
            "since",
            postgresql_where=text("lifted_at IS NULL"),
            sqlite_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str]
    scope: Mapped[dict[str, Any]] = mapped_column(default=dict)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    written: Mapped[bool | None]
    confirmed: Mapped[bool | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    by_party: Mapped[str] = mapped_column(default="debtor")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))
    proof: Mapped[str] = mapped_column(default="")
    wording: Mapped[str | None]  # in the words of the person who said it
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_why: Mapped[str] = mapped_column(default="")


class Consent(Base):
    """A stored consent, judged by ``binds_from`` alone (rule 25)."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "customer_id"), Index(None, "handout_id"), Index(None, "made_at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str]
    channels: Mapped[list[Any] | None]
    window: Mapped[list[Any] | None]
    days: Mapped[list[Any] | None]
    given_to: Mapped[str] = mapped_column(default="")
    wording: Mapped[str] = mapped_column(default="")
    proof: Mapped[str] = mapped_column(default="")
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    binds_from: Mapped[datetime]
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
