"""The export of a visit: one ZIP with a page to print, the media, and a signed manifest."""

from __future__ import annotations

import json

from flask import Blueprint, current_app, render_template
from flask.wrappers import Response

from console.actions import visit_export
from console.domain.errors import NotYours
from console.evidence.export import RECORD, pack
from console.evidence.keys import site_keys
from console.evidence.media import Arriving
from console.store.queries.visit_record import Medium, SealedTrip, sealed_trip
from console.web import page
from console.web.permission import allow
from console.web.run_action import actor, clock, context, new_call

visit_record = Blueprint("visit_record", __name__)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}


@visit_record.get("/rounds/record/<int:trip_id>")
@allow("lead", "compliance")
def export(trip_id: int) -> Response:
    """Return the record of a trip as a ZIP. That it left the house goes on record."""
    if not visit_export.export(new_call(), trip_id).ok:
        raise NotYours()
    with context().database.reading() as session:
        found = sealed_trip(session, actor(), trip_id)
    settings = current_app.extensions["console"]["settings"]
    media = [(one, f"media/{one.client_id}.{ENDINGS.get(one.type, 'bin')}") for one in found.media]
    home = settings.instance / "field_media"
    files = {name: Arriving(home, one.person, one.client_id).plain() for one, name in media}
    record = {"trip": found.trip, "seal": found.seal, "sealed_at": found.sealed_at.isoformat(), "parts": found.parts}
    files[RECORD] = json.dumps(record, ensure_ascii=False, indent=1).encode()
    files["chain.json"] = json.dumps(found.chain, ensure_ascii=False, indent=1).encode()
    files["page.html"] = _page(found, media).encode()
    data = pack(files, site_keys(settings.secret_key), clock().now())
    name = f"visit-{found.trip}.zip"
    return Response(
        data,
        mimetype="application/zip",
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )


def _page(found: SealedTrip, media: list[tuple[Medium, str]]) -> str:
    return render_template(
        "rounds/record.html",
        page=page.values(),
        found=found,
        media=media,
        customer=found.value("customer"),
        pair=found.value("pair"),
        times=found.value("times"),
        metres=(found.value("door") or {}).get("metres"),
        met=found.value("met"),
        outcomes=found.of("outcome:"),
        entries=found.of("entry:"),
    )
