"""People, their sessions and teams, agents and what they may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.domain.accounts import ACTS
from console.domain.actor import ROLES
from console.store.models.types import Base, Key, one_of


class Team(Base):
    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]


class Person(Base):
    """A user. ``role_version`` rises with role, team, password or access, and ends the sessions."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("login"), one_of("role", *ROLES))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="", server_default="")
    password_hash: Mapped[str]
    role: Mapped[str]
    role_version: Mapped[int] = mapped_column(default=1)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    locale: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="auto")
    sound: Mapped[bool] = mapped_column(default=True)
    keys: Mapped[dict[str, Any]] = mapped_column(default=dict)  # action -> key, changed ones only
    must_change: Mapped[bool] = mapped_column(default=False)
    first_until: Mapped[datetime | None]  # until when a first password opens anything (real time)
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_last_step: Mapped[int] = mapped_column(Key, default=0)
    made_up: Mapped[bool] = mapped_column(default=False)  # sample login: sample mode only
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    watching_at: Mapped[datetime | None]  # last sign of a page that shows alarms
    decides_from: Mapped[datetime | None]  # an officer's or administrator's account rests until then (real time)


class AccountChange(Base):
    """What was done with an account of an officer or administrator, by whom: every officer sees it. Real time."""

    __tablename__ = "account_change"
    __table_args__ = (Index(None, "at"), one_of("what", *ACTS))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    what: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None = a command of the host
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class WebSession(Base):
    """A server-side session: the cookie's token is stored as its SHA-256 only."""

    __tablename__ = "web_session"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "person_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_sha256: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role_version: Mapped[int] = mapped_column(default=0)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # the person's last act, at most a minute behind
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]  # when the password was given last


class LoginAttempt(Base):
    """A failed sign-in, counted by account and by address (real time)."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "login", "at"), Index(None, "remote", "at"), Index(None, "device", "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str]
    remote: Mapped[str]
    at: Mapped[datetime]
    ok: Mapped[bool]
    device: Mapped[str] = mapped_column(default="", server_default="")  # of a known browser


class KnownDevice(Base):
    """A browser on which this person has signed in; failures of strangers do not lock it out."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("token_sha256", "person_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_sha256: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that replaces the second factor once; only its hash is stored."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_sha256"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_sha256: Mapped[str]
    used_at: Mapped[datetime | None]


class ServiceToken(Base):
    """A bearer token of a machine: for what, of whom, from where, until when, how much. Only its hash is stored."""

    __tablename__ = "service_token"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    token_sha256: Mapped[str]
    scopes: Mapped[list[Any]]
    creditor_id: Mapped[int | None] = mapped_column(ForeignKey("creditor.id"))  # none: of every creditor
    addresses: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # networks; none: from anywhere
    permits_a_minute: Mapped[int] = mapped_column(default=60, server_default="60")
    permits_at: Mapped[datetime | None]  # until when its permits are used up, as the rate spreads them
    most_a_day: Mapped[int | None] = mapped_column(Key)  # minor units that may be booked without a person's look
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]  # real time
    ended_at: Mapped[datetime | None]


class Agent(Base):
    """A person's work on the queues. Its id is the person's id; ``desk_seq`` only rises."""

    __tablename__ = "agent"
    __table_args__ = (
        Index(None, "state", "since"),
        one_of("state", "offline", "ready", "offered", "in_contact", "wrap_up", "on_break"),
    )
    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(default="offline")
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    next_state: Mapped[str] = mapped_column(default="")  # asked for after this contact
    next_reason: Mapped[str] = mapped_column(default="")
    desk_seq: Mapped[int] = mapped_column(Key, default=1)
    handout_id: Mapped[int | None] = mapped_column(Key)
    seen_at: Mapped[datetime | None]
    skills: Mapped[list[Any]] = mapped_column(default=list)


class AgentLog(Base):
    """A stretch of one state that has ended; the day's figures are summed from it."""

    __tablename__ = "agent_log"
    __table_args__ = (Index(None, "agent_id", "ended_at"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(default="")


class Reveal(Base):
    """A full number shown outside a contact: who, why (rule 19)."""

    __tablename__ = "reveal"
    __table_args__ = (Index(None, "person_id", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    reason: Mapped[str]
    at: Mapped[datetime]
