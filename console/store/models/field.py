"""What a pair does on its round: trips to a door, entries of tablets, media, and what is known of a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key, one_of


class Trip(Base):
    """One pair's way to one door: its hand-out, its contact, and the timer of its safety.

    A visit that was given to another pair meanwhile has two trips: both stories stay.
    """

    __tablename__ = "trip"
    __table_args__ = (
        UniqueConstraint("visit_id", "round_id"),
        Index(None, "handout_id"),
        Index(
            "ix_trip_timer",
            "checkin_until",
            postgresql_where=text("checkin_until IS NOT NULL"),
            sqlite_where=text("checkin_until IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("visit_round.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))  # who departed, for the pair
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    late: Mapped[bool] = mapped_column(default=False)  # known only after the customer had gone on (rule 15)
    permit_until: Mapped[datetime]
    departed_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    arrived_how: Mapped[str] = mapped_column(default="")  # gps, hand
    door_m: Mapped[int | None]  # from the position to the place; stays when the position goes
    met: Mapped[str] = mapped_column(default="")  # debtor, other, nobody
    left_at: Mapped[datetime | None]
    stop_code: Mapped[str] = mapped_column(default="")  # a stop sign: law, hold, paid, cancelled
    stop_words: Mapped[dict[str, Any] | None]
    stop_at: Mapped[datetime | None]
    rang_at: Mapped[datetime | None]  # the customer rang in meanwhile
    checkin_until: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]  # a check-in was missed and nobody has said since that the pair is well
    record: Mapped[dict[str, Any] | None]  # the salted parts of the record
    seal: Mapped[str] = mapped_column(default="")  # SHA-256 over the hashes of the parts
    sealed_at: Mapped[datetime | None]


class FieldEntry(Base):
    """An entry of a tablet's outbox as it came, with what became of it. Never changed but by the purge of places."""

    __tablename__ = "field_entry"
    __table_args__ = (
        UniqueConstraint("client_id"),
        UniqueConstraint("stream", "seq"),
        Index(None, "visit_id", "id"),
        Index(None, "person_id", "at"),
        Index(
            "ix_field_entry_flagged",
            "received_at",
            postgresql_where=text("code <> ''"),
            sqlite_where=text("code <> ''"),
        ),
        one_of("state", "confirmed", "needs_you"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    client_id: Mapped[str]
    stream: Mapped[str]
    seq: Mapped[int]
    prev: Mapped[str]
    hash: Mapped[str]
    body_hash: Mapped[str]  # the chain stands on it, so that a place may go from the body
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trip.id"))
    token: Mapped[int] = mapped_column(Key)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    device_at: Mapped[int] = mapped_column(Key)  # ms of the tablet's own clock
    offset_ms: Mapped[int | None] = mapped_column(Key)
    clock_off: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")  # the English reason, with its words beside it
    words: Mapped[dict[str, Any] | None]
    data: Mapped[dict[str, Any] | None]
    breach: Mapped[bool] = mapped_column(default=False)


class VisitMedia(Base):
    """A photo, voice note or signature. Its bytes lie in the instance folder under the client's id."""

    __tablename__ = "visit_media"
    __table_args__ = (UniqueConstraint("client_id"), Index(None, "visit_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    client_id: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    what: Mapped[str]
    type: Mapped[str]
    bytes: Mapped[int] = mapped_column(Key)
    sha256: Mapped[str]
    at: Mapped[datetime]
    whole_at: Mapped[datetime | None]  # all parts are on the disk and their hash fits


class SafetyMark(Base):
    """What a pair must know of an address before the next visit."""

    __tablename__ = "safety_mark"
    __table_args__ = (Index(None, "place_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    hour: Mapped[int]  # local hour of the site
    at: Mapped[datetime]


class PlaceCorrection(Base):
    """Where a door really is, as a pair says, until another person has verified it (rule 25)."""

    __tablename__ = "place_correction"
    __table_args__ = (Index(None, "place_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None] = mapped_column(Double())
    lon: Mapped[float | None] = mapped_column(Double())
    accuracy_m: Mapped[int | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
