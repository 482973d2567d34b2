"""Review of holds and consents: who sets them, who confirms them, and what they open."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.customer_file import confirm_request, shown, wake
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.handout_lock import lock_live_handout
from console.actions.steps.propose import ask_once
from console.domain.alarms import SAFETY
from console.domain.compliance import PACKS
from console.domain.compliance.house_rules import CHANNELS
from console.domain.customer_file import CONFIRMED, EXTENSIONS, PAGE_DAYS, REVIEWED, clock_days
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.domain.labels import CONSENTS as LABELS
from console.domain.labels import worded
from console.store import scope
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Consent, Customer, Request, RuleReview, SpeechFinding

CONSENTS = ("hours", "call_again", "third_party", "workplace", "entry", "marketing", "need")
_NOW, _TOMORROW = "On file: %(what)s. It counts now.", "On file: %(what)s. It counts from tomorrow on."
NEEDS = ("writing", "helper", "slow", "pause", "quiet_hours")  # how to be considerate, no diagnosis


def _customer(act: Act, customer_id: int) -> Customer:
    loaded = load_customer(act.work.session, customer_id, lock=True)
    if loaded is None:
        raise NotYours()
    return loaded.customer


def _open(act: Act, request_id: int) -> Request:
    """Return an open request, read again under its customer's lock."""
    row = act.work.session.execute(select(Request).where(Request.id == request_id)).scalar_one_or_none()
    if row is None:
        raise NotYours()
    _customer(act, row.customer_id)
    act.work.session.refresh(row)
    if row.lifted_at is not None:
        raise Conflict("This was already decided.")
    return row


@action("review.lift")
def lift(act: Act, request_id: int, why: str) -> Answer:
    """Propose that a hold ends, with the reason. It binds until another person has agreed (rule 25)."""
    if not why.strip():
        raise Invalid("Enter the reason. It is stored with the hold.", field="why")
    row = _open(act, request_id)
    if row.kind == SAFETY:
        raise Conflict("This ends when the alarm is handled.")
    customer = _customer(act, row.customer_id)
    done = ask_once(act, "lift", customer.id, {"request": row.id, "kind": row.kind}, why)
    shown(act, customer)
    return done


