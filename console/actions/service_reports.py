"""Reports of other systems: payments, contacts by other agencies, transcript segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate, book_payment, external_keys
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.speech_findings import as_marks, check_text, hear_mind
from console.domain.compliance import Proposed
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import GuidanceChanged
from console.domain.facts import PARTIES, PURPOSES
from console.domain.speech.listen import Speaker
from console.store.fast.entities import put
from console.store.models import Attempt, Handout, Payment, Phone

NEAR = timedelta(minutes=2)  # a call that began within this time of what the telephone system says
RESULTS = (
    "no_answer",
    "busy",
    "off",
    "suspended",
    "invalid",
    "rejected",
    "voicemail",
    "answered",
    "effective",
    "sent",
    "delivered",
    "failed",
    "met",
    "nobody",
)


@dataclass(frozen=True)
class Segment:
    """A piece of a live call: who spoke, and what."""

    speaker: Speaker
    text: str


@action("service.payment")
def take_payment(
    act: Act,
    creditor_id: int,
    account_key: str,
    external_id: str,
    at: datetime,
    amount: int,
    currency: str,
    reverses: str = "",
) -> Answer:
    """Book a payment once, or take one back: ``reverses`` is the external id of a payment of this account.

    ``amount`` is in minor units of ``currency`` and above zero in both cases.
    """
    external_keys.need_creditor(act, creditor_id)
    account_id = book_payment.only_account(act, creditor_id, account_key)
    named = None
    if reverses:
        named = act.work.session.execute(
            select(Payment.id).where(Payment.account_id == account_id, Payment.external_id == reverses)
        ).scalar_one_or_none()
        if named is None:
            raise Invalid("A reversal must name a payment of this account.", field="reverses")
    booked = book_payment.book(act, account_id, book_payment.Wanted(external_id, at, amount, currency, named))
    return Answer(data={"state": booked.state, "in_list": booked.in_list, "flag": booked.flag})


@dataclass(frozen=True)
class Report:
    """What another agency or system did: to whom, when, how, and with which result."""

    creditor_id: int
    external_id: str
    agency: str
    at: datetime
    channel: str
    direction: str = "out"
    result: str = "no_answer"
    number: str = ""
    purpose: str = "collect"
    party: str = ""
    accounts: tuple[str, ...] = ()
    person: str = ""
    recording: str = ""  # the telephone system's own reference
    details: dict[str, Any] = field(default_factory=dict)


@action("service.attempt")
def take_attempt(act: Act, report: Report) -> Answer:
    """Record a contact by another agency or system. It counts in every cap (rule 20).

    It is never refused for legal reasons: it carries the verdict of its own time and a breach mark.
    """
    external_keys.need(report.channel, external_keys.CHANNELS, "channel")
    external_keys.need(report.direction, ("out", "in"), "direction")
    external_keys.need(report.purpose, PURPOSES, "purpose")
    external_keys.need(report.result, RESULTS, "result")
    if report.at > act.now:
        raise Invalid("A contact cannot be in the future.", field="at")
    case = external_keys.customer_of(act, report.creditor_id, report.external_id)
    name = report.agency.strip()[:80] or "other"
    agency = external_keys.agency_of(act, report.creditor_id, name)
    phone_id, role = external_keys.number_of(act, case.customer, report.number)
    party = report.party or role or "debtor"
    external_keys.need(party, PARTIES, "party")
    debts = external_keys.debts_of(act, case.customer, report.accounts)
    proposed = Proposed(
        report.channel,  # type: ignore[arg-type]
        direction=report.direction,  # type: ignore[arg-type]
        purpose=report.purpose,  # type: ignore[arg-type]
        party=party,  # type: ignore[arg-type]
        initiator=external_keys.initiator_of(report.channel),
        number=report.number or None,
        at=report.at,
        account_ids=tuple(str(i) for i in debts),
        person=report.person or None,
        agency=str(agency),
        extra={k: v for k, v in report.details.items() if v is not None},
    )
    judged = attempt_gate.judge(act, case, proposed, "verdict.record", at=report.at)
    attempt_gate.begin(
        act,
        judged,
        proposed,
        agency_id=agency,
        phone_id=phone_id,
        accounts=debts or None,
        began_at=report.at,
        ended_at=report.at,
        result=report.result,
        line_result=report.result,
        recording=report.recording,
        breach=judged.breach,
    )
    facts_changed(act, case.customer, ["elsewhere"], name)
    return Answer(
        data={
            "state": "recorded",
            "level": judged.verdict.level,
            "breach": judged.breach,
            "rules": [x.rule_id for x in judged.verdict.findings],
        }
    )


@action("service.recording")
def take_recording(
    act: Act, recording: str, attempt_id: int = 0, number: str = "", at: datetime | None = None
) -> Answer:
    """Keep the telephone system's reference of a recording with its call.

    The call is named by its attempt, or by the number and the time at which it began (two minutes around). The same
    reference may come again; another one for the same call is refused, and a time at which several calls of the
    number began, too: the recording of one call must never hang on another.
    """
    if not recording.strip():
        raise Invalid("Enter the reference of the recording.", field="recording")
    found = _recorded_attempts(act, attempt_id, number, at)
    if any(attempt.recording == recording for attempt in found):
        return Answer(data={"state": "known"})
    if len(found) > 1:
        raise Conflict(
            "%(count)s calls of this number began within two minutes of that time. Name the call by its attempt.",
            count=len(found),
            field="attempt",
        )
    if not found:
        raise NotYours()
    attempt = found[0]
    if attempt.recording:
        raise Conflict("This call already has another recording. The first one stands.")
    put(act.work.session, attempt, recording=recording)
    return Answer(data={"state": "kept", "attempt_id": attempt.id})


def _recorded_attempts(act: Act, attempt_id: int, number: str, at: datetime | None) -> Sequence[Attempt]:
    """Return the call, locked: by its id, else all with this number that began around this time."""
    ours = external_keys.of_creditor(act, Attempt.customer_id)
    calls = select(Attempt).where(Attempt.channel.in_(("call", "robot_call")), ours).with_for_update(of=Attempt)
    if attempt_id:
        return act.work.session.execute(calls.where(Attempt.id == attempt_id)).scalars().all()
    if not number or at is None:
        raise Invalid("Name the call: its attempt, or its number and when it began.", field="attempt")
    near = calls.join(Phone, Phone.id == Attempt.phone_id).where(
        Phone.e164 == number, Attempt.began_at >= at - NEAR, Attempt.began_at <= at + NEAR
    )
    return act.work.session.execute(near).scalars().all()


@action("service.transcript", audited=False)
def take_transcript(act: Act, attempt_id: int, segments: list[Segment]) -> Answer:
    """Check segments of a live call as they arrive. A warning is on the agent's screen at once."""
    attempt = act.work.session.execute(
        select(Attempt).where(Attempt.id == attempt_id, external_keys.of_creditor(act, Attempt.customer_id))
    ).scalar_one_or_none()
    handout = (
        act.work.session.get(Handout, attempt.handout_id)
        if attempt is not None and attempt.handout_id is not None
        else None
    )
    if handout is None:
        raise NotYours()
    found, mind = [], False
    for segment in segments:
        found += as_marks(check_text(act, handout, segment.text, segment.speaker, "transcript"))
        mind = hear_mind(act, handout, segment.text, segment.speaker, "transcript") or mind
    if (found or mind) and handout.ended_at is None:
        raise_desk_seq(act, (handout.agent_id,))
        act.work.happened(GuidanceChanged((handout.agent_id,)))
    return Answer(data={"marks": found}, keep=False)
