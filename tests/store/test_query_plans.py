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
from tests.actions.promised import pay
from tests.people import ZONE, SampleSite

# tables that stay small at any site
SMALL = {
    "agency",
    "agent",
    "agent_queue",
    "creditor",
    "declaration",
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
# the few who wait, the one count of all that is made apart and seldom, the first 500 open requests, unseen findings,
# what stands on desks now
MEANT = {
    "alarm USING INDEX ix_alarm_open",
    "entry USING INDEX ix_entry_waiting",
    "entry USING COVERING INDEX ix_entry_reasons",
    "lead_note USING INDEX ix_lead_note_open",
    "request USING INDEX ix_request_open",
    "speech_finding USING INDEX ix_speech_finding_unseen",
}


@contextmanager
def watched(site: SampleSite) -> Iterator[dict[str, str]]:
    """Gather the statements: their form without values -> one of them as it ran."""
    found: dict[str, str] = {}

    def tell(statement: str) -> None:
        form = re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", statement)
        found.setdefault(re.sub(r"\?(, \?)+", "?", form), statement)

    with site.database.reading() as session:
        reader: sqlite3.Connection = session.info["raw"]
    writer: sqlite3.Connection = site.database.transaction(lambda w: w.session.info["raw"])
    for raw in (reader, writer):
        raw.set_trace_callback(tell)
    yield found
    for raw in (reader, writer):
        raw.set_trace_callback(None)


def day(site: SampleSite) -> None:
    """Work some customers: promise, payment, corrections, a callback, a returned one, an inbound."""

    def form() -> OutcomeForm:
        return OutcomeForm(parts=(((site.now + timedelta(days=2)).date(), 500_00),))

    def version() -> int:
        view = site.desk("agent1").outcome
        assert view is not None
        return view.facts_version

    site.tick()
    for code in ("REF", "PTP-P", "NA", "DISP", "HARD"):
        if code == "NA":
            token = site.preview("agent1")
            assert site.begin("agent1", token).ok
        else:
            token = site.talk("agent1")
        customer = site.desk("agent1").customer
        assert customer is not None
        done = site.finish("agent1", token, code, form() if code == "PTP-P" else None)
        if code == "PTP-P":
            promised = customer.customer_id
            wrong = outcome.correct(site.call("agent1"), done.data["outcome_id"], "REF", "", OutcomeForm(), version())
            assert wrong.ok, wrong
            right = outcome.correct(site.call("agent1"), wrong.data["outcome_id"], "PTP-P", "", form(), version())
            assert right.ok, right
        assert handout.end_wrap_up(site.call("agent1"), token).ok
        token = site.desk("agent1").token
        if token:
            assert handout.decline(site.call("agent1"), token, "known").ok
        site.tick()
    assert shift.go_offline(site.call("agent1")).ok
    pay(site, promised, "p1", 100_00)
    site.ready("agent2")
    site.later(minutes=6)
    site.tick()
    assert inbound.take_inbound(site.call("agent3"), promised).ok
    for _ in range(4):
        site.later(days=1)
        site.tick()


def look(site: SampleSite) -> None:
    """Read what live pages and searches show."""
    for login in ("lead1", "admin1"):
        with site.database.reading() as session:
            floor_view(session, site.actor(login), site.now, ZONE, site.supply, site.money)
            outcomes_of_today(session, site.actor(login), site.now, ZONE)
            numbers_shown(session, site.actor(login), site.now)
    with site.database.reading() as session:
        officer_view(session, site.now, ZONE)
        labelled(session, site.now, 300)
        for query in ("UCI-00148", "王", "13800138000", "61234567"):
            find_customers(session, site.actor("agent1"), query)
    site.desk("agent1")
    site.desk("agent3")


def test_no_growing_table_is_read_whole(sqlite_site: SampleSite) -> None:
    with watched(sqlite_site) as found:
        day(sqlite_site)
        look(sqlite_site)
    assert len(found) > 100, "the watch heard nothing"
    bad = []
    with sqlite_site.database.reading() as session:
        for statement in found.values():
            if statement.split()[0] not in ("SELECT", "UPDATE", "DELETE"):
                continue
            for *_, step in session.info["raw"].execute(f"EXPLAIN QUERY PLAN {statement}"):
                kind, _, what = step.partition(" ")
                table = what.split()[0] if what else ""
                if kind == "SCAN" and what not in MEANT and table not in SMALL:
                    bad.append(f"{step}: {statement}")
    assert not bad, "\n\n".join(bad)
