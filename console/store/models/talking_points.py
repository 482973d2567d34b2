"""Versions of talking points, which of them were shown, and the learned weights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class TalkingPoint(Base):
    """One version of one point. Its cell is psychology, stage, channel and step."""

    __tablename__ = "talking_point"
    __table_args__ = (
        UniqueConstraint("psychology", "stage", "channel", "step", "version"),
        Index(None, "state"),
        one_of("state", "draft", "approved", "published", "retired"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    psychology: Mapped[str]
    stage: Mapped[str]
    channel: Mapped[str]
    step: Mapped[str]
    version: Mapped[int]
    en: Mapped[str]
    zh: Mapped[str]
    why_en: Mapped[str]
    why_zh: Mapped[str]
    needs: Mapped[list[Any]]
    state: Mapped[str]
    from_version: Mapped[int | None]  # of the library: shown from here on
    to_version: Mapped[int | None]  # and no longer from here on
    share: Mapped[float] = mapped_column(default=1.0)  # of a fair random split between versions
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class PointShown(Base):
    """Which version was on the screen of a contact, with the chance it had, and whether it was said."""

    __tablename__ = "point_shown"
    __table_args__ = (UniqueConstraint("handout_id", "point"), Index(None, "point"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    point: Mapped[str]  # the point's name with its version
    step: Mapped[str]
    chance: Mapped[float]
    at: Mapped[datetime]
    said_at: Mapped[datetime | None]


class Weights(Base):
    """One version of the weights of evidence, learned from corrections; a version never changes."""

    __tablename__ = "weights"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    made_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    labels: Mapped[int]
    factors: Mapped[dict[str, Any]]
    error_before: Mapped[float | None]
    error_after: Mapped[float | None]
    active: Mapped[bool]
