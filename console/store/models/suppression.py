"""Numbers and customers that must not be contacted, as lists of the creditor or the site name them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class Suppression(Base):
    """One number, in whatever file it is, or one customer. A list that names it again extends it."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("phone_id"), UniqueConstraint("customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    reason: Mapped[str] = mapped_column(default="")
    list_name: Mapped[str] = mapped_column(default="")  # the file that named it last
    since: Mapped[datetime]
    until: Mapped[datetime | None]  # None: for good
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
