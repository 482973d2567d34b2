"""The one place that gives a customer to an agent, takes one back, or moves one (rule 15).

No other module writes ``handout.ended_at``, ``entry.state`` or ``agent.handout_id``. Two partial unique
indexes stand behind it: one live hand-out per customer, one per agent. On PostgreSQL the claim locks entry
and customer and skips rows that others hold, so it never waits. On SQLite the single writer runs every
statement alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, bindparam, select, text, update
from sqlalchemy.orm import Session

from console.domain.errors import Conflict, IllegalMove
from console.store.fast.entities import follow, put
from console.store.fast.statements import add, add_rows, change, row, rows, value, write
from console.store.joint import refuse_together
from console.store.models import Agent, Entry, Handout
from console.store.reservation import LONG_BREAK, OWNER_IS_THERE
from console.store.unit_of_work import Work

_BEST = """
  SELECT e.id FROM entry e JOIN customer c ON c.id = e.customer_id
  WHERE e.state = 'waiting' AND {which}
    AND (e.callable_until IS NULL OR e.callable_until > :now)
    AND NOT EXISTS (SELECT 1 FROM decline d WHERE d.agent_id = :agent AND d.day = :day
                    AND d.customer_id = e.customer_id)
  ORDER BY {order} LIMIT 1 {lock}"""
_PICK = """
UPDATE entry SET state = 'handed_out', reason = '', updated_at = :now
WHERE id = {best}
RETURNING id, customer_id, queue_id, priority, own_kind, own_agent_id, own_note
"""
LATE = "known_late"  # why a hand-out is over that was known only after the customer had gone on
_OWN = ("e.own_agent_id = :agent", "e.wake_at, e.id")
_QUEUE = (
    f"e.queue_id = :queue AND (e.own_agent_id IS NULL OR e.own_until <= :now OR NOT {OWNER_IS_THERE})",
    "e.priority DESC, e.id",
)
_LOCKS = {"sqlite": "", "postgresql": "FOR UPDATE OF e, c SKIP LOCKED"}


def _best(parts: tuple[str, str], dialect: str) -> str:
    which, order = parts
    return "(" + _BEST.format(which=which, order=order, lock=_LOCKS[dialect]) + ")"


def _statements(dialect: str) -> tuple[TextClause, TextClause]:
    """Return the first claim (the agent's own entry, else the queue's best, in one statement) and the next ones."""
    own, queued = _best(_OWN, dialect), _best(_QUEUE, dialect)
    return (text(_PICK.format(best=f"coalesce({own}, {queued})")), text(_PICK.format(best=queued)))


STATEMENTS = {dialect: _statements(dialect) for dialect in _LOCKS}
_HANDOUT: Any = Handout.__table__
_AGENT: Any = Agent.__table__
_END = (
    update(_HANDOUT)
    .where(_HANDOUT.c.id == bindparam("handout"), _HANDOUT.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_reason=bindparam("why"))
    .returning(_HANDOUT.c.id)
)
_FREE = (
    update(_AGENT)
    .where(_AGENT.c.id == bindparam("agent"), _AGENT.c.handout_id == bindparam("handout"))
    .values(handout_id=None)
    .returning(_AGENT.c.id)
)
_ENTRIES: Any = Entry.__table__
_WAKE = (
    update(_ENTRIES)
    .where(_ENTRIES.c.id == bindparam("row_key"), _ENTRIES.c.state == "sleeping")
    .values(state="waiting", reason="")
    .returning(_ENTRIES.c.id)
)
_EXTEND = (
    update(_ENTRIES)
    .where(_ENTRIES.c.id == bindparam("row_key"), _ENTRIES.c.state == "waiting")
    .returning(_ENTRIES.c.id)
)
_ENTRY = update(_ENTRIES).where(_ENTRIES.c.customer_id == bindparam("customer"))
_LIVE_OF_CUSTOMER = select(Handout).where(Handout.customer_id == bindparam("customer"), Handout.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry that belongs to this transaction until it ends."""

    entry_id: int
    customer_id: int
    queue_id: int
    priority: int
    own: str  # "callback", "promise", "message" or "transfer" when it is the agent's own, else ""
    note: str = ""  # a colleague's, with a hand-over


def instant(session: Session, value: datetime) -> Any:
    """Return the instant in the form that the database's plain SQL takes."""
    if session.get_bind().dialect.name == "sqlite":
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value


def claim_values(session: Session, agent_id: int, now: datetime, day: str) -> dict[str, Any]:
    """Return the parameters of ``STATEMENTS``, all but ``queue``, in the form that the database's plain SQL takes."""
    return {
        "agent": agent_id,
        "now": instant(session, now),
        "day": day,
        "break_began": instant(session, now - LONG_BREAK),
    }


