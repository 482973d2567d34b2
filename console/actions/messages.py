"""A message on its way: taken from the outbox under its permit, handed to the carrier, settled.

``leave`` judges again and takes the slot in the caps, in one transaction. Only after its commit the carrier gets
the message, and ``settle`` stores what it said. A process that dies in between leaves the message "leaving", and
``leave`` picks it up again: see ``console.domain.messaging`` for what may be sent twice and what may not.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.outbox import Held, held_by, proposed_of, team_of
from console.actions.steps.promises import settle_promises
from console.domain.errors import Refused
from console.domain.messages import AGAIN, BECOMES, LOOK_AGAIN, LOST_AFTER, SAME_NUMBER, TRIES, again_at
from console.domain.messaging import Carrier, Receipt, Taken
from console.store.customer_facts import load_customer
from console.store.fast.entities import entity, put
from console.store.fast.statements import change, value
from console.store.models import Attempt, Instalment, Message, Promise
from console.store.models.types import Instant

WAITING = ("queued", "held")
_ID: Any = bindparam("message")
_WHOSE = select(Message.customer_id).where(Message.id == _ID)
_LOCKED = select(Message).where(Message.id == _ID).with_for_update()
_LAST_TO = select(func.max(Message.left_at, type_=Instant())).where(
    Message.phone_id == bindparam("phone"), Message.left_at > bindparam("since", type_=Instant()), Message.id != _ID
)
_REPORTED = select(Message.id).where(
    Message.carrier == bindparam("carrier"), Message.carrier_id == bindparam("carrier_id"), Message.direction == "out"
)
_BY_KEY = select(Message.id).where(Message.key == bindparam("key"), Message.direction == "out")


def lock_message(act: Act, message_id: int) -> tuple[Message, attempt_gate.Case] | None:
    """Return the message with its customer, both locked, or None for one that has no customer."""
    session = act.work.session
    customer_id = value(session, _WHOSE, message=message_id)
    loaded = load_customer(session, customer_id, lock=True) if customer_id is not None else None
    message = entity(session, Message, _LOCKED, message=message_id)
    return (message, attempt_gate.Case(*loaded)) if message is not None and loaded is not None else None


@action("message.leave", audited=False)
def leave(act: Act, message_id: int) -> Answer:
    """Let a due message leave: judge it on fresh facts and take its slot.

    ``data``: ``state`` is "leaving" when the carrier is to get it, with ``tries``, ``to`` and the words. Otherwise it
    stays, and the row says why.
    """
    both = lock_message(act, message_id)
    if both is None:
        return Answer(data={"state": ""})
    message, case = both
    if message.direction != "out" or message.due_at is None or message.due_at > act.now:
        return Answer(data={"state": message.state, "go": False})
    carrier = act.context.carriers.get(message.channel)
    if message.state == "leaving":
        return _left_before(act, message, case, carrier)
    if message.state not in WAITING:
        return Answer(data={"state": message.state, "go": False})
    if message.expires_at is not None and message.expires_at <= act.now:
        return _stays(act, message, state="expired", due_at=None, ended_at=act.now)
    if carrier is None:
        return _stays(act, message, state="held", reason="no_carrier", due_at=_next(act, message))
    near = _too_near(act, message)
    if near is not None:
        return _stays(act, message, due_at=near)
    over = _over(act, message, case)
    if over:
        return _stays(act, message, state="held", reason=over, due_at=None)
    return _take(act, message, case, carrier)


def _stays(act: Act, message: Message, **now: Any) -> Answer:
    put(act.work.session, message, **now)
    return Answer(data={"state": message.state, "go": False})


def _next(act: Act, message: Message, until: datetime | None = None) -> datetime:
    """Return when to look again: never later than the end of the message's time."""
    wanted = until or act.now + LOOK_AGAIN
    return min(wanted, message.expires_at) if message.expires_at is not None else wanted


