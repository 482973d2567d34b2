"""A customer's message: stored once, with whom it belongs to, and what it asks for done in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.reply_effects import alarm_for, knows_customer, make_work, shows, write_wishes
from console.domain.compliance import Proposed
from console.domain.events import ComplianceChanged, FactsChanged
from console.domain.facts import Party
from console.domain.messaging import Incoming
from console.domain.replies import STOPS, Said, answer_by, read_message
from console.store.customer_facts import load_customer
from console.store.fast.statements import add, row, value
from console.store.models import CustomerPhone, Message, Suppression
from console.store.phone_numbers import phone_ids
from console.suspicion import suspicions

LONGEST = 4000
RECENT = timedelta(days=90)  # a message to this number since then says whose answer it is
_KNOWN = select(Message.id).where(Message.key == bindparam("key"))
_ANSWERED = select(Message).where(Message.key == bindparam("key"), Message.direction == "out")


@dataclass(frozen=True)
class Owner:
    """Somebody in whose file the sender stands."""

    customer_id: int
    party: Party


@action("message.receive", audited=False)
def receive(act: Act, carrier: str, incoming: Incoming) -> Answer:
    """Store a customer's message and do at once what it asks for. The carrier's own id makes it one message.

    A stop binds every customer in whose file the sender stands; all else belongs to the one who was written to.
    ``data``: ``state`` is known, taken, or unknown for a sender in nobody's file.
    """
    key = f"in-{carrier}-{incoming.carrier_id}"
    if value(act.work.session, _KNOWN, key=key) is not None:
        return Answer(data={"state": "known"})
    text = incoming.text[:LONGEST]
    phone_id = _phone_of(act, incoming)
    owners = _owners(act, incoming, phone_id)
    cases = {}
    for owner in sorted(owners, key=lambda one: one.customer_id):
        loaded = load_customer(act.work.session, owner.customer_id, lock=True)
        assert loaded is not None
        cases[owner.customer_id] = attempt_gate.Case(*loaded)
    if value(act.work.session, _KNOWN, key=key) is not None:  # its double was taken while this one waited
        return Answer(data={"state": "known"})
    said = read_message(text, incoming.channel, suspicions(text, "customer", "debtor"))
    whose = _whose(act, incoming, owners, phone_id)
    if not owners:
        _bind_number(act, said, phone_id, incoming)
        return _kept(act, key, carrier, incoming, text, said, phone_id)
    case = cases[whose.customer_id]
    attempt_id = _contact(act, case, whose, incoming, phone_id, text)
    for owner in owners:
        own = owner is whose
        asked = said if own else _only_stops(said)
        proof = f"{incoming.channel} {incoming.at.isoformat()}"
        write_wishes(act, cases[owner.customer_id].customer, asked, owner.party, incoming.sender, text, proof)
    return _kept(act, key, carrier, incoming, text, said, phone_id, whose=whose, case=case, attempt_id=attempt_id)


def _phone_of(act: Act, incoming: Incoming) -> int | None:
    """Return the id of the sender's number. A number that nobody knows is stored: a stop from it must bind."""
    if incoming.channel != "sms":
        return None
    return phone_ids(act.work.session, [(incoming.sender, "", "", "")])[incoming.sender]


def _owners(act: Act, incoming: Incoming, phone_id: int | None) -> Sequence[Owner]:
    """Return everybody in whose file the sender stands."""
    session = act.work.session
    if phone_id is None:
        rows = session.execute(
            select(Message.customer_id)
            .where(func.lower(Message.address) == incoming.sender.lower(), Message.direction == "out")
            .distinct()
        ).scalars()
        return [Owner(found, "debtor") for found in rows if found is not None]
    files = session.execute(
        select(CustomerPhone.customer_id, CustomerPhone.role).where(CustomerPhone.phone_id == phone_id)
    ).all()
    return [Owner(found.customer_id, found.role) for found in files]


