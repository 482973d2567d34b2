"""One thing of the officer's inbox with all that is needed to decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.compliance.reviews import Review
from console.domain.speech import CATEGORIES
from console.store.models import (
    Alarm,
    Customer,
    HouseRule,
    Paper,
    Person,
    Portfolio,
    Request,
    SpeechFinding,
    TalkingPoint,
)
from console.store.queries.customer_file import RequestLine, request_lines
from console.store.queries.deadlines import read_deadlines
from console.store.queries.papers import rule_reviews
from console.store.queries.proposals import ProposalLine, proposals
from console.store.queries.strip_panel import maybe_view
from console.store.views import MaybeView


@dataclass(frozen=True, slots=True)
class HeardWords:
    """Unlawful words, with who said them and where."""

    id: int
    at: datetime
    who: str
    words: Bilingual
    quote: str
    source: str
    rule: str
    seen: bool
    maybe: MaybeView | None = None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: exactly one of its parts is filled, by its kind."""

    kind: str
    what: str
    customer_id: int = 0
    customer: str = ""
    due: datetime | None = None
    request: RequestLine | None = None
    proposal: ProposalLine | None = None
    finding: HeardWords | None = None
    house: tuple[HouseRule, str] | None = None
    review: Review | None = None
    point: TalkingPoint | None = None
    paper: Paper | None = None
    portfolio: str = ""
    alarm: Alarm | None = None


def item_view(
    session: Session, actor_id: int, role: str, kind: str, what: str, now: datetime, zone: ZoneInfo
) -> ItemView | None:
    """Return one item of the inbox, or None when there is no such thing."""
    if kind == "review":
        pack, _, rule = what.partition(":")
        looks = (look for look in rule_reviews(session, zone) if look.pack == pack and look.rule.id == rule)
        look = next(looks, None)
        return None if look is None else ItemView(kind, what, review=look)
    if not (what.isascii() and what.isdigit() and len(what) < 19):
        return None
    number = int(what)
    if kind == "request":
        return _request(session, number, what, now, zone)
    if kind == "proposal":
        line = next(
            (row for row in proposals(session, actor_id, role, waiting=True, most=300) if row.id == number), None
        )
        if line is None:
            return None
        return ItemView(kind, what, line.customer_id or 0, line.customer, proposal=line)
    if kind == "finding":
        return _finding(session, number, what)
    return _other(session, kind, what, number)


def _request(session: Session, number: int, what: str, now: datetime, zone: ZoneInfo) -> ItemView | None:
    found = session.execute(
        select(Request, Customer).join(Customer, Customer.id == Request.customer_id).where(Request.id == number)
    ).one_or_none()
    if found is None:
        return None
    row, customer = found
    line = next(line for line in request_lines(session, now, customer_id=customer.id) if line.id == number)
    due = read_deadlines(session, now, zone).of(row, customer)
    return ItemView("request", what, customer.id, customer.name, due, request=line)


def _finding(session: Session, number: int, what: str) -> ItemView | None:
    found: Any = session.execute(
        select(SpeechFinding, Customer.name, Person.name)
        .join(Customer, Customer.id == SpeechFinding.customer_id)
        .outerjoin(Person, Person.id == SpeechFinding.agent_id)
        .where(SpeechFinding.id == number, SpeechFinding.is_cue.is_(False))
    ).one_or_none()
    if found is None:
        return None
    row, customer, who = found
    words = CATEGORIES[row.kind]
    heard = HeardWords(
        row.id,
        row.at,
        who or "",
        Bilingual(words.en, words.zh),
        row.quote,
        row.source,
        row.rule,
        row.seen_at is not None,
        maybe_view(row.suspected),
    )
    return ItemView("finding", what, row.customer_id, customer, finding=heard)


def _other(session: Session, kind: str, what: str, number: int) -> ItemView | None:
    if kind == "alarm":
        alarm = session.get(Alarm, number)
        return None if alarm is None else ItemView(kind, what, alarm=alarm)
    if kind == "house_rule":
        found: Any = session.execute(
            select(HouseRule, Person.name)
            .join(Person, Person.id == HouseRule.written_by_id)
            .where(HouseRule.id == number)
        ).one_or_none()
        return None if found is None else ItemView(kind, what, house=(found[0], found[1]))
    if kind == "point":
        point = session.get(TalkingPoint, number)
        return None if point is None else ItemView(kind, what, point=point)
    if kind == "paper":
        paper = session.get(Paper, number)
        return None if paper is None else ItemView(kind, what, paper=paper)
    if kind == "declaration":
        portfolio = session.get(Portfolio, number)
        return None if portfolio is None else ItemView(kind, what, portfolio=portfolio.name)
    return None
