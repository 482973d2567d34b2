"""What other systems report: payments, contacts of other agencies, transcript segments."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from console.actions.steps.changes import facts_changed
from console.actions.steps.hear import as_marks, hear, hear_mind
from console.actions.steps.moves import touch
from console.actions.steps.operation import Act, Answer, action
from console.actions.steps.promise import settle_promises
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import GuidanceChanged
from console.domain.speech.listen import Speaker
from console.store.facts import load_customer
from console.store.models import (
    Account,
    Agency,
    Attempt,
    Customer,
    Handout,
    Payment,
    Phone,
    ServiceToken,
)

SCOPES = ("payments", "attempts", "transcripts")
CHANNELS = ("call", "robot_call", "voice_message", "sms", "email", "im", "letter", "visit")
RESULTS = ("no_answer", "busy", "off", "suspended", "invalid", "rejected", "voicemail", "answered",
           "effective", "sent", "delivered", "failed", "met", "nobody")  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """A piece of a live call: who spoke, what."""

    speaker: Speaker
    text: str


@action("service.make_token")
def make_token(act: Act, name: str, scopes: list[str]) -> Answer:
    """Make a bearer token for a machine; it is shown once, only its hash is kept."""
    wanted = [scope for scope in scopes if scope in SCOPES]
    if not name.strip() or not wanted:
        raise Invalid("Give a name and at least one scope.", field="name")
    token = secrets.token_urlsafe(32)
    act.work.session.execute(
        insert(ServiceToken).values(
            name=name.strip()[:80], token_sha256=token_hash(token), scopes=wanted,
            made_at=act.now,
        )
    )  # fmt: skip
    return Answer(data={"secret": token}, keep=False)


@action("service.end_token")
def end_token(act: Act, token_id: int) -> Answer:
    """End a token; its next request is refused."""
    row = act.work.session.get(ServiceToken, token_id)
    if row is None:
        raise NotYours()
    row.ended_at = row.ended_at or act.now
    return Answer()


def token_hash(token: str) -> str:
    """Give the hex SHA-256 of a bearer token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _customer(act: Act, creditor_id: int, external_id: str) -> Customer:
    row = act.work.session.execute(
        select(Customer.id).where(
            Customer.creditor_id == creditor_id, Customer.external_id == external_id
        )
    ).first()
    found = load_customer(act.work.session, row[0], lock=True) if row else None
    if found is None:
        raise NotYours()
    customer: Customer = found[0]
    return customer


@action("service.payment")
def take_payment(
    act: Act, creditor_id: int, account_key: str, external_id: str, at: datetime, amount: int,
    currency: str,
) -> Answer:  # fmt: skip
    """Book a payment once; balances fall, promises are judged, open desks see it."""
    session = act.work.session
    row = session.execute(
        select(Account.id, Account.customer_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Customer.creditor_id == creditor_id, Account.external_id == account_key)
    ).first()
    if row is None:
        raise NotYours()
    found = load_customer(session, row.customer_id, lock=True)
    account = session.get_one(Account, row.id, with_for_update=True)
    assert found is not None
    customer: Customer = found[0]
    if amount <= 0:
        raise Invalid("Enter an amount above zero.", field="amount_minor")
    if currency != account.currency:
        raise Invalid("The account is kept in %(currency)s.", field="currency",
                      currency=account.currency)  # fmt: skip
    if at > act.now:
        raise Invalid("A payment cannot lie in the future.", field="at")
    known = session.execute(
        select(Payment.amount_minor).where(
            Payment.account_id == account.id, Payment.external_id == external_id
        )
    ).scalar()
    if known is not None:
        if known != amount:
            raise Conflict("This payment was booked before with another amount.")
        return Answer(data={"state": "known"})
    session.execute(
        insert(Payment).values(
            customer_id=customer.id, account_id=account.id, external_id=external_id, at=at,
            amount_minor=amount, currency=currency,
        )
    )  # fmt: skip
    account.balance_minor -= amount
    account.balance_at = act.now
    session.flush()
    customer.owed_minor = int(
        session.execute(
            select(func.coalesce(func.sum(Account.balance_minor), 0)).where(
                Account.customer_id == customer.id, Account.balance_minor > 0
            )
        ).scalar_one()
    )
    settle_promises(act, customer)
    facts_changed(act, customer, ["payment"], external_id[:80])
    return Answer(data={"state": "booked"})


@action("service.attempt")
def take_attempt(
    act: Act, creditor_id: int, external_id: str, agency: str, at: datetime, channel: str,
    direction: str, result: str, number: str,
) -> Answer:  # fmt: skip
    """Record a contact by another agency or system: it counts in every cap (rule 20)."""
    session = act.work.session
    if channel not in CHANNELS or direction not in ("out", "in") or result not in RESULTS:
        raise Invalid("Unknown channel, direction or result.", field="channel")
    if at > act.now:
        raise Invalid("A contact cannot lie in the future.", field="at")
    customer = _customer(act, creditor_id, external_id)
    name = agency.strip()[:80] or "other"
    agency_id = session.execute(
        select(Agency.id).where(Agency.creditor_id == creditor_id, Agency.name == name)
    ).scalar()
    if agency_id is None:
        agency_id = session.execute(
            insert(Agency).values(creditor_id=creditor_id, name=name).returning(Agency.id)
        ).scalar_one()
    phone_id = session.execute(select(Phone.id).where(Phone.e164 == number)).scalar()
    session.execute(
        insert(Attempt).values(
            customer_id=customer.id, phone_id=phone_id, channel=channel, direction=direction,
            party="debtor", purpose="collect", initiator="agent", began_at=at, ended_at=at,
            line="", line_result=result, result=result, live=False, verdict={}, warn_reason="",
            breach=False, agency_id=agency_id,
        )
    )  # fmt: skip
    facts_changed(act, customer, ["outcome"], name)
    return Answer(data={"state": "recorded"})


@action("service.transcript", audited=False)
def take_transcript(act: Act, attempt_id: int, segments: list[Segment]) -> Answer:
    """Judge segments of a live call as they arrive; the warning is on the agent's screen at once."""
    attempt = act.work.session.get(Attempt, attempt_id)
    handout = (
        act.work.session.get(Handout, attempt.handout_id)
        if attempt is not None and attempt.handout_id is not None
        else None
    )
    if handout is None:
        raise NotYours()
    found, mind = [], False
    for segment in segments:
        found += as_marks(hear(act, handout, segment.text, segment.speaker, "transcript"))
        mind = hear_mind(act, handout, segment.text, segment.speaker, "transcript") or mind
    if (found or mind) and handout.ended_at is None:
        touch(act, (handout.agent_id,))
        act.work.happened(GuidanceChanged((handout.agent_id,)))
    return Answer(data={"marks": found}, keep=False)
