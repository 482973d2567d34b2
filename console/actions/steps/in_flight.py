"""A stop is confirmed only when no message of the customer is on its way to the carrier any more."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from console.actions.call import Act
from console.store.models import Message
from console.store.unit_of_work import Database

STOPPING = frozenset({"stop", "hold", "dispute", "suppression", "recall", "number"})  # kinds of change
ON_ITS_WAY = timedelta(seconds=30)  # a message that has been leaving for longer has lost its sender
LONGEST_WAIT_S = 3.0
LOOK_EVERY_S = 0.01


def confirm_when_still(act: Act, customers: Collection[int], kinds: Collection[str]) -> None:
    """Let the answer wait until messages to these customers that had their permit before this act are handed over.

    The next message sees the act under the customer's lock. So nothing reaches the carrier after the answer, unless
    the carrier itself takes longer than ``LONGEST_WAIT_S``.
    """
    if act.context.carriers and not STOPPING.isdisjoint(kinds):
        act.work.last.append(lambda: _wait(act.work.database, list(customers), act))


def _wait(database: Database, customers: Collection[int], act: Act) -> None:
    leaving = (
        select(Message.id)
        .where(Message.customer_id.in_(customers), Message.state == "leaving", Message.left_at > act.now - ON_ITS_WAY)
        .limit(1)
    )
    until = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < until:
        with database.reading() as session:
            if session.execute(leaving).first() is None:
                return
        time.sleep(LOOK_EVERY_S)
