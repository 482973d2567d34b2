"""Everything that happened with one customer, newest first: for the officer and for the lead of the customer's team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session, aliased

from console.domain import timeline as words
from console.domain.actor import Actor
from console.domain.alarms import KINDS as ALARMS
from console.domain.bilingual import ENGLISH, Bilingual, is_chinese
from console.domain.compliance.plain import sentence_of
from console.domain.customer_page import PROOF as PAGE_PROOF
from console.domain.facts import Money
from console.domain.guidance.library import LIBRARY
from console.domain.labels import CHANNELS, CONSENTS, HOLDS, LINE, OWN_PAGE, STATUS, named
from console.domain.reading import DOORS
from console.domain.visit_outcomes import ANY_CODE
from console.store.cached.talking_points import point_of
from console.store.joint import Mine, Theirs, rows_of_accounts
from console.store.models import (
    Alarm,
    Attempt,
    ChainEntry,
    Consent,
    Customer,
    DisclosureMark,
    Handout,
    Instalment,
    Look,
    Outcome,
    Payment,
    Person,
    Phone,
    PointShown,
    Promise,
    Request,
    Reveal,
    TalkingPoint,
)
from console.store.queries import masking
from console.store.queries.customer_file import scope_words
from console.store.queries.names import name_in
from console.store.queries.timeline_event import MOST, Event, both
from console.store.queries.timeline_messages import messages_of
from console.store.queries.verdicts import KINDS as VERDICTS

LOOKED = "file.look"
EXPORTED = "file.export"


@dataclass(frozen=True, slots=True)
class TimelineView:
    """One customer's timeline."""

    customer: Customer
    events: tuple[Event, ...]
    counts: dict[str, int]


def looked(session: Session, actor: Actor, customer_id: int, now: datetime) -> str:
    """Return for what this person looks at this customer at present, "" when no purpose was given lately."""
    found = session.execute(
        select(ChainEntry.body)
        .where(
            ChainEntry.customer_id == customer_id,
            ChainEntry.at >= now - words.LOOK_HOLDS,
            ChainEntry.kind == LOOKED,
            ChainEntry.actor == actor.key,
        )
        .order_by(ChainEntry.id.desc())
        .limit(1)
    ).scalar()
    return str((found or {}).get("purpose", ""))


def timeline_view(
    session: Session, customer_id: int, kinds: tuple[str, ...] = (), locale: str = ENGLISH
) -> TimelineView:
    """Return the customer's timeline; ``kinds`` narrows what is shown, never the counts. ``locale``: for the names."""
    customer = session.get_one(Customer, customer_id)
    found = [event for source in SOURCES for event in source(session, customer_id, locale)]
    found.sort(key=lambda event: event.at, reverse=True)
    counts = {kind: sum(event.kind == kind for event in found) for kind in words.KINDS}
    shown = tuple(event for event in found if not kinds or event.kind in kinds)
    return TimelineView(customer, shown, counts)


