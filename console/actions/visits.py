"""Who is visited: proposed by the console or a colleague, approved by a lead, cancelled by whoever learns why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps.customer_file import customer_of, shown
from console.actions.steps.trip_end import stop_trips
from console.actions.steps.visit_places import release
from console.domain import visits
from console.domain.actor import WORKER
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import RoundChanged, SupplyChanged
from console.store import scope
from console.store.customer_case import Case, load_case
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Address, Customer, Place, Visit, VisitRound
from console.store.visits import door_of

BATCH = 200  # visits that one approval decides at most
MOST_PROPOSED = 40  # that the console lets wait for a lead at a time


@action("visit.propose")
def propose(act: Act, customer_id: int, why: str, appointment_at: datetime | None = None) -> Answer:
    """Propose a visit to the customer who is with this person. ``appointment_at``: agreed with the customer."""
    if len(why.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="reason")
    if appointment_at is not None and appointment_at <= act.now:
        raise Invalid("Choose a time in the future.", field="appointment")
    customer = customer_of(act, customer_id)
    visit_id = _propose(act, customer, why.strip()[:500], appointment_at)
    shown(act, customer)
    act.work.happened(RoundChanged())
    return Answer(data={"state": "proposed", "visit": visit_id})


@action("visit.suggest", audited=False)
def _suggest(act: Act, customer_id: int) -> Answer:
    """Propose a visit by the console's own judgement; nothing happens when a reason against it has come up."""
    loaded = load_customer(act.work.session, customer_id, lock=True)
    if loaded is None or _open_visit(act.work.session, customer_id) is not None:
        return Answer()
    case = load_case(act.work.session, customer_id, act.now)
    assert case is not None
    worth = visits.estimate(loaded.customer.owed_minor, loaded.customer.stage)
    if visits.reluctance(case.facts, act.now) or not worth.worth_it or _against(act, case):
        return Answer()
    _propose(act, loaded.customer, "", None)
    return Answer(data={"state": "proposed"})


def suggest(call: Call) -> int:
    """Propose the most promising customers who may be visited, as far as few enough wait. Return how many.

    A duty of the worker. The candidates are read outside a writer's transaction, and each is judged in its own.
    """
    with call.context.database.reading() as session:
        waiting = len(session.execute(select(Visit.id).where(Visit.state == "proposed")).all())
        found = _candidates(session, max(0, MOST_PROPOSED - waiting))
    plain = Call(call.context, WORKER, call.now)
    return sum(1 for customer_id in found if _suggest(plain, customer_id).data.get("state") == "proposed")


def _candidates(session: Session, most: int) -> Sequence[int]:
    """Return customers with a verified home on the map and a large debt, without an open visit, most owed first."""
    if not most:
        return ()
    busy = select(Visit.customer_id).where(Visit.ended_at.is_(None))
    return (
        session.execute(
            select(Customer.id)
            .join(Place, Place.customer_id == Customer.id)
            .join(Address, Address.id == Place.address_id)
            .where(
                Address.verified.is_(True),
                Address.kind == "home",
                Customer.owed_minor >= visits.LARGE,
                Customer.id.not_in(busy),
            )
            .order_by(Customer.owed_minor.desc(), Customer.id)
            .limit(most * 5)  # most of them will not pass: their calls are not exhausted
        )
        .scalars()
        .all()
    )


def _propose(act: Act, customer: Customer, why: str, appointment_at: datetime | None) -> int:
    session = act.work.session
    if _open_visit(session, customer.id) is not None:
        raise Conflict("A visit to this customer is proposed or planned already.")
    case = load_case(session, customer.id, act.now)
    assert case is not None
    door = door_of(session, customer.id)
    _refuse(visits.obstacles(case.facts, act.now, place=door is not None))
    assert door is not None
    worth = visits.estimate(customer.owed_minor, customer.stage)
    return add(
        session,
        Visit,
        customer_id=customer.id,
        place_id=door.place.id,
        state="proposed",
        proposed_by_id=act.actor.id or None,
        proposed_at=act.now,
        why=why,
        factors=visits.factors_of(case.facts, worth, act.now, asked=act.actor != WORKER),
        gain_minor=worth.gain,
        cost_minor=worth.cost,
        currency=customer.currency,
        minutes=visits.MINUTES,
        appointment_at=appointment_at,
        bound=False,
        travel_s=0,
        metres=0,
        left_out="",
        end_reason="",
    )


