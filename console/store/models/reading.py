"""Who looked at whom outside a hand-out, and under which number customers called in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class Look(Base):
    """A customer whom somebody looked at outside a hand-out, or wanted to look at. It counts in the reading budget."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "person_id", "day"), Index(None, "customer_id", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[str]  # local date of the site
    at: Mapped[datetime]
    door: Mapped[str]  # a key of ``console.domain.reading.DOORS``
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    cost: Mapped[int] = mapped_column(default=0)  # of the budget; 0 for a customer who was looked at today
    refused: Mapped[bool] = mapped_column(default=False)  # the customer of somebody else, or beyond the budget
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))


class RingIn(Base):
    """An inbound call that an agent took: under which number, and how a lead judged it afterwards."""

    __tablename__ = "ring_in"
    __table_args__ = (Index(None, "person_id", "day"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    day: Mapped[str]  # local date of the site
    at: Mapped[datetime]
    number: Mapped[str] = mapped_column(default="")  # as it rang, "" = withheld
    known: Mapped[bool] = mapped_column(default=False)  # it is on the customer's file
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judged_at: Mapped[datetime | None]
    judged: Mapped[str] = mapped_column(default="")  # right, wrong
    note: Mapped[str] = mapped_column(default="")
