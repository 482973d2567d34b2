"""The import page: a file in, a report, and only then the apply."""

from __future__ import annotations

import io
import os
import tempfile
import time
import uuid
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, request
from flask.wrappers import Response as FlaskResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import intake
from console.actions.steps.operation import Answer, Call
from console.answers import to_wire
from console.importing import error_file, read_file
from console.intake import FIELDS
from console.store.queries import imports as reads
from console.web import page
from console.web.door import actor, clock, context
from console.web.permission import allow

imports = Blueprint("imports", __name__, url_prefix="/import")
WHO = ("admin", "lead")
LARGEST = 512 * 1024 * 1024


def _call() -> Call:
    return Call(context(), actor(), clock().now(), str(uuid.uuid4()))


def _show(done: Answer) -> bool:
    if not done.ok:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
    return done.ok


@imports.get("")
@allow(*WHO)
def show() -> str:
    """Give the runs and the form for one more."""
    with context().database.reading() as db:
        return render_template(
            "import.html", page=page.values(), runs=reads.runs(db), fields=list(FIELDS)
        )


@imports.post("")
@allow(*WHO)
def start() -> Response:
    """Take a file and begin reading it."""
    form, file = request.form, request.files.get("file")
    if file is None or not file.filename:
        flash("Choose a file.", "error")
        return redirect("/import")
    made = intake.open_portfolio(
        _call(), form.get("creditor", "")[:80], form.get("portfolio", "")[:80],
        form.get("currency", "").strip().upper()[:3], ["cn"],
    )  # fmt: skip
    if not _show(made):
        return redirect("/import")
    told = True if form.get("no_past_contacts") == "y" else None
    source = form.get("source", "main").strip()[:40] or "main"
    names = {}
    for line in form.get("mapping", "")[:4000].splitlines():
        field, found, name = line.partition("=")
        if found and name.strip():
            names[field.strip()] = name.strip()[:120]
    strange = [field for field in names if field not in FIELDS]
    if strange:
        flash(gettext("There is no field %(name)s.", name=strange[0]), "error")
        return redirect("/import")
    run = intake.start(_call(), made.data["portfolio_id"], source, file.filename, told, names)
    if not _show(run):
        return redirect("/import")
    handle, name = tempfile.mkstemp(prefix="import")
    os.close(handle)
    file.save(name)
    call, run_id, path = _call(), run.data["run_id"], Path(name)

    def work() -> None:
        try:
            read_file(call, run_id, path)
        finally:
            path.unlink(missing_ok=True)

    current_app.extensions["socketio"].start_background_task(work)
    return redirect("/import")


@imports.get("/<int:run_id>/status")
@allow(*WHO)
def status(run_id: int) -> FlaskResponse:
    """Give the counts of a run."""
    with context().database.reading() as db:
        run = reads.run(db, run_id)
    if run is None:
        abort(404)
    return jsonify(
        {"state": run.state, "rows": run.rows_read, "bad": run.rows_bad, "applied": run.applied}
    )


@imports.get("/<int:run_id>/errors.csv")
@allow(*WHO)
def errors(run_id: int) -> FlaskResponse:
    """Give every bad row with line and reasons."""
    out = io.StringIO()
    error_file(context().database, run_id, out)
    answer = FlaskResponse("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{run_id}-errors.csv"'
    return answer


@imports.post("/<int:run_id>/apply")
@allow(*WHO)
def apply(run_id: int) -> Response:
    """Bring the read customers in; desks work on."""
    call = _call()

    def work() -> None:
        intake.apply(call, run_id, lambda: time.sleep(0.01))

    current_app.extensions["socketio"].start_background_task(work)
    return redirect("/import")


@imports.post("/<int:run_id>/cancel")
@allow(*WHO)
def cancel(run_id: int) -> Response:
    """Drop what was read."""
    _show(intake.cancel(_call(), run_id))
    return redirect("/import")
