"""Today's verdicts, counted from the last call on: a busy day has more than ten thousand of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from console.store.fast.statements import rows_in_thread
from console.store.models import ChainEntry, Customer
from console.store.models.types import Instant

ASKED = ("verdict.begin", "verdict.permit")  # of somebody who wanted to begin
SHOWN = 60
SETTLED = timedelta(minutes=1)  # no transaction lasts so long: nothing older is still to come
LEVEL = ChainEntry.body["verdict"]["level"].as_string()

_BETWEEN = (
    ChainEntry.kind.in_(ASKED),
    ChainEntry.at >= bindparam("since", type_=Instant()),
    ChainEntry.at < bindparam("until", type_=Instant()),
)
_Newest = Row[datetime, str, dict[str, Any], str]  # at, actor, body, the customer's name or None
_COUNTS = select(LEVEL.label("level"), func.count().label("n")).where(*_BETWEEN).group_by("level")
_NEWEST = (
    select(ChainEntry.at, ChainEntry.actor, ChainEntry.body, Customer.name)
    .outerjoin(Customer, Customer.id == ChainEntry.customer_id)
    .where(*_BETWEEN, LEVEL.in_(("block", "warn")))
    .order_by(ChainEntry.at.desc(), ChainEntry.id.desc())
    .limit(SHOWN)
)


class DayCounts:
    """The number of verdicts of each level today, and the newest blocks and warnings.

    What is older than a minute is kept; a call reads only what is newer.
    """

    def __init__(self) -> None:
        self._start: datetime | None = None
        self._until: datetime | None = None
        self._counts: Counter[str] = Counter()
        self._newest: list[_Newest] = []
        self._lock = threading.Lock()

    def get(self, session: Session, start: datetime, now: datetime) -> tuple[Counter[str], list[_Newest]]:
        """Return the counts by level since ``start``, and the newest 60 (at, actor, body, name)."""
        with self._lock:
            if self._until is None or self._start != start or now < self._until:
                self._start, self._until = start, start
                self._counts, self._newest = Counter(), []
            edge = max(start, now - SETTLED)
            if edge > self._until:
                counts, newest = _read(session, self._until, edge)
                self._counts += counts
                self._newest = [*newest, *self._newest][:SHOWN]
                self._until = edge
            counts, newest = _read(session, self._until, now + timedelta(days=1))
            return self._counts + counts, [*newest, *self._newest][:SHOWN]


def _read(session: Session, since: datetime, until: datetime) -> tuple[Counter[str], Sequence[_Newest]]:
    counted = rows_in_thread(session, _COUNTS, since=since, until=until)
    newest = rows_in_thread(session, _NEWEST, since=since, until=until)
    return Counter({str(row.level or ""): int(row.n) for row in counted}), newest
