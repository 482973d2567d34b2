"""Files of payments, and what each of their entries became."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class PaymentFile(Base):
    """One file of payments that somebody brought in. Bringing it again makes another row and books nothing."""

    __tablename__ = "payment_file"
    __table_args__ = (Index(None, "creditor_id", "source"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    source: Mapped[str]  # the bank account or system; entries are known again within it
    file_name: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> header, used again for this source
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # None: it was stopped half-way, bring it again
    rows_read: Mapped[int] = mapped_column(default=0)
    booked: Mapped[int] = mapped_column(default=0)
    reversed: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rows that could not be read


class PaymentEntry(Base):
    """One entry of a file, stored once: booked, waiting for a person, or rejected by one."""

    __tablename__ = "payment_entry"
    __table_args__ = (
        UniqueConstraint("creditor_id", "source", "key"),
        Index(None, "payment_id"),
        Index(None, "creditor_id", "end_to_end"),
        Index(
            "ix_payment_entry_waiting",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        one_of("state", "booked", "waiting", "rejected"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("payment_file.id"))
    creditor_id: Mapped[int] = mapped_column(ForeignKey("creditor.id"))
    source: Mapped[str]
    key: Mapped[str]  # the bank's reference, or a hash of day, amount, texts and place among equals
    line: Mapped[int]
    at: Mapped[datetime]
    amount_minor: Mapped[int] = mapped_column(Key)  # below zero: money went back
    currency: Mapped[str]
    account_key: Mapped[str] = mapped_column(default="")  # as the file names it
    reference: Mapped[str] = mapped_column(default="")  # the texts of the entry
    end_to_end: Mapped[str] = mapped_column(default="")  # the payer's own id: a returned payment names it again
    reverses_key: Mapped[str] = mapped_column(default="")  # the payment that a reversal names
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why it waits or waited: a key of PAYMENT_REASONS
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
