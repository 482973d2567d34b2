"""Suppression lists: whom they name is not contacted from the commit on, at every desk, until the day they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.propose import propose
from console.actions.steps.suppressed import concern, until_text
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.domain.second_person import SECOND_PERSON
from console.store import scope
from console.store.fast.statements import add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.models import Creditor, Customer, Phone, Proposal, Suppression
from console.store.phone_numbers import phone_ids
from console.store.queries.masking import phone as masked_phone

_IDS: Any = bindparam("ids", expanding=True)
_BY_PHONE = select(Suppression).where(Suppression.phone_id.in_(_IDS))
_BY_CUSTOMER = select(Suppression).where(Suppression.customer_id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Named:
    """One row of a list: a number as (E.164, kind, region, zone), or a customer; until when, None = for good."""

    number: tuple[str, str, str, str] | None
    customer: str
    reason: str
    until: datetime | None


@action("suppress.take", audited=False)
def take_slice(act: Act, list_name: str, creditor: str, rows: Sequence[Named]) -> Answer:
    """Suppress these numbers and customers. A second list extends what a first one says and never shortens it.

    ``creditor`` names whose customers are meant. ``data``: added, extended, unknown (customers who are not here).
    """
    session = act.work.session
    if creditor and session.execute(select(Creditor.id).where(Creditor.name == creditor)).first() is None:
        raise Invalid("There is no creditor %(name)s.", field="creditor", name=creditor[:80])
    numbers = phone_ids(session, [row.number for row in rows if row.number])
    people = _customers(act, creditor, [row.customer for row in rows if row.customer])
    wanted: dict[tuple[str, int], Named] = {}
    unknown = 0
    for row in rows:
        targets = [("phone_id", numbers[row.number[0]])] if row.number else []
        found = people.get(row.customer, []) if row.customer else []
        unknown += bool(row.customer and not found)
        targets += [("customer_id", customer_id) for customer_id in found]
        for target in targets:
            before = wanted.get(target)
            if before is None or later(row.until, before.until) == row.until:
                wanted[target] = row
    added, extended = _write(act, list_name, wanted)
    concern(act, [*added, *extended])
    return Answer(data={"added": len(added), "extended": len(extended), "unknown": unknown})


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later end of two; None is for good."""
    return None if one is None or other is None else max(one, other)


def _customers(act: Act, creditor: str, keys: Sequence[str]) -> dict[str, list[int]]:
    """Return external id -> ids. A number that several sources share means all of them: nobody is rung by mistake."""
    found: dict[str, list[int]] = {}
    query = select(Customer.external_id, Customer.id).where(Customer.external_id.in_(keys))
    if creditor:
        query = query.join(Creditor, Creditor.id == Customer.creditor_id).where(Creditor.name == creditor)
    for row in act.work.session.execute(query):
        found.setdefault(row.external_id, []).append(row.id)
    return found


def _write(
    act: Act, list_name: str, wanted: Mapping[tuple[str, int], Named]
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Write the rows; return the targets that are new and those that reach further now."""
    session = act.work.session
    known: dict[tuple[str, int], Suppression] = {}
    for name, query in (("phone_id", _BY_PHONE), ("customer_id", _BY_CUSTOMER)):
        for old in rows_of(session, query, ids=[target for kind, target in wanted if kind == name]):
            known[name, getattr(old, name)] = old
    new: list[dict[str, Any]] = []
    written: dict[int, dict[str, Any]] = {}
    added, extended = [], []
    for target, row in wanted.items():
        values: dict[str, Any] = {
            "reason": row.reason[:200],
            "list_name": list_name[:200],
            "since": act.now,
            "until": row.until,
            "by_id": act.actor.id or None,
        }
        before = known.get(target)
        if before is None:
            new.append({"phone_id": None, "customer_id": None, target[0]: target[1], **values})
            added.append(target)
            continue
        over = before.until is not None and before.until <= act.now
        until = row.until if over else later(row.until, before.until)
        if over or until != before.until:
            written[before.id] = {**values, "since": act.now if over else before.since, "until": until}
            extended.append(target)
    add_rows(session, Suppression, new)
    change_rows(session, Suppression, written)
    return added, extended


@action("suppress.ask_lift")
def ask_lift(act: Act, suppression_id: int, reason: str) -> Answer:
    """Propose that a suppression ends before its day. It binds until another person has agreed."""
    if act.actor.role not in SECOND_PERSON["suppression"]:
        raise NotYours()
    if len(reason.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="reason")
    session = act.work.session
    row = session.get(Suppression, suppression_id, with_for_update=True)
    if row is None:
        raise NotYours()
    if row.customer_id is not None:
        scope.need_answered(session, act.actor, row.customer_id)
    if row.until is not None and row.until <= act.now:
        raise Conflict("This suppression is over already.")
    asked = session.execute(
        select(Proposal.payload).where(Proposal.what == "suppression", Proposal.state == "asked")
    ).scalars()
    if any(payload["suppression"] == row.id for payload in asked):
        raise Conflict("This was already requested.")
    payload = {
        "suppression": row.id,
        "named": _named(act, row),
        "list": row.list_name,
        "since": row.since.isoformat(),
        "until": until_text(row),
    }
    propose(act, "suppression", row.customer_id, payload, reason)
    act.work.happened(ComplianceChanged())
    return Answer(data={"state": "asked"})


def _named(act: Act, row: Suppression) -> str:
    """Return whom or what a suppression names: the number masked, or the customer's name."""
    if row.phone_id is None:
        return str(act.work.session.get_one(Customer, row.customer_id).name)
    return masked_phone(act.work.session.get_one(Phone, row.phone_id).e164)


@action("suppress.list")
def end_list(act: Act, list_name: str, counts: Mapping[str, int]) -> Answer:
    """Record that a list was brought in, with its counts."""
    return Answer(data=dict(counts))
