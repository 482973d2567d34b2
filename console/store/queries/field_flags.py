"""Entries of tablets that a lead must look at, with both stories, and places that a second person verifies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain import visits
from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.coordinates import Point, distance_m
from console.domain.field_entries import LOST
from console.domain.kept_words import read
from console.domain.labels import bilingual
from console.domain.visit_outcomes import BY_VISIT_CODE
from console.store.models import Address, Attempt, Customer, FieldEntry, Person, Place, PlaceCorrection, Visit
from console.store.views.field import CorrectionView, FlagView

MOST = 100
PAST = timedelta(days=7)
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "depart": ("departed", "出发"),
    "arrive": ("arrived", "到达"),
    "check": ("checklist", "门前核对"),
    "met": ("met", "见面"),
    "said": ("said", "已告知"),
    "outcome": ("outcome", "外访结果"),
    "leave": ("left", "离开"),
    "media": ("photo or voice", "照片或录音"),
    "mark": ("safety mark", "安全提示"),
    "cannot_find": ("door not found", "未找到地址"),
    "note": ("note", "备注"),
    "checkin": ("check-in timer", "报平安计时"),
    "safe": ("is well", "报平安"),
    "sos": ("SOS", "紧急求助"),
}


def flagged(session: Session, actor: Actor, now: datetime) -> tuple[FlagView, ...]:
    """Return the entries of the last week that did not take full effect, of the actor's team, newest first."""
    rows = session.execute(
        select(FieldEntry, Person.name, Visit, Customer.name.label("customer"))
        .join(Person, Person.id == FieldEntry.person_id)
        .outerjoin(Visit, Visit.id == FieldEntry.visit_id)
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .where(FieldEntry.code != "", FieldEntry.received_at > now - PAST, Person.team_id == actor.team_id)
        .order_by(FieldEntry.id.desc())
        .limit(MOST)
    ).all()
    return tuple(_flag(session, row) for row in rows)


def _flag(session: Session, row: Any) -> FlagView:
    entry, visit = row.FieldEntry, row.Visit
    other = _elsewhere(session, visit.customer_id, entry.at) if visit is not None else None
    return FlagView(
        entry.id,
        entry.at,
        entry.received_at,
        row.name,
        row.customer or "",
        bilingual(KIND_WORDS.get(entry.kind, (entry.kind, entry.kind))),
        _said(entry),
        entry.code,
        entry.text,
        read(entry.words or {}),
        entry.breach,
        entry.clock_off,
        bilingual(visits.STATES[visit.state]) if visit is not None else None,
        visit.end_reason if visit is not None else "",
        other.began_at if other is not None else None,
        other.name if other is not None else "",
    )


def _said(entry: FieldEntry) -> str:
    """Return the pair's own story in a line: a code, who was met, a note."""
    body = entry.body
    rule = BY_VISIT_CODE.get(str(body.get("code", "")))
    told = [rule.code if rule else "", body.get("who"), body.get("what"), body.get("reason"), body.get("note")]
    return " · ".join(str(one) for one in (*told, body.get("text")) if one)[:300]


def _elsewhere(session: Session, customer_id: int, since: datetime) -> Any:
    return session.execute(
        select(Attempt.began_at, Person.name)
        .outerjoin(Person, Person.id == Attempt.agent_id)
        .where(Attempt.customer_id == customer_id, Attempt.channel != "visit", Attempt.began_at >= since)
        .order_by(Attempt.began_at.desc())
        .limit(1)
    ).one_or_none()


def corrections(session: Session, actor: Actor) -> tuple[CorrectionView, ...]:
    """Return the corrected places that wait for a second person."""
    rows = session.execute(
        select(PlaceCorrection, Place, Person.name, Address.text.label("address"), Customer.name.label("customer"))
        .join(Place, Place.id == PlaceCorrection.place_id)
        .join(Person, Person.id == PlaceCorrection.proposed_by_id)
        .outerjoin(Address, Address.id == Place.address_id)
        .outerjoin(Customer, Customer.id == Place.customer_id)
        .where(PlaceCorrection.decided_at.is_(None), Person.team_id == actor.team_id)
        .order_by(PlaceCorrection.id)
        .limit(MOST)
    ).all()
    return tuple(_correction(row, actor) for row in rows)


def _correction(row: Any, actor: Actor) -> CorrectionView:
    found, place = row.PlaceCorrection, row.Place
    metres = None
    if found.lat is not None:
        metres = round(distance_m(Point(place.lat, place.lon), Point(found.lat, found.lon)))
    reason: Bilingual = bilingual(LOST[found.reason])
    mine = found.proposed_by_id == actor.id
    name, address = row.customer or "", row.address or place.label
    return CorrectionView(found.id, name, address, row.name, mine, found.proposed_at, reason, found.note, metres)
