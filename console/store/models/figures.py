"""The figures of each day as rows, and what only the day itself could know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class DaySum(Base):
    """The sums of one cell of one day. They follow from other rows and can be counted again at any time."""

    __tablename__ = "day_sum"
    __table_args__ = (UniqueConstraint("day", "dimension", "key", "team_id", "hour", "currency"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date]
    dimension: Mapped[str]
    key: Mapped[str]
    team_id: Mapped[int] = mapped_column(Key)  # 0: no team
    hour: Mapped[int]  # local; -1: the whole day
    currency: Mapped[str]  # "": what is no money
    sums: Mapped[dict[str, Any]]


class CountedDay(Base):
    """A day whose sums are kept. A stale one is counted again soon."""

    __tablename__ = "counted_day"
    __table_args__ = (Index("ix_counted_day_stale", "day", postgresql_where=text("stale"), sqlite_where=text("stale")),)
    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime | None]
    stale: Mapped[bool]


class FigureMark(Base):
    """How far the worker has read a growing table, by the table's name.

    Rows after ``last_id`` are read, up to ``seen_id`` for the second time: a lower number may be committed later.
    """

    __tablename__ = "figure_mark"
    name: Mapped[str] = mapped_column(primary_key=True)
    last_id: Mapped[int] = mapped_column(Key)
    seen_id: Mapped[int] = mapped_column(Key)


class AgentDay(Base):
    """The team of an agent on a day. A later change of team moves no figure of the past."""

    __tablename__ = "agent_day"
    __table_args__ = (UniqueConstraint("day", "agent_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    team_id: Mapped[int] = mapped_column(Key)  # 0: no team


class StockDay(Base):
    """The customers in a queue as a day began, and what they owed: nothing else keeps it."""

    __tablename__ = "stock_day"
    __table_args__ = (UniqueConstraint("day", "queue_id", "currency"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date]
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    stage: Mapped[str]
    team_id: Mapped[int] = mapped_column(Key)  # 0: any team serves the queue
    currency: Mapped[str]
    customers: Mapped[int]
    owed_minor: Mapped[int] = mapped_column(Key)


class LateAccount(Base):
    """An account that became late: its first late day and what it owed then."""

    __tablename__ = "late_account"
    __table_args__ = (UniqueConstraint("account_id", "late_on"), Index(None, "late_on"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    late_on: Mapped[date]
    queue_id: Mapped[int] = mapped_column(Key)
    stage: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str]


class AgeingMonth(Base):
    """How late an account was as a month ended, in months past due, and what it owed."""

    __tablename__ = "ageing_month"
    __table_args__ = (UniqueConstraint("month", "account_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    month: Mapped[date]  # its first day
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    bucket: Mapped[int]
    owed_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str]


class AgeingStep(Base):
    """The accounts that went from one bucket to another in a month: the matrix of the months, summed once."""

    __tablename__ = "ageing_step"
    __table_args__ = (UniqueConstraint("month", "was", "now", "currency"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    month: Mapped[date]  # the later of the two months, its first day
    was: Mapped[int]
    now: Mapped[int]
    currency: Mapped[str]
    accounts: Mapped[int]
    owed_then_minor: Mapped[int] = mapped_column(Key)
    owed_now_minor: Mapped[int] = mapped_column(Key)
