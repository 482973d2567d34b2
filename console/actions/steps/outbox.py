"""The outbox: a message is put out with a verdict, and judged again at the moment it leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps import attempt_gate
from console.domain.compliance import Proposed, Verdict
from console.domain.compliance.message_words import says_how_to_stop
from console.domain.errors import Invalid
from console.domain.messages import LOOK_AGAIN, dressed, expires_at, speaks_chinese
from console.domain.sleep_reasons import sleep_reason
from console.domain.sms_parts import parts_of
from console.store.fast.statements import add, row
from console.store.models import CustomerPhone, Message, Person, Phone

RULE = "rule:"  # before a rule's id, where no shorter reason is known
_BY_KEY = select(Message.id, Message.state).where(Message.key == bindparam("key"))
_OWN = ("debtor", "co_debtor")


@dataclass(frozen=True)
class Wanted:
    """A message that somebody wants to send. ``text``: the words alone, without sender and opt-out.

    ``key`` names it: the same key is the same message. ``only_now``: where it may not leave when it is due, it is
    not written, since something else takes its place.
    """

    key: str
    channel: str
    kind: str
    purpose: str
    text: str
    due_at: datetime
    phone_id: int | None = None
    address: str = ""
    subject: str = ""
    template: str = ""
    by_id: int | None = None
    agent_id: int | None = None
    handout_id: int | None = None
    promise_id: int | None = None
    outcome_id: int | None = None
    due_on: date | None = None
    warn_reason: str = ""
    only_now: bool = False
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PutOut:
    """A message in the outbox: its id and state. ``verdict`` is None for one that was there already."""

    id: int
    state: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Held:
    """Why a message does not leave now, and when to look again."""

    reason: str
    until: datetime


def words_as_sent(case: attempt_gate.Case, channel: str, text: str) -> str:
    """Return the words as they leave: with the sender, and with the way to stop unless the text says it itself."""
    creditor = case.creditor
    return dressed(
        text.strip(),
        channel,
        (creditor.name, creditor.name_zh or creditor.name),
        chinese=speaks_chinese(case.customer.region),
        has_opt_out=says_how_to_stop(text),
    )


def own_number(act: Act, customer_id: int) -> tuple[int, str] | None:
    """Return (id, E.164) of the number that gets the customer's messages: the first usable own mobile."""
    found = act.work.session.execute(
        select(Phone.id, Phone.e164)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(
            CustomerPhone.customer_id == customer_id,
            CustomerPhone.status == "usable",
            CustomerPhone.role.in_(_OWN),
            CustomerPhone.kind.in_(("mobile", "")),
        )
        .order_by(CustomerPhone.rank, CustomerPhone.id)
        .limit(1)
    ).first()
    return (found.id, found.e164) if found is not None else None


def team_of(act: Act, person_id: int | None) -> int | None:
    """Return the team whose house rules bind a message: that of the person who wrote it."""
    person = act.work.session.get(Person, person_id) if person_id is not None else None
    return person.team_id if person is not None else None


def proposed_of(message: Message | Wanted, words: str, to: str, party: str, at: datetime) -> Proposed:
    """Return the contact that a message is. Equal words are known again by their digest."""
    template = message.template or "text:" + hashlib.sha256(words.encode()).hexdigest()[:16]
    return Proposed(
        message.channel,  # type: ignore[arg-type]
        purpose=message.purpose,  # type: ignore[arg-type]
        party=party,  # type: ignore[arg-type]
        initiator="agent" if message.by_id is not None else "worker",
        number=to,
        text=words,
        at=at,
        extra={"template": template, **({"subject": message.subject} if message.subject else {})},
    )


def held_by(verdict: Verdict, now: datetime, *, by_person: bool) -> Held | None:
    """Return why a verdict holds a message, or None.

    A warning lets a person go on and holds a machine, which has nobody to ask. One for want of a fact does not.
    """
    blocks = [x for x in verdict.findings if x.severity == "block"]
    if blocks:
        reason = sleep_reason((x.rule_id, x.missing) for x in blocks)
        shown = RULE + blocks[0].rule_id if reason == "rule" else reason
        return Held(shown, verdict.next_allowed_at or now + LOOK_AGAIN)
    warns = [x for x in verdict.findings if x.severity == "warn" and not x.missing]
    if warns and not by_person:
        return Held(RULE + warns[0].rule_id, verdict.next_clean_at or now + LOOK_AGAIN)
    return None


def put_out(act: Act, case: attempt_gate.Case, wanted: Wanted) -> PutOut:
    """Write a message into the outbox, judged for the moment at which it is due. One key is written once.

    A machine's message that may not leave then is held with the reason. A person's is not written: the verdict of the
    answer says why, and ``id`` is 0. Raises Invalid without a number or address, and for a
    person's message whose warning asks for a reason that is missing.
    """
    known = row(act.work.session, _BY_KEY, key=wanted.key)
    if known is not None:
        return PutOut(known.id, known.state)
    words = words_as_sent(case, wanted.channel, wanted.text)
    due = max(act.now, wanted.due_at)
    to, party = wanted.address, "debtor"
    if wanted.channel == "sms":
        number = attempt_gate.lock_number(act, case.customer, phone_id=wanted.phone_id)
        to, party = number.e164, number.role
    elif not to:
        raise Invalid("Enter the address.", field="address")
    judged = attempt_gate.judge(
        act,
        case,
        proposed_of(wanted, words, to, party, due),
        "verdict.message",
        at=due,
        team=team_of(act, wanted.by_id),
        body={"key": wanted.key},
    )
    if wanted.by_id is not None and judged.verdict.blocked:
        return PutOut(0, "", judged.verdict)
    if wanted.by_id is not None:
        attempt_gate.need_reason(judged, wanted.warn_reason)
    until = expires_at(wanted.kind, due, ZoneInfo(case.customer.zone), wanted.due_on)
    held = held_by(judged.verdict, due, by_person=wanted.by_id is not None)
    if held and wanted.only_now:
        return PutOut(0, "held", judged.verdict)
    state, reason, tried = ("held", held.reason, held.until) if held else ("queued", "", due)
    message_id = add(
        act.work.session,
        Message,
        key=wanted.key,
        customer_id=case.customer.id,
        direction="out",
        channel=wanted.channel,
        kind=wanted.kind,
        purpose=wanted.purpose,
        state=state,
        reason=reason,
        due_at=min(tried, until),
        expires_at=until,
        made_at=act.now,
        phone_id=wanted.phone_id,
        address=wanted.address,
        subject=wanted.subject,
        text=words,
        template=wanted.template,
        carrier="",
        carrier_id="",
        tries=0,
        parts=parts_of(words).parts if wanted.channel == "sms" else 1,
        warn_reason=wanted.warn_reason,
        handout_id=wanted.handout_id,
        by_id=wanted.by_id,
        agent_id=wanted.agent_id,
        promise_id=wanted.promise_id,
        outcome_id=wanted.outcome_id,
        about={**wanted.about, **({"due_on": wanted.due_on.isoformat()} if wanted.due_on else {})},
    )
    return PutOut(message_id, state, judged.verdict)