def claim_next(work: Work, agent_id: int, queues: Sequence[int], now: datetime, day: str) -> Claimed | None:
    """Claim the best waiting customer: the agent's own callbacks first, then the queues in rank order.

    ``queues``: queue ids by rank. ``day``: the site's local date, for customers that the agent declined.
    """
    first, more = STATEMENTS[work.dialect]
    values = claim_values(work.session, agent_id, now, day)
    for number, queue_id in enumerate(queues or (0,)):
        found = row(work.session, more if number else first, queue=queue_id, **values)
        if found is not None:
            # a reminder or an answer stays one when a colleague takes it; a callback was the agent's own
            mine = found.own_agent_id == agent_id or found.own_kind in ("promise", "message")
            own = found.own_kind if mine else ""
            return Claimed(found.id, found.customer_id, found.queue_id, found.priority, own, found.own_note or "")
    return None


def claim_customer(work: Work, customer_id: int, agent_id: int, now: datetime) -> Claimed:
    """Claim one named customer whose row the caller has locked.

    Raises Conflict when another agent has that customer. The caller must have ended an expired lease before.
    """
    live = live_of_customer(work.session, customer_id)
    if live is not None:
        raise Conflict("%(name)s has this customer now.", agent_id=live.agent_id, name="")
    row = work.session.execute(
        update(Entry)
        .where(Entry.customer_id == customer_id)
        .values(state="handed_out", reason="", updated_at=now)
        .returning(Entry.id, Entry.queue_id, Entry.priority)
    ).one()
    return Claimed(row.id, customer_id, row.queue_id, row.priority, "")


def grant(
    work: Work,
    claimed: Claimed,
    agent: Agent,
    kind: str,
    now: datetime,
    *,
    facts_version: int,
    offer_until: datetime | None = None,
    lease_until: datetime | None = None,
    score: int = 0,
    factors: Sequence[dict[str, Any]] = (),
    note: str = "",
    accepted: bool = False,
    apart: bool = False,
) -> int:
    """Write the hand-out of the claimed customer to this agent, whose row the caller has locked.

    Returns the hand-out's id, which grows with every hand-out and fences older ones (rule 15). Raises Conflict while
    an agent has somebody else who owes the same account. With ``apart`` the caller has asked, or a talk goes on.
    """
    if not apart:
        refuse_together(work.session, claimed.customer_id)
    handout_id = add(
        work.session,
        Handout,
        customer_id=claimed.customer_id,
        agent_id=agent.id,
        queue_id=claimed.queue_id,
        kind=kind,
        offered_at=now,
        offer_until=offer_until,
        accepted_at=now if accepted else None,
        lease_until=lease_until,
        extensions=0,
        end_reason="",
        score=score,
        factors=list(factors),
        note=note,
        facts_version=facts_version,
        step="open",
    )
    put(work.session, agent, handout_id=handout_id)
    return handout_id


def grant_past(work: Work, customer_id: int, agent_id: int, began_at: datetime, now: datetime, version: int) -> int:
    """Write the hand-out of a contact that is known only now, after the customer had gone on. It is over at once.

    It gives nobody the customer and moves nothing: what hangs on it is a late report (rule 15). Return its id.
    """
    queue_id = work.session.execute(select(Entry.queue_id).where(Entry.customer_id == customer_id)).scalar_one()
    return add(
        work.session,
        Handout,
        customer_id=customer_id,
        agent_id=agent_id,
        queue_id=queue_id,
        kind="manual",
        offered_at=began_at,
        accepted_at=began_at,
        begun_at=began_at,
        ended_at=now,
        end_reason=LATE,
        extensions=0,
        score=0,
        factors=[],
        note="",
        facts_version=version,
        step="open",
    )


def is_superseded(session: Session, handout: Handout) -> bool:
    """Return True when the customer has gone on to somebody else since this hand-out, which then moves nothing."""
    if handout.ended_at is None:
        return False
    newer = select(Handout.id).where(
        Handout.customer_id == handout.customer_id, Handout.id > handout.id, Handout.end_reason != LATE
    )
    return handout.end_reason == LATE or session.execute(newer.limit(1)).first() is not None


def end_handout(work: Work, handout: Handout, agent: Agent, reason: str, now: datetime) -> None:
    """End a live hand-out of this agent. The caller says where the entry goes (``put_to_sleep``, ``close``).

    Raises Conflict when it has ended already. Raises IllegalMove while the safety state is on: then nothing ends
    it but a lead who takes the customer over.
    """
    if handout.safety_at is not None and reason != "recalled":
        raise IllegalMove("The safety state is on. Only the agent ends this contact, the safe way.")
    if value(work.session, _END, handout=handout.id, at=now, why=reason) is None:
        raise Conflict("This customer is no longer with that agent.")
    follow(handout, ended_at=now, end_reason=reason)
    if value(work.session, _FREE, handout=handout.id, agent=agent.id) is not None:
        follow(agent, handout_id=None)


