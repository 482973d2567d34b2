"""Hand-outs with their attempts, outcomes, notes and marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of

LIVE = text("ended_at IS NULL")


class Handout(Base):
    """A customer given to an agent. Its id is the growing token that fences writes (rule 15)."""

    __tablename__ = "handout"
    __table_args__ = (
        Index("uq_handout_live_customer", "customer_id", unique=True, postgresql_where=LIVE, sqlite_where=LIVE),
        Index("uq_handout_live_agent", "agent_id", unique=True, postgresql_where=LIVE, sqlite_where=LIVE),
        # all live ones, however many have ended: equality is what SQLite prefers to its row order
        Index("ix_handout_live", "ended_at", postgresql_where=LIVE, sqlite_where=LIVE),
        Index(None, "agent_id", "ended_at"),
        Index(None, "customer_id", "id"),
        one_of("kind", "queue", "callback", "promise", "inbound", "transfer", "manual"),
        {"sqlite_autoincrement": True},  # a token is never given twice
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    kind: Mapped[str]
    offered_at: Mapped[datetime]
    offer_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]  # none once a contact is begun: it stays with the agent
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]  # outcome recorded; wrap-up runs
    wrap_up_until: Mapped[datetime | None]
    extensions: Mapped[int] = mapped_column(default=0)
    safety_at: Mapped[datetime | None]  # the safety state is on: no clock and no other act ends the hand-out
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    ability: Mapped[str | None]  # what the customer says: able partly unable
    payday: Mapped[int | None]  # day of the month on which income comes, as the customer says
    library_version: Mapped[int | None]  # new points come at the next step, not in mid-sentence
    score: Mapped[int] = mapped_column(default=0)
    factors: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(default="")  # hand-over note of a colleague
    facts_version: Mapped[int]  # as offered
    step: Mapped[str] = mapped_column(default="open")


class Attempt(Base):
    """A contact attempt on any channel. Begun and without a result, it counts in every cap."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index(
            "uq_attempt_live_phone", "phone_id", unique=True, postgresql_where=text("live"), sqlite_where=text("live")
        ),
        Index(None, "customer_id", "began_at"),
        Index(None, "phone_id", "began_at"),
        Index(None, "handout_id"),
        Index(None, "agent_id", "began_at"),
        Index(None, "began_at"),
        UniqueConstraint("source", "external_id"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    channel: Mapped[str]
    direction: Mapped[str]
    party: Mapped[str]
    purpose: Mapped[str]
    initiator: Mapped[str]
    began_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None]
    line: Mapped[str] = mapped_column(default="")  # adapter
    line_result: Mapped[str] = mapped_column(default="")  # what the line itself says
    live: Mapped[bool] = mapped_column(default=False)  # an outbound call that may still ring
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    warn_reason: Mapped[str] = mapped_column(default="")
    breach: Mapped[bool] = mapped_column(default=False)
    accounts: Mapped[list[Any] | None]  # ids of the debts it names; none: no particular one
    person: Mapped[str | None]  # which third person
    template: Mapped[str | None]  # of a message: the same text is not sent twice
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service_token.id"))  # its permit
    recording: Mapped[str] = mapped_column(default="", server_default="")  # the telephone system's own reference
    use_before: Mapped[datetime | None]  # how long a permit may be used
    source: Mapped[str | None]  # imported rows only
    external_id: Mapped[str | None]


class Outcome(Base):
    """The outcome of a hand-out. A correction is a new row that names the old one."""

    __tablename__ = "outcome"
    __table_args__ = (
        Index(None, "handout_id"),
        Index(None, "customer_id", "at"),
        Index(None, "agent_id", "at"),
        Index(None, "at"),
        UniqueConstraint("corrects_id"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    code: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    undo: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what a correction undoes
    late: Mapped[bool] = mapped_column(default=False)  # under an older token: moved nothing


class Draft(Base):
    """A note as it is typed, with a version: a second tab gets a conflict and sees both texts."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("handout_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    saved_at: Mapped[datetime]


class Signal(Base):
    """What the agent marked in the contact: a signal, a struck reason, a correction."""

    __tablename__ = "signal"
    __table_args__ = (
        Index(None, "handout_id"),
        Index(None, "customer_id", "at"),
        Index(
            "ix_signal_corrections",
            "kind",
            postgresql_where=text("kind = 'correction'"),
            sqlite_where=text("kind = 'correction'"),
        ),
        one_of("kind", "signal", "strike", "correction"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    kind: Mapped[str]
    key: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class DisclosureMark(Base):
    """A required disclosure: said, or not said with a reason (rule 20)."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("handout_id", "key"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    key: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
