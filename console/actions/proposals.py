"""Proposals: what widens or lifts is proposed by one person and decided by another (rule 25)."""

from __future__ import annotations

from typing import Any

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import granted
from console.actions.steps.customer_file import FIELDS, customer_of, grant, lost_conditions, moved, phone_of, shown
from console.actions.steps.propose import ask_once
from console.domain.alarms import SAFETY
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.domain.second_person import OF_A_FILE, SECOND_PERSON, may_decide
from console.store import scope
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import change
from console.store.models import Address, Creditor, Proposal, Request

CUSTOMERS = ("lift", "number", "lost", "person")
CREDITOR_TYPES = (
    "bank",
    "card_bank",
    "consumer_finance",
    "microloan",
    "auto_finance",
    "agency",
    "private_lender",
    "other",
)


@action("second.ask")
def ask(act: Act, customer_id: int, what: str, payload: dict[str, Any], reason: str, proof: str) -> Answer:
    """Propose a change of a customer's file that widens or lifts something."""
    if what not in CUSTOMERS or act.actor.role not in SECOND_PERSON[what]:
        raise Invalid("Choose what should change.", field="what")
    if len(reason.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="reason")
    customer = customer_of(act, customer_id)
    session = act.work.session
    wanted: dict[str, Any] = {}
    if what == "lift":
        row = session.get(Request, int(payload.get("request", 0)))
        if row is None or row.customer_id != customer.id:
            raise NotYours()
        if row.lifted_at is not None:
            raise Conflict("This was already decided.")
        if row.kind == SAFETY:
            raise Conflict("This ends when the alarm is handled.")
        wanted = {"request": row.id, "kind": row.kind}
    elif what == "number":
        link, _ = phone_of(act, customer, int(payload.get("phone", 0)))
        if link.status == "usable":
            raise Conflict("This number is already in use.")
        wanted = {"phone": link.phone_id}
    elif what == "person":
        if payload.get("field") not in FIELDS:
            raise Invalid("Choose what should change.", field="field")
        wanted = {"field": payload["field"]}
    else:
        found = lost_conditions(act, customer)
        if not any(condition.holds for condition in found):
            raise Invalid("No condition of lost contact holds yet.", field="what")
        wanted = {"conditions": [c.key for c in found if c.holds]}
    done = ask_once(act, what, customer.id, wanted, reason, proof)
    shown(act, customer)
    return done


@action("second.creditor")
def ask_type(act: Act, creditor_id: int, kind: str, reason: str, proof: str) -> Answer:
    """Propose that a creditor counts as another type; other rules of law bind then."""
    if kind not in CREDITOR_TYPES:
        raise Invalid("Choose the type from the list.", field="type")
    if not proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    row = act.work.session.get(Creditor, creditor_id)
    if row is None:
        raise NotYours()
    if row.type == kind:
        raise Conflict("The file already says this.")
    return ask_once(act, "creditor", None, {"creditor": row.id, "type": kind}, reason, proof)


@action("second.decide", decides=True)
def decide(act: Act, proposal_id: int, yes: bool, why: str) -> Answer:
    """Grant or refuse a proposal of another person. Every screen that it concerns follows at once."""
    session = act.work.session
    row = session.get(Proposal, proposal_id)
    if row is None:
        raise NotYours()
    about = row.customer_id if row.what in OF_A_FILE else None
    loaded = load_customer(session, about, lock=True) if about else None
    session.refresh(row, with_for_update=True)
    if act.actor.id == row.asked_by_id:
        raise Conflict("A second person must decide what you proposed.")
    if row.what == "account" and row.payload["person"] == act.actor.id:
        raise Conflict("Another person decides about your own account.")
    if not may_decide(row.what, row.asked_by_id, row.asked_role, act.actor.id, act.actor.role):
        raise NotYours()
    if row.customer_id is not None:
        scope.need_answered(session, act.actor, row.customer_id)
    if row.state != "asked":
        raise Conflict("This was already decided.")
    if not yes and not why.strip():
        raise Invalid("Enter the reason. It is stored with the change.", field="why")
    put(
        session,
        row,
        state="granted" if yes else "refused",
        decided_by_id=act.actor.id,
        decided_at=act.now,
        why=why.strip()[:500],
    )
    reason = why.strip() or row.reason
    if loaded is not None:
        customer = loaded.customer
        if yes:
            kind = grant(act, customer, row.what, row.payload, reason)
            moved(act, customer, kind, row.what, opens=True)
        elif row.what == "zone":  # a place that nobody could verify no longer binds
            change(session, Address, row.payload["address"], binds_until=act.now)
            moved(act, customer, "zone", row.what, opens=True)
        else:
            shown(act, customer)
    elif yes:
        granted.CHANGES[row.what](act, row)
    act.work.happened(ComplianceChanged())
    return Answer(data={"state": row.state})


@action("second.withdraw")
def withdraw(act: Act, proposal_id: int) -> Answer:
    """Withdraw one's own proposal."""
    row = act.work.session.get(Proposal, proposal_id, with_for_update=True)
    if row is None or row.asked_by_id != act.actor.id:
        raise NotYours()
    if row.state != "asked" or row.what == "zone":
        raise Conflict("This was already decided.")
    put(act.work.session, row, state="withdrawn", decided_by_id=act.actor.id, decided_at=act.now)
    act.work.happened(ComplianceChanged())
    return Answer(data={"state": "withdrawn"})
