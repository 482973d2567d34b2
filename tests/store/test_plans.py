"""No statement that a call, the worker, a live page or a search needs reads a growing table whole.

Every statement of a few calls is asked for its plan. SQLite has no statistics here, as on a site.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from console.actions import handout, inbound, outcome, shift
from console.domain.promises import OutcomeForm
from console.store.queries.floor import floor_view
from console.store.queries.officer import officer_view
from console.store.queries.search import find_customers
from console.store.queries.team import numbers_shown, outcomes_of_today
from console.store.training_labels import labelled
from tests.actions.test_promise import pay
from tests.people import ZONE, House

# tables that stay small at any site
SMALL = {
    "agency",
    "agent",
    "agent_queue",
    "creditor",
    "holiday",
    "house_rule",
    "import_run",
    "paper",
    "person",
    "portfolio",
    "queue",
    "rule_review",
    "service_token",
    "site",
    "talking_point",
    "team",
    "weights",
}
# the few who wait, the one count of all that is made apart and seldom, the first 500 open requests
MEANT = {
    "entry USING INDEX ix_entry_waiting",
    "entry USING COVERING INDEX ix_entry_reasons",
    "request USING INDEX ix_request_open",
}


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


def day(house: House) -> None:
    """Work some customers: promise, payment, corrections, a callback, a returned one, an inbound."""

    def form() -> OutcomeForm:
        return OutcomeForm(parts=(((house.now + timedelta(days=2)).date(), 500_00),))

    def version() -> int:
        view = house.desk("agent1").outcome
        assert view is not None
        return view.facts_version

    house.tick()
    for code in ("REF", "PTP-P", "NA", "DISP", "HARD"):
        if code == "NA":
            token = house.preview("agent1")
            assert house.begin("agent1", token).ok
        else:
            token = house.talk("agent1")
        customer = house.desk("agent1").customer
        assert customer is not None
        done = house.finish("agent1", token, code, form() if code == "PTP-P" else None)
        if code == "PTP-P":
            promised = customer.customer_id
            wrong = outcome.correct(house.call("agent1"), done.data["outcome_id"], "REF", "", OutcomeForm(), version())
            assert wrong.ok, wrong
            right = outcome.correct(house.call("agent1"), wrong.data["outcome_id"], "PTP-P", "", form(), version())
            assert right.ok, right
        assert handout.end_wrap_up(house.call("agent1"), token).ok
        token = house.desk("agent1").token
        if token:
            assert handout.decline(house.call("agent1"), token, "known").ok
        house.tick()
    assert shift.go_offline(house.call("agent1")).ok
    pay(house, promised, "p1", 100_00)
    house.ready("agent2")
    house.later(minutes=6)
    house.tick()
    assert inbound.take_inbound(house.call("agent3"), promised).ok
    for _ in range(4):
        house.later(days=1)
        house.tick()


def look(house: House) -> None:
    """Read what live pages and searches show."""
    for login in ("lead1", "admin1"):
        with house.database.reading() as session:
            floor_view(session, house.actor(login), house.now, ZONE, house.supply)
            outcomes_of_today(session, house.actor(login), house.now, ZONE)
            numbers_shown(session, house.actor(login), house.now)
    with house.database.reading() as session:
        officer_view(session, house.now, ZONE)
        labelled(session, house.now, 300)
        for query in ("UCI-00148", "王", "13800138000", "61234567"):
            find_customers(session, house.actor("agent1"), query)
    house.desk("agent1")
    house.desk("agent3")


def test_no_growing_table_is_read_whole(small_house: House) -> None:
    with watched(small_house) as found:
        day(small_house)
        look(small_house)
    assert len(found) > 100, "the watch heard nothing"
    bad = []
    with small_house.database.reading() as session:
        for statement in found.values():
            if statement.split()[0] not in ("SELECT", "UPDATE", "DELETE"):
                continue
            for *_, step in session.info["raw"].execute(f"EXPLAIN QUERY PLAN {statement}"):
                kind, _, what = step.partition(" ")
                table = what.split()[0] if what else ""
                if kind == "SCAN" and what not in MEANT and table not in SMALL:
                    bad.append(f"{step}: {statement}")
    assert not bad, "\n\n".join(bad)
