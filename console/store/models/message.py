"""Messages of both directions: what leaves, what came back, word for word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of

WAITS = text("state IN ('queued', 'held', 'leaving')")
ASKS = text("answer_by IS NOT NULL AND answered_at IS NULL")


class Message(Base):
    """One message. ``key`` is its name at the carrier: under one key it is delivered once at most."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_message_waits", "due_at", postgresql_where=WAITS, sqlite_where=WAITS),
        Index("ix_message_asks", "answer_by", postgresql_where=ASKS, sqlite_where=ASKS),
        Index(None, "customer_id", "id"),
        Index(None, "carrier", "carrier_id"),
        Index(None, "phone_id", "left_at"),
        Index(None, "outcome_id"),
        one_of("direction", "out", "in"),
        one_of(
            "state",
            *("queued", "held", "leaving", "unclear", "sent", "delivered", "read", "failed", "expired", "received"),
        ),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # none: nobody here has this sender
    direction: Mapped[str]
    channel: Mapped[str]
    kind: Mapped[str]
    purpose: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why it is held, or the carrier's own words
    due_at: Mapped[datetime | None]  # when it is tried next; none: it does not leave by itself any more
    expires_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # delivered, read, failed or expired
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    address: Mapped[str] = mapped_column(default="")  # of an e-mail or a chat
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str]  # as it leaves, with sender and opt-out
    template: Mapped[str] = mapped_column(default="")  # the point's id; "" = own words
    carrier: Mapped[str] = mapped_column(default="")
    carrier_id: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=1)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))  # its permit
    warn_reason: Mapped[str] = mapped_column(default="")
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the worker
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))  # who knows the customer
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the due day of a reminder, the cues of a reply
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
