"""The runs of imports: staged first, applied after a person saw the report (architecture, "Import in two phases")."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import whole_list
from console.actions.steps.list_moment import listed_of, moment_options, take_day_of_file, tell_newest, unsure_rows
from console.actions.steps.past_contacts import asleep_until, unknown_here
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.lists import moment_of
from console.store.fast.entities import put
from console.store.fast.statements import add, add_rows
from console.store.models import Creditor, ImportMapping, ImportRun, Portfolio, Staging
from console.store.scope import need_portfolio, run_of

STOPPED = "The reading was stopped. Nothing has changed. Choose the file again."
DROP = 1000
STALE = timedelta(seconds=60)  # after so long without a sign of life, the process of an import is dead
OTHER_ROW: tuple[str, str, dict[str, str]] = (
    "external_id",
    "another row of this customer is bad: either all accounts are imported or none",
    {},
)
STRANGER = "source %(source)s has no such customer: import the customers first"


@action("intake.portfolio")
def open_portfolio(
    act: Act, creditor: str, name: str, currency: str, packs: Sequence[str], *, make: bool = True
) -> Answer:
    """Return the portfolio of this creditor and name. A new one is made, or refused when ``make`` is False.

    ``currency`` may be empty for a portfolio that is there: it has been said before.
    """
    if not creditor.strip() or not name.strip():
        raise Invalid("Enter the names of the creditor and the portfolio.", field="portfolio")
    session = act.work.session
    creditor_id = session.execute(select(Creditor.id).where(Creditor.name == creditor)).scalar()
    known = select(Portfolio.id).where(Portfolio.creditor_id == creditor_id, Portfolio.name == name)
    if not make and session.execute(known).first() is None:
        raise Invalid("There is no such portfolio. Import its customers first.", field="portfolio")
    if session.execute(known).first() is None and not re.fullmatch("[A-Z]{3}", currency):
        raise Invalid("Enter the currency as three letters, such as CNY.", field="currency")
    if creditor_id is None:
        creditor_id = add(session, Creditor, name=creditor, name_zh="", type="bank", home_region="CN", phone_back="")
    found = session.execute(
        select(Portfolio).where(Portfolio.creditor_id == creditor_id, Portfolio.name == name)
    ).scalar_one_or_none()
    if found is not None:
        need_portfolio(session, act.actor, found.id)
        if make and currency and found.currency != currency:
            raise Conflict("This portfolio is in another currency.", field="currency")
        return Answer(data={"portfolio_id": found.id})
    number = add(
        session, Portfolio, creditor_id=creditor_id, name=name, currency=currency, packs=list(packs), made_up=False
    )
    return Answer(data={"portfolio_id": number})


@action("intake.start")
def start(
    act: Act,
    portfolio_id: int,
    source: str,
    file_name: str,
    no_past_contacts: bool | None,
    names: Mapping[str, str] | None = None,
    *,
    kind: str = "customers",
    zone: str = "",
    covers_from: datetime | None = None,
    said: Mapping[str, Any] | None = None,
    as_of: date | None = None,
    as_of_time: time | None = None,
    whole: bool = False,
) -> Answer:
    """Open a run for a file of customers or of past contacts.

    ``no_past_contacts`` (customers) and ``covers_from`` (contacts: the file holds every contact from then
    until these customers came here) are statements of the importing person, on record. ``names`` maps a field
    to a column header; it is stored for this source and used again. ``zone`` is for times without a zone.
    ``said`` is how the file is written, as far as a person says so: decimal, dates, sheet, head_line.
    ``as_of`` and ``as_of_time`` say of which moment a list is, by default today; ``whole`` says that whoever
    it leaves out is recalled.
    """
    need_portfolio(act.work.session, act.actor, portfolio_id)
    if covers_from is not None and covers_from > act.now:
        raise Invalid("The day from which the contacts are complete is in the future.", field="covers_from")
    columns = _mapping(act, portfolio_id, source, names, kind)
    options: dict[str, Any] = {
        "zone": zone or act.context.zone.key,
        "covers_from": covers_from.isoformat() if covers_from else "",
        "said": dict(said or {}),
    }
    begins = None
    if kind == "customers":
        options |= moment_options(act, as_of, as_of_time, whole)
        begins, _ = moment_of(date.fromisoformat(options["as_of"]), as_of_time, act.context.zone, act.now)
    run_id = add(
        act.work.session,
        ImportRun,
        portfolio_id=portfolio_id,
        source=source,
        file_name=file_name[:200],
        state="reading",
        kind=kind,
        columns=columns,
        options=options,
        as_of=begins,
        no_past_contacts=no_past_contacts,
        by_id=act.actor.id or None,
        made_at=act.now,
        beat_at=act.now,
        rows_read=0,
        rows_bad=0,
        customers=0,
        applied=0,
        created=0,
        updated=0,
        report={},
        error="",
    )
    if kind == "customers":
        tell_newest(act, act.work.session.get_one(ImportRun, run_id))
    return Answer(data={"run_id": run_id})


def _mapping(act: Act, portfolio_id: int, source: str, names: Mapping[str, str] | None, kind: str) -> dict[str, str]:
    """Store the mapping of a source, or return the stored one. Contacts have a mapping of their own."""
    row = _kept(act, portfolio_id, source)
    if not names:
        if row is None:
            return {}
        return dict(row.columns if kind == "customers" else row.options.get(kind, {}))
    columns, options = (row.columns, row.options) if row is not None else ({}, {})
    if kind == "customers":
        columns = dict(names)
    else:
        options = {**options, kind: dict(names)}
    _keep(act, portfolio_id, source, columns, options)
    return dict(names)


def _kept(act: Act, portfolio_id: int, source: str) -> ImportMapping | None:
    return act.work.session.execute(
        select(ImportMapping).where(ImportMapping.portfolio_id == portfolio_id, ImportMapping.source == source)
    ).scalar_one_or_none()


def _keep(act: Act, portfolio_id: int, source: str, columns: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """Store the mapping of a source, with how its files are written."""
    row = _kept(act, portfolio_id, source)
    if row is None:
        add(
            act.work.session,
            ImportMapping,
            portfolio_id=portfolio_id,
            source=source,
            columns=dict(columns),
            options=dict(options),
            saved_at=act.now,
        )
    else:
        put(act.work.session, row, columns=dict(columns), options=dict(options), saved_at=act.now)


def _keep_reading(act: Act, run: ImportRun) -> None:
    """Keep how a released file was read: the next file of this source and kind is read so, too."""
    if not (reading := run.report.get("reading")):
        return
    row = _kept(act, run.portfolio_id, run.source)
    columns, options = (row.columns, row.options) if row is not None else ({}, {})
    before = options.get("reading", {})
    found = {**before, run.kind: {**before.get(run.kind, {}), **reading}}
    if found != before:
        _keep(act, run.portfolio_id, run.source, columns, {**options, "reading": found})


def _locked(act: Act, run_id: int) -> ImportRun:
    run = act.work.session.execute(
        select(ImportRun).where(ImportRun.id == run_id, run_of(act.actor)).with_for_update()
    ).scalar_one_or_none()
    if run is None:
        raise NotYours()
    return run


@action("intake.stage", audited=False)
def stage(act: Act, run_id: int, records: Sequence[Mapping[str, Any]], head: Mapping[str, Any] | None = None) -> Answer:
    """Store a slice of read rows. ``data`` says whether the run was cancelled meanwhile."""
    run = _locked(act, run_id)
    if run.state != "reading":
        return Answer(ok=False, code="conflict", text="The import was cancelled.")
    report = {**run.report, **(head or {})}
    if records:
        if run.kind == "contacts":
            records = _with_strangers(act, run, records)
        add_rows(
            act.work.session,
            Staging,
            [
                {
                    "run_id": run_id,
                    "line": r["line"],
                    "customer_key": r["key"],
                    "row": r["row"],
                    "errors": r["errors"],
                    "held": bool(r["errors"]),
                }
                for r in records
            ],
        )
        report["share"] = records[-1].get("share", 0)
    put(
        act.work.session,
        run,
        report=report,
        beat_at=act.now,
        rows_read=run.rows_read + len(records),
        rows_bad=run.rows_bad + sum(1 for r in records if r["errors"]),
    )
    return Answer(data={"rows": run.rows_read})


def _with_strangers(act: Act, run: ImportRun, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Mark contacts of customers who are not imported yet; the customers must be imported first."""
    portfolio = act.work.session.get_one(Portfolio, run.portfolio_id)
    strangers = unknown_here(act, portfolio, run.source, {r["key"] for r in records} - {""})
    fault = ("external_id", STRANGER, {"source": run.source})
    return [{**r, "errors": [*r["errors"], fault]} if r["key"] in strangers else r for r in records]


