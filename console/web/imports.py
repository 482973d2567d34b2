"""The import page: upload a file, read its report, and only then apply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, abort, current_app, jsonify, make_response, redirect, render_template, request
from flask.wrappers import Response as FlaskResponse
from flask_babel import get_translations, gettext
from werkzeug.wrappers import Response

from console.actions import import_runs, reading
from console.actions.call import Answer
from console.actions.runtime import refusal
from console.concurrency.background import run_blocking
from console.domain.bilingual import is_chinese
from console.domain.errors import Invalid, Refused
from console.importing import process
from console.importing.blank_files import EXTENSIONS, Language, blank_file
from console.importing.error_report import error_lines, filled
from console.importing.field_words import FIELD_WORDS, spoken
from console.importing.list_words import list_lines
from console.importing.options import DECIMALS, ORDERS, how_written, is_currency
from console.importing.row_checks import KINDS, NEEDED
from console.importing.staging import currency_in
from console.rendering.filters import labels, reader
from console.store.queries import imports as reads
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, clock, context, flash_unless_ok, new_call

imports = Blueprint("imports", __name__, url_prefix="/import")
WHO = ("admin", "lead")
field_name = labels(FIELD_WORDS)
MIMETYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LARGEST = 512 * 1024 * 1024


def say(text: str, words: Mapping[str, object]) -> str:
    """Return a message of the file reader in the person's language."""
    return filled(gettext(text), spoken(words, field_name))


def _launch(run_id: int, task: str, path: str = "") -> None:
    process.launch(context(), clock(), actor(), run_id, task, path)


@imports.get("")
@allow(*WHO)
def show() -> str:
    """Show the import runs and the form for a new one.

    The form is filled in as for the run ``again``, or as for the last run when its file could not be read.
    """
    with context().database.reading() as db:
        runs = reads.runs(db, actor())
        again = reads.run(db, actor(), request.args.get("again", 0, type=int)) or (runs[0] if runs else None)
    chosen = again is not None and (again.run.id == request.args.get("again", 0, type=int))
    given = _as_before(again) if again is not None and (chosen or again.run.state == "failed") else {}
    return _page(given)


def _page(given: Mapping[str, str]) -> str:
    """Return the page with this form."""
    token = given.get("kept", "")
    with context().database.reading() as db:
        return render_template(
            "import.html",
            page=page.values(),
            runs=reads.runs(db, actor()),
            fields=KINDS,
            needed=NEEDED,
            portfolios=reads.portfolios(db, actor()),
            given={**given, "kept": token if process.kept_file(_folder(), token) else ""},
            decimals=DECIMALS,
            orders=ORDERS,
            say=say,
            field_name=field_name,
            told=lambda run: list_lines(run, context().zone),
        )


def _as_before(before: reads.RunView) -> dict[str, str]:
    """Return the form as it was filled in for a run."""
    run = before.run
    said = {key: str(value) for key, value in run.options.get("said", {}).items()}
    return said | {
        "kind": run.kind,
        "creditor": before.creditor,
        "portfolio": before.portfolio,
        "source": run.source,
        "currency": before.currency if run.kind == "customers" else "",
        "zone": run.options.get("zone", ""),
        "mapping": "\n".join(f"{field} = {name}" for field, name in run.columns.items()),
        "no_past_contacts": "y" if run.no_past_contacts else "",
        "whole": "y" if before.covers_from else "",
        "covers_from": before.covers_from.isoformat() if before.covers_from else "",
        "as_of": run.options.get("as_of", "") if run.options.get("as_of_said", True) else "",
        "as_of_time": run.options.get("as_of_time") or "",
        "whole_list": "y" if run.options.get("whole_list") else "",
        "kept": f"run-{run.id}",
        "kept_name": run.file_name,
    }


def _folder() -> Path:
    folder: Path = current_app.extensions["console"]["settings"].instance
    return folder


@imports.post("")
@allow(*WHO)
def start() -> Response:
    """Store the uploaded file and start reading it. After a refusal the form and the file are still there."""
    path, name = _file()
    try:
        if path is None:
            raise Invalid("Choose a file.", field="file")
        run = _open(path, name)
    except Refused as error:
        run = refusal(error)
    if not flash_unless_ok(run):
        return make_response(_page(request.form.to_dict() | ({"kept": path.name, "kept_name": name} if path else {})))
    run_id = run.data["run_id"]
    assert path is not None
    moved = path.rename(process.upload(_folder(), run_id))
    _give_up(path.name)
    _launch(run_id, "read", str(moved))
    return redirect("/import")


