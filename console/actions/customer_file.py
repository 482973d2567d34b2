"""The customer's file: what a customer says or what became known. What restricts binds at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.actions.steps.customer_file import account_of, customer_of, limitation, moved, phone_of, shown
from console.actions.steps.profiling import forget_mind
from console.actions.steps.propose import propose
from console.domain import customer_file
from console.domain.actor import CUSTOMER
from console.domain.customer_file import Statement
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.labels import PHONE_STATES, worded
from console.domain.timeline import PURPOSES, ROLES
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Address, Request
from console.store.queries import masking
from console.store.queries.timeline import EXPORTED, LOOKED, looked
from console.store.scope import may_open

BAD = ("wrong", "invalid", "suspended", "opted_out")
INTERRUPTED_BY = ("payment", "acknowledged", "notice", "suit")


@action("file.put")
def put_on_file(act: Act, customer_id: int, said: Statement, phone_id: int = 0) -> Answer:
    """Put a wish or a hold on a customer's file. It binds every desk at once."""
    customer = customer_of(act, customer_id)
    link = None
    if phone_id:
        link, number = phone_of(act, customer, phone_id)
        said = replace(said, number=number)
    kind = customer_file.examine(said, act.actor.role, act.now)
    if said.account:
        account_of(act, customer, int(said.account) if said.account.isdigit() else 0)
    request_id = add(
        act.work.session,
        Request,
        customer_id=customer.id,
        kind=said.kind,
        scope=_scope(act, said),
        since=said.since or act.now,
        until=said.until,
        written=said.written,
        by_party=said.by,
        by_id=act.actor.person_id,
        proof=said.proof.strip()[:500],
        wording=said.wording.strip()[:500],
        lifted_why="",
    )
    if said.kind == "wrong_number" and link is not None:
        put(act.work.session, link, status="wrong")
    if said.kind == "profiling_refused":
        forget_mind(act, customer)
    moved(act, customer, kind.change, said.kind)
    return Answer(
        text="On file: %(what)s. It binds every desk now.",
        words={"what": {"en": kind.en, "zh": kind.zh}},
        data={"request": request_id, "state": said.kind},
    )


def _scope(act: Act, said: Statement) -> dict[str, Any]:
    """Return what it covers. What a customer writes may have a day by which a person answers."""
    scope = customer_file.scope_of(said)
    days = customer_file.PAGE_DAYS.get(said.kind)
    return {**scope, "clock_days": days} if act.actor.role == CUSTOMER and days else scope


@action("file.number")
def mark_number(act: Act, customer_id: int, phone_id: int, status: str) -> Answer:
    """Take a number out of use. Using it again is a proposal that another person decides."""
    customer = customer_of(act, customer_id)
    if status not in BAD:
        raise Invalid("Choose what is wrong with the number.", field="status")
    link, number = phone_of(act, customer, phone_id)
    if link.status == status:
        raise Conflict("The file already says this.")
    put(act.work.session, link, status=status)
    add(
        act.work.session,
        Request,
        customer_id=customer.id,
        kind="wrong_number",
        scope={"number": number},
        since=act.now,
        by_party="debtor",
        by_id=act.actor.id,
        proof="",
        lifted_why="",
    )
    moved(act, customer, "number", status)
    return Answer(
        text="%(number)s: %(what)s. It is not called.",
        words={"number": masking.phone(number), "what": worded(PHONE_STATES, status)},
        data={"state": status},
    )


@action("file.zone")
def moved_house(
    act: Act, customer_id: int, kind: str, text: str, zone: str, region: str, province: str, reason: str, proof: str
) -> Answer:
    """Add a new address or zone. The old and the new one both bind until another person has verified it."""
    from zoneinfo import available_timezones

    customer = customer_of(act, customer_id)
    if kind not in customer_file.PLACES:
        raise Invalid("Choose the place from the list.", field="place")
    if zone not in available_timezones():
        raise Invalid("Choose a time zone such as Asia/Shanghai.", field="zone")
    if not (len(region) == 2 and region.isascii() and region.isalpha()):
        raise Invalid("Enter the country as two letters, such as CN.", field="region")
    if not reason.strip():
        raise Invalid("Write how it became known.", field="reason")
    address_id = add(
        act.work.session,
        Address,
        customer_id=customer.id,
        kind=kind,
        text=text.strip()[:300],
        zone=zone,
        region=region.upper(),
        province=province.strip()[:60],
        verified=False,
    )
    wanted = {"address": address_id, "zone": zone, "region": region.upper()}
    propose(act, "zone", customer.id, wanted, reason, proof)
    moved(act, customer, "zone", zone)
    return Answer(
        text="On file: %(place)s, clock of %(zone)s. The old place binds too, until another person has verified it.",
        words={"place": worded(customer_file.PLACES, kind), "zone": zone},
        data={"state": "both"},
    )


@action("file.limitation")
def set_limitation(
    act: Act,
    customer_id: int,
    account_id: int,
    due_on: date | None,
    interrupted_on: date | None,
    by: str,
    reason: str,
    proof: str,
) -> Answer:
    """Set an account's due date and its last interruption. A later start is a proposal."""
    if act.actor.role != "compliance":
        raise NotYours()
    customer = customer_of(act, customer_id)
    account = account_of(act, customer, account_id)
    today = act.now.astimezone(act.context.zone).date()
    for name, day in (("due_on", due_on), ("interrupted_on", interrupted_on)):
        if day is not None and (day > today or day < today.replace(year=today.year - 60)):
            raise Invalid("Enter a day in the past.", field=name)
    if interrupted_on is not None and by not in INTERRUPTED_BY:
        raise Invalid("Choose what interrupted it.", field="by")
    if not reason.strip():
        raise Invalid("Write how it became known.", field="reason")
    if not proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    payload: dict[str, Any] = {
        "account": account.id,
        "due_on": due_on.isoformat() if due_on else None,
        "interrupted_on": interrupted_on.isoformat() if interrupted_on else None,
        "by": by if interrupted_on else "",
    }
    if customer_file.later_limitation(account.due_on, account.limitation_interrupted_on, due_on, interrupted_on):
        propose(act, "limitation", customer.id, payload, reason, proof)
        shown(act, customer)
        return Answer(data={"state": "asked"})
    limitation(act, customer, payload)
    moved(act, customer, "limitation", "set")
    return Answer(data={"state": "set"})


@action("file.look", audited=False)
def look(act: Act, customer_id: int, purpose: str) -> Answer:
    """Record for what somebody opens a customer's timeline. The look is a row of the actor's chain."""
    if act.actor.role not in ROLES or not may_open(act.work.session, act.actor, customer_id):
        raise NotYours()
    if purpose not in PURPOSES:
        raise Invalid("Say for what you open it.", field="purpose")
    audit_chain.append(act, LOOKED, {"purpose": purpose}, customer_id)
    return Answer()


@action("file.export", audited=False)
def note_export(act: Act, customer_id: int, reason: str) -> Answer:
    """Record that somebody exports everything on a customer, with the reason and the purpose of the look."""
    if act.actor.role != "compliance" or not may_open(act.work.session, act.actor, customer_id):
        raise NotYours()
    purpose = looked(act.work.session, act.actor, customer_id, act.now)
    if not purpose:
        raise Invalid("Say for what you open it.", field="purpose")
    if not reason.strip():
        raise Invalid("Enter the reason. It is stored with the export.", field="reason")
    audit_chain.append(act, EXPORTED, {"purpose": purpose, "reason": reason.strip()[:500]}, customer_id)
    return Answer()