def _too_near(act: Act, message: Message) -> datetime | None:
    """Return when this number may get its next message, if another one has just left for it."""
    if message.phone_id is None:
        return None
    last = value(act.work.session, _LAST_TO, phone=message.phone_id, since=act.now - SAME_NUMBER, message=message.id)
    return last + SAME_NUMBER if last is not None else None


def _over(act: Act, message: Message, case: attempt_gate.Case) -> str:
    """Return why a message about a promise is not needed any more, or ""."""
    if message.promise_id is None:
        return ""
    settle_promises(act, case.customer)
    promise = act.work.session.get_one(Promise, message.promise_id)
    act.work.session.refresh(promise)
    if promise.status != "open":
        return "paid" if promise.status == "kept" else "promise_over"
    if message.kind != "reminder":
        return ""
    due_on = date.fromisoformat(message.about["due_on"])
    part = act.work.session.execute(
        select(Instalment.status).where(Instalment.promise_id == promise.id, Instalment.due_on == due_on)
    ).scalar()
    if part != "open":
        return "paid" if part == "kept" else "promise_over"
    evening = datetime.combine(due_on - timedelta(days=1), time(0), ZoneInfo(case.customer.zone))
    spoken = act.work.session.execute(
        select(Attempt.id).where(
            Attempt.customer_id == case.customer.id,
            Attempt.began_at >= max(evening, message.made_at),
            Attempt.result == "effective",
        )
    ).first()
    return "spoken" if spoken is not None else ""


def _judged(
    act: Act, message: Message, case: attempt_gate.Case, *, without: int | None = None
) -> tuple[attempt_gate.Judged, Any, str] | Held:
    """Return the verdict of this moment with what was proposed and where it goes, or why the message is held."""
    to, party = message.address, "debtor"
    if message.phone_id is not None:
        try:
            number = attempt_gate.lock_number(act, case.customer, phone_id=message.phone_id)
        except Refused:
            return Held("no_address", act.now + LOOK_AGAIN)
        to, party = number.e164, number.role
    proposed = proposed_of(message, message.text, to, party, act.now)
    body, team = {"message": message.id}, team_of(act, message.by_id)
    judged = attempt_gate.judge(act, case, proposed, "verdict.permit", without=without, team=team, body=body)
    held = held_by(judged.verdict, act.now, by_person=message.by_id is not None)
    return held or (judged, proposed, to)


def _take(act: Act, message: Message, case: attempt_gate.Case, carrier: Carrier) -> Answer:
    """Begin the contact, so that it counts at once, and mark the message as leaving."""
    found = _judged(act, message, case)
    if isinstance(found, Held):
        return _stays(act, message, state="held", reason=found.reason, due_at=_next(act, message, found.until))
    judged, proposed, to = found
    attempt_id = attempt_gate.begin(
        act,
        judged,
        proposed,
        handout_id=None,  # it is no call of the hand-out: the desk stays where it is
        agent_id=message.by_id,
        phone_id=message.phone_id,
        warn_reason=message.warn_reason,
        line="message",
    )
    if message.by_id is None:
        facts_changed(act, case.customer, ["elsewhere"], message.channel)
    put(
        act.work.session,
        message,
        state="leaving",
        reason="",
        left_at=act.now,
        due_at=act.now + LOST_AFTER,
        tries=message.tries + 1,
        attempt_id=attempt_id,
        carrier=carrier.name,
    )
    return _goes(message, case, to)


def _goes(message: Message, case: attempt_gate.Case, to: str, *, first: bool = True) -> Answer:
    """Return what the carrier is to get. ``first``: it has not seen this key since the permit was taken."""
    return Answer(
        data={
            **{"state": "leaving", "go": True, "tries": message.tries, "first": first, "to": to, "key": message.key},
            **{"channel": message.channel, "text": message.text, "subject": message.subject},
            "facts_version": case.customer.facts_version,
        }
    )


