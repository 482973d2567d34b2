"""The site itself: one row, and what is declared once per portfolio."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class Site(Base):
    """The one row of the installation. A restore or reset changes ``epoch``."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    epoch: Mapped[str]
    clock_offset_s: Mapped[int] = mapped_column(default=0)  # only ever moved forward (rule 22)
    sample: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    house_version: Mapped[int | None]  # raised by each change of a house rule
    library_version: Mapped[int | None]  # raised by each published point
    rest_hours: Mapped[int | None]  # how long a new officer or administrator decides nothing; None = 24
    outside_version: Mapped[int | None]  # raised by what a command changes beside the serving processes
    restored_at: Mapped[datetime | None]  # real time of the last restore
    restored_from: Mapped[datetime | None]  # when its backup was made
    restored_lost: Mapped[int | None]  # rows of the record that are known to be missing since
