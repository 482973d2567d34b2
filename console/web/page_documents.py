"""Documents of customers, and the download of what is held about one."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, make_response, request

from console.actions import page_documents as acts
from console.actions.call import Answer, Call
from console.domain import customer_page as rules
from console.domain.actor import CUSTOMER
from console.evidence import documents
from console.store.queries.page_data import held_about
from console.web.customer_page import run
from console.web.permission import allow
from console.web.run_action import actor, clock, context, new_call

page_documents = Blueprint("page_documents", __name__)
BODY = rules.DOCUMENT_BYTES + 64 * 1024  # the file and the fields around it
SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@page_documents.post("/my/document")
@allow(CUSTOMER)
def send() -> Response:
    """Keep a document. Its kind comes from its contents."""
    upload = request.files.get("file")
    data = upload.stream.read(rules.DOCUMENT_BYTES + 1) if upload is not None else b""
    name = (upload.filename or "") if upload is not None else ""
    instance = current_app.extensions["console"]["settings"].instance

    def keep(call: Call) -> Answer:
        found = rules.document(name[:200], data)
        file = documents.keep(instance, data)
        done = acts.keep(call, file, found)
        if not done.ok or done.replayed:
            documents.drop(instance, file)
        return done

    return make_response(run(keep))


@page_documents.get("/compliance/documents/<int:document_id>")
@allow("compliance")
def download(document_id: int) -> Response:
    """Return a document as a download, never as a page. The opening is on record."""
    done = acts.open_document(new_call(), document_id)
    if not done.ok:
        abort(404)
    data = documents.read(current_app.extensions["console"]["settings"].instance, done.data["file"])
    if data is None or hashlib.sha256(data).hexdigest() != done.data["sha256"]:
        abort(404)
    return _attachment(data, done.data["name"], "application/octet-stream")


@page_documents.get("/my/data")
@allow(CUSTOMER)
def data() -> Response:
    """Return everything that is held about the customer, as a file."""
    with context().database.reading() as db:
        held = held_about(db, actor().id, clock().now(), context().zone, actor().locale)
    if held is None:
        abort(404)
    text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
    return _attachment(text.encode(), "my-data.json", "application/json")


def _attachment(data: bytes, name: str, mime: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = mime
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = SEALED
    return response