def put_to_sleep(
    work: Work,
    customer_id: int,
    now: datetime,
    *,
    wake_at: datetime | None,
    reason: str,
    priority: int | None = None,
    own_agent_id: int | None = None,
    own_kind: str = "",
    own_until: datetime | None = None,
    own_note: str = "",
) -> None:
    """Put a customer's entry to sleep until ``wake_at`` (None = until something changes)."""
    values: dict[str, Any] = {
        "state": "sleeping",
        "wake_at": wake_at,
        "reason": reason,
        "callable_until": None,
        "own_agent_id": own_agent_id,
        "own_kind": own_kind,
        "own_until": own_until,
        "own_note": own_note or None,
        "updated_at": now,
    }
    if priority is not None:
        values["priority"] = priority
    write(work.session, _ENTRY, customer=customer_id, **values)


def rest(work: Work, entry_id: int, now: datetime, wake_at: datetime | None, reason: str) -> None:
    """Put an entry that may not be contacted to sleep. An own callback stays with its agent."""
    change(
        work.session,
        Entry,
        entry_id,
        state="sleeping",
        wake_at=wake_at,
        reason=reason,
        callable_until=None,
        updated_at=now,
    )


def live_of_customer(session: Session, customer_id: int) -> Handout | None:
    """Return the live hand-out of a customer, or None."""
    found: Handout | None = session.execute(_LIVE_OF_CUSTOMER, {"customer": customer_id}).scalar_one_or_none()
    return found


def holders(session: Session, customers: Collection[int]) -> list[int]:
    """Return the ids of the agents who have one of these customers now."""
    return list(
        session.execute(
            select(Handout.agent_id).where(Handout.customer_id.in_(customers), Handout.ended_at.is_(None))
        ).scalars()
    )


def enter(work: Work, places: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write the entries of new customers: customer_id, queue_id, state, priority, wake_at, reason."""
    add_rows(work.session, Entry, [{"own_kind": "", "updated_at": now, **place} for place in places])


def wake_many(work: Work, customers: Collection[int], now: datetime, reason: str) -> int:
    """Let customers who sleep for this reason be judged again now; return their number."""
    done = work.session.execute(
        update(Entry)
        .where(Entry.customer_id.in_(customers), Entry.state == "sleeping", Entry.reason == reason)
        .values(wake_at=now, reason="due", updated_at=now)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def requeue(work: Work, customer_id: int, queue_id: int, now: datetime) -> None:
    """Move a customer who is with nobody to another queue, where the customer is judged again."""
    work.session.execute(
        update(Entry)
        .where(Entry.customer_id == customer_id, Entry.state.in_(("waiting", "sleeping")))
        .values(queue_id=queue_id, updated_at=now)
    )


def live_of_agent(session: Session, agent_id: int) -> Handout | None:
    """Return the live hand-out of an agent, or None."""
    return session.execute(
        select(Handout).where(Handout.agent_id == agent_id, Handout.ended_at.is_(None))
    ).scalar_one_or_none()


def wake(work: Work, entry_id: int, now: datetime, *, priority: int, callable_until: datetime | None) -> None:
    """Set a sleeping entry to waiting; ``callable_until`` ends its lawful window."""
    rows(work.session, _WAKE, row_key=entry_id, priority=priority, callable_until=callable_until, updated_at=now)


def close(work: Work, customer_id: int, now: datetime, reason: str) -> None:
    """Take a customer out of the queues; the entry stays with its reason."""
    work.session.execute(
        update(Entry)
        .where(Entry.customer_id == customer_id)
        .values(
            state="closed",
            reason=reason,
            wake_at=None,
            callable_until=None,
            own_agent_id=None,
            own_kind="",
            own_until=None,
            updated_at=now,
        )
    )


def extend_window(work: Work, entry_id: int, now: datetime, until: datetime | None) -> None:
    """Set the next lawful window of a waiting entry."""
    rows(work.session, _EXTEND, row_key=entry_id, callable_until=until, updated_at=now)


def requeue_all(work: Work, from_id: int, to_id: int, now: datetime, most: int) -> int:
    """Move at most ``most`` entries that are with nobody to another queue; return their number."""
    ids = (
        select(Entry.id)
        .where(Entry.queue_id == from_id, Entry.state != "handed_out")
        .order_by(Entry.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = list(work.session.execute(ids).scalars())
    for start in range(0, len(found), 500):
        work.session.execute(
            update(Entry).where(Entry.id.in_(found[start : start + 500])).values(queue_id=to_id, updated_at=now)
        )
    return len(found)