def _file() -> tuple[Path | None, str]:
    """Return the uploaded file, or the one that is kept from before, with its name."""
    file = request.files.get("file")
    if file is None or not file.filename:
        kept = process.kept_file(_folder(), request.form.get("kept", ""))
        return kept, request.form.get("kept_name", "")[:200] or "file"
    path = process.new_file(_folder())
    run_blocking(file.save, path)
    return path, file.filename


def _give_up(token: str) -> None:
    """Cancel the run whose file is read again, when nothing of it was applied."""
    number = token.removeprefix("run-")
    if not number.isdigit():
        return
    with context().database.reading() as db:
        before = reads.run(db, actor(), int(number))
    if before and before.run.state in ("read", "failed") and import_runs.cancel(new_call(), int(number)).ok:
        _launch(int(number), "drop")


def _open(path: Path, name: str) -> Answer:
    """Parse the form and open the import run."""
    form = request.form
    kind = "contacts" if form.get("kind") == "contacts" else "customers"
    zone = form.get("zone", "").strip() or context().zone.key
    if zone not in available_timezones():
        raise Invalid("There is no time zone %(name)s. Write one such as Asia/Shanghai.", field="zone", name=zone[:40])
    names = _names(form.get("mapping", "")[:4000], kind)
    said = how_written(form)
    currency = _currency(path, name, names, said) if kind == "customers" else ""
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
        name,
        told,
        names,
        kind=kind,
        zone=zone,
        covers_from=covers,
        as_of=as_of,
        as_of_time=as_of_time,
        whole=form.get("whole_list") == "y",
        said=said,
    )


def _currency(path: Path, name: str, names: Mapping[str, str], said: Mapping[str, Any]) -> str:
    """Return the currency as said, as the portfolio has it, or as the file names it. It is never filled in."""
    form = request.form
    given = form.get("currency", "").strip().upper()
    if not given:
        with context().database.reading() as db:
            given = reads.currency_of(db, form.get("creditor", "").strip(), form.get("portfolio", "").strip())
    # not in a real thread: gevent starts processes on the serving loop alone, and waits for them without blocking
    given = given or currency_in(path, name, names, said)
    if not is_currency(given):
        raise Invalid("Enter the currency as three letters, such as CNY.", field="currency")
    return given


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


@imports.get("/template/<kind>.<extension>")
@allow(*WHO)
def template(kind: str, extension: str) -> FlaskResponse:
    """Send an empty file to fill in. ``language`` (en, zh) is that of its column names."""
    if kind not in KINDS or extension not in EXTENSIONS:
        abort(404)
    language: Language = "zh" if request.args.get("language") == "zh" else "en"
    answer = FlaskResponse(blank_file(kind, extension, language), mimetype=MIMETYPES[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-{language}.{extension}"'
    return answer


@imports.get("/<int:run_id>/status")
@allow(*WHO)
def status(run_id: int) -> FlaskResponse:
    """Return the counts of a run as JSON."""
    with context().database.reading() as db:
        found = reads.run(db, actor(), run_id)
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
def errors(run_id: int) -> Response:
    """Send every row that was held back, with line and reasons, as CSV."""
    database, own, chinese = context().database, get_translations(), is_chinese(reader())
    with database.reading() as db:
        if reads.run(db, actor(), run_id) is None:
            abort(404)
    if not flash_unless_ok(reading.import_errors(new_call(), run_id)):
        return redirect("/import")

    def name(field: str) -> str:
        return FIELD_WORDS.get(field, (field, field))[chinese]

    def said(text: str, words: Mapping[str, object]) -> str:
        return filled(own.gettext(text), spoken(words, name))

    def lines() -> Iterator[str]:
        """Yield the file outside the request's context: a download that stops half-way leaves nothing open."""
        yield "\ufeff"
        yield from error_lines(database, run_id, said, name)

    answer = FlaskResponse(lines(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{run_id}-errors.csv"'
    return answer


@imports.post("/<int:run_id>/apply")
@allow(*WHO)
def apply(run_id: int) -> Response:
    """Start applying the rows that were read. Desks go on working."""
    if flash_unless_ok(import_runs.begin_apply(new_call(), run_id)):
        _launch(run_id, "apply", str(process.upload(_folder(), run_id)))
    return redirect("/import")


@imports.post("/<int:run_id>/cancel")
@allow(*WHO)
def cancel(run_id: int) -> Response:
    """Cancel a run and drop its staged rows. What was applied stays."""
    if flash_unless_ok(import_runs.cancel(new_call(), run_id)):
        _launch(run_id, "drop", str(process.upload(_folder(), run_id)))
    return redirect("/import")
