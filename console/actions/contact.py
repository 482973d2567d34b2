"""Beginning a contact, and what the line says of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.steps import chain
from console.actions.steps.changes import refuse_stale
from console.actions.steps.hold import Held, held, own_handout
from console.actions.steps.judge import bound_packs, brief
from console.actions.steps.moves import seq_of, touch
from console.actions.steps.operation import Act, Answer, action
from console.domain.compliance import Proposed, Verdict, check
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import ContactMoved
from console.domain.facts import CustomerFacts, Purpose
from console.domain.promises import purpose_of
from console.store.facts import load_facts
from console.store.models import Attempt, CustomerPhone, Due, Handout, Phone
from console.store.rows import add, rows

PURPOSES = ("collect", "locate", "notify", "confirm", "answer")
SILENT_RING = timedelta(minutes=3)  # an outbound call that nobody settled no longer rings
TALKS = frozenset({"answered"})
_RUNNING = select(Attempt.id).where(
    Attempt.handout_id == bindparam("token"), Attempt.ended_at.is_(None)
)
_RINGING = select(Attempt).where(Attempt.phone_id == bindparam("phone"), Attempt.live)
_PHONE = (
    select(Phone, CustomerPhone)
    .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
    .where(CustomerPhone.customer_id == bindparam("customer"), Phone.id == bindparam("phone"))
    .with_for_update(of=Phone)
)


@action("contact.begin")
def begin(
    act: Act,
    token: int,
    phone_id: int,
    facts_version: int,
    purpose: Purpose | None = None,
    reason: str = "",
) -> Answer:
    """Check the law again on fresh facts, take the slot in every cap, then allow the dial.

    A blocked call is refused with its reason and next lawful minute; its verdict is kept.
    ``purpose``: what the kind of hand-out says when it is not given.
    """
    if purpose is not None and purpose not in PURPOSES:
        raise Invalid("Choose what the call is for.", field="purpose")
    mine = held(act, token)
    purpose = purpose or purpose_of(mine.handout.kind)
    _ready_to_begin(act, mine)
    refuse_stale(act, mine.customer, "begin", facts_version)
    phone, link = _phone(act, mine, phone_id)
    _free_number(act, phone)
    facts = load_facts(
        act.work.session, mine.customer, mine.portfolio, mine.creditor, act.now,
        version=mine.house_version,
    )  # fmt: skip
    verdict = _judge(act, mine, facts, phone, link, purpose)
    kept = brief(verdict, facts)
    body = {"token": token, "phone": phone_id, "purpose": purpose, "verdict": kept}
    chain.append(act, "verdict.begin", body, mine.customer.id)
    if verdict.blocked:
        finding = next(f for f in verdict.findings if f.severity == "block")
        return Answer(
            ok=False,
            code="blocked",
            text="Not lawful now: %(reason)s",
            words={"reason": {"en": finding.text_en, "zh": finding.text_zh}},
            next_allowed_at=verdict.next_allowed_at,
            seq=seq_of(act, act.actor.id),
        )
    if any(f.severity == "warn" and f.override == "reason" for f in verdict.findings) and not (
        reason.strip()
    ):
        raise Invalid("This warning asks for a reason: say why you call now.", field="reason")
    return _begun(act, mine, phone, link, purpose, kept, reason)


def _ready_to_begin(act: Act, mine: Held) -> None:
    if mine.handout.accepted_at is None:
        raise IllegalMove("Take the customer first.")
    if mine.handout.finished_at is not None:
        raise IllegalMove("The outcome is recorded; this contact is over.")
    if rows(act.work.session, _RUNNING, token=mine.handout.id):
        raise IllegalMove("A call is running. End it first.")


def _phone(act: Act, mine: Held, phone_id: int) -> tuple[Phone, CustomerPhone]:
    row = act.work.session.execute(
        _PHONE, {"customer": mine.customer.id, "phone": phone_id}
    ).one_or_none()
    if row is None:
        raise Invalid("Choose one of the customer's numbers.", field="phone_id")
    phone, link = row
    if link.status != "usable":
        raise Invalid("This number is out of use. Choose another one.", field="phone_id")
    return phone, link


def _free_number(act: Act, phone: Phone) -> None:
    ringing = act.work.session.execute(_RINGING, {"phone": phone.id}).scalar_one_or_none()
    if ringing is None:
        return
    tells = ringing.line != "tel"  # a line that reports nothing may still be talking
    if tells and ringing.answered_at is None and ringing.began_at < act.now - SILENT_RING:
        ringing.live = False  # nobody settled it; it stays unsettled and keeps its slots
        act.work.session.flush()
        return
    raise Conflict("This number is being called for another customer. Try in a few minutes.")


def _judge(
    act: Act, mine: Held, facts: CustomerFacts, phone: Phone, link: CustomerPhone, purpose: Purpose
) -> Verdict:
    proposed = Proposed(
        "call",
        purpose=purpose,
        party=link.role,  # type: ignore[arg-type]
        initiator="agent",
        number=phone.e164,
        account_ids=tuple(account.id for account in facts.accounts or ()),
        at=act.now,
    )
    packs = bound_packs(
        act.work.session, facts, mine.portfolio, mine.house_version, act.now, act.actor.team_id
    )
    return check(proposed, facts, packs, act.now)


def _begun(
    act: Act,
    mine: Held,
    phone: Phone,
    link: CustomerPhone,
    purpose: Purpose,
    kept: dict[str, Any],
    reason: str,
) -> Answer:
    session = act.work.session
    attempt_id = add(
        session, Attempt, handout_id=mine.handout.id, customer_id=mine.customer.id,
        agent_id=act.actor.id, phone_id=phone.id, channel="call", direction="out",
        party=link.role, purpose=purpose, initiator="agent", began_at=act.now,
        line=act.context.line.name, line_result="", live=True, verdict=kept,
        warn_reason=reason.strip()[:500], breach=False,
    )  # fmt: skip
    ring = act.context.line.plan(attempt_id)
    if ring is not None:
        plan_line(act, attempt_id, act.now + timedelta(seconds=ring.ring_seconds), ring.result)
    if mine.handout.begun_at is None:
        mine.handout.begun_at = act.now
    mine.handout.lease_until = None  # a begun contact stays hers
    touch(act, (act.actor.id,))
    act.work.happened(ContactMoved((act.actor.id,)))
    return Answer(
        seq=seq_of(act, act.actor.id),
        data={"attempt_id": attempt_id, "dial": act.context.line.dial(phone.e164)},
    )


def plan_line(act: Act, attempt_id: int, at: datetime, result: str) -> None:
    """Store what a simulated line will report, so that it survives a restart."""
    add(
        act.work.session, Due,
        what="line", due_at=at, payload={"attempt": attempt_id, "result": result}, result="",
    )  # fmt: skip


@action("contact.line_reports", audited=False)
def line_reports(act: Act, attempt_id: int, result: str) -> Answer:
    """Take what the line says of an attempt: answered, or how it ended unanswered."""
    attempt = act.work.session.get(Attempt, attempt_id, with_for_update=True)
    if attempt is None or attempt.ended_at is not None or attempt.line_result:
        return Answer(data={"count": 0})
    attempt.line_result = result
    if result in TALKS:
        attempt.answered_at = act.now
    else:
        attempt.ended_at = act.now
        attempt.live = False
        attempt.result = result  # settled by the line itself (rule 17)
    _show(act, attempt)
    return Answer(data={"count": 1})


@action("contact.answered")
def answered(act: Act, token: int, attempt_id: int) -> Answer:
    """Note that somebody answered, on a line that does not report it."""
    attempt = _own_attempt(act, token, attempt_id)
    if attempt.answered_at is None and attempt.ended_at is None:
        attempt.answered_at = act.now
        _show(act, attempt)
    return Answer(seq=seq_of(act, act.actor.id))


@action("contact.hang_up")
def hang_up(act: Act, token: int, attempt_id: int) -> Answer:
    """End the call: the line is free, the outcome is still to be recorded."""
    attempt = _own_attempt(act, token, attempt_id)
    if attempt.ended_at is None:
        attempt.ended_at = act.now
        attempt.live = False
        if attempt.answered_at is None and attempt.line != "tel":
            attempt.result = "no_answer"
            attempt.line_result = attempt.line_result or "no_answer"
        _show(act, attempt)
    return Answer(seq=seq_of(act, act.actor.id))


def _own_attempt(act: Act, token: int, attempt_id: int) -> Attempt:
    handout: Handout = own_handout(act, token)
    attempt = act.work.session.get(Attempt, attempt_id, with_for_update=True)
    if attempt is None or attempt.handout_id != handout.id:
        raise Conflict("This call belongs to another contact.")
    return attempt


def _show(act: Act, attempt: Attempt) -> None:
    act.work.session.flush()
    if attempt.agent_id is not None:
        touch(act, (attempt.agent_id,))
        act.work.happened(ContactMoved((attempt.agent_id,)))
