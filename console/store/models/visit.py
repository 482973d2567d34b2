"""Visits: places on the map, the rounds of a day, and who is visited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of

OPEN_VISIT = text("ended_at IS NULL")


class Place(Base):
    """A point on the map in WGS-84: a customer's address, or where a round begins and ends."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("address_id"), Index(None, "customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # none: a place of the house
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    label: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    lat: Mapped[float] = mapped_column(Double())
    lon: Mapped[float] = mapped_column(Double())
    accuracy_m: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")  # made_up, import, gps, map
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    made_up: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class VisitRound(Base):
    """The day of one pair of collectors. ``version`` rises with every change of its stops or hours."""

    __tablename__ = "visit_round"
    __table_args__ = (
        UniqueConstraint("day", "first_id"),
        UniqueConstraint("day", "second_id"),
        CheckConstraint("first_id <> second_id", name="pair"),
        one_of("state", "planned", "out", "over", "cancelled"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[str]  # local date of the site
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    start_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    end_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    breaks: Mapped[list[Any]] = mapped_column(default=list)  # [from, to, minutes], local "HH:MM"
    state: Mapped[str] = mapped_column(default="planned")
    version: Mapped[int] = mapped_column(default=1)
    planned_version: Mapped[int] = mapped_column(default=0)  # the version that the order stands for
    planned_by: Mapped[str] = mapped_column(default="")  # planner, nearest, fallback
    planned_at: Mapped[datetime | None]
    steps: Mapped[list[Any]] = mapped_column(default=list)  # breaks with their times, as planned
    leaves_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    metres: Mapped[int] = mapped_column(default=0)
    saved_s: Mapped[int | None]  # of the whole day against nearest-next, all its pairs together
    nearest_missed: Mapped[int] = mapped_column(default=0)  # stops that nearest-next would not reach
    distances: Mapped[str] = mapped_column(default="")  # straight, osrm
    distances_note: Mapped[str] = mapped_column(default="")  # why they are not from the source asked for


class Visit(Base):
    """A visit from its proposal to its end. Never more than one open one for a customer."""

    __tablename__ = "visit"
    __table_args__ = (
        Index(
            "uq_visit_open_customer", "customer_id", unique=True, postgresql_where=OPEN_VISIT, sqlite_where=OPEN_VISIT
        ),
        Index(None, "customer_id", "id"),
        Index(None, "round_id", "position"),
        Index("ix_visit_open", "state", "id", postgresql_where=OPEN_VISIT, sqlite_where=OPEN_VISIT),
        one_of("state", "proposed", "approved", "planned", "departed", "arrived", "done", "refused", "cancelled"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the console
    proposed_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")  # the proposer's words
    factors: Mapped[list[Any]] = mapped_column(default=list)  # [key, value], as judged at the proposal
    gain_minor: Mapped[int] = mapped_column(Key)
    cost_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str]
    minutes: Mapped[int]
    appointment_at: Mapped[datetime | None]  # agreed with the customer
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("visit_round.id"))
    bound: Mapped[bool] = mapped_column(default=False)  # a lead gave it to this pair
    position: Mapped[int | None]
    arrives_at: Mapped[datetime | None]  # as planned, as are the next four
    begins_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None]
    travel_s: Mapped[int] = mapped_column(default=0)
    metres: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[str] = mapped_column(default="")  # why the planner left it out: unreachable, no_time, gain, law
    departed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