def _open_visit(session: Session, customer_id: int) -> Visit | None:
    return session.execute(
        select(Visit).where(Visit.customer_id == customer_id, Visit.ended_at.is_(None))
    ).scalar_one_or_none()


def _against(act: Act, case: Case) -> tuple[str, ...]:
    door = door_of(act.work.session, case.customer.id)
    return visits.obstacles(case.facts, act.now, place=door is not None)


def _refuse(found: Sequence[str]) -> None:
    if found:
        en, zh = visits.OBSTACLES[found[0]]
        raise Conflict("This customer cannot be visited: %(reason)s.", reason={"en": en, "zh": zh})


@action("visit.decide", decides=True)
def decide(act: Act, visit_ids: Sequence[int], yes: bool, why: str) -> Answer:
    """Approve or refuse proposals, one or many. What may no longer be visited is cancelled and says why.

    A person does not approve a proposal of their own.
    """
    ids = sorted(set(visit_ids))
    if not ids or len(ids) > BATCH:
        raise Invalid("Choose at least one visit, and at most %(most)s.", field="visit", most=BATCH)
    if not yes and len(why.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="why")
    session = act.work.session
    customers = session.execute(select(Visit.customer_id).where(Visit.id.in_(ids)).order_by(Visit.customer_id))
    approved = gone = 0
    for customer_id in customers.scalars().all():
        load_customer(session, customer_id, lock=True)
        scope.need_answered(session, act.actor, customer_id)
        visit = _open_visit(session, customer_id)
        if visit is None or visit.id not in ids or visit.state != "proposed":
            raise Conflict("This was already decided.")
        if yes and visit.proposed_by_id == act.actor.id:
            raise Conflict("A second person must decide what you proposed.")
        if not yes:
            _end(act, visit, "refused", why.strip()[:500])
            continue
        case = load_case(session, customer_id, act.now)
        assert case is not None
        against = _against(act, case)
        if against:
            _end(act, visit, "cancelled", against[0])
            gone += 1
            continue
        put(session, visit, state=visits.move(visit.state, "approved"), decided_by_id=act.actor.id, decided_at=act.now)
        approved += 1
    act.work.happened(RoundChanged())
    return Answer(data={"state": "approved" if yes else "refused", "approved": approved, "gone": gone})


@action("visit.cancel")
def cancel(act: Act, visit_id: int, why: str) -> Answer:
    """Cancel a visit. A round that it was on is to be planned anew; the customer goes back to the queue."""
    if len(why.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="why")
    session = act.work.session
    customer_id = session.execute(select(Visit.customer_id).where(Visit.id == visit_id)).scalar()
    if customer_id is None:
        raise NotYours()
    load_customer(session, customer_id, lock=True)
    scope.need_answered(session, act.actor, customer_id)
    visit = _open_visit(session, customer_id)
    if visit is None or visit.id != visit_id:
        raise Conflict("This visit has gone on meanwhile. Reload the page.")
    if visit.round_id is not None:
        changed = session.get_one(VisitRound, visit.round_id, with_for_update=True)
        if act.actor.role == "lead" and changed.team_id != act.actor.team_id:
            raise NotYours()
        put(session, changed, version=changed.version + 1)
        release(act, visit.customer_id)
    stop_trips(act, visit, why.strip()[:500])
    _end(act, visit, "cancelled", why.strip()[:500])
    act.work.happened(SupplyChanged(), RoundChanged((), (visit.round_id,) if visit.round_id is not None else ()))
    return Answer(data={"state": "cancelled"})


def _end(act: Act, visit: Visit, state: str, why: str) -> None:
    put(
        act.work.session,
        visit,
        state=visits.move(visit.state, state),
        ended_at=act.now,
        end_reason=why,
        decided_by_id=visit.decided_by_id or act.actor.id or None,
        decided_at=visit.decided_at or act.now,
    )
