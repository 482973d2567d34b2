"""Permits: a machine that sends, dials or sets out asks first, and so takes a slot in the caps (rule 17)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate, external_keys
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.speech_findings import as_fact
from console.domain import facts as f
from console.domain.compliance import Proposed, allowed_until, check, proposed_again
from console.domain.compliance.context import OWN_PARTIES
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.facts import PARTIES, PURPOSES
from console.domain.speech.listen import Listener
from console.domain.speech.suspicion import LAWFUL
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.joint import refuse_together
from console.store.models import Address, Attempt
from console.suspicion import suspicions

SPAN = {"visit": timedelta(hours=4), "letter": timedelta(hours=24)}
SOON = timedelta(minutes=5)  # sending and dialling happen at once
NOT_SENT = "not_sent"


@dataclass(frozen=True)
class Wish:
    """What a machine wants to do: to whom, how, what for, and with which words."""

    creditor_id: int
    external_id: str
    channel: str
    purpose: str = "collect"
    party: str = ""  # "" = whose number it is on file, else the debtor
    initiator: str = ""
    number: str = ""  # E.164, or an e-mail address
    place: str = ""  # of a visit or letter: home, work or other address on file
    agency: str = ""  # "" = we ourselves
    accounts: tuple[str, ...] = ()
    person: str = ""
    template: str = ""
    text: str = ""
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@action("permit.ask")
def ask(act: Act, wish: Wish) -> Answer:
    """Judge the attempt now. A lawful one counts as begun and may be made until ``use_before``.

    A blocked one is refused with the reason and the next lawful minute, and its verdict is stored.
    """
    external_keys.need(wish.channel, external_keys.CHANNELS, "channel")
    external_keys.need(wish.purpose, PURPOSES, "purpose")
    free_at = external_keys.throttle(act)
    if free_at is not None:
        text = "This token’s permits of the minute are used up. Ask again at the time that is given."
        return Answer(ok=False, code="busy", text=text, next_allowed_at=free_at, keep=False)
    case = external_keys.customer_of(act, wish.creditor_id, wish.external_id)
    debts = external_keys.debts_of(act, case.customer, wish.accounts)
    agency = external_keys.agency_of(act, wish.creditor_id, wish.agency) if wish.agency.strip() else None
    party, phone_id = wish.party or "debtor", None
    if wish.channel in ("call", "robot_call", "voice_message", "sms"):
        if not wish.number:
            raise Invalid("Enter the number.", field="number")
        phone = attempt_gate.lock_number(act, case.customer, e164=wish.number)
        if wish.channel in attempt_gate.RINGS:
            attempt_gate.free_number(act, phone.id)
            refuse_together(act.work.session, case.customer.id, begun=True)
        if wish.party and wish.party != phone.role:
            raise Invalid("This number is on file as %(role)s.", field="party", role=phone.role)
        party, phone_id = phone.role, phone.id
    external_keys.need(party, PARTIES, "party")
    proposed = Proposed(
        wish.channel,  # type: ignore[arg-type]
        purpose=wish.purpose,  # type: ignore[arg-type]
        party=party,  # type: ignore[arg-type]
        initiator=external_keys.initiator_of(wish.channel, wish.initiator),
        number=wish.number or None,
        address=_address(act, case.customer.id, wish.place) if wish.place else None,
        text=wish.text or None,
        at=act.now,
        account_ids=tuple(str(i) for i in debts),
        person=wish.person or None,
        agency=str(agency) if agency is not None else None,
        extra=_details(wish),
    )
    judged = attempt_gate.judge(act, case, proposed, "verdict.permit")
    said = {**_said(judged), "suspected": _suspected(wish.text, "debtor" if party in OWN_PARTIES else "other")}
    if judged.verdict.blocked:
        return replace(attempt_gate.refused(judged.verdict), data=said)
    attempt_gate.need_reason(judged, wish.reason)
    until = _use_before(act, judged, proposed)
    permit = attempt_gate.begin(
        act,
        judged,
        proposed,
        agency_id=agency,
        phone_id=phone_id,
        accounts=debts or None,
        live=wish.channel in attempt_gate.RINGS,
        service_id=_service(act),
        use_before=until,
        warn_reason=wish.reason.strip()[:500],
        line="permit",
    )
    facts_changed(act, case.customer, ["elsewhere"], wish.channel)
    return Answer(data={"permit": permit, "use_before": until.isoformat(), **said})


def _service(act: Act) -> int | None:
    return act.actor.id if act.actor.role == "service" else None


def _details(wish: Wish) -> dict[str, Any]:
    """Return what is known of the act. Equal texts are recognised by their digest."""
    template = wish.template or wish.details.get("template")
    if not template and wish.text and wish.channel in ("sms", "email", "im"):
        template = "text:" + hashlib.sha256(wish.text.strip().encode()).hexdigest()[:16]
    found = {name: value for name, value in wish.details.items() if value is not None}
    found.pop("safety_caller", None)  # a machine is never the person who answers for a safety call-back
    return {**found, "template": template} if template else found


def _address(act: Act, customer_id: int, place: str) -> f.Address:
    row = act.work.session.execute(
        select(Address)
        .where(Address.customer_id == customer_id, Address.kind == place)
        .order_by(Address.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if row is None:
        raise Invalid("No such address is on file.", field="place")
    return f.Address(
        row.kind, row.zone or None, row.region or None, row.province or None, row.verified, row.binds_until
    )


def _suspected(text: str, listener: Listener) -> list[dict[str, Any]]:
    """Return what the model suspects in a text that the rules may let pass. It warns; it refuses nothing."""
    found = suspicions(text, "message", listener) if text else ()
    return [fact for one in found if one.kind != LAWFUL and (fact := as_fact(one))]


def _said(judged: attempt_gate.Judged) -> dict[str, Any]:
    return {
        "level": judged.verdict.level,
        "findings": [
            {
                "rule": x.rule_id,
                "severity": x.severity,
                "facts": list(x.facts),
                "missing": list(x.missing),
                "text_en": x.text_en,
                "text_zh": x.text_zh,
            }
            for x in judged.verdict.findings
        ],
    }


def _use_before(act: Act, judged: attempt_gate.Judged, proposed: Proposed) -> datetime:
    """Return until when the permit holds: for its span, or until the law closes before that."""
    until = act.now + SPAN.get(proposed.channel, SOON)
    if not check(proposed, judged.facts, judged.packs, until, plan=False).blocked:
        return until
    closes = allowed_until(proposed, judged.facts, judged.packs, act.now)
    return min(closes, until).astimezone(UTC) if closes is not None else until


@action("permit.settle")
def settle(
    act: Act,
    permit_id: int,
    result: str,
    at: datetime | None = None,
    ended_at: datetime | None = None,
    recording: str = "",
) -> Answer:
    """Record what became of a permit. Only "not_sent" gives the slot back.

    ``at`` is when it happened, if not at the permit's moment. What happened outside the permit's time is
    stored with the verdict of its own time and a breach mark (rule 20).
    """
    session = act.work.session
    mine = session.execute(
        select(Attempt.customer_id).where(
            Attempt.id == permit_id, Attempt.service_id == act.actor.id, Attempt.line == "permit"
        )
    ).scalar()
    if mine is None or act.actor.role != "service":
        raise NotYours()
    loaded = load_customer(session, mine, lock=True)
    assert loaded is not None
    case = attempt_gate.Case(*loaded)
    attempt = session.get_one(Attempt, permit_id, with_for_update=True)
    external_keys.need(result, (*external_keys.RESULTS[attempt.channel], NOT_SENT), "result")
    for name, moment in (("at", at), ("ended_at", ended_at)):
        if moment is not None and moment > act.now:
            raise Invalid("It cannot be in the future.", field=name)
    wanted = "not_dialled" if result == NOT_SENT else result
    if attempt.result is not None and not (attempt.result == "sent" and result != NOT_SENT):
        if attempt.result == wanted:
            return Answer(data={"state": "known"})
        raise Conflict("This permit was already settled with another result. The first one stands.")
    began = at or attempt.began_at
    if ended_at is not None and ended_at < began:
        raise Invalid("The end must be after the start.", field="ended_at")
    settled: dict[str, Any] = {"result": wanted, "line_result": wanted, "ended_at": ended_at or began, "live": False}
    if recording:
        settled["recording"] = recording
    if at is not None and wanted != "not_dialled":
        if not attempt.began_at <= at <= (attempt.use_before or at):
            judged = attempt_gate.judge(
                act,
                case,
                proposed_again(attempt.verdict["asked"], at),
                "verdict.record",
                at=at,
                without=attempt.id,
                body={"permit": permit_id},
            )
            settled |= {"verdict": judged.kept, "breach": judged.breach}
        settled["began_at"] = at
    if wanted in ("answered", "effective", "met"):
        settled["answered_at"] = began
    put(session, attempt, **settled)
    facts_changed(act, case.customer, ["elsewhere"], result)
    return Answer(data={"state": "settled", "breach": attempt.breach})
