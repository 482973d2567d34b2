"""Phase two of an import: small transactions, each with whole customers (architecture, "Import in two phases")."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps.apply_customer import apply_customers
from console.actions.steps.list_moment import listed_of
from console.actions.steps.past_contacts import asleep_until, record_contacts, settle_known
from console.actions.steps.recall import LINE as GONE
from console.actions.steps.recall import recall
from console.actions.steps.throttle import AT_ONCE, Pace
from console.domain.errors import Conflict, NotYours
from console.domain.events import SupplyChanged
from console.store.fast.entities import put
from console.store.models import Customer, Entry, ImportRun, Portfolio, Staging

# rows a transaction: beside agents as many as take HOLD seconds, for which an agent's own write may
# have to wait on SQLite
ROWS, LEAST, MOST = 100, 20, 400
HOLD = 0.012
SETTLED = 200


@action("intake.apply_slice", audited=False)
def apply_slice(act: Act, run_id: int, limit: int = ROWS) -> Answer:
    """Apply the next customers, or the next contacts, of about ``limit`` staged rows.

    ``data``: ``left`` is 0 when the run is applied; ``took`` is how many seconds other writers had to wait.
    """
    began = time.perf_counter()
    session = act.work.session
    run = session.get(ImportRun, run_id, with_for_update=True)
    if run is None:
        raise NotYours()
    if run.state == "cancelled":
        raise Conflict("The import was cancelled.")
    if run.state != "applying":
        raise Conflict("Read the file first, then apply it.")
    put(session, run, beat_at=act.now)
    portfolio = session.get_one(Portfolio, run.portfolio_id)
    ids, groups, gone = _next(act, run_id, limit)
    if not ids:
        return _end(act, run, portfolio)
    count = {"created": 0, "updated": 0}
    if gone:
        report = _counted(run.report, recalled=recall(act, portfolio, run.source, list(groups), listed_of(run)))
    elif run.kind == "customers":
        known = bool(run.no_past_contacts)
        until = None if known else asleep_until(act, portfolio)
        done = apply_customers(act, portfolio, run.source, groups, listed_of(run), known=known, asleep_until=until)
        count = {"created": done.created, "updated": done.updated}
        report = _counted(run.report, unchanged=done.unchanged, **done.more)
    else:
        told = record_contacts(act, portfolio, run.source, groups)
        count = {"created": told.added, "updated": 0}
        report = _counted(run.report, unchanged=told.known, differ=told.differ)
    put(
        session,
        run,
        created=run.created + count["created"],
        updated=run.updated + count["updated"],
        applied=run.applied + (0 if gone else len(groups) if run.kind == "customers" else len(ids)),
        report=report,
    )
    session.execute(delete(Staging).where(Staging.id.in_(ids)))
    act.work.happened(SupplyChanged())
    took = time.perf_counter() - began
    return Answer(data={"left": 1, "applied": run.applied, "took": took})


def _next(act: Act, run_id: int, limit: int) -> tuple[list[int], dict[str, list[dict[str, Any]]], bool]:
    """Return the staged rows of the next customers, each with all rows of the customer.

    The third value is True when these are people whom a whole list leaves out. They come last.
    """
    session = act.work.session
    mine = select(Staging.id, Staging.customer_key, Staging.row).where(
        Staging.run_id == run_id, Staging.held.is_(False)
    )
    named, gone = mine.where(Staging.line != GONE), mine.where(Staging.line == GONE)
    rows: Sequence[Any] = session.execute(named.order_by(Staging.customer_key, Staging.id).limit(limit)).all()
    if not rows:
        rows = session.execute(gone.order_by(Staging.id).limit(limit)).all()
        return [row.id for row in rows], {row.customer_key: [] for row in rows}, True
    if len(rows) == limit:
        last = rows[-1].customer_key
        whole = [row for row in rows if row.customer_key != last]
        # a customer with more accounts than a slice is a slice alone
        rows = whole or session.execute(named.where(Staging.customer_key == last).order_by(Staging.id)).all()
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row.customer_key, []).append(row.row)
    return [row.id for row in rows], groups, False


def _counted(report: dict[str, Any], **more: int) -> dict[str, Any]:
    """Return the report with these numbers added to its own."""
    return {**report, **{name: report.get(name, 0) + count for name, count in more.items()}}


def _end(act: Act, run: ImportRun, portfolio: Portfolio) -> Answer:
    """Close the run. For past contacts, first set from when on the past is known."""
    covers = run.options.get("covers_from", "")
    report = run.report
    if run.kind == "contacts" and covers and "settled_to" not in report and not report.get("unsure"):
        report = {**report, "settled_to": 0, "settled": 0}
    to = report.get("settled_to")
    if to is not None and to >= 0:
        bad = set(
            act.work.session.execute(
                select(Staging.customer_key).where(Staging.run_id == run.id, Staging.held.is_(True))
            ).scalars()
        )
        since = datetime.fromisoformat(covers)
        last, count = settle_known(act, portfolio, run.source, since, to, SETTLED, bad)
        put(act.work.session, run, report={**_counted(report, settled=count), "settled_to": last or -1})
        act.work.happened(SupplyChanged())
        return Answer(data={"left": 1, "applied": run.applied})
    put(act.work.session, run, state="applied", ended_at=act.now)
    return Answer(data={"left": 0, "applied": run.applied})


def apply(
    call: Call, run_id: int, pace: Pace = AT_ONCE, progress: Callable[[int], None] = lambda applied: None
) -> Answer:
    """Apply a run that somebody has released. A second call after a crash continues."""
    limit = ROWS
    while True:
        began = time.perf_counter()
        answer = apply_slice(pace.call(call), run_id, limit)
        if not answer.ok:
            return answer
        progress(int(answer.data["applied"]))
        if not answer.data["left"]:
            return _report_asleep(pace.call(call), run_id)
        if pace.share and (took := answer.data.get("took")):
            limit = fit(limit, took)
        pace.rest(began)


def fit(limit: int, took: float) -> int:
    """Return how many rows the next slice takes when a slice of ``limit`` rows held others up for ``took`` seconds."""
    return max(LEAST, min(MOST, round(limit * min(1.2, HOLD / took))))


def _report_asleep(call: Call, run_id: int) -> Answer:
    """Count the customers that sleep because their past is unknown. Its own transaction: it reads all of them."""
    with call.context.database.reading() as session:
        run = session.get_one(ImportRun, run_id)
        count, until = session.execute(
            select(func.count(), func.max(Entry.wake_at))
            .join(Customer, Customer.id == Entry.customer_id)
            .where(
                Entry.state == "sleeping",
                Entry.reason == "history",
                Customer.portfolio_id == run.portfolio_id,
                Customer.source == run.source,
            )
        ).one()
    return say_asleep(call, run_id, int(count), until)


@action("intake.applied")
def say_asleep(act: Act, run_id: int, count: int, until: datetime | None) -> Answer:
    """Record how many of the source's customers sleep because their past is unknown, and until when."""
    run = act.work.session.get_one(ImportRun, run_id, with_for_update=True)
    put(act.work.session, run, report={**run.report, "asleep": count, "until": until.isoformat() if until else ""})
    return Answer(data={"left": 0, "applied": run.applied, "asleep": count})
