"""Who owes what: customers, their accounts, months, payments, numbers, addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class Customer(Base):
    """A person who owes. One row, however many accounts (rule 8)."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("creditor_id", "source", "external_id"),
        Index("ix_customer_name_lower", text("lower(name)")),
        Index("ix_customer_external_id_lower", text("lower(external_id)")),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolio.id"))
    source: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    region: Mapped[str] = mapped_column(default="CN")
    province: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)
    facts_version: Mapped[int] = mapped_column(default=1)
    deceased: Mapped[bool | None]
    capacity: Mapped[str | None]
    minor: Mapped[bool | None]
    attempts_known_from: Mapped[datetime | None]
    psychology_label: Mapped[str] = mapped_column(default="")  # the agents' last correction
    stage: Mapped[str] = mapped_column(default="M1")
    days_past_due: Mapped[int] = mapped_column(default=0)
    owed_minor: Mapped[int] = mapped_column(Key, default=0)  # all open debts, one currency
    currency: Mapped[str]
    updated_at: Mapped[datetime]


class Account(Base):
    """One debt, in integer minor units of ``currency``."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("customer_id", "external_id"),
        Index(None, "external_id"),
        Index("ix_account_external_id_lower", text("lower(external_id)")),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    external_id: Mapped[str]
    product: Mapped[str]
    currency: Mapped[str]
    balance_minor: Mapped[int] = mapped_column(Key)
    principal_minor: Mapped[int | None] = mapped_column(Key)
    interest_minor: Mapped[int | None] = mapped_column(Key)
    fees_minor: Mapped[int | None] = mapped_column(Key)
    credit_limit_minor: Mapped[int | None] = mapped_column(Key)
    days_past_due: Mapped[int]
    due_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    balance_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]  # the list's moment: payments after it are taken off its balance
    recalled_at: Mapped[datetime | None]  # a whole list no longer names the account
    suit_filed: Mapped[bool | None]
    judgment: Mapped[bool | None]
    enforcement: Mapped[bool | None]
    credit_reported: Mapped[bool | None]
    secured: Mapped[bool | None]
    illegal: Mapped[bool | None]
    sold: Mapped[bool | None]
    transfer_notice: Mapped[bool | None]
    yearly_cost_percent: Mapped[float | None]
    limitation_interrupted_on: Mapped[date | None]
    extra: Mapped[dict[str, Any] | None]  # further facts for the rules, such as the date of a notice


class BalanceMonth(Base):
    """One closed month of an account. ``true_month`` is the data's own, where a sample moved it."""

    __tablename__ = "balance_month"
    __table_args__ = (UniqueConstraint("account_id", "month"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    month: Mapped[date]
    true_month: Mapped[date | None]
    status: Mapped[int | None]
    billed_minor: Mapped[int | None] = mapped_column(Key)
    paid_minor: Mapped[int | None] = mapped_column(Key)


class Payment(Base):
    """Money that came in for an account, or, below zero, the reversal of a payment that it names."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index(None, "customer_id", "at"),
        Index(None, "reverses_id"),
        Index(None, "at"),
        Index(None, "service_id", "booked_at"),
        Index("ix_payment_held", "id", postgresql_where=text("held"), sqlite_where=text("held")),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    external_id: Mapped[str]
    at: Mapped[datetime]
    amount_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    service_id: Mapped[int | None] = mapped_column(Key)  # the token of the machine that told it
    booked_at: Mapped[datetime | None]
    flag: Mapped[str] = mapped_column(default="", server_default="")  # why a person looks at it: credit, sum
    held: Mapped[bool] = mapped_column(default=False, server_default=false())  # until then no promise counts as kept
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    looked_at: Mapped[datetime | None]


class Phone(Base):
    """A number, in however many files it is (rule 8: it is rung for one of them at a time)."""

    __tablename__ = "phone"
    __table_args__ = (UniqueConstraint("e164"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    e164: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="")


class CustomerPhone(Base):
    """A number in one customer's file."""

    __tablename__ = "customer_phone"
    __table_args__ = (
        UniqueConstraint("customer_id", "phone_id"),
        Index(None, "phone_id"),
        one_of("status", "usable", "wrong", "invalid", "opted_out", "suspended", "dropped"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    role: Mapped[str] = mapped_column(default="debtor")
    source: Mapped[str] = mapped_column(default="contract")
    status: Mapped[str] = mapped_column(default="usable")
    kind: Mapped[str] = mapped_column(default="mobile")
    verified: Mapped[bool | None]
    rank: Mapped[int] = mapped_column(default=0)
    dropped_on: Mapped[date | None]  # the day of the list that no longer names the number


class Address(Base):
    __tablename__ = "address"
    __table_args__ = (Index(None, "customer_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(default="home")
    text: Mapped[str]
    zone: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    verified: Mapped[bool | None]
    binds_until: Mapped[datetime | None]


class FactChange(Base):
    """Which kind of fact raised ``facts_version`` (rule 26)."""

    __tablename__ = "fact_change"
    __table_args__ = (UniqueConstraint("customer_id", "version"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    version: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
