"""No statement that a call, the worker, a live page or a search needs reads a growing table whole.

Every statement of a few calls is asked for its plan. SQLite has no statistics here, as on a site.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from console.actions import handout, inbound, lead, promises, shift
from console.domain.promises import OutcomeForm
from console.store.labelled import labelled
from console.store.queries.floor import floor_view
from console.store.queries.officer import officer_view
from console.store.queries.search import find_customers
from console.store.queries.team import numbers_shown, outcomes_of_today
from tests.people import ZONE, House

# tables that stay small at any site
SMALL = frozenset(
    "agency agent agent_queue creditor holiday house_rule import_run paper person portfolio queue "
    "rule_review service_token site talking_point team weights".split()
)
# the few who wait, and the one count of all that is made apart and seldom
MEANT = frozenset({"entry USING INDEX ix_entry_waiting", "entry USING COVERING INDEX ix_entry_reasons"})


@contextmanager
def watched(house: House) -> Iterator[dict[str, str]]:
    """Gather the statements: their form without values -> one of them as it ran."""
    found: dict[str, str] = {}

    def tell(statement: str) -> None:
        form = re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", statement)
        found.setdefault(re.sub(r"\?(, \?)+", "?", form), statement)

    with house.database.reading() as session:
        reader: sqlite3.Connection = session.info["raw"]
    writer: sqlite3.Connection = house.database.transaction(lambda w: w.session.info["raw"])
    for raw in (reader, writer):
        raw.set_trace_callback(tell)
    yield found
    for raw in (reader, writer):
        raw.set_trace_callback(None)
