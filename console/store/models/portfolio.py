"""Creditors, their portfolios and agencies, declarations, holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class Creditor(Base):
    __tablename__ = "creditor"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="bank")  # bank, card_bank, consumer_finance …
    home_region: Mapped[str] = mapped_column(default="CN")
    phone_back: Mapped[str] = mapped_column(default="")  # official number customers may ring


class Portfolio(Base):
    """A set of debts with one currency and the packs that bind its places."""

    __tablename__ = "portfolio"
    __table_args__ = (UniqueConstraint("creditor_id", "name"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="", server_default="")
    currency: Mapped[str]
    packs: Mapped[list[Any]]  # pack codes: ["cn", "us"]
    made_up: Mapped[bool] = mapped_column(default=False)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # works it, if any


class Agency(Base):
    """An outside agency that works a creditor's debts; its contacts count in the caps."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("creditor_id", "name"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    name: Mapped[str]


class Declaration(Base):
    """A site fact declared once per portfolio with name, date and proof (rule 21)."""

    __tablename__ = "declaration"
    __table_args__ = (Index(None, "portfolio_id", "key"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolio.id"))
    key: Mapped[str]
    value: Mapped[bool]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str]
    proof: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]


class Holiday(Base):
    """A day of the calendar by region; an admin's row overrides the computed list."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("region", "on_date"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    region: Mapped[str]
    on_date: Mapped[date]
    name: Mapped[str]
    works: Mapped[bool] = mapped_column(default=False)  # a working day after all
    listed: Mapped[str | None]  # an override: the name in the computed list, "" = not in it
    reason: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime | None]
