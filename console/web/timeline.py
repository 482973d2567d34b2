"""The customer's timeline for officer and lead, and the export for a complaint."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask.wrappers import Response
from werkzeug.wrappers import Response as Plain

from console.actions import customer_file as acts
from console.domain.timeline import KINDS, PURPOSES, ROLES
from console.rendering.filters import writer
from console.scenarios import complaint_export
from console.store.queries import timeline as reads
from console.store.scope import may_open
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, clock, context, run_form

timeline = Blueprint("timeline", __name__, url_prefix="/customers")
Page = str | Plain


def _allowed(customer_id: int) -> str:
    """Return for what the reader looks, "" when it must still be said. Not yours and not there answer alike."""
    with context().database.reading() as db:
        if not may_open(db, actor(), customer_id):
            abort(404)
        return reads.looked(db, actor(), customer_id, clock().now())


@timeline.get("/<int:customer_id>")
@allow(*ROLES)
def show(customer_id: int) -> Page:
    """Show what happened with one customer, once the reader has said for what."""
    purpose = _allowed(customer_id)
    kinds = tuple(kind for kind in request.args.getlist("kind") if kind in KINDS)
    view = None
    if purpose:
        with context().database.reading() as db:
            view = reads.timeline_view(db, customer_id, kinds, actor().locale)
    return render_template(
        "timeline/page.html",
        page=page.values(),
        view=view,
        customer_id=customer_id,
        chosen=kinds,
        kinds=KINDS,
        purposes=PURPOSES,
        purpose=purpose,
    )


@timeline.post("/<int:customer_id>/look")
@allow(*ROLES)
def look(customer_id: int) -> Page:
    """Say for what the timeline is opened. It goes on record."""
    run_form(lambda call: acts.look(call, customer_id, request.form.get("purpose", "")))
    return redirect(f"/customers/{customer_id}")


@timeline.post("/<int:customer_id>/export")
@allow("compliance")
def export(customer_id: int) -> Page:
    """Send everything on this customer as one file: a page to print, the data, and the proof of the audit chain."""
    if not _allowed(customer_id):
        return redirect(f"/customers/{customer_id}")
    reason = parse.text(request.form, "reason", 500)
    if not run_form(lambda call: acts.note_export(call, customer_id, reason)):
        return redirect(f"/customers/{customer_id}")
    now = clock().now()
    with context().database.reading() as db:
        view = reads.timeline_view(db, customer_id, locale=actor().locale)
        proof = complaint_export.proof_of(db, customer_id, now)
    html = render_template(
        "timeline/export.html", page=page.values(), view=view, kinds=KINDS, proof=proof, reason=reason
    )
    style = (Path(current_app.static_folder or "") / "css" / "export.css").read_text()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(complaint_export.PAGE, html)
        out.writestr("export.css", style)
        out.writestr(complaint_export.RECORD, json.dumps(_record(view), ensure_ascii=False, indent=1))
        out.writestr(complaint_export.PROOF, json.dumps(proof, ensure_ascii=False, indent=1))
    name = f"complaint-{customer_id}-{now:%Y%m%d-%H%M}.zip"
    return Response(
        file.getvalue(), mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _record(view: reads.TimelineView) -> dict[str, object]:
    return {
        "customer": view.customer.external_id,
        "events": [
            {
                "at": event.at.isoformat(),
                "kind": event.kind,
                "what": writer().words(event.title),
                "text": writer().words(event.text),
                "who": event.who,
                "said": event.said,
                "recording": event.recording,
                "amounts_minor": [[money.minor, money.currency] for money in event.amounts],
            }
            for event in view.events
        ],
    }