@action("review.confirm")
def confirm(act: Act, request_id: int, chosen: list[str]) -> Answer:
    """Confirm a wish not to be contacted. Collecting stays closed on every channel.

    Channels that the customer chose (``chosen``) open once another person has agreed (rule 25). A death, a minor or a
    lack of capacity is confirmed as it is and opens nothing. ``data``: state "confirmed" or "asked".
    """
    row = act.work.session.execute(
        select(Request).where(Request.id == request_id, Request.kind.in_((*REVIEWED, *CONFIRMED)))
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    act.work.session.refresh(row)
    if row.confirmed or row.lifted_at is not None:
        raise Conflict("This was already decided.")
    channels: list[str] = [c for c in CHANNELS if c in chosen] if row.kind in REVIEWED else []
    if channels:
        payload = {"request": row.id, "kind": row.kind, "channels": channels}
        done = ask_once(act, "confirm", customer.id, payload, row.wording or row.proof or row.kind)
        shown(act, customer)
        return done
    confirm_request(act, row, channels, act.actor.id)
    facts_changed(act, customer, ["hold"], row.kind)
    act.work.happened(ComplianceChanged())
    return Answer(data={"request": row.id, "state": "confirmed"})


@action("review.answer", decides=True)
def answer_request(act: Act, request_id: int, text: str) -> Answer:
    """Record that a dispute or complaint was answered. Its deadline stops and the hold ends.

    Hardship is answered too, but its hold stays: an answer does not end it.
    """
    if not text.strip():
        raise Invalid("Write what was answered.", field="text")
    row = _open(act, request_id)
    if clock_days(row.kind, row.scope) is None:
        raise Invalid("Only requests with a deadline are answered. Lift the others.", field="text")
    if row.kind != "complaint" and row.by_id == act.actor.id:
        raise Conflict("You put this on file yourself: a second person must lift it.")
    customer = _customer(act, row.customer_id)
    if row.kind in PAGE_DAYS:
        put(act.work.session, row, answered_at=act.now, scope={**row.scope, "answer": text.strip()[:500]})
        facts_changed(act, customer, ["hold"], row.kind)
        act.work.happened(ComplianceChanged())
        return Answer(data={"request": row.id})
    put(
        act.work.session,
        row,
        answered_at=act.now,
        lifted_at=act.now,
        lifted_by_id=act.actor.id,
        lifted_why=text.strip()[:500],
    )
    facts_changed(act, customer, ["release"], row.kind)
    wake(act, customer)
    act.work.happened(ComplianceChanged())
    return Answer(data={"request": row.id})


@action("review.extend")
def extend(act: Act, request_id: int, days: int, why: str) -> Answer:
    """Extend a complaint's deadline once, with the reason that the customer is told."""
    row = _open(act, request_id)
    if row.kind != "complaint":
        raise Invalid("Only the deadline of a complaint can be extended.", field="days")
    if days not in EXTENSIONS or days <= (clock_days(row.kind, row.scope) or 0):
        raise Invalid("Choose a longer time from the list.", field="days")
    if not why.strip():
        raise Invalid("Enter the reason. The customer is told it.", field="why")
    customer = _customer(act, row.customer_id)
    put(act.work.session, row, scope={**row.scope, "clock_days": days, "clock_why": why.strip()[:300]})
    facts_changed(act, customer, ["hold"], row.kind)
    act.work.happened(ComplianceChanged())
    return Answer(data={"request": row.id})


@action("review.rule_seen")
def rule_seen(act: Act, pack: str, rule_id: str, note: str) -> Answer:
    """Record that a rule was compared with its source. Its next review moves on."""
    if pack not in PACKS or all(rule.id != rule_id for rule in PACKS[pack].rules):
        raise NotYours()
    if len(note.strip()) < 3:
        raise Invalid("Write what you read and what it says now.", field="note")
    add(
        act.work.session,
        RuleReview,
        pack=pack,
        rule_id=rule_id,
        note=note.strip()[:500],
        by_id=act.actor.id,
        at=act.now,
    )
    act.work.happened(ComplianceChanged())
    return Answer()


@action("consent.record")
def record_consent(
    act: Act,
    handout_id: int,
    kind: str,
    channels: list[str],
    opens: str,
    closes: str,
    wording: str,
    own_words: bool,
    proof: str = "",
    need: str = "",
) -> Answer:
    """Record a consent that the customer gave in this contact (rule 25).

    It binds from the next local day, or at once when the customer wrote or tapped it, and the compliance
    officer sees it. A need (``kind`` "need") comes from the customer and is never inferred. It is stored only
    with this consent, says how to be considerate, and leads to a pause and the specialist at once.
    """
    if kind not in CONSENTS:
        raise Invalid("Choose what the customer agrees to.", field="kind")
    if kind == "need" and need not in NEEDS:
        raise Invalid("Choose what would help the customer.", field="need")
    if len(wording.strip()) < 5:
        raise Invalid("Write the customer's own words.", field="wording")
    mine = lock_live_handout(act, handout_id)
    if mine.handout.begun_at is None:
        raise Conflict("Record a consent during the contact in which the customer gives it.")
    window = _window(opens, closes) if kind == "hours" else None
    zone = ZoneInfo(mine.customer.zone)
    tomorrow = act.now.astimezone(zone).date() + timedelta(days=1)
    binds = act.now if own_words or kind == "need" else datetime.combine(tomorrow, time(0), zone)
    add(
        act.work.session,
        Consent,
        customer_id=mine.customer.id,
        kind=kind,
        channels=[c for c in channels if c in CHANNELS] or ["call"],
        window=window,
        given_to="collector",
        wording=wording.strip()[:500],
        proof=" · ".join(
            word
            for word in ("written by the customer" if own_words else f"contact {handout_id}", proof.strip()[:300])
            if word
        ),
        handout_id=handout_id,
        by_id=act.actor.id,
        made_at=act.now,
        binds_from=binds,
    )
    if kind == "need":
        add(
            act.work.session,
            Request,
            customer_id=mine.customer.id,
            kind="vulnerable",
            scope={"need": need},
            since=act.now,
            by_party="debtor",
            by_id=act.actor.id,
            handout_id=handout_id,
            proof=wording.strip()[:500],
            lifted_why="",
        )
    facts_changed(act, mine.customer, ["consent"], kind)
    act.work.happened(ComplianceChanged())
    return Answer(
        text=_NOW if binds == act.now else _TOMORROW, words={"what": worded(LABELS, kind)}, data={"token": handout_id}
    )


def _window(opens: str, closes: str) -> list[str]:
    try:
        begin, end = time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        raise Invalid("Enter hours as HH:MM.", field="opens") from None
    if begin == end:
        raise Invalid("The closing time must be after the opening time.", field="closes")
    return [begin.strftime("%H:%M"), end.strftime("%H:%M")]


@action("consent.revoke")
def revoke_consent(act: Act, consent_id: int) -> Answer:
    """End a consent. Open desks follow at once."""
    row = act.work.session.execute(select(Consent).where(Consent.id == consent_id)).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    if not scope.may_open(act.work.session, act.actor, customer.id):
        raise NotYours()
    if row.revoked_at is not None:
        raise Conflict("This was already decided.")
    put(act.work.session, row, revoked_at=act.now)
    facts_changed(act, customer, ["consent"], row.kind)
    act.work.happened(ComplianceChanged())
    return Answer(
        text="Withdrawn: %(what)s. It no longer counts.",
        words={"what": worded(LABELS, row.kind)},
        data={"customer": customer.id},
    )


@action("review.seen")
def seen(act: Act, finding_id: int) -> Answer:
    """Record that the officer or lead has looked at a speech finding."""
    row = act.work.session.get(SpeechFinding, finding_id)
    if row is None:
        raise NotYours()
    scope.need_colleague(act.work.session, act.actor, row.agent_id)
    if row.seen_at is None:
        put(act.work.session, row, seen_by_id=act.actor.id, seen_at=act.now)
        act.work.happened(ComplianceChanged())
    return Answer()
