"""The officer's inbox: everything that waits, each with its own clock, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.alarms import KINDS as ALARMS
from console.domain.bilingual import Bilingual, called
from console.domain.compliance.plain import sentence_of
from console.domain.compliance.reviews import Review, falling_due
from console.domain.customer_file import ANSWERED, CONFIRMED, REVIEWED
from console.domain.labels import FACTS, HOLDS, named
from console.domain.speech import CATEGORIES
from console.domain.waiting import KINDS, PAPER_SOON, TAKE_HOLDS, WORKING_DAYS, waits
from console.store.models import (
    Alarm,
    Customer,
    HouseRule,
    InboxTake,
    Paper,
    Person,
    Proposal,
    Request,
    SpeechFinding,
    TalkingPoint,
)
from console.store.queries.deadlines import Deadlines
from console.store.queries.first_run import undeclared_portfolios
from console.store.queries.proposals import change_words

MOST = 300  # of each kind
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has taken a thing, and when."""

    person_id: int
    who: Bilingual
    at: datetime


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits. ``kind`` and ``what`` together name it."""

    kind: str  # request, or a key of ``waiting.KINDS``
    what: str  # its number, or pack and rule
    title: Bilingual
    text: Bilingual
    since: datetime | None
    due: datetime | None
    overdue: bool
    customer_id: int = 0
    customer: str = ""
    taken: Taken | None = None

    @property
    def key(self) -> str:
        """The name of the item in the page."""
        return f"{self.kind}-{self.what}"


def inbox(
    session: Session, now: datetime, zone: ZoneInfo, deadlines: Deadlines, looks: tuple[Review, ...]
) -> tuple[InboxItem, ...]:
    """Return what waits, the earliest deadline first; what has none comes last."""
    parts = (
        _alarms(session, now),
        _requests(session, now, deadlines),
        _proposals(session, now, deadlines),
        _findings(session, now, deadlines),
        _house_rules(session, now, deadlines),
        _points(session, now, deadlines),
        _papers(session, now, zone),
        _reviews(looks, now, zone),
        _declarations(session, now),
    )
    found = [item for part in parts for item in part]
    found.sort(key=lambda item: (item.due or NEVER, item.kind, item.what))
    takes = taken_things(session, now)
    return tuple(replace(item, taken=takes.get((item.kind, item.what))) for item in found)


def taken_things(session: Session, now: datetime) -> dict[tuple[str, str], Taken]:
    """Return what officers have taken: (kind, what) -> who."""
    rows = session.execute(
        select(InboxTake, Person.name, Person.name_zh)
        .join(Person, Person.id == InboxTake.person_id)
        .where(InboxTake.at > now - TAKE_HOLDS)
    ).all()
    return {(row.kind, row.what): Taken(row.person_id, called(name, name_zh), row.at) for row, name, name_zh in rows}


def _item(
    kind: str,
    what: object,
    text: Bilingual,
    since: datetime | None,
    due: datetime | None,
    now: datetime,
    *,
    title: Bilingual | None = None,
    customer: tuple[int, str] = (0, ""),
) -> InboxItem:
    late = due is not None and now >= due
    return InboxItem(kind, str(what), title or named(KINDS, kind), text, since, due, late, *customer)


def _alarms(session: Session, now: datetime) -> Iterator[InboxItem]:
    """Yield alarms that nobody has handled. They are due from the moment at which they were raised."""
    rows = session.execute(
        select(Alarm, Customer.name)
        .outerjoin(Customer, Customer.id == Alarm.customer_id)
        .where(Alarm.handled_at.is_(None))
        .order_by(Alarm.raised_at)
        .limit(MOST)
    ).all()
    for row, name in rows:
        kind, who = ALARMS[row.kind], (row.customer_id or 0, name or "")
        words = Bilingual(kind.en, kind.zh)
        yield _item("alarm", row.id, words, row.raised_at, row.raised_at, now, customer=who)


def _requests(session: Session, now: datetime, deadlines: Deadlines) -> Iterator[InboxItem]:
    rows = session.execute(
        select(Request, Customer)
        .join(Customer, Customer.id == Request.customer_id)
        .where(Request.kind.in_((*REVIEWED, *CONFIRMED, *ANSWERED)), Request.lifted_at.is_(None))
        .order_by(Request.since)
        .limit(MOST)
    ).all()
    for row, customer in rows:
        if waits(row.kind, row.scope, confirmed=bool(row.confirmed)) and row.answered_at is None:
            said = row.wording or row.proof
            yield _item(
                "request",
                row.id,
                Bilingual(said, said),
                row.since,
                deadlines.of(row, customer),
                now,
                title=named(HOLDS, row.kind),
                customer=(customer.id, customer.name),
            )


def _proposals(session: Session, now: datetime, deadlines: Deadlines) -> Iterator[InboxItem]:
    rows = session.execute(
        select(Proposal, Customer.name)
        .outerjoin(Customer, Customer.id == Proposal.customer_id)
        .where(Proposal.state == "asked")
        .order_by(Proposal.id)
        .limit(MOST)
    ).all()
    for row, name in rows:
        due = deadlines.calendar.after(row.asked_at, WORKING_DAYS["proposal"])
        who = (row.customer_id or 0, name or "")
        yield _item("proposal", row.id, change_words(row), row.asked_at, due, now, customer=who)


def _findings(session: Session, now: datetime, deadlines: Deadlines) -> Iterator[InboxItem]:
    """Yield unlawful words that nobody has looked at. Words that were taken out again do not wait."""
    rows = session.execute(
        select(SpeechFinding, Customer.name)
        .join(Customer, Customer.id == SpeechFinding.customer_id)
        .where(SpeechFinding.seen_at.is_(None), SpeechFinding.is_cue.is_(False), SpeechFinding.gone_at.is_(None))
        .order_by(SpeechFinding.at)
        .limit(MOST)
    ).all()
    for row, name in rows:
        words = CATEGORIES[row.kind]
        due = deadlines.calendar.after(row.at, WORKING_DAYS["finding"])
        text = Bilingual(f"{words.en}: “{row.quote}”", f"{words.zh}：“{row.quote}”")
        yield _item("finding", row.id, text, row.at, due, now, customer=(row.customer_id, name))


def _house_rules(session: Session, now: datetime, deadlines: Deadlines) -> Iterator[InboxItem]:
    rows = session.execute(
        select(HouseRule, Person.name)
        .join(Person, Person.id == HouseRule.written_by_id)
        .where(HouseRule.approved_at.is_(None), HouseRule.ended_at.is_(None))
        .order_by(HouseRule.id)
        .limit(MOST)
    ).all()
    for row, name in rows:
        due = deadlines.calendar.after(row.written_at, WORKING_DAYS["house_rule"])
        text = f"{name}: {row.reason}"
        yield _item("house_rule", row.id, Bilingual(text, text), row.written_at, due, now)


def _points(session: Session, now: datetime, deadlines: Deadlines) -> Iterator[InboxItem]:
    rows = session.execute(
        select(TalkingPoint).where(TalkingPoint.state == "draft").order_by(TalkingPoint.id).limit(MOST)
    ).scalars()
    for row in rows:
        due = deadlines.calendar.after(row.made_at, WORKING_DAYS["point"])
        yield _item("point", row.id, Bilingual(row.en, row.zh), row.made_at, due, now)


def _papers(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[InboxItem]:
    """Yield papers in force that end within thirty days or have ended, with nothing newer of their kind."""
    rows = session.execute(select(Paper).where(Paper.ended_at.is_(None)).order_by(Paper.id)).scalars().all()
    last: dict[tuple[int, int | None, str], Paper] = {}
    for row in rows:
        key = (row.creditor_id, row.agency_id, row.kind)
        have = last.get(key)
        if have is None or (have.until_on or date.max) < (row.until_on or date.max):
            last[key] = row
    for row in last.values():
        if row.until_on is None or row.until_on > (now + PAPER_SOON).astimezone(zone).date():
            continue
        due = datetime.combine(row.until_on + timedelta(days=1), time(0), zone)
        kind = named(FACTS, row.kind)
        text = Bilingual(f"{kind.en} {row.number}".strip(), f"{kind.zh} {row.number}".strip())
        yield _item("paper", row.id, text, row.made_at, due, now)


def _reviews(looks: tuple[Review, ...], now: datetime, zone: ZoneInfo) -> Iterator[InboxItem]:
    for look in falling_due(looks, now.astimezone(zone).date()):
        due = datetime.combine(look.due, time(0), zone)
        since = datetime.combine(look.last, time(0), zone)
        yield _item("review", f"{look.pack}:{look.rule.id}", sentence_of(look.rule.id), since, due, now)


def _declarations(session: Session, now: datetime) -> Iterator[InboxItem]:
    for portfolio in undeclared_portfolios(session, now):
        text = Bilingual(portfolio.name, portfolio.name)
        yield _item("declaration", portfolio.id, text, None, None, now)