def _contacts(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    rows = session.execute(
        select(Attempt, name_in(locale), Phone.e164)
        .outerjoin(Person, Person.id == Attempt.agent_id)
        .outerjoin(Phone, Phone.id == Attempt.phone_id)
        .where(Attempt.customer_id == customer_id, Attempt.line != "message")  # messages stand word for word below
        .order_by(Attempt.began_at.desc())
        .limit(MOST)
    ).all()
    for row, name, number in rows:
        channel, way = named(CHANNELS, row.channel), named(words.DIRECTIONS, row.direction)
        result = named(LINE, row.result or row.line_result or "")
        mask = masking.phone(number) if number else ""
        talk = ""
        if row.answered_at is not None and row.ended_at is not None:
            seconds = round((row.ended_at - row.answered_at).total_seconds())
            talk = f"{seconds // 60}:{seconds % 60:02d}"
        yield Event(
            row.began_at,
            "contact",
            Bilingual(f"{channel.en} {way.en}", f"{channel.zh}（{way.zh}）"),
            Bilingual(*(" · ".join(x for x in (text, mask, talk) if x) for text in (result.en, result.zh))),
            name or row.source or "",
            row.warn_reason,
            row.recording,
            severe=row.breach,
        )


def _words(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    rows = session.execute(
        select(PointShown, name_in(locale))
        .join(Handout, Handout.id == PointShown.handout_id)
        .outerjoin(Person, Person.id == Handout.agent_id)
        .where(Handout.customer_id == customer_id)
        .order_by(PointShown.id.desc())
        .limit(MOST)
    ).all()
    texts = _point_texts(session, {row.point for row, _ in rows})
    shown, said = Bilingual("Shown", "已展示"), Bilingual("Said", "已说")
    for row, name in rows:
        text = texts.get(row.point, both(row.point))
        yield Event(row.said_at or row.at, "words", said if row.said_at else shown, text, name or "")
    for mark, name in session.execute(
        select(DisclosureMark, name_in(locale))
        .join(Handout, Handout.id == DisclosureMark.handout_id)
        .outerjoin(Person, Person.id == Handout.agent_id)
        .where(Handout.customer_id == customer_id, DisclosureMark.state != "")
        .order_by(DisclosureMark.id.desc())
        .limit(MOST)
    ):
        text = named(words.DISCLOSED, mark.key)
        if mark.state == "said":
            yield Event(mark.at, "words", Bilingual("Disclosed", "已告知"), text, name or "")
        else:
            why = named(words.NOT_SAID, mark.reason)
            full = Bilingual(f"{text.en}: {why.en}", f"{text.zh}：{why.zh}")
            yield Event(mark.at, "words", Bilingual("Not said", "未告知"), full, name or "", severe=True)


def _point_texts(session: Session, names: set[str]) -> dict[str, Bilingual]:
    """Return the words of points by name: those of the site's versions, else the built-in ones."""
    found = {point.id: Bilingual(point.en, point.zh) for point in LIBRARY if point.id in names}
    numbers = {int(name.rpartition(".v")[2]) for name in names}
    for row in session.execute(select(TalkingPoint).where(TalkingPoint.version.in_(numbers))).scalars():
        point = point_of(row)
        if point.id in names:
            found[point.id] = Bilingual(point.en, point.zh)
    return found


def _outcomes(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    rows = session.execute(
        select(Outcome, name_in(locale))
        .join(Person, Person.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer_id)
        .order_by(Outcome.at.desc())
        .limit(MOST)
    ).all()
    replaced = {row.corrects_id for row, _ in rows}
    for row, name in rows:
        rule = ANY_CODE.get(row.code)
        title = Bilingual(rule.en, rule.zh) if rule else both(row.code)
        text = both("")
        if row.id in replaced:
            text = Bilingual("replaced by a correction", "已更正")
        elif row.late:
            text = Bilingual("late report: it moved nothing", "迟报：不改变任何状态")
        yield Event(row.at, "note", title, text, name, row.note)


def _own_page(locale: str) -> str:
    return OWN_PAGE.zh if is_chinese(locale) else OWN_PAGE.en


def _promises(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    rows = session.execute(
        select(Promise, name_in(locale))
        .outerjoin(Person, Person.id == Promise.agent_id)
        .where(Promise.customer_id == customer_id)
        .order_by(Promise.made_at.desc())
        .limit(MOST)
    ).all()
    parts: dict[int, list[Instalment]] = {}
    for part in session.execute(
        select(Instalment).where(Instalment.promise_id.in_([row.id for row, _ in rows])).order_by(Instalment.due_on)
    ).scalars():
        parts.setdefault(part.promise_id, []).append(part)
    for row, name in rows:
        mine = parts.get(row.id, [])
        days = ", ".join(part.due_on.isoformat() for part in mine)
        amounts = tuple(Money(part.amount_minor, row.currency) for part in mine)
        made = Bilingual("Promise made", "客户承诺还款")
        who = name or _own_page(locale)
        yield Event(row.made_at, "promise", made, both(days), who, amounts=amounts)
        if row.settled_at is not None:
            state = named(STATUS, row.status)
            title = Bilingual(f"Promise {state.en}", f"承诺{state.zh}")
            yield Event(row.settled_at, "promise", title, both(days), amounts=amounts, severe=row.status == "broken")


def _payments(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    rows = session.execute(
        select(Payment)
        .where(Payment.account_id.in_(rows_of_accounts(Theirs.id).where(Mine.customer_id == customer_id)))
        .order_by(Payment.at.desc())
        .limit(MOST)
    ).scalars()
    for row in rows:
        money = (Money(row.amount_minor, row.currency),)
        title = Bilingual("Payment", "还款") if row.amount_minor >= 0 else Bilingual("Payment taken back", "还款冲正")
        yield Event(row.at, "payment", title, both(row.external_id), amounts=money)


def _chain(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    """Yield verdicts, and who looked or exported: rows of the audit chains."""
    rows = session.execute(
        select(ChainEntry, name_in(locale))
        .outerjoin(Person, ChainEntry.actor == literal("person:") + cast(Person.id, String))
        .where(ChainEntry.customer_id == customer_id, ChainEntry.kind.in_((*VERDICTS, LOOKED, EXPORTED)))
        .order_by(ChainEntry.at.desc())
        .limit(2 * MOST)
    ).all()
    for row, name in rows:
        who = name or row.actor
        if row.kind in VERDICTS:
            verdict = row.body.get("verdict") or {}
            level = named(words.LEVELS, str(verdict.get("level", "")))
            kind = named(VERDICTS, row.kind)
            rules = [sentence_of(x["rule"]) for x in verdict.get("findings", ()) if x["severity"] == verdict["level"]]
            yield Event(
                row.at,
                "verdict",
                Bilingual(f"{kind.en}: {level.en}", f"{kind.zh}：{level.zh}"),
                Bilingual(" ".join(rule.en for rule in rules), "".join(rule.zh for rule in rules)),
                who,
                severe=verdict.get("level") == "block",
            )
        else:
            title = Bilingual("Timeline opened", "查阅时间线")
            if row.kind == EXPORTED:
                title = Bilingual("Exported for a complaint", "导出投诉材料")
            purpose = named(words.PURPOSES, str(row.body.get("purpose", "")))
            yield Event(row.at, "look", title, purpose, who, str(row.body.get("reason", "")))


def _looks(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    """Yield whose desk the customer was on, and who saw a full number."""
    for row, name in session.execute(
        select(Handout, name_in(locale))
        .join(Person, Person.id == Handout.agent_id)
        .where(Handout.customer_id == customer_id, Handout.accepted_at.is_not(None))
        .order_by(Handout.id.desc())
        .limit(MOST)
    ):
        desk = Bilingual("Customer on the desk", "客户在工作台")
        yield Event(row.accepted_at or row.offered_at, "look", desk, both(""), name, row.note)
    for seen, name in session.execute(
        select(Reveal, name_in(locale))
        .join(Person, Person.id == Reveal.person_id)
        .where(Reveal.customer_id == customer_id)
        .order_by(Reveal.id.desc())
        .limit(MOST)
    ):
        yield Event(seen.at, "look", Bilingual("Full number shown", "查看完整号码"), both(""), name, seen.reason)
    for look, name in session.execute(
        select(Look, name_in(locale))
        .join(Person, Person.id == Look.person_id)
        .where(Look.customer_id == customer_id, Look.door != "reveal")
        .order_by(Look.id.desc())
        .limit(MOST)
    ):
        text = Bilingual("refused", "已拒绝") if look.refused else both("")
        yield Event(look.at, "look", named(DOORS, look.door), text, name, severe=look.refused)


def _holds(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    ended = Bilingual("ended", "已解除")
    for row, name in session.execute(
        select(Request, name_in(locale))
        .outerjoin(Person, Person.id == Request.by_id)
        .where(Request.customer_id == customer_id)
        .order_by(Request.id.desc())
        .limit(MOST)
    ):
        kind = named(HOLDS, row.kind)
        who = name or (_own_page(locale) if row.proof == PAGE_PROOF else "")
        yield Event(row.since, "hold", kind, scope_words(row.scope), who, row.wording or row.proof)
        if row.lifted_at is not None:
            title = Bilingual(f"{kind.en}: {ended.en}", f"{kind.zh}：{ended.zh}")
            yield Event(row.lifted_at, "hold", title, both(""), "", row.lifted_why)
    for consent, name in session.execute(
        select(Consent, name_in(locale))
        .outerjoin(Person, Person.id == Consent.by_id)
        .where(Consent.customer_id == customer_id)
        .order_by(Consent.id.desc())
        .limit(MOST)
    ):
        kind = named(CONSENTS, consent.kind)
        yield Event(consent.made_at, "hold", kind, both(""), name or "", consent.wording)
        if consent.revoked_at is not None:
            title = Bilingual(f"{kind.en}: {ended.en}", f"{kind.zh}：{ended.zh}")
            yield Event(consent.revoked_at, "hold", title, both(""))


def _alarms(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    """Yield each alarm with its life: raised, taken, handled."""
    taker, handler = aliased(Person), aliased(Person)
    for row, agent, taken_by, handled_by in session.execute(
        select(Alarm, name_in(locale), name_in(locale, taker), name_in(locale, handler))
        .outerjoin(Person, Person.id == Alarm.agent_id)
        .outerjoin(taker, taker.id == Alarm.taken_by_id)
        .outerjoin(handler, handler.id == Alarm.handled_by_id)
        .where(Alarm.customer_id == customer_id)
        .order_by(Alarm.raised_at.desc())
        .limit(MOST)
    ):
        kind = ALARMS[row.kind]
        title = Bilingual(kind.en, kind.zh)
        yield Event(row.raised_at, "alarm", title, Bilingual("raised", "已发出"), agent or "", severe=True)
        if row.taken_at is not None:
            yield Event(row.taken_at, "alarm", title, Bilingual("taken", "已接手"), taken_by or "")
        if row.handled_at is not None:
            yield Event(row.handled_at, "alarm", title, Bilingual("handled", "已处理"), handled_by or "", row.note)


SOURCES: tuple[Callable[[Session, int, str], Iterator[Event]], ...] = (
    _contacts,
    messages_of,
    _words,
    _outcomes,
    _promises,
    _payments,
    _chain,
    _looks,
    _holds,
    _alarms,
)
