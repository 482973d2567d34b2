"""Holds under review, consents and their end: who sets, who confirms, and what it opens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from console.actions.steps.changes import facts_changed
from console.actions.steps.hold import held
from console.actions.steps.operation import Act, Answer, action
from console.domain.compliance.house import CHANNELS
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import LawMoved
from console.store.facts import load_customer
from console.store.models import Consent, Customer, Entry, Handout, Request, SpeechFinding

CONSENTS = ("hours", "call_again", "third_party", "workplace", "entry", "marketing", "need")
NEEDS = ("writing", "helper", "slow", "pause", "quiet_hours")  # how to be considerate, no diagnosis
WISHES = ("cease", "opt_out", "time_refused", "medium_refused", "represented", "dispute",
          "complaint", "hardship", "vulnerable", "profiling_refused", "police_ban",
          "illegal_debt", "bankruptcy", "lost")  # fmt: skip
REVIEWED = ("cease", "opt_out", "medium_refused", "time_refused")


def _customer(act: Act, customer_id: int) -> Customer:
    found = load_customer(act.work.session, customer_id, lock=True)
    if found is None:
        raise NotYours()
    customer: Customer = found[0]
    return customer


def _wake(act: Act, customer: Customer) -> None:
    """Let the queue judge the customer anew at the next turn."""
    for entry in act.work.session.execute(
        select(Entry).where(Entry.customer_id == customer.id, Entry.state == "sleeping")
    ).scalars():
        entry.wake_at = act.now


@action("review.lift")
def lift(act: Act, request_id: int, why: str) -> Answer:
    """Lift a hold with a reason; only the compliance officer may."""
    if not why.strip():
        raise Invalid("Give the reason; it stands beside the hold.", field="why")
    row = act.work.session.execute(
        select(Request).where(Request.id == request_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    if row.lifted_at is not None:
        raise Conflict("This was decided already.")
    row.lifted_at, row.lifted_by_id, row.lifted_why = act.now, act.actor.id, why.strip()[:500]
    act.work.session.flush()
    facts_changed(act, customer, ["release"], row.kind)
    _wake(act, customer)
    act.work.happened(LawMoved())
    return Answer(data={"request": row.id})


@action("review.confirm")
def confirm(act: Act, request_id: int, chosen: list[str]) -> Answer:
    """Review a wish to be left alone: collecting stays closed but for the chosen channels."""
    row = act.work.session.execute(
        select(Request).where(Request.id == request_id, Request.kind.in_(REVIEWED))
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    if row.confirmed or row.lifted_at is not None:
        raise Conflict("This was decided already.")
    channels = [c for c in chosen if c in CHANNELS] or ["letter"]
    row.confirmed, row.confirmed_by_id, row.confirmed_at = True, act.actor.id, act.now
    row.scope = {**row.scope, "chosen": channels}
    act.work.session.flush()
    facts_changed(act, customer, ["hold"], row.kind)
    act.work.happened(LawMoved())
    return Answer(data={"request": row.id})


@action("review.answer")
def answer_request(act: Act, request_id: int, text: str) -> Answer:
    """Note that a dispute or complaint was answered; its clock stops and the hold ends."""
    if not text.strip():
        raise Invalid("Write what was answered.", field="text")
    row = act.work.session.execute(
        select(Request).where(Request.id == request_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    if row.answered_at is not None or row.lifted_at is not None:
        raise Conflict("This was decided already.")
    row.answered_at, row.lifted_at, row.lifted_by_id = act.now, act.now, act.actor.id
    row.lifted_why = text.strip()[:500]
    act.work.session.flush()
    facts_changed(act, customer, ["release"], row.kind)
    _wake(act, customer)
    act.work.happened(LawMoved())
    return Answer(data={"request": row.id})


@action("review.put_on_file")
def put_on_file(act: Act, customer_id: int, kind: str, scope: dict[str, Any], proof: str,
                written: bool | None) -> Answer:  # fmt: skip
    """Put a wish or hold on a customer's file; it binds at once."""
    if kind not in WISHES:
        raise Invalid("Choose what is put on file.", field="kind")
    customer = _customer(act, customer_id)
    act.work.session.execute(
        insert(Request).values(
            customer_id=customer.id, kind=kind, scope=scope, since=act.now, written=written,
            by_party="debtor", by_id=act.actor.id, proof=proof.strip()[:500], lifted_why="",
        )
    )  # fmt: skip
    stop = kind in (*REVIEWED, "represented", "police_ban", "illegal_debt")
    change = "stop" if stop else "dispute" if kind == "dispute" else "hold"
    facts_changed(act, customer, [change], kind)
    act.work.happened(LawMoved())
    return Answer(data={"customer": customer.id})