@action("intake.hold", audited=False)
def hold_back(act: Act, run_id: int, keys: Sequence[str]) -> Answer:
    """Hold back the good rows of customers who have a bad one: all accounts of a customer come in, or none."""
    run = _locked(act, run_id)
    if run.state != "reading":
        return Answer(ok=False, code="conflict", text="The import was cancelled.")
    report = run.report
    if run.kind == "customers":
        done = act.work.session.execute(
            update(Staging)
            .where(Staging.run_id == run_id, Staging.held.is_(False), Staging.customer_key.in_(keys))
            .values(held=True, errors=[OTHER_ROW])
        )
        count = int(done.rowcount)  # type: ignore[attr-defined]
        report = {**report, "held": report.get("held", 0) + count}
    put(act.work.session, run, beat_at=act.now, report=report)
    return Answer()


@action("intake.read")
def finish_reading(
    act: Act, run_id: int, faults: Sequence[tuple[str, Mapping[str, Any]]] = (), totals: Mapping[str, Any] | None = None
) -> Answer:
    """Close phase one: read, or failed with what to do. ``totals`` is what the reader counted."""
    run = _locked(act, run_id)
    if run.state != "reading":
        return Answer(data={"state": run.state})
    found = dict(totals or {})
    error = " ".join(text % words if words else text for text, words in faults)
    bad = found.get("bad_customers", 0)
    report = {**run.report, "bad_customers": bad, "peak_mb": found.get("peak_mb", 0)}
    whole = found.get("customers", 0) - bad  # all their rows are good
    if (ask := unsure_rows(run, found)) is not None:
        report |= {"unsure": found["unsure"], "asks": [*report.get("asks", ()), ask]}
        whole = whole if run.kind == "customers" else 0
    if error:
        report["faults"] = [[text, dict(words)] for text, words in faults]
    portfolio = act.work.session.get_one(Portfolio, run.portfolio_id)
    if run.kind == "customers" and not run.no_past_contacts and not error:
        until = asleep_until(act, portfolio)
        report["will_sleep_until"] = until.isoformat() if until else ""
    put(
        act.work.session,
        run,
        state="failed" if error else "read",
        error=error,
        ended_at=act.now if error else None,
        customers=whole,
        report={key: value for key, value in report.items() if key != "share"},
    )
    if run.state == "read" and run.kind == "customers":
        take_day_of_file(act, run)
    if run.state == "read" and run.kind == "customers" and listed_of(run).whole and not run.report.get("unsure"):
        whole_list.look(act, run)
    return Answer(data={"state": run.state, "customers": run.customers})


