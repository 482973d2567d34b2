"""Proposals that wait for another person, papers of creditors and agencies, reviews of rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class Proposal(Base):
    """A change that widens or lifts, proposed by one person and decided by another (rule 25)."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(None, "customer_id"),
        Index(None, "state"),
        one_of("state", "asked", "granted", "refused", "withdrawn"),
        one_of(
            "what",
            *("lift", "zone", "number", "lost", "person", "limitation", "creditor", "calendar", "recall"),
            *("suppression", "confirm", "house_end", "declare", "paper", "assign", "account", "rest"),
        ),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    what: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str]
    proof: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="asked")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_role: Mapped[str]
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")


class Paper(Base):
    """A licence of a creditor, or an agency's contract, evaluation or public listing. Kept for good."""

    __tablename__ = "paper"
    __table_args__ = (Index(None, "creditor_id"), one_of("kind", "licence", "contract", "evaluation", "listing"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    since_on: Mapped[date]
    until_on: Mapped[date | None]  # the last day on which it holds
    proof: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class RuleReview(Base):
    """A person compared a rule with its source."""

    __tablename__ = "rule_review"
    __table_args__ = (Index(None, "pack", "rule_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    pack: Mapped[str]
    rule_id: Mapped[str]
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class InboxTake(Base):
    """Who works on one thing of the officer's inbox. One person has it at a time."""

    __tablename__ = "inbox_take"
    __table_args__ = (UniqueConstraint("kind", "what"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    what: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