def _whose(act: Act, incoming: Incoming, owners: Sequence[Owner], phone_id: int | None) -> Owner:
    """Return who writes: whose message it answers, else who was written to last at this sender, else the debtor."""
    if not owners:
        return Owner(0, "debtor")
    last = None
    if incoming.to_key:
        answered = row(act.work.session, _ANSWERED, key=incoming.to_key)
        last = answered.customer_id if answered is not None else None
    if last is None and phone_id is not None:
        last = act.work.session.execute(
            select(Message.customer_id)
            .where(Message.phone_id == phone_id, Message.direction == "out", Message.left_at > act.now - RECENT)
            .order_by(Message.left_at.desc())
            .limit(1)
        ).scalar()
    by_id = {owner.customer_id: owner for owner in owners}
    debtors = [owner for owner in owners if owner.party == "debtor"]
    return by_id.get(last or 0) or (debtors or list(owners))[0]


def _only_stops(said: Said) -> Said:
    return Said(tuple(wish for wish in said.wishes if wish[0] in STOPS))


def _bind_number(act: Act, said: Said, phone_id: int | None, incoming: Incoming) -> None:
    """Suppress an unknown number that asks to stop: it binds whoever is imported with it later."""
    if phone_id is None or not said.stops:
        return
    known = act.work.session.execute(select(Suppression.id).where(Suppression.phone_id == phone_id)).first()
    if known is None:
        values = {"reason": incoming.text[:200], "list_name": "SMS", "since": act.now, "until": None, "by_id": None}
        add(act.work.session, Suppression, phone_id=phone_id, customer_id=None, **values)


def _contact(
    act: Act, case: attempt_gate.Case, whose: Owner, incoming: Incoming, phone_id: int | None, text: str
) -> int:
    """Write the inbound contact with the verdict of its moment (rule 20), and return its id."""
    proposed = Proposed(
        incoming.channel,
        direction="in",
        purpose="answer",
        party=whose.party,
        number=incoming.sender,
        text=None,  # the customer's own words are not judged
        at=act.now,
    )
    judged = attempt_gate.judge(act, case, proposed, "verdict.record", body={"message": incoming.carrier_id})
    at = min(incoming.at, act.now)
    return attempt_gate.begin(
        act,
        judged,
        proposed,
        phone_id=phone_id,
        began_at=at,
        ended_at=at,
        result="delivered",
        line_result="delivered",
        line="message",
    )


def _kept(
    act: Act,
    key: str,
    carrier: str,
    incoming: Incoming,
    text: str,
    said: Said,
    phone_id: int | None,
    *,
    whose: Owner | None = None,
    case: attempt_gate.Case | None = None,
    attempt_id: int | None = None,
) -> Answer:
    """Store the message, make it work for somebody, and show it on the desk that has the customer."""
    answered = row(act.work.session, _ANSWERED, key=incoming.to_key) if incoming.to_key else None
    until = answer_by(act.now, act.context.zone) if said.needs_answer else None
    agent_id = None
    if whose is not None:
        agent_id = knows_customer(act, whose.customer_id, answered.agent_id if answered is not None else None)
    add(
        act.work.session,
        Message,
        key=key,
        customer_id=whose.customer_id if whose is not None else None,
        direction="in",
        channel=incoming.channel,
        kind="reply",
        purpose="answer",
        state="received",
        reason="",
        due_at=None,
        made_at=act.now,
        left_at=None,
        sent_at=min(incoming.at, act.now),
        phone_id=phone_id,
        address="" if phone_id is not None else incoming.sender,
        subject=str(incoming.details.get("subject", ""))[:200],
        text=text,
        template="",
        carrier=carrier,
        carrier_id=incoming.carrier_id,
        tries=0,
        parts=1,
        attempt_id=attempt_id,
        warn_reason="",
        agent_id=agent_id,
        about={
            "cues": list(said.cues),
            "suspected": list(said.suspected),
            "says": list(said.says),
            "choice": said.choice,
            "day": said.day,
            "answers": answered.id if answered is not None else 0,
        },
        answer_by=until,
    )
    if whose is None or case is None:
        act.work.happened(ComplianceChanged())
        return Answer(data={"state": "unknown", "stops": said.stops})
    if "self_harm" in said.cues:
        alarm_for(act, case.customer, agent_id, attempt_id)
    if until is not None:
        make_work(act, whose.customer_id, agent_id, until)
    agents = shows(act, [whose.customer_id])
    if agents:
        raise_desk_seq(act, agents)
        act.work.happened(FactsChanged(agents))
    return Answer(data={"state": "taken", "stops": said.stops, "answer_by": until.isoformat() if until else ""})
