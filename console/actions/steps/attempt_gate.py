"""The gate before every contact attempt: fresh facts, one verdict, a slot in the caps (rules 1, 17).

The caller has locked the customer, and the number is locked here. So this transaction sees what another
one began, and the next one sees what begins here: two attempts cannot pass the same cap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from console.actions.call import Act, Answer
from console.actions.steps.choose_number import bound_packs
from console.actions.steps.record_verdict import record_verdict
from console.domain.compliance import Pack, Proposed, Verdict, check
from console.domain.errors import Conflict, Invalid
from console.domain.events import RoundChanged
from console.domain.facts import CustomerFacts
from console.store.customer_facts import load_facts
from console.store.fast.statements import add, change, row
from console.store.models import Attempt, Creditor, Customer, CustomerPhone, Phone, Portfolio, Visit

RINGS = frozenset({"call", "robot_call", "voice_message"})  # only one of these at a time on a number
SILENT_RING = timedelta(minutes=3)  # an outbound call that nobody settled no longer rings


_NUMBER = (
    select(Phone.id, Phone.e164, CustomerPhone.role, CustomerPhone.status)
    .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
    .where(CustomerPhone.customer_id == bindparam("customer"))
    .with_for_update(of=Phone)
)
_BY_ID = _NUMBER.where(Phone.id == bindparam("phone"))
_BY_E164 = _NUMBER.where(Phone.e164 == bindparam("e164"))
_RINGING = select(Attempt.id, Attempt.line, Attempt.answered_at, Attempt.began_at).where(
    Attempt.phone_id == bindparam("phone"), Attempt.live
)


_ON_ROUND = select(Visit.round_id).where(
    Visit.customer_id == bindparam("customer"), Visit.ended_at.is_(None), Visit.round_id.is_not(None)
)


@dataclass(frozen=True)
class Case:
    """The customer as the caller has locked it."""

    customer: Customer
    portfolio: Portfolio
    creditor: Creditor
    house_version: int = 0


@dataclass(frozen=True)
class Judged:
    """A verdict of this transaction, as it is stored, with the facts under it."""

    verdict: Verdict
    kept: dict[str, Any]
    facts: CustomerFacts
    packs: tuple[Pack, ...]

    @property
    def breach(self) -> bool:
        """True when what happened was unlawful at its time. A block for an unknown fact proves no breach."""
        return any(x.severity == "block" and not x.missing for x in self.verdict.findings)


def lock_number(
    act: Act, customer: Customer, *, phone_id: int | None = None, e164: str = "", safety: bool = False
) -> Row[int, str, str, str]:
    """Return one of the customer's usable numbers, locked, by its id or as it is dialled.

    The row has ``id``, ``e164``, ``role`` (who answers there) and ``status``. For a ``safety`` call-back
    a number that opted out is usable: no do-not-call stands against a call for help.

    Raises:
        Invalid: when it is not one of the customer's numbers or is out of use.
    """
    which = {"phone": phone_id} if phone_id is not None else {"e164": e164}
    number = row(act.work.session, _BY_ID if phone_id is not None else _BY_E164, customer=customer.id, **which)
    named = "phone_id" if phone_id is not None else "number"
    if number is None:
        raise Invalid("Choose one of the customer's numbers.", field=named)
    if number.status != "usable" and not (safety and number.status in ("opted_out", "suspended")):
        raise Invalid("This number is out of use. Choose another one.", field=named)
    return number


def free_number(act: Act, phone_id: int) -> None:
    """Refuse a number that is ringing right now, for any customer (rule 8)."""
    ringing = row(act.work.session, _RINGING, phone=phone_id)
    if ringing is None:
        return
    tells = ringing.line != "tel"  # a line that reports nothing may still be talking
    if tells and ringing.answered_at is None and ringing.began_at < act.now - SILENT_RING:
        # nobody settled it: it stays unsettled and keeps its slots
        change(act.work.session, Attempt, ringing.id, live=False)
        return
    raise Conflict("This number is being called for another customer. Try in a few minutes.")


def judge(
    act: Act,
    case: Case,
    proposed: Proposed,
    kind: str,
    *,
    at: datetime | None = None,
    without: int | None = None,
    team: int | None = None,
    body: dict[str, Any] | None = None,
) -> Judged:
    """Take the verdict on facts read now and store it in the actor's chain.

    ``at`` lies in the past for what has happened: the facts are those of that moment. ``without`` leaves out
    the attempt that is being judged.
    """
    when = at or act.now
    session = act.work.session
    facts = load_facts(
        session, case.customer, case.portfolio, case.creditor, when, without=without, version=case.house_version
    )
    packs = bound_packs(session, facts, case.portfolio, case.house_version, when, team)
    verdict = check(proposed, facts, packs, when)
    kept = record_verdict(act, kind, proposed, facts, packs, verdict, at=when, body=body)
    return Judged(verdict, kept, facts, packs)


def refused(verdict: Verdict, seq: int = 0) -> Answer:
    """Return the refusal of a blocked attempt: the reason and the next lawful minute."""
    finding = next(f for f in verdict.findings if f.severity == "block")
    return Answer(
        ok=False,
        code="blocked",
        text="Not lawful now: %(reason)s",
        words={"reason": {"en": finding.text_en, "zh": finding.text_zh}},
        next_allowed_at=verdict.next_allowed_at,
        seq=seq,
    )


def need_reason(judged: Judged, reason: str) -> None:
    """Refuse to pass a warning that asks for a reason when none is given."""
    asks = any(f.severity == "warn" and f.override == "reason" for f in judged.verdict.findings)
    if asks and not reason.strip():
        raise Invalid("This warning needs a reason: write why you go on.", field="reason")


def begin(act: Act, judged: Judged, proposed: Proposed, **more: Any) -> int:
    """Write the begun attempt and return its id. It counts at once in every cap that it may fill.

    A pair that has the customer on its round is told at once.
    """
    if proposed.channel != "visit":
        on_round = row(act.work.session, _ON_ROUND, customer=int(judged.facts.customer.id))
        if on_round is not None:
            act.work.happened(RoundChanged((), (on_round.round_id,)))
    values = {
        "customer_id": int(judged.facts.customer.id),
        "channel": proposed.channel,
        "direction": proposed.direction,
        "party": proposed.party,
        "purpose": proposed.purpose,
        "initiator": proposed.initiator,
        "person": proposed.person,
        "template": proposed.extra.get("template"),
        "began_at": act.now,
        "line": "",
        "line_result": "",
        "live": False,
        "verdict": judged.kept,
        "warn_reason": "",
        "breach": False,
        **more,
    }
    return add(act.work.session, Attempt, **values)
