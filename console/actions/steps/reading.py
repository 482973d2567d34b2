"""Looks at customers outside a hand-out: counted in the person's budget of the day, on record, and odd ones alarmed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from console.actions.call import Act, Answer
from console.actions.steps import audit_chain
from console.actions.steps.alarms import raise_about
from console.domain.actor import DESK_ROLES
from console.domain.reading import ODD_FOUND, ODD_SHARE, REFUSALS, Budget
from console.store.fast.statements import add
from console.store.models import AgentQueue, Look, Person, Queue, RingIn

LIMIT = "You have reached today's limit for looking up customers. Ask your lead."


def spend(
    act: Act, door: str, customers: Sequence[int], cost: int | None = None, run_id: int | None = None
) -> Answer | None:
    """Count a look and put it on record. Return the refusal when it does not fit into today's budget, else None.

    ``cost``: what it costs; by default one for each customer whom the person has not looked at today.
    """
    session = act.work.session
    lock(act)
    seen: dict[int | None, set[str]] = {}
    for row in session.execute(
        select(Look.customer_id, Look.door).where(_today(act), Look.refused.is_(False)).distinct()
    ):
        seen.setdefault(row.customer_id, set()).add(row.door)
    fresh = [one for one in dict.fromkeys(customers) if one not in seen]
    price = len(fresh) if cost is None else cost
    if not budget_of(act).holds(price):
        _add(act, door, None, 0, refused=True, run_id=run_id)
        raise_about(act, "reading_limit")
        return Answer(ok=False, code="conflict", text=LIMIT, keep=False)
    for one in dict.fromkeys(customers):
        if door not in seen.get(one, ()) or cost:
            each = cost if cost is not None else int(one in fresh)
            _add(act, door, one, each, run_id=run_id)
    if not customers:
        _add(act, door, None, price, run_id=run_id)
    if customers or run_id:
        body = {"customers": list(customers), "cost": price, **({"run": run_id} if run_id else {})}
        audit_chain.append(act, f"look.{door}", body, customers[0] if len(customers) == 1 else None)
    _odd(act)
    return None


def foreign(act: Act, door: str, customer_id: int) -> Answer:
    """Put on record that somebody wanted to look at a customer of others. The answer is "not found"."""
    lock(act)
    _add(act, door, customer_id, 0, refused=True)
    audit_chain.append(act, f"look.{door}", {"customers": [customer_id], "refused": True}, customer_id)
    if _count(act, Look.refused.is_(True), Look.customer_id.is_not(None)) >= REFUSALS:
        raise_about(act, "reading_refused")
    return Answer(ok=False, code="not_found", text="Not found.", keep=False)


def lock(act: Act) -> None:
    """Let looks of one person wait for each other: each counts those before it."""
    act.work.session.execute(select(Person.id).where(Person.id == act.actor.id).with_for_update(key_share=True))


def budget_of(act: Act) -> Budget:
    """Return what the actor may still look up today."""
    used = act.work.session.execute(
        select(func.coalesce(func.sum(Look.cost), 0)).where(_today(act), Look.refused.is_(False))
    ).scalar_one()
    return Budget(act.actor.role, int(used), calls_a_day(act) if act.actor.role in DESK_ROLES else 0)


def calls_a_day(act: Act) -> int:
    """Return how many inbound calls a day the actor may take: the most that one of the actor's queues allows."""
    mine = act.work.session.execute(
        select(func.max(Queue.inbound_a_day))
        .join(AgentQueue, AgentQueue.queue_id == Queue.id)
        .where(AgentQueue.agent_id == act.actor.id, Queue.closed.is_(False))
    ).scalar()
    return int(mine) if mine is not None else int(Queue.inbound_a_day.default.arg)


def _today(act: Act) -> ColumnElement[bool]:
    return and_(Look.person_id == act.actor.id, Look.day == act.day)


def _count(act: Act, *which: ColumnElement[bool]) -> int:
    return int(
        act.work.session.execute(
            select(func.count(Look.customer_id.distinct())).where(_today(act), *which)
        ).scalar_one()
    )


def _odd(act: Act) -> None:
    """Raise an alarm when somebody finds many customers and hardly takes a call."""
    if act.actor.role not in DESK_ROLES:
        return
    found = _count(act, Look.door == "search", Look.refused.is_(False))
    if found < ODD_FOUND:
        return
    calls = act.work.session.execute(
        select(func.count()).select_from(RingIn).where(RingIn.person_id == act.actor.id, RingIn.day == act.day)
    ).scalar_one()
    if found > ODD_SHARE * int(calls):
        raise_about(act, "reading_odd")


def _add(
    act: Act, door: str, customer_id: int | None, cost: int, *, refused: bool = False, run_id: int | None = None
) -> None:
    add(
        act.work.session,
        Look,
        person_id=act.actor.id,
        day=act.day,
        at=act.now,
        door=door,
        customer_id=customer_id,
        cost=cost,
        refused=refused,
        run_id=run_id,
    )