@action("intake.cancel")
def cancel(act: Act, run_id: int) -> Answer:
    """End a run. Before it is applied nothing has changed; while it is applied, what is in stays whole."""
    run = _locked(act, run_id)
    if run.state not in ("reading", "read", "applying", "failed"):
        raise Conflict("This import is already applied.")
    put(act.work.session, run, state="cancelled", ended_at=act.now)
    return Answer()


@action("intake.begin_apply")
def begin_apply(act: Act, run_id: int) -> Answer:
    """Record who releases a read file. A run that was stopped half-way continues.

    A whole list that leaves out more than a tenth of the people waits until another person has agreed.
    """
    run = _locked(act, run_id)
    if run.state not in ("read", "applying"):
        raise Conflict("Read the file first, then apply it.")
    if run.state == "read":
        _keep_reading(act, run)
    if run.state == "read" and run.kind == "customers":
        tell_newest(act, run)
        if listed_of(run).whole and (refused := whole_list.release(act, run)) is not None:
            return refused
    put(act.work.session, run, state="applying", beat_at=act.now)
    return Answer()


@action("intake.drop", audited=False)
def drop_slice(act: Act, run_id: int) -> Answer:
    """Delete some staged rows of a cancelled or failed run. ``left`` is 0 when none remain."""
    run = _locked(act, run_id)
    if run.state not in ("cancelled", "failed"):
        return Answer(data={"left": 0})
    some = select(Staging.id).where(Staging.run_id == run_id).limit(DROP)
    done = act.work.session.execute(delete(Staging).where(Staging.id.in_(some)))
    put(act.work.session, run, beat_at=act.now)
    return Answer(data={"left": int(done.rowcount == DROP)})  # type: ignore[attr-defined]


@action("intake.orphans", audited=False)
def take_orphans(act: Act, alive: Collection[int] = ()) -> Answer:
    """Return the runs whose process has died: runs being applied continue, a half-read file is dropped.

    ``alive`` lists runs whose process the caller watches, however slowly it reports. Only one process takes
    a run: its sign of life is renewed in the same transaction.
    """
    apply, drop = [], []
    for run in act.work.session.execute(
        select(ImportRun)
        .where(ImportRun.state.in_(("reading", "applying")), ImportRun.beat_at < act.now - STALE)
        .with_for_update(skip_locked=True)
    ).scalars():
        put(act.work.session, run, beat_at=act.now)
        if run.id in alive:
            continue
        if run.state == "applying":
            apply.append(run.id)
        else:
            put(
                act.work.session,
                run,
                state="failed",
                ended_at=act.now,
                error=STOPPED,
                report={"faults": [[STOPPED, {}]]},
            )
            drop.append(run.id)
    return Answer(data={"apply": apply, "drop": drop})
