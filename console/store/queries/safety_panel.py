"""What a desk shows while its safety state is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain import guidance
from console.domain.alarms import KINDS, Ways
from console.domain.bilingual import Bilingual, called
from console.domain.labels import ROLES, bilingual, named
from console.domain.safety_numbers import SafetyNumber as Number
from console.domain.safety_numbers import lines_for
from console.store.customer_case import Case
from console.store.fast.statements import row, rows
from console.store.models import Address, Alarm, Person
from console.store.queries import masking
from console.store.queries.placeholders import crisis_line, sample_values
from console.store.queries.safety_numbers import lists, own_numbers
from console.store.views import AloneKind, AloneView, NumberView, SafetyView, StepView

_ALARM = (
    select(Alarm)
    .where(Alarm.handout_id == bindparam("handout"), Alarm.ended_at.is_(None))
    .order_by(Alarm.id.desc())
    .limit(1)
)
_NAMES = select(Person.id, Person.name, Person.name_zh).where(Person.id.in_(bindparam("people", expanding=True)))
_PLACES = (
    select(Address.text, Address.verified).where(Address.customer_id == bindparam("customer")).order_by(Address.id)
)


def ways_of(ways: Ways) -> tuple[tuple[str, Bilingual], ...]:
    """Return the ways in which a contact may end, for a choice."""
    return tuple((code, bilingual(pair)) for code, pair in ways.items())


def step(who: Bilingual | None, at: Any) -> StepView | None:
    """Return who did a step of an alarm and when, or None when it was not done."""
    return StepView(who or Bilingual("", ""), at) if at is not None else None


def safety_view(session: Session, case: Case, handout: Any, attempt: Any, agent: Bilingual) -> SafetyView | None:
    """Return the safety state of a hand-out, or None when it is not on."""
    alarm = row(session, _ALARM, handout=handout.id)
    if alarm is None:
        return None
    kind = KINDS[alarm.kind]
    names = {
        p.id: called(p.name, p.name_zh)
        for p in rows(session, _NAMES, people=[alarm.seen_by_id or 0, alarm.taken_by_id or 0])
    }
    own, contacts = own_numbers(session)
    customer = case.customer
    values = sample_values(case, agent, line=crisis_line(session, case))
    running = attempt is not None and attempt.ended_at is None
    return SafetyView(
        handout_id=handout.id,
        alarm_id=alarm.id,
        kind=kind.key,
        words=Bilingual(kind.en, kind.zh),
        say=tuple(
            Bilingual(guidance.fill(point.en, values["en"]), guidance.fill(point.zh, values["zh"]))
            for point in guidance.PATHS[kind.path]
        ),
        lines=tuple(
            NumberView(line.number, Bilingual(line.name, line.name_zh))
            for line in lines_for(customer.region, case.creditor.home_region, own)
        ),
        contacts=_contacts(contacts),
        raised_at=alarm.raised_at,
        seen=step(names.get(alarm.seen_by_id), alarm.seen_at),
        taken=step(names.get(alarm.taken_by_id), alarm.taken_at),
        watched=alarm.watched,
        customer=customer.name,
        made_up=customer.made_up,
        zone=customer.zone,
        places=tuple(found.text for found in rows(session, _PLACES, customer=customer.id) if found.text),
        attempt_id=attempt.id if running else 0,
        talking_since=attempt.answered_at if running else None,
        dropped=attempt is not None and not running,
        numbers=_numbers(case) if kind.call_back and not running else (),
        ways=ways_of(kind.ways),
        others=tuple((other.key, Bilingual(other.en, other.zh)) for other in KINDS.values() if other.path != kind.path),
    )


def alone_view(session: Session) -> AloneView:
    """Return the words and numbers that a desk keeps for the moment of danger without a connection."""
    found, contacts = lists(session)
    first = {region: numbers[0] for region, (numbers, _) in found.items() if numbers}
    return AloneView(
        kinds=tuple(
            AloneKind(kind.key, tuple(said for point in guidance.PATHS[kind.path] for said in _sayings(point, first)))
            for kind in KINDS.values()
            if kind.path
        ),
        lines=tuple(
            (region, tuple(NumberView(line.number, Bilingual(line.name, line.name_zh)) for line in numbers))
            for region, (numbers, _) in found.items()
        ),
        contacts=_contacts(contacts),
    )


def _contacts(contacts: Sequence[Number]) -> tuple[NumberView, ...]:
    return tuple(NumberView(one.number, Bilingual(one.name, one.name_zh or one.name)) for one in contacts)


def _numbers(case: Case) -> tuple[NumberView, ...]:
    """Return the customer's own numbers for the safety call-back, masked. A number that opted out is one too."""
    return tuple(
        NumberView(masking.phone(phone.e164), named(ROLES, phone.role), int(phone.id or 0))
        for phone in case.facts.phones or ()
        if phone.status not in ("wrong", "invalid") and phone.role in ("debtor", "co_debtor", "guarantor")
    )


def _sayings(point: guidance.Point, first: Mapping[str, Number]) -> list[tuple[str, Bilingual]]:
    """Return the words of a point, once for each country when they name its crisis line."""
    if "{crisis}" not in point.en:
        return [("", Bilingual(point.en, point.zh))]
    return [
        (
            region,
            Bilingual(
                guidance.fill(point.en, {"crisis": f"{line.name} {line.number}"}),
                guidance.fill(point.zh, {"crisis": f"{line.name_zh} {line.number}"}),
            ),
        )
        for region, line in first.items()
    ]
