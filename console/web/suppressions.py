"""The page of suppression lists: bring one in, and see what binds."""

from __future__ import annotations

import uuid
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import suppressions as acts
from console.concurrency.background import run_blocking
from console.importing import suppression_files
from console.importing.faults import BadFile
from console.store.queries.payments import creditors
from console.store.queries.suppressions import suppressed
from console.web import page, parse
from console.web.imports import field_name, say
from console.web.permission import allow
from console.web.run_action import actor, clock, context, flash_unless_ok, new_call

suppressions = Blueprint("suppressions", __name__, url_prefix="/import/suppressions")
WHO = ("admin", "lead", "compliance")
SHOWN = 5  # rows that cannot be read, as far as they are shown


@suppressions.get("")
@allow(*WHO)
def show() -> str:
    """Show the form and what binds now."""
    with context().database.reading() as db:
        rows, total = suppressed(db, actor(), clock().now())
        return render_template(
            "import/suppressions.html", page=page.values(), rows=rows, total=total, creditors=creditors(db)
        )


@suppressions.post("/<int:suppression_id>/lift")
@allow(*WHO)
def lift(suppression_id: int) -> Response:
    """Propose that a suppression ends before its day. Another person decides."""
    if flash_unless_ok(acts.ask_lift(new_call(), suppression_id, parse.text(request.form, "reason", 500))):
        flash(gettext("Proposed. It binds until another person has agreed under Proposals."))
    return redirect("/import/suppressions")


@suppressions.post("")
@allow(*WHO)
def bring() -> Response:
    """Bring in a list. It binds every desk from its commit on."""
    file = request.files.get("file")
    if file is None or not file.filename:
        flash(gettext("Choose a file."), "error")
        return redirect("/import/suppressions")
    place = Path(current_app.extensions["console"]["settings"].instance) / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / f"suppression-{uuid.uuid4().hex}"
    try:
        run_blocking(file.save, path)
        found = run_blocking(suppression_files.read, path, context().zone)
    except BadFile as error:
        flash(say(error.text, error.words), "error")
        return redirect("/import/suppressions")
    finally:
        path.unlink(missing_ok=True)
    creditor = parse.text(request.form, "creditor", 80).strip()
    done = suppression_files.apply(new_call(), file.filename, creditor, found)
    if flash_unless_ok(done):
        counts = {name: f"{count:,}" for name, count in done.data.items()}
        flash(
            gettext(
                "%(added)s added, %(extended)s extended, %(unknown)s customers not known, %(bad)s rows cannot be read.",
                **counts,
            )
        )
        for line, field, text, words in found.bad[:SHOWN]:
            flash(f"{line}: {field_name(field)}: {say(text, words)}", "error")
    return redirect("/import/suppressions")
