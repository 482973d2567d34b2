"""Tasks that fall due at a time: reports of a simulated line, reminders, promises to judge."""

from __future__ import annotations

from sqlalchemy import select, update

from console.actions.call import Act, Answer, Call
from console.actions.contact import line_reports
from console.actions.reminders import confirm, remind
from console.actions.runtime import action
from console.actions.steps.promises import settle_promise
from console.actions.talking_points import publish_due
from console.concurrency.background import yield_to_loop
from console.store.customer_facts import load_customer
from console.store.fast.statements import change
from console.store.models import Due, Promise

BATCH = 50


def run_due(call: Call) -> int:
    """Run every task that is due, each in its own transaction, and return their number."""
    with call.context.database.reading() as session:
        rows = session.execute(
            select(Due.id, Due.what, Due.payload)
            .where(Due.done_at.is_(None), Due.due_at <= call.now)
            .order_by(Due.due_at)
            .limit(BATCH)
        ).all()
    for row in rows:
        yield_to_loop()  # commands and pushes run between two tasks
        plain = Call(call.context, call.actor, call.now)
        if row.what == "line":
            line_reports(plain, int(row.payload["attempt"]), str(row.payload["result"]), row.id)
        elif row.what == "promise_due":
            judge_promise(plain, row.id, int(row.payload["promise"]))
        elif row.what == "reminder":
            remind(plain, row.id)
        elif row.what == "confirm":
            confirm(plain, row.id)
        elif row.what == "library":
            publish_due(plain, row.id, int(row.payload["point"]))
        else:
            _done(plain, row.id)
    return len(rows)


@action("due.done", audited=False)
def _done(act: Act, due_id: int) -> Answer:
    change(act.work.session, Due, due_id, done_at=act.now)
    return Answer()


@action("due.promise", audited=False)
def judge_promise(act: Act, due_id: int, promise_id: int) -> Answer:
    """Judge a promise by the payments since it was made: kept, partly kept or broken."""
    session = act.work.session
    taken = session.execute(update(Due).where(Due.id == due_id, Due.done_at.is_(None)).values(done_at=act.now))
    if not taken.rowcount:  # type: ignore[attr-defined]
        return Answer()  # another worker was first
    promise = session.get(Promise, promise_id)
    if promise is None:
        return Answer()
    loaded = load_customer(session, promise.customer_id, lock=True)
    assert loaded is not None
    session.refresh(promise)
    if promise.status != "open":
        return Answer()
    return Answer(data={"state": settle_promise(act, loaded.customer, promise)})
