"""Waking customers whose time has come, best first, into a small waiting set (rule 9).

Facts are read and judged outside the writing transaction. The short write after it is guarded by state
and facts version, so a change in between only makes it miss.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps.choose_number import Choice, choose, load_case
from console.concurrency.background import yield_to_loop
from console.domain import dispatch
from console.domain.compliance import Proposed, allowed_until
from console.domain.events import SupplyChanged
from console.domain.promises import purpose_of
from console.store import claim
from console.store.fast.statements import row, rows, rows_in_thread, value
from console.store.models import SLEEPING, WAITING, Customer, Entry, Handout, Queue, Visit, VisitRound
from console.store.models.types import Instant

TARGET = 200  # waiting customers kept ready per queue
FEW = 2000
SLICE = 4  # customers in one short write, so that other writers wait only a few milliseconds


_NOW: Any = bindparam("now", type_=Instant())
_MOST: Any = bindparam("most")
_ENTRY: Any = bindparam("entry")
_ONE = select(Entry.id, Entry.customer_id)
_OVER = _ONE.where(Entry.state == WAITING, Entry.callable_until <= _NOW).limit(_MOST)
_OWN = _ONE.where(Entry.own_agent_id.is_not(None), Entry.state == SLEEPING, Entry.wake_at <= _NOW).limit(_MOST)
_COUNTED = select(Entry.queue_id, func.count().label("n")).where(Entry.state == WAITING).group_by(Entry.queue_id)
_OPEN = select(Queue.id).where(Queue.closed.is_(False), Queue.draining_at.is_(None))
_DUE = (
    select(Entry.id, Entry.customer_id, Entry.queue_id, Entry.priority)
    .where(Entry.state == SLEEPING, Entry.wake_at <= _NOW)
    .order_by(Entry.wake_at)
    .limit(_MOST)
)
_BEST = (
    _ONE.where(Entry.state == SLEEPING, Entry.queue_id == bindparam("queue"), Entry.wake_at <= _NOW)
    .order_by(Entry.priority.desc(), Entry.id)
    .limit(_MOST)
)
_OWN_KIND = select(Entry.own_kind).where(Entry.id == _ENTRY)


@dataclass(frozen=True)
class _Judged:
    entry_id: int
    customer_id: int
    facts_version: int
    choice: Choice
    priority: int
    callable_until: datetime | None


def wake_due(call: Call, target: int = TARGET) -> int:
    """Wake what is due, put back what waits past its lawful window, and return how many customers moved."""
    call = Call(call.context, call.actor, call.now)
    database = call.context.database
    with database.reading() as session:
        found = _candidates(session, call.now, target)
    moved = 0
    for start in range(0, len(found), SLICE):
        judged = []
        for entry_id, customer_id in found[start : start + SLICE]:
            with database.reading() as session:
                one = _judge(session, entry_id, customer_id, call.now)
            if one is not None:
                judged.append(one)
            yield_to_loop()  # other desks run between two customers
        answer = _settle(call, judged)
        moved += int(answer.data.get("count", 0))
    return moved


def _candidates(session: Session, now: datetime, target: int) -> list[tuple[int, int]]:
    """Return (entry, customer) pairs to judge: due callbacks, closed windows, and the best of what is due."""
    candidates: list[tuple[int, int]] = [(e.id, e.customer_id) for e in rows(session, _OVER, now=now, most=target)]
    candidates += [(e.id, e.customer_id) for e in rows(session, _OWN, now=now, most=target)]
    waiting = {queue_id: count for queue_id, count in rows(session, _COUNTED)}
    room = {queue_id: target - waiting.get(queue_id, 0) for (queue_id,) in rows(session, _OPEN)}
    # a queue is refilled only when a good part is used up
    room = {queue_id: free for queue_id, free in room.items() if free > target // 4}
    due = rows(session, _DUE, now=now, most=FEW) if room else ()
    if len(due) < FEW:
        for entry in sorted(due, key=lambda entry: -entry.priority):
            if room.get(entry.queue_id, 0) > 0:
                room[entry.queue_id] -= 1
                candidates.append((entry.id, entry.customer_id))
    else:
        for queue_id, free in room.items():
            best = rows_in_thread(session, _BEST, now=now, queue=queue_id, most=free)
            candidates += [(e.id, e.customer_id) for e in best]
    return list(dict.fromkeys(candidates))


def _judge(session: Session, entry_id: int, customer_id: int, now: datetime) -> _Judged | None:
    case = load_case(session, customer_id, now)
    if case is None:
        return None
    own = value(session, _OWN_KIND, entry=entry_id) or ""
    purpose = purpose_of(own)
    choice = choose(case, now, purpose)
    points, _ = dispatch.score(case.facts.accounts or (), case.facts.attempts or (), case.facts.promises or (), now)
    until = None
    if choice.phone_id is not None:
        number = next(p.e164 for p in case.facts.phones or () if p.id == str(choice.phone_id))
        proposed = Proposed("call", purpose=purpose, initiator="dispatcher", number=number, at=now)
        packs = case.packs
        until = allowed_until(proposed, case.facts, packs, now)
    return _Judged(entry_id, customer_id, case.customer.facts_version, choice, points, until)


_HELD = select(Handout.id).where(Handout.customer_id == Entry.customer_id, Handout.ended_at.is_(None)).scalar_subquery()
_ON_ROUND = (
    select(func.max(VisitRound.ends_at, type_=Instant()))
    .join(Visit, Visit.round_id == VisitRound.id)
    .where(Visit.customer_id == Entry.customer_id, Visit.ended_at.is_(None), Visit.state != "approved")
    .correlate(Entry)
    .scalar_subquery()
)
_CURRENT = (
    select(Entry.state, Customer.facts_version, _HELD.label("held"), _ON_ROUND.label("on_round_until"))
    .join(Customer, Customer.id == Entry.customer_id)
    .where(Entry.id == _ENTRY)
    .with_for_update(skip_locked=True)
)


@action("wake.settle", audited=False)
def _settle(act: Act, judged: list[_Judged]) -> Answer:
    session = act.work.session
    moved = 0
    for one in judged:
        current = row(session, _CURRENT, entry=one.entry_id)
        if current is None or current.facts_version != one.facts_version:
            continue
        if current.held is not None:  # recorded, and still on the line or in wrap-up: nobody else gets the customer
            continue
        if current.state not in ("sleeping", "waiting"):
            continue
        moved += 1
        if current.on_round_until is not None and current.on_round_until > act.now:
            claim.rest(act.work, one.entry_id, act.now, current.on_round_until, "visit")
        elif one.choice.phone_id is not None:
            if current.state == "waiting":
                claim.extend_window(act.work, one.entry_id, act.now, one.callable_until)
            else:
                claim.wake(act.work, one.entry_id, act.now, priority=one.priority, callable_until=one.callable_until)
        elif one.choice.reason in ("nothing_owed", "no_number"):
            claim.close(act.work, one.customer_id, act.now, one.choice.reason)
        else:
            claim.rest(act.work, one.entry_id, act.now, one.choice.wake_at, one.choice.reason)
    if moved:
        act.work.happened(SupplyChanged())
    return Answer(data={"count": moved})
