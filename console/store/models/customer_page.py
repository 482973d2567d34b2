"""The customer's own page: links, sessions, counted tries, documents, opinions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.store.models.types import Base, Key


class PageLink(Base):
    """A link to the customer's page, with the last code that was sent for it. Only hashes are stored (real time)."""

    __tablename__ = "page_link"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    token_sha256: Mapped[str]
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))  # where link and codes go
    handout_id: Mapped[int | None] = mapped_column(ForeignKey("handout.id"))  # the contact that it came from
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    code_sha256: Mapped[str] = mapped_column(default="")
    code_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)  # wrong guesses of this code


class PageSession(Base):
    """A customer who has entered the code (real time)."""

    __tablename__ = "page_session"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "link_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("page_link.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    token_sha256: Mapped[str]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PageTry(Base):
    """A counted try: ``kind`` is a key of ``LIMITS``, ``origin`` a link, a number's hash or an address (real time)."""

    __tablename__ = "page_try"
    __table_args__ = (Index(None, "kind", "origin", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime]


class Document(Base):
    """A document that a customer sent. Its bytes lie in the instance folder, outside the web root."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("file"), Index(None, "customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    file: Mapped[str]  # a random name in the folder
    name: Mapped[str]
    mime: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[str]
    at: Mapped[datetime]


class CallProof(Base):
    """The code by which a customer finds out whether a call is real: shown to the agent and to the customer."""

    __tablename__ = "call_proof"
    __table_args__ = (UniqueConstraint("attempt_id"), Index(None, "phone_id", "until"), Index(None, "customer_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    code: Mapped[str]
    until: Mapped[datetime]  # the product's clock


class Opinion(Base):
    """What a customer thought of a contact: one answer and one word of why."""

    __tablename__ = "opinion"
    __table_args__ = (Index(None, "customer_id", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    score: Mapped[int]  # 1 to 5
    why: Mapped[str] = mapped_column(default="")  # a key of WHY
    at: Mapped[datetime]
