"""One customer's file, locked, for people who may write in it, and what a change of it causes."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from console.actions.call import Act
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.fact_changes import facts_changed
from console.domain.actor import CUSTOMER
from console.domain.compliance.lost_contact import Condition, conditions
from console.domain.compliance.packs.cn import CN
from console.domain.customer_file import REVIEWED
from console.domain.errors import Conflict, NotYours
from console.domain.events import ComplianceChanged, FactsChanged
from console.store import claim
from console.store.customer_case import load_case
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Account, Address, Customer, CustomerPhone, Entry, Phone, Request

FIELDS = {"deceased": "deceased", "capacity": "incapacity", "minor": "minor"}
LOST = next(rule for rule in CN.rules if rule.id == "cn-party-lost-contact")


def customer_of(act: Act, customer_id: int) -> Customer:
    """Return the customer, locked.

    People who work at a desk only get the customer who is with them. A customer gets only the own file.
    """
    if act.actor.role == CUSTOMER and act.actor.id != customer_id:
        raise NotYours()
    loaded = load_customer(act.work.session, customer_id, lock=True)
    if loaded is None:
        raise NotYours()
    if act.actor.role not in ("compliance", CUSTOMER):
        live = claim.live_of_customer(act.work.session, customer_id)
        if live is None or live.agent_id != act.actor.id:
            raise NotYours()
    return loaded.customer


def phone_of(act: Act, customer: Customer, phone_id: int) -> tuple[CustomerPhone, str]:
    """Return the number as this customer's file knows it, with its E.164 form."""
    row = act.work.session.execute(
        select(CustomerPhone, Phone.e164)
        .join(Phone, Phone.id == CustomerPhone.phone_id)
        .where(CustomerPhone.customer_id == customer.id, CustomerPhone.phone_id == phone_id)
    ).one_or_none()
    if row is None:
        raise NotYours()
    return row[0], row[1]


def account_of(act: Act, customer: Customer, account_id: int) -> Account:
    """Return an account of this customer."""
    row = act.work.session.execute(
        select(Account).where(Account.id == account_id, Account.customer_id == customer.id)
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    return row


def lost_conditions(act: Act, customer: Customer) -> tuple[Condition, ...]:
    """Return the conditions of lost contact with their present state, on fresh facts."""
    case = load_case(act.work.session, customer.id, act.now)
    assert case is not None
    return conditions(case.facts, act.now, CN.zone, LOST.params)


def wake(act: Act, customer: Customer) -> None:
    """Let the queue judge the customer again at the next turn."""
    act.work.session.execute(
        update(Entry).where(Entry.customer_id == customer.id, Entry.state == "sleeping").values(wake_at=act.now)
    )


def moved(act: Act, customer: Customer, kind: str, note: str, *, opens: bool = False) -> None:
    """Raise the facts version and tell desk and officer. With ``opens`` the queue judges the customer again."""
    facts_changed(act, customer, [kind], note)
    if opens:
        wake(act, customer)
    act.work.happened(ComplianceChanged())


def shown(act: Act, customer: Customer) -> None:
    """Redraw the desk that has the customer and the officer's page, without a change of facts."""
    live = claim.live_of_customer(act.work.session, customer.id)
    if live is not None:
        raise_desk_seq(act, (live.agent_id,))
        act.work.happened(FactsChanged((live.agent_id,)))
    act.work.happened(ComplianceChanged())


def end_requests(act: Act, customer: Customer, kind: str, why: str, number: str = "") -> None:
    """Lift the open requests of a kind, each with the reason."""
    rows = act.work.session.execute(
        select(Request).where(Request.customer_id == customer.id, Request.kind == kind, Request.lifted_at.is_(None))
    ).scalars()
    for row in rows:
        if not number or row.scope.get("number") in (None, number):
            put(act.work.session, row, lifted_at=act.now, lifted_by_id=act.actor.id, lifted_why=why[:500])


def confirm_request(act: Act, row: Request, channels: list[str], by_id: int) -> None:
    """Confirm a request to stop, which leaves these channels open. One that asks for no review opens nothing."""
    scope = {**row.scope, "chosen": channels} if row.kind in REVIEWED else row.scope
    put(act.work.session, row, confirmed=True, confirmed_by_id=by_id, confirmed_at=act.now, scope=scope)


def grant(act: Act, customer: Customer, what: str, payload: dict[str, Any], why: str) -> str:
    """Carry out a decided change of a customer's file and return the kind of change.

    Raises:
        Conflict: another change came first.
    """
    session = act.work.session
    if what == "lift":
        row = session.get(Request, payload["request"])
        if row is None or row.lifted_at is not None:
            raise Conflict("This was already decided.")
        put(session, row, lifted_at=act.now, lifted_by_id=act.actor.id, lifted_why=why[:500])
        return "release"
    if what == "confirm":
        row = session.get(Request, payload["request"])
        if row is None or row.lifted_at is not None or row.confirmed:
            raise Conflict("This was already decided.")
        confirm_request(act, row, payload["channels"], act.actor.id)
        return "hold"
    if what == "zone":
        return _lives_there(act, customer, payload["address"])
    if what == "number":
        link, e164 = phone_of(act, customer, payload["phone"])
        put(session, link, status="usable", verified=True)
        end_requests(act, customer, "wrong_number", why, e164)
        return "number"
    if what == "person":
        put(session, customer, **{payload["field"]: "full" if payload["field"] == "capacity" else False})
        end_requests(act, customer, FIELDS[payload["field"]], why)
        return "person"
    if what == "limitation":
        limitation(act, customer, payload)
        return "limitation"
    if not any(condition.holds for condition in lost_conditions(act, customer)):
        raise Conflict("No condition of lost contact holds any more.")
    add(
        session,
        Request,
        customer_id=customer.id,
        kind="lost",
        scope={},
        since=act.now,
        by_party="debtor",
        by_id=act.actor.id,
        proof=why[:500],
        lifted_why="",
        confirmed=True,
        confirmed_by_id=act.actor.id,
        confirmed_at=act.now,
    )
    return "hold"


def _lives_there(act: Act, customer: Customer, address_id: int) -> str:
    """Make a verified new place the only one: old places of its kind no longer bind."""
    fresh = act.work.session.get_one(Address, address_id)
    act.work.session.execute(
        update(Address)
        .where(
            Address.customer_id == customer.id,
            Address.id != fresh.id,
            Address.kind == fresh.kind,
            Address.binds_until.is_(None),
        )
        .values(binds_until=act.now)
    )
    put(act.work.session, fresh, verified=True)
    if fresh.kind == "home":
        put(act.work.session, customer, zone=fresh.zone, region=fresh.region, province=fresh.province)
    return "zone"


def limitation(act: Act, customer: Customer, payload: dict[str, Any]) -> None:
    """Write the dates of an account's limitation period."""
    account = account_of(act, customer, payload["account"])
    put(
        act.work.session,
        account,
        due_on=_day(payload["due_on"]),
        limitation_interrupted_on=_day(payload["interrupted_on"]),
        extra={**(account.extra or {}), "limitation_by": payload["by"]},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def local_day(act: Act, customer: Customer) -> date:
    """Return the customer's local date."""
    return act.now.astimezone(ZoneInfo(customer.zone)).date()
