"""A reminder that falls due is a message to the customer, else a call for the agent, at a lawful minute.

Where no message may go out, the reminder of the last two days is a call by the agent who took the promise, or after
half an hour by a colleague. Its purpose is ``notify``, which the hold of a plan leaves open. The decision is stored
on the row and shown in the customer's timeline, so no reminder is lost without a trace.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.choose_number import choose, load_case
from console.actions.steps.message_words import words_for
from console.actions.steps.outbox import Wanted, own_number, put_out
from console.actions.steps.promises import settle_promises
from console.domain.events import SupplyChanged
from console.domain.wake_ups import OWN_FOR
from console.store import claim
from console.store.customer_facts import CustomerRows, load_customer
from console.store.fast.entities import put
from console.store.models import Attempt, Due, Entry, Instalment, Promise

AGAIN = timedelta(minutes=15)  # minutes to wait while the customer is with an agent


@action("due.remind")
def remind(act: Act, due_id: int) -> Answer:
    """Wake the customer for a reminder, move the reminder to the next lawful minute, or record why not."""
    session = act.work.session
    row = session.get(Due, due_id)
    loaded = load_customer(session, row.customer_id or 0, lock=True) if row is not None else None
    if row is None or loaded is None:
        return Answer()
    session.refresh(row)
    if row.done_at is not None:
        return Answer()
    settle_promises(act, loaded.customer)
    session.refresh(row)
    if row.done_at is None:
        put(session, row, **_decide(act, row, loaded))
        act.work.happened(SupplyChanged())
    return Answer(data={"state": row.result})


def _decide(act: Act, row: Due, loaded: CustomerRows) -> dict[str, object]:
    """Return the columns to write: the result, and when the reminder is done or due again."""
    session = act.work.session
    zone = ZoneInfo(loaded.customer.zone)
    due_on = date.fromisoformat(row.payload["due_on"])
    promise = session.get(Promise, int(row.payload["promise"]))
    part = session.execute(
        select(Instalment.status).where(
            Instalment.promise_id == int(row.payload["promise"]), Instalment.due_on == due_on
        )
    ).first()
    entry = session.execute(select(Entry).where(Entry.customer_id == row.customer_id)).scalar()
    if promise is None or part is None or entry is None or promise.status != "open":
        return {"result": promise.status if promise is not None else "over", "done_at": act.now}
    if part.status == "kept":
        return {"result": "kept", "done_at": act.now}
    if _spoken(act, row, datetime.combine(due_on - timedelta(days=1), time(0), zone)):
        return {"result": "spoken", "done_at": act.now}
    if entry.state == "closed":
        return {"result": "closed", "done_at": act.now}
    if entry.state == "handed_out":
        return {"result": "with_agent", "due_at": act.now + AGAIN}
    if _by_message(act, row, loaded, due_on):
        return {"result": "messaged", "done_at": act.now}
    if row.payload.get("early"):  # three days before nobody is called
        return {"result": "no_message", "done_at": act.now}
    case = load_case(session, entry.customer_id, act.now)
    assert case is not None
    choice = choose(case, act.now, purpose="notify")
    if choice.phone_id is not None:
        claim.put_to_sleep(
            act.work,
            entry.customer_id,
            act.now,
            wake_at=act.now,
            reason="promise",
            own_agent_id=row.agent_id,
            own_kind="promise",
            own_until=act.now + OWN_FOR,
        )
        return {"result": "woken", "done_at": act.now}
    if choice.wake_at is not None and choice.wake_at.astimezone(zone).date() <= due_on:
        return {"result": "moved", "due_at": choice.wake_at}
    return {"result": f"blocked:{choice.reason}", "done_at": act.now}


def _by_message(act: Act, row: Due, loaded: CustomerRows, due_on: date) -> bool:
    """Put the reminder out as an SMS. Return False when it may not leave today: then somebody rings."""
    number = own_number(act, loaded.customer.id) if "sms" in act.context.carriers else None
    case = load_case(act.work.session, loaded.customer.id, act.now) if number is not None else None
    if number is None or case is None:
        return False
    words = words_for(act, case, "sms", "next_step", {"promise_due": True}, row.agent_id, "reminder")
    if words is None:
        return False
    put = put_out(
        act,
        attempt_gate.Case(*loaded),
        Wanted(
            key=f"reminder-{row.id}",
            channel="sms",
            kind="reminder",
            purpose="notify",
            text=words.text,
            template=words.template,
            due_at=act.now,
            phone_id=number[0],
            agent_id=row.agent_id,
            promise_id=int(row.payload["promise"]),
            outcome_id=row.outcome_id,
            due_on=due_on,
            only_now=True,  # a call takes its place: both would remind twice
        ),
    )
    return put.state == "queued"


@action("due.confirm", audited=False)
def confirm(act: Act, due_id: int) -> Answer:
    """Confirm a promise in writing, some minutes after the call in which it was made."""
    session = act.work.session
    row = session.get(Due, due_id)
    loaded = load_customer(session, row.customer_id or 0, lock=True) if row is not None else None
    if row is None or loaded is None:
        return Answer()
    session.refresh(row)
    if row.done_at is not None:
        return Answer()
    promise = session.get(Promise, int(row.payload["promise"]))
    number = own_number(act, loaded.customer.id) if "sms" in act.context.carriers else None
    case = load_case(session, loaded.customer.id, act.now)
    words = None
    if case is not None and number is not None and promise is not None and promise.status == "open":
        words = words_for(act, case, "sms", "next_step", {}, row.agent_id, "confirm")
    if words is None or number is None:
        put(session, row, done_at=act.now, result="no_message")
        return Answer(data={"state": "no_message"})
    out = put_out(
        act,
        attempt_gate.Case(*loaded),
        Wanted(
            key=f"confirm-{row.id}",
            channel="sms",
            kind="confirm",
            purpose="notify",  # what was agreed on: only the answer to a stop is a confirmation in the law
            text=words.text,
            template=words.template,
            due_at=act.now,
            phone_id=number[0],
            agent_id=row.agent_id,
            promise_id=int(row.payload["promise"]),
            outcome_id=row.outcome_id,
        ),
    )
    put(session, row, done_at=act.now, result="messaged")
    return Answer(data={"state": out.state})


def _spoken(act: Act, row: Due, since: datetime) -> bool:
    """Return True when somebody spoke with the customer since the evening before: nobody is reminded twice."""
    return (
        act.work.session.execute(
            select(Attempt.id).where(
                Attempt.customer_id == row.customer_id, Attempt.began_at >= since, Attempt.result == "effective"
            )
        ).first()
        is not None
    )
