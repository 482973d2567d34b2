"""A reminder that falls due makes the customer a call for the agent, at a lawful minute.

Nothing sends messages yet, so a reminder ends as a call by the agent who took the promise, or after half
an hour by a colleague. Its purpose is ``notify``, which the hold of a plan leaves open. The decision is
stored on the row and shown in the customer's timeline, so no reminder is lost without a trace.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.choose_number import choose, load_case
from console.actions.steps.promises import settle_promises
from console.domain.events import SupplyChanged
from console.domain.wake_ups import OWN_FOR
from console.store import claim
from console.store.customer_facts import load_customer
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
        put(session, row, **_decide(act, row, ZoneInfo(loaded.customer.zone)))
        act.work.happened(SupplyChanged())
    return Answer(data={"state": row.result})


def _decide(act: Act, row: Due, zone: ZoneInfo) -> dict[str, object]:
    """Return the columns to write: the result, and when the reminder is done or due again."""
    session = act.work.session
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
