"""The import page: upload a file, read its report, and only then apply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request
from flask.wrappers import Response as FlaskResponse
from flask_babel import get_translations, gettext
from werkzeug.wrappers import Response

from console.actions import import_runs
from console.actions.call import Answer
from console.actions.runtime import refusal
from console.concurrency.background import run_blocking
from console.domain.errors import Invalid, Refused
from console.importing import process
from console.importing.error_report import error_lines, filled
from console.importing.list_words import list_lines
from console.importing.options import is_currency
from console.importing.row_checks import KINDS, NEEDED
from console.store.queries import imports as reads
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, clock, context, flash_unless_ok, new_call

imports = Blueprint("imports", __name__, url_prefix="/import")
WHO = ("admin", "lead")
LARGEST = 512 * 1024 * 1024


def say(text: str, words: Mapping[str, object]) -> str:
    """Return a message of the file reader in the person's language."""
    return filled(gettext(text), words)


def _launch(run_id: int, task: str, path: str = "") -> None:
    process.launch(context(), clock(), actor(), run_id, task, path)


@imports.get("")
@allow(*WHO)
def show() -> str:
    """Show the import runs and the form for a new one."""
    with context().database.reading() as db:
        return render_template(
            "import.html",
            page=page.values(),
            runs=reads.runs(db),
            fields=KINDS,
            needed=NEEDED,
            portfolios=reads.portfolios(db),
            say=say,
            told=lambda run: list_lines(run, context().zone),
            today=clock().now().astimezone(context().zone).date().isoformat(),
        )


@imports.post("")
@allow(*WHO)
def start() -> Response:
    """Store the uploaded file and start reading it."""
    try:
        run = _open()
    except Refused as error:
        run = refusal(error)
    if not flash_unless_ok(run):
        return redirect("/import")
    run_id = run.data["run_id"]
    path = process.upload(current_app.extensions["console"]["settings"].instance, run_id)
    run_blocking(request.files["file"].save, path)
    _launch(run_id, "read", str(path))
    return redirect("/import")


def _open() -> Answer:
    """Parse the form and open the import run."""
    form, file = request.form, request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("Choose a file.", field="file")
    kind = "contacts" if form.get("kind") == "contacts" else "customers"
    currency = form.get("currency", "").strip().upper()
    if kind == "customers" and not is_currency(currency):
        raise Invalid("Enter the currency as three letters, such as CNY.", field="currency")
    zone = form.get("zone", "").strip() or context().zone.key
    if zone not in available_timezones():
        raise Invalid("There is no time zone %(name)s. Write one such as Asia/Shanghai.", field="zone", name=zone[:40])
    names = _names(form.get("mapping", "")[:4000], kind)
    covers = None
    if kind == "contacts" and form.get("whole") == "y":
        covers = _midnight(form, zone)
    made = import_runs.open_portfolio(
        new_call(),
        form.get("creditor", "").strip()[:80],
        form.get("portfolio", "").strip()[:80],
        currency,
        ["cn"],
        make=kind == "customers",
    )
    if not made.ok:
        return made
    as_of, as_of_time = _moment(form)
    told = True if kind == "customers" and form.get("no_past_contacts") == "y" else None
    return import_runs.start(
        new_call(),
        made.data["portfolio_id"],
        form.get("source", "").strip()[:40] or "main",
        file.filename,
        told,
        names,
        kind=kind,
        zone=zone,
        covers_from=covers,
        as_of=as_of,
        as_of_time=as_of_time,
        whole=form.get("whole_list") == "y",
    )


def _names(text: str, kind: str) -> dict[str, str]:
    """Return field -> header from lines such as ``balance = Amount left``."""
    names = {}
    for line in text.splitlines():
        field, found, name = line.partition("=")
        if field.strip() and (not found or field.strip() not in KINDS[kind]):
            raise Invalid("There is no field %(name)s.", field="mapping", name=field.strip()[:40])
        if found and name.strip():
            names[field.strip()] = name.strip()[:120]
    return names


def _moment(form: parse.Form) -> tuple[date | None, time | None]:
    """Return the day and the time of a list, as far as the form says them."""
    today = clock().now().astimezone(context().zone).date()
    at = parse.clock(form, "as_of_time")
    return parse.day_or_none(form, "as_of", today, past=True), time.fromisoformat(at) if at else None


def _midnight(form: parse.Form, zone: str) -> datetime:
    """Return the start of the day from which the contacts are complete."""
    if not form.get("covers_from", "").strip():
        raise Invalid("Enter the day from which the contacts are complete.", field="covers_from")
    today = clock().now().astimezone(ZoneInfo(zone)).date()
    return datetime.combine(parse.day(form, "covers_from", today, past=True), time(0), ZoneInfo(zone))


@imports.get("/<int:run_id>/status")
@allow(*WHO)
def status(run_id: int) -> FlaskResponse:
    """Return the counts of a run as JSON."""
    with context().database.reading() as db:
        found = reads.run(db, run_id)
    if found is None:
        abort(404)
    run = found.run
    return jsonify(
        {
            "state": run.state,
            "share": found.share,
            "rows": f"{run.rows_read:,}",
            "bad": f"{run.rows_bad:,}",
            "applied": f"{run.applied:,}",
            "created": f"{run.created:,}",
            "updated": f"{run.updated:,}",
        }
    )


@imports.get("/<int:run_id>/errors.csv")
@allow(*WHO)
def errors(run_id: int) -> FlaskResponse:
    """Send every row that was held back, with line and reasons, as CSV."""
    database, own = context().database, get_translations()

    def said(text: str, words: Mapping[str, object]) -> str:
        return filled(own.gettext(text), words)

    def lines() -> Iterator[str]:
        """Yield the file outside the request's context: a download that stops half-way leaves nothing open."""
        yield "\ufeff"
        yield from error_lines(database, run_id, said)

    answer = FlaskResponse(lines(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{run_id}-errors.csv"'
    return answer


@imports.post("/<int:run_id>/apply")
@allow(*WHO)
def apply(run_id: int) -> Response:
    """Start applying the rows that were read. Desks go on working."""
    if flash_unless_ok(import_runs.begin_apply(new_call(), run_id)):
        _launch(run_id, "apply")
    return redirect("/import")


@imports.post("/<int:run_id>/cancel")
@allow(*WHO)
def cancel(run_id: int) -> Response:
    """Cancel a run and drop its staged rows. What was applied stays."""
    if flash_unless_ok(import_runs.cancel(new_call(), run_id)):
        _launch(run_id, "drop")
    return redirect("/import")
