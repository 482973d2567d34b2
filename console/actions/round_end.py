"""A round that is over: what was not begun is planned anew, and what nobody has reported is closed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.actions.steps.trip_end import close_unreported
from console.actions.steps.visit_places import release
from console.domain.events import RoundChanged, SupplyChanged
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.models import Visit, VisitRound
from console.store.visits import OFF_THE_ROUND

AFTER = timedelta(hours=1)  # after the end of the round: a pair that is late may still begin its last stop
MOST = 50  # visits at a time


def close_rounds(call: Call) -> int:
    """Take every open visit off the rounds that are over; a duty of the worker. Return how many."""
    over = or_(VisitRound.ends_at < call.now - AFTER, VisitRound.state == "cancelled")
    with call.context.database.reading() as session:
        found = session.execute(
            select(Visit.id)
            .join(VisitRound, VisitRound.id == Visit.round_id)
            .where(Visit.ended_at.is_(None), over)
            .order_by(Visit.id)
            .limit(MOST)
        )
        open_visits = list(found.scalars())
    plain = Call(call.context, call.actor, call.now)
    return sum(int(_close(plain, visit_id).data.get("count", 0)) for visit_id in open_visits)


@action("round.close", audited=False)
def _close(act: Act, visit_id: int) -> Answer:
    session = act.work.session
    customer_id = session.execute(select(Visit.customer_id).where(Visit.id == visit_id)).scalar_one()
    load_customer(session, customer_id, lock=True)
    visit = session.get_one(Visit, visit_id, with_for_update=True, populate_existing=True)
    if visit.ended_at is not None or visit.round_id is None:
        return Answer(data={"count": 0})
    one = session.get_one(VisitRound, visit.round_id, with_for_update=True)
    if one.state in ("planned", "out"):
        put(session, one, state="over")
    before = visit.state
    if before in ("departed", "arrived"):
        close_unreported(act, visit)
    else:
        put(session, visit, **OFF_THE_ROUND)
        release(act, customer_id)
    audit_chain.append(act, "visit.round_over", {"visit": visit.id, "round": one.id, "state": before}, customer_id)
    act.work.happened(SupplyChanged(), RoundChanged((), (one.id,)))
    return Answer(data={"count": 1})