@action("consent.record")
def record_consent(act: Act, token: int, kind: str, channels: list[str], opens: str, closes: str,
                   wording: str, own_words: bool, need: str = "") -> Answer:  # fmt: skip
    """Record a consent heard in this contact (rule 25).

    It binds from the next local day, or at once when the customer wrote or tapped it herself,
    and is listed for the compliance officer. A need (``kind`` "need") is told by the customer, never
    inferred: it is kept only with this yes, says how to be considerate, and brings a pause and the
    specialist at once.
    """
    if kind not in CONSENTS:
        raise Invalid("Choose what the customer agrees to.", field="kind")
    if kind == "need" and need not in NEEDS:
        raise Invalid("Choose what would help the customer.", field="need")
    if len(wording.strip()) < 5:
        raise Invalid("Write the customer's own words.", field="wording")
    mine = held(act, token)
    if mine.handout.begun_at is None:
        raise Conflict("A consent is recorded in the contact in which it was given.")
    window = _window(opens, closes) if kind == "hours" else None
    zone = ZoneInfo(mine.customer.zone)
    tomorrow = act.now.astimezone(zone).date() + timedelta(days=1)
    binds = act.now if own_words or kind == "need" else datetime.combine(tomorrow, time(0), zone)
    act.work.session.execute(
        insert(Consent).values(
            customer_id=mine.customer.id, kind=kind,
            channels=[c for c in channels if c in CHANNELS] or ["call"], window=window,
            given_to="collector", wording=wording.strip()[:500],
            proof="written by the customer" if own_words else f"contact {token}",
            handout_id=token, by_id=act.actor.id, made_at=act.now, binds_from=binds,
        )
    )  # fmt: skip
    if kind == "need":
        act.work.session.execute(
            insert(Request).values(
                customer_id=mine.customer.id, kind="vulnerable", scope={"need": need},
                since=act.now, by_party="debtor", by_id=act.actor.id, handout_id=token,
                proof=wording.strip()[:500], lifted_why="",
            )
        )  # fmt: skip
    facts_changed(act, mine.customer, ["consent"], kind)
    act.work.happened(LawMoved())
    return Answer(data={"token": token})


def _window(opens: str, closes: str) -> list[str]:
    try:
        begin, end = time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        raise Invalid("Give hours as HH:MM.", field="opens") from None
    if begin == end:
        raise Invalid("The hours must close after they open.", field="closes")
    return [begin.strftime("%H:%M"), end.strftime("%H:%M")]


@action("consent.revoke")
def revoke_consent(act: Act, consent_id: int) -> Answer:
    """End a consent; open desks see it at once."""
    row = act.work.session.execute(
        select(Consent).where(Consent.id == consent_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    customer = _customer(act, row.customer_id)
    if act.actor.role in ("agent", "collector"):
        mine = act.work.session.execute(
            select(Handout.id).where(
                Handout.customer_id == customer.id, Handout.agent_id == act.actor.id,
                Handout.ended_at.is_(None),
            )
        ).first()  # fmt: skip
        if mine is None:
            raise NotYours()
    if row.revoked_at is not None:
        raise Conflict("This was decided already.")
    row.revoked_at = act.now
    act.work.session.flush()
    facts_changed(act, customer, ["consent"], row.kind)
    act.work.happened(LawMoved())
    return Answer(data={"customer": customer.id})


@action("review.seen")
def seen(act: Act, finding_id: int) -> Answer:
    """Note that the officer or lead has looked at a finding in words."""
    row = act.work.session.get(SpeechFinding, finding_id)
    if row is None:
        raise NotYours()
    if row.seen_at is None:
        row.seen_by_id, row.seen_at = act.actor.id, act.now
        act.work.happened(LawMoved())
    return Answer()
