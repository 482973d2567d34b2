"""Tables of the compliance officer: house rules, fact sheets, speech findings, approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Json, Key, one_of


class HouseRule(Base):
    """A limit of the house; it binds once a second person has approved it. Never deleted."""

    __tablename__ = "house_rule"
    __table_args__ = (one_of("kind", "param", "hours", "cap", "closed"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str]
    rule_id: Mapped[str] = mapped_column(default="")
    param: Mapped[str] = mapped_column(default="")
    value: Mapped[float | None]
    opens: Mapped[str] = mapped_column(default="")
    closes: Mapped[str] = mapped_column(default="")
    channels: Mapped[list[Any]]
    purposes: Mapped[list[Any]]
    products: Mapped[list[Any]]
    creditor_id: Mapped[int | None] = mapped_column(ForeignKey("creditor.id"))
    portfolio_id: Mapped[int | None] = mapped_column(ForeignKey("portfolio.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class FactSheet(Base):
    """The facts that verdicts were based on, stored once per content: facts, site facts, house rules (JSON text).

    ``digest`` is the SHA-256 of ``body`` as hex. Chain rows name it, so a changed sheet is noticed.
    """

    __tablename__ = "fact_sheet"
    digest: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    at: Mapped[datetime]


class SpeechFinding(Base):
    """Unlawful words or a customer's cue, heard in a note, a draft or a transcript."""

    __tablename__ = "speech_finding"
    __table_args__ = (
        Index(None, "handout_id"),
        Index(None, "at"),
        Index(
            "ix_speech_finding_unseen",
            "at",
            postgresql_where=text("seen_at IS NULL"),
            sqlite_where=text("seen_at IS NULL"),
        ),
        one_of("source", "note", "transcript", "message"),
        one_of("speaker", "agent", "customer", "note", "message"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    source: Mapped[str]
    speaker: Mapped[str]
    kind: Mapped[str]
    rule: Mapped[str]
    quote: Mapped[str]
    is_cue: Mapped[bool]
    severe: Mapped[bool]
    # what the model said where no rule spoke: chance, version, nearest example, weightiest words
    suspected: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    gone_at: Mapped[datetime | None]  # the words were taken out again
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]


class Approval(Base):
    """An offer beyond an agent's authority that a lead decides."""

    __tablename__ = "approval"
    __table_args__ = (
        Index(None, "handout_id"),
        Index(None, "state"),
        one_of("state", "asked", "granted", "refused", "withdrawn"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    what: Mapped[str]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
