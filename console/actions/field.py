"""What a tablet sends: each entry once, in the order in which it was written, at its own time (rules 15, 16, 20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from console.actions.call import Act, Answer, Call, plain_json
from console.actions.runtime import action
from console.actions.steps import audit_chain, field_notes, field_outcome, field_visit
from console.actions.steps.alarms import raise_alarm
from console.actions.steps.trips import Done, Step
from console.domain.alarms import KINDS
from console.domain.errors import NotYours, Refused
from console.domain.events import RoundChanged
from console.domain.field_entries import CLOCK_OFF, NONE_BEFORE, ON_TIME, Entry, happened_at, read_body
from console.domain.kept_words import keep, read
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import FieldEntry, Person, Trip, Visit, VisitMedia, VisitRound

DO: Mapping[str, Callable[[Step], Done]] = {
    "depart": field_visit.depart,
    "arrive": field_visit.arrive,
    "met": field_visit.met,
    "check": field_visit.check_list,
    "outcome": field_outcome.outcome,
    "leave": field_outcome.leave,
    "checkin": field_notes.checkin,
    "safe": field_notes.safe,
    "sos": field_notes.sos,
    "said": field_notes.said,
    "media": field_notes.media,
    "mark": field_notes.mark,
    "cannot_find": field_notes.cannot_find,
    "note": field_notes.note,
}
CONFIRMED, NEEDS_YOU, RETRY = "confirmed", "needs_you", "retry"
CODES = {
    "invalid": "invalid",
    "illegal": "invalid",
    "not_found": "reassigned",
    "conflict": "late",
    "blocked": "blocked",
}
log = structlog.get_logger()
BROKEN = "This entry does not follow the one before it. It is kept aside for your lead."
FAILED = "The server could not work on this entry. It is kept for your lead."


def _expected(session: Session, stream: str) -> tuple[int, str, datetime | None]:
    """Return the number and the hash before that the next entry of a stream must have, and the instant of the last."""
    last = session.execute(
        select(FieldEntry.seq, FieldEntry.hash, FieldEntry.at)
        .where(FieldEntry.stream == stream)
        .order_by(FieldEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    return (last.seq + 1, last.hash, last.at) if last is not None else (1, NONE_BEFORE, None)


def take(call: Call, entry: Entry, measured: int, *, signed: bool = False) -> Answer:
    """Take one entry: exactly once in effect, whatever is repeated, reordered or cut.

    ``measured``: server minus tablet in ms, as the request shows. ``signed``: the permit that the entry shows carries
    the site's signature. ``data``: ``state`` (confirmed, needs_you, retry), ``code`` and what the tablet needs next.
    What is refused is kept as evidence, in a transaction of its own, because the refusal has taken its effects back.
    """
    try:
        done = _try(call, entry, measured, signed=signed)
        if done.ok:
            return done
        if done.code == "busy":
            return Answer(data={"state": RETRY, "code": ""}, text=done.text, words=done.words)
        return _keep(call, entry, measured, CODES.get(done.code, "invalid"), done.text, done.words)
    except (OperationalError, InterfaceError):  # the database is away: the tablet sends it again
        log.exception("field.entry_delayed", entry=entry.id, kind=entry.kind)
        return Answer(data={"state": RETRY, "code": ""})


def _try(call: Call, entry: Entry, measured: int, *, signed: bool) -> Answer:
    """Take an entry. One that fails in a way that nobody foresaw is refused: it stops none of those behind it."""
    try:
        return _take(call, entry, measured, signed=signed)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("field.entry_failed", entry=entry.id, kind=entry.kind)
        return Answer(ok=False, code="invalid", text=FAILED)


@action("field.entry", audited=False)
def _take(act: Act, entry: Entry, measured: int, *, signed: bool) -> Answer:
    first = _before(act, entry)
    if first is not None:
        return first
    at, clock_off = _instant(act, entry, measured)
    body = _body(entry)
    step = Step(act, entry, body, at, act.now - at <= ON_TIME, signed)
    return _write(act, entry, body, at, DO[entry.kind](step), clock_off=clock_off)


@action("field.keep", audited=False)
def _keep(act: Act, entry: Entry, measured: int, code: str, text: str, words: dict[str, Any]) -> Answer:
    """Keep an entry that was refused: what happened is never dropped (rule 20)."""
    first = _before(act, entry)
    if first is not None:
        return first
    at, clock_off = _instant(act, entry, measured)
    try:
        body = read_body(entry.kind, entry.body)
    except Refused:
        body = {"unread": entry.body[:4000]}
    return _write(act, entry, body, at, Done(code, text, words), clock_off=clock_off)


def _body(entry: Entry) -> dict[str, Any]:
    """Return the fields of an entry. A call for help alarms whatever stands in it."""
    try:
        return read_body(entry.kind, entry.body)
    except Refused:
        if entry.kind != "sos":
            raise
        return {"unread": entry.body[:4000]}


def _instant(act: Act, entry: Entry, measured: int) -> tuple[datetime, bool]:
    wrong = entry.offset is not None and abs(entry.offset - measured) > CLOCK_OFF.total_seconds() * 1000
    if entry.kind == "sos" and wrong:  # help is needed now: the clock as this request shows it counts
        return happened_at(replace(entry, offset=None), measured, act.now, None)[0], True
    return happened_at(entry, measured, act.now, _expected(act.work.session, entry.stream)[2])


def _before(act: Act, entry: Entry) -> Answer | None:
    """Return the answer when the entry is known, comes too early, or does not follow; None when its turn has come."""
    session = act.work.session
    known = session.execute(select(FieldEntry).where(FieldEntry.client_id == entry.id)).scalar_one_or_none()
    if known is not None:
        if known.person_id != act.actor.id:
            raise NotYours()
        same = (
            known.body_hash == entry.body_hash and known.kind == entry.kind and known.visit_id == (entry.visit or None)
        )
        return _said(known) if same else _broken(act, entry)
    whose = session.execute(select(FieldEntry.person_id).where(FieldEntry.stream == entry.stream).limit(1)).scalar()
    if whose is not None and whose != act.actor.id:
        raise NotYours()
    seq, prev, _ = _expected(session, entry.stream)
    if entry.seq > seq:
        return Answer(data={"state": RETRY, "code": ""})
    if entry.seq < seq or entry.prev != prev:
        return _broken(act, entry)
    return None


def _broken(act: Act, entry: Entry) -> Answer:
    """Answer an entry that does not follow. Nothing of it is believed; that it came goes on record."""
    audit_chain.append(
        act, "field.chain_broken", {"stream": entry.stream, "seq": entry.seq, "entry": entry.id, "hash": entry.hash}
    )
    return Answer(data={"state": NEEDS_YOU, "code": "chain"}, text=BROKEN)


def _write(act: Act, entry: Entry, body: dict[str, Any], at: datetime, done: Done, *, clock_off: bool) -> Answer:
    session = act.work.session
    visit = entry.visit and session.execute(select(Visit.id).where(Visit.id == entry.visit)).scalar()
    values: dict[str, Any] = {
        "client_id": entry.id,
        "stream": entry.stream,
        "seq": entry.seq,
        "prev": entry.prev,
        "hash": entry.hash,
        "body_hash": entry.body_hash,
        "person_id": act.actor.id,
        "visit_id": visit or None,
        "trip_id": done.trip.id if done.trip is not None else None,
        "token": entry.token,
        "kind": entry.kind,
        "body": body,
        "device_at": entry.at,
        "offset_ms": entry.offset,
        "clock_off": clock_off,
        "at": at,
        "received_at": act.now,
        "state": NEEDS_YOU if done.code else CONFIRMED,
        "code": done.code,
        "text": done.text,
        "words": keep(done.words) or None,
        "data": _data(done),
        "breach": done.breach,
    }
    row_id = add(session, FieldEntry, **values)
    # the chain holds the hash and no place: a place can go later, and the chain stays whole (N30)
    trace = {"entry": entry.id, "kind": entry.kind, "hash": entry.hash, "at": at.isoformat(), "code": done.code}
    customer_id = done.trip.customer_id if done.trip is not None else None
    audit_chain.append(act, "field.entry", trace, customer_id)
    if done.code:
        act.work.happened(RoundChanged((), ()))
    return _said(session.get_one(FieldEntry, row_id))


def _data(done: Done) -> dict[str, Any] | None:
    more = (
        {"next_allowed_at": done.next_allowed_at.isoformat()} if done.code == "blocked" and done.next_allowed_at else {}
    )
    return {**plain_json(done.data), **more} or None


def _said(row: FieldEntry) -> Answer:
    """Return the answer to an entry as it was given first."""
    return Answer(
        data={**(row.data or {}), "state": row.state, "code": row.code}, text=row.text, words=read(row.words or {})
    )


@action("field.media_whole", audited=False)
def media_whole(act: Act, client_id: str) -> Answer:
    """Record that all bytes of a medium are on the disk and fit its hash."""
    row = act.work.session.execute(select(VisitMedia).where(VisitMedia.client_id == client_id)).scalar_one_or_none()
    if row is None or row.person_id != act.actor.id:
        raise NotYours()
    if row.whole_at is None:
        put(act.work.session, row, whole_at=act.now)
        audit_chain.append(act, "field.media", {"entry": client_id, "sha256": row.sha256, "what": row.what})
    return Answer(data={"whole": True})


def overdue(call: Call) -> int:
    """Raise the alarm of every missed check-in; a duty of the worker. Return how many."""
    with call.context.database.reading() as session:
        missed = session.execute(
            select(Trip.id).where(Trip.checkin_until <= call.now).order_by(Trip.checkin_until).limit(50)
        )
        found = list(missed.scalars())
    plain = Call(call.context, call.actor, call.now)
    return sum(1 for trip_id in found if _overdue(plain, trip_id).data.get("count"))


@action("field.overdue", audited=False)
def _overdue(act: Act, trip_id: int) -> Answer:
    session = act.work.session
    taken = session.execute(  # of two workers only one raises the alarm
        update(Trip)
        .where(Trip.id == trip_id, Trip.checkin_until <= act.now)
        .values(checkin_until=None, missed_at=act.now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return Answer(data={"count": 0})
    trip = session.get_one(Trip, trip_id, populate_existing=True)
    one = session.get_one(VisitRound, trip.round_id)
    names = session.execute(select(Person.name).where(Person.id.in_((one.first_id, one.second_id)))).scalars().all()
    facts = {"round": one.id, "pair": list(names), "visit": trip.visit_id, **_last_place(session, one)}
    raise_alarm(act, KINDS["checkin_overdue"], trip.agent_id, trip.customer_id, None, trip.attempt_id, facts)
    act.work.happened(RoundChanged((), (one.id,)))
    return Answer(data={"count": 1})


def _last_place(session: Session, one: VisitRound) -> dict[str, Any]:
    """Return the last position that the pair has sent today, with its time: the lead sees how old it is."""
    rows = session.execute(
        select(FieldEntry.body, FieldEntry.at)
        .where(FieldEntry.person_id.in_((one.first_id, one.second_id)), FieldEntry.at >= one.starts_at)
        .order_by(FieldEntry.at.desc(), FieldEntry.id.desc())
        .limit(200)
    )
    for body, at in rows:
        place = body.get("place")
        if place:
            return {"lat": place["lat"], "lon": place["lon"], "accuracy_m": place["accuracy_m"], "at": at.isoformat()}
    return {}
