"""External keys: how machines name customers, agencies, numbers, debts and results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true

from console.actions.call import Act
from console.actions.steps.attempt_gate import Case
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.facts import Initiator
from console.domain.service_tokens import next_permit
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Account, Agency, Customer, CustomerPhone, Phone, ServiceToken

CHANNELS = ("call", "robot_call", "voice_message", "sms", "email", "im", "letter", "visit")
SPOKEN = (
    "no_answer",
    "busy",
    "off",
    "suspended",
    "invalid",
    "rejected",
    "voicemail",
    "answered",
    "effective",
    "failed",
)
WRITTEN = ("sent", "delivered", "failed")
RESULTS: dict[str, tuple[str, ...]] = {
    "call": SPOKEN,
    "robot_call": SPOKEN,
    "voice_message": (*SPOKEN, *WRITTEN),
    "sms": WRITTEN,
    "email": WRITTEN,
    "im": WRITTEN,
    "letter": WRITTEN,
    "visit": ("met", "nobody"),
}
NUMBER = re.compile(r"^\+\d{6,15}$")


def need_creditor(act: Act, creditor_id: int) -> None:
    """Raise NotYours when the machine's token is of another creditor."""
    mine = _creditor_of(act)
    if mine is not None and mine != creditor_id:
        raise NotYours()


def of_creditor(act: Act, customer_id: Any) -> ColumnElement[bool]:
    """Return the condition that a customer is one of the token's creditor."""
    mine = _creditor_of(act)
    if mine is None:
        return true()
    found: ColumnElement[bool] = customer_id.in_(select(Customer.id).where(Customer.creditor_id == mine))
    return found


def _creditor_of(act: Act) -> int | None:
    if act.actor.role != "service":
        return None
    return act.work.session.execute(
        select(ServiceToken.creditor_id).where(ServiceToken.id == act.actor.id)
    ).scalar_one_or_none()


def throttle(act: Act) -> datetime | None:
    """Count a permit against the token's rate. Return when the next one is free, or None when this one is."""
    if act.actor.role != "service":
        return None
    token = act.work.session.get(ServiceToken, act.actor.id, with_for_update=True)
    if token is None:
        return None
    used, free_at = next_permit(token.permits_at, token.permits_a_minute, act.now)
    if free_at is None:
        put(act.work.session, token, permits_at=used)
    return free_at


def customer_of(act: Act, creditor_id: int, external_id: str) -> Case:
    """Return the customer of an external key, locked.

    Raises NotYours when there is none, and Conflict when several sources have one of this number.
    """
    need_creditor(act, creditor_id)
    ids = (
        act.work.session.execute(
            select(Customer.id).where(Customer.creditor_id == creditor_id, Customer.external_id == external_id)
        )
        .scalars()
        .all()
    )
    if len(ids) > 1:
        raise Conflict(
            "%(count)s customers of this creditor have the number %(key)s. Nothing was recorded.",
            count=len(ids),
            key=external_id[:80],
        )
    loaded = load_customer(act.work.session, ids[0], lock=True) if ids else None
    if loaded is None:
        raise NotYours()
    return Case(*loaded)


def agency_of(act: Act, creditor_id: int, name: str) -> int:
    """Return the id of a creditor's agency; a new one is made."""
    name = name.strip()[:80]
    known = act.work.session.execute(
        select(Agency.id).where(Agency.creditor_id == creditor_id, Agency.name == name)
    ).scalar()
    if known is not None:
        return known
    return int(add(act.work.session, Agency, creditor_id=creditor_id, name=name))


def debts_of(act: Act, customer: Customer, named: Sequence[str]) -> list[int]:
    """Return the ids of the debts with these external keys. Raises Invalid for an unknown one."""
    if not named:
        return []
    rows = act.work.session.execute(
        select(Account.external_id, Account.id).where(
            Account.customer_id == customer.id, Account.external_id.in_(named)
        )
    ).all()
    found = {row.external_id: row.id for row in rows}
    for key in named:
        if key not in found:
            raise Invalid("Enter accounts of this customer.", field="accounts")
    return sorted(found.values())


def number_of(act: Act, customer: Customer, e164: str) -> tuple[int | None, str]:
    """Return (id of the number, role of its owner) of a number that was used. A new number is stored."""
    if not e164:
        return None, ""
    if not NUMBER.match(e164):
        raise Invalid("Write the number as +, country and digits.", field="number")
    phone = act.work.session.execute(select(Phone.id).where(Phone.e164 == e164)).scalar()
    if phone is None:
        phone = add(act.work.session, Phone, e164=e164, region="", zone="")
        return phone, ""
    role = act.work.session.execute(
        select(CustomerPhone.role).where(CustomerPhone.customer_id == customer.id, CustomerPhone.phone_id == phone)
    ).scalar()
    return phone, role or ""


def initiator_of(channel: str, said: str = "") -> Initiator:
    """Return who begins on a channel when nobody says so: machines send, people ring and visit."""
    if said in ("agent", "dispatcher", "worker", "robot"):
        return said  # type: ignore[return-value]
    if channel in ("robot_call", "voice_message"):
        return "robot"
    return "worker" if channel in ("sms", "email", "im") else "agent"


def need(value: object, allowed: Sequence[str], field: str) -> None:
    """Raise Invalid when a value is not one of the allowed ones."""
    if value not in allowed:
        raise Invalid("Choose one of: %(allowed)s.", field=field, allowed=", ".join(allowed))
