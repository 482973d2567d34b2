"""A customer on a round is reserved for it: the queue does not offer that customer meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from console.actions.call import Act
from console.store import claim
from console.store.models import Entry

REASON = "visit"


def reserve(act: Act, customer_id: int, until: datetime) -> None:
    """Let the customer's entry sleep until the round is over. One who is with an agent stays there."""
    entry = act.work.session.execute(
        select(Entry.state, Entry.reason, Entry.wake_at).where(Entry.customer_id == customer_id)
    ).one_or_none()
    if entry is None or entry.state in ("handed_out", "closed"):
        return
    if entry.state == "sleeping" and entry.wake_at is not None and entry.wake_at >= until:
        return  # it sleeps longer anyway, such as until a promise falls due
    claim.put_to_sleep(act.work, customer_id, act.now, wake_at=until, reason=REASON)


def release(act: Act, customer_id: int) -> None:
    """Let the customer's entry wake now when it sleeps for a visit."""
    entry = act.work.session.execute(
        select(Entry.state, Entry.reason).where(Entry.customer_id == customer_id)
    ).one_or_none()
    if entry is not None and entry.state == "sleeping" and entry.reason == REASON:
        claim.put_to_sleep(act.work, customer_id, act.now, wake_at=act.now, reason="due")