def _left_before(act: Act, message: Message, case: attempt_gate.Case, carrier: Carrier | None) -> Answer:
    """Handle a message that was leaving when its sender died, or whose answer was lost.

    It goes again under its key only to the same carrier, one that knows keys, and only while it is still lawful.
    """
    alive = message.expires_at is None or message.expires_at > act.now
    if carrier is None or carrier.name != message.carrier or not carrier.knows_keys or not alive:
        return _stays(act, message, state="unclear", due_at=None)
    if message.tries >= TRIES or _over(act, message, case):
        return _stays(act, message, state="unclear", due_at=None)
    found = _judged(act, message, case, without=message.attempt_id)
    if isinstance(found, Held):
        return _stays(act, message, state="unclear", reason=found.reason, due_at=None)
    put(act.work.session, message, tries=message.tries + 1, due_at=act.now + LOST_AFTER)
    return _goes(message, case, found[2], first=False)


@action("message.settle", audited=False)
def settle(act: Act, message_id: int, tries: int, taken: Taken) -> Answer:
    """Store what the carrier said to the ``tries``-th handing over. What it said to an earlier one changes nothing."""
    both = lock_message(act, message_id)
    if both is None:
        return Answer(data={"state": ""})
    message, _ = both
    if message.state not in ("leaving", "unclear") or message.tries != tries:
        return Answer(data={"state": message.state})
    carrier = act.context.carriers.get(message.channel)
    if taken.how == "sent":
        _result(act, message, "sent")
        now = {"state": "sent", "carrier_id": taken.carrier_id, "sent_at": act.now, "due_at": None, "reason": ""}
    elif taken.how == "never":
        _result(act, message, "failed")
        now = {"state": "failed", "reason": taken.reason[:300], "due_at": None, "ended_at": act.now}
    elif taken.how == "later" and message.tries >= TRIES:
        _result(act, message, "not_dialled")
        now = {"state": "failed", "reason": taken.reason[:300] or "tries", "due_at": None, "ended_at": act.now}
    elif taken.how == "later":
        _result(act, message, "not_dialled")  # it did not leave: the slot is free again
        at = _next(act, message, again_at(act.now, message.tries))
        now = {"state": "queued", "reason": taken.reason[:300], "due_at": at, "left_at": None}
    elif carrier is not None and carrier.knows_keys:
        now = {"state": "leaving", "reason": taken.reason[:300], "due_at": act.now + AGAIN[0]}
    else:
        now = {"state": "unclear", "reason": taken.reason[:300], "due_at": None}
    put(act.work.session, message, **now)
    return Answer(data={"state": message.state})


def _result(act: Act, message: Message, result: str) -> None:
    if message.attempt_id is not None:
        change(act.work.session, Attempt, message.attempt_id, result=result, line_result=result, ended_at=act.now)


@action("message.report", audited=False)
def report(act: Act, carrier: str, receipt: Receipt) -> Answer:
    """Store what became of a message, as its carrier says. Reports come twice, late and out of order.

    ``data``: ``state`` is "" when no message is known by this id yet: the carrier must tell it again.
    """
    session = act.work.session
    message_id = value(session, _REPORTED, carrier=carrier, carrier_id=receipt.carrier_id)
    if message_id is None and receipt.key:
        message_id = value(session, _BY_KEY, key=receipt.key)
    both = lock_message(act, message_id) if message_id is not None else None
    if both is None:
        return Answer(data={"state": ""})
    message, case = both
    if message.carrier != carrier or receipt.state not in BECOMES.get(message.state, ()):
        return Answer(data={"state": message.state})
    result = {"read": "delivered", "expired": "failed"}.get(receipt.state, receipt.state)
    _result(act, message, result)
    put(
        session,
        message,
        state=receipt.state,
        reason=receipt.reason[:300],
        ended_at=receipt.at,
        due_at=None,
        sent_at=message.sent_at or message.left_at,
        carrier_id=message.carrier_id or receipt.carrier_id,
    )
    facts_changed(act, case.customer, ["elsewhere"], receipt.state)
    return Answer(data={"state": message.state})
