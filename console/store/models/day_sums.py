"""The sums of each agent's present day, kept so that no live page counts a day at every drawing.

The figures of days gone by are those of ``figures``.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class LiveDay(Base):
    """What one agent did on one local day of the site. Seconds are those of stretches that have ended.

    ``seq`` is the number of the agent's desk at which the row was counted. Another number means: count again.
    """

    __tablename__ = "live_day"
    __table_args__ = (UniqueConstraint("agent_id", "day"), Index(None, "day"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    day: Mapped[str]  # local date of the site
    seq: Mapped[int] = mapped_column(Key)
    calls: Mapped[int] = mapped_column(default=0)  # attempts on every channel
    talks: Mapped[int] = mapped_column(default=0)  # answered by somebody
    rpc: Mapped[int] = mapped_column(default=0)  # outcomes of a talk with the right party
    promises: Mapped[int] = mapped_column(default=0)
    talk_s: Mapped[int] = mapped_column(default=0)
    contact_s: Mapped[int] = mapped_column(default=0)  # with a customer: preview, ringing, talk, goodbye
    wrap_s: Mapped[int] = mapped_column(default=0)
    idle_s: Mapped[int] = mapped_column(default=0)  # ready, or offered a customer
    break_s: Mapped[int] = mapped_column(default=0)


class LiveHour(Base):
    """The calls, talks and promises of one agent in one hour of the site's day."""

    __tablename__ = "live_hour"
    __table_args__ = (UniqueConstraint("agent_id", "day", "hour"), Index(None, "day"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    day: Mapped[str]
    hour: Mapped[int]  # 0 to 23, of the site
    calls: Mapped[int] = mapped_column(default=0)
    talks: Mapped[int] = mapped_column(default=0)
    promises: Mapped[int] = mapped_column(default=0)
