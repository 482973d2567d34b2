"""Looks at customers from pages: what was found, previewed, tried or opened; and a lead's judgement of calls."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain, reading
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.reading import rows_cost
from console.store.fast.entities import put
from console.store.models import Customer, ImportRun, RingIn, Staging
from console.store.scope import may_open, need_answered, run_of

JUDGED = ("right", "wrong")


@action("look.found", audited=False)
def found(act: Act, customers: Sequence[int]) -> Answer:
    """Count the customers that a search is about to show. They must be such as the actor may find."""
    if not customers:
        return Answer()
    return reading.spend(act, "search", customers) or Answer()


@action("look.open", audited=False)
def opened(act: Act, door: str, customer_id: int) -> Answer:
    """Count that somebody opens a customer at this door: a preview, "try it", or the file."""
    if act.work.session.get(Customer, customer_id) is None:
        raise NotYours()
    if not may_open(act.work.session, act.actor, customer_id):
        return reading.foreign(act, door, customer_id)
    return reading.spend(act, door, [customer_id]) or Answer()


@action("look.import_errors", audited=False)
def import_errors(act: Act, run_id: int) -> Answer:
    """Count that somebody downloads the refused rows of an import: fifty of them cost as much as one customer."""
    session = act.work.session
    run = session.execute(select(ImportRun).where(ImportRun.id == run_id, run_of(act.actor))).scalar_one_or_none()
    if run is None:
        raise NotYours()
    own = run.by_id == act.actor.id
    rows = session.execute(select(func.count()).where(Staging.run_id == run_id, Staging.held)).scalar_one()
    return reading.spend(act, "import_errors", (), 1 if own else rows_cost(int(rows)), run_id) or Answer()


@action("look.judge")
def judge(act: Act, ring_id: int, judged: str, note: str) -> Answer:
    """Judge an inbound call that an agent took under a number that is not on the customer's file."""
    if judged not in JUDGED:
        raise Invalid("Choose right or wrong.", field="judged")
    if judged == "wrong" and len(note.strip()) < 5:
        raise Invalid("Say in a few words why; it goes on record.", field="note")
    row = act.work.session.get(RingIn, ring_id, with_for_update=True)
    if row is None:
        raise NotYours()
    need_answered(act.work.session, act.actor, row.customer_id)
    if row.person_id == act.actor.id:
        raise Conflict("Another person must judge a call that you took.")
    if row.judged_at is not None:
        raise Conflict("This was already decided.")
    put(act.work.session, row, judged=judged, judged_by_id=act.actor.id, judged_at=act.now, note=note.strip()[:300])
    audit_chain.append(act, "inbound.judged", {"ring": row.id, "judged": judged}, row.customer_id)
    return Answer(data={"state": judged})
