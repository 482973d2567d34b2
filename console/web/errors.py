"""Every failure as a page or JSON answer that says what to do, never a traceback or a bare code."""

from __future__ import annotations

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from console.actions.runtime import refusal
from console.domain.errors import Refused
from console.rendering.answers import STATUS, to_wire
from console.web import page

log = structlog.get_logger()
Reply = tuple[Response | str, int]


def _say(code: int, title: str, text: str) -> Reply:
    accepts = request.accept_mimetypes
    wants_page = accepts["text/html"] > accepts["application/json"]  # a browser's own form
    if request.method == "GET":
        wants_page = accepts.accept_html
    if wants_page or request.path in ("/login", "/logout", "/password"):
        return render_template("error.html", page=page.values(), title=title, text=text), code
    names = {401: "signed_out", 404: "not_found", 429: "busy", 503: "busy"}
    return jsonify({"ok": False, "code": names.get(code, "invalid"), "message": text}), code


def register(app: Flask) -> None:
    """Register the error handlers of the application."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Reply:
        actor = g.get("actor")
        wire = to_wire(refusal(error), actor.locale if actor else "en")
        return _say(STATUS[error.code], _("That is not possible"), str(wire.get("message", "")))

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Reply:
        return _say(400, _("This page is out of date"), _("Reload the page and try again."))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Reply:
        words = {
            401: (_("Please sign in"), _("Your session has ended. Sign in again.")),
            404: (_("Not here"), _("There is no such page, or it is not yours.")),
            405: (_("Not here"), _("There is no such page, or it is not yours.")),
            413: (_("Too large"), _("Send less at once.")),
            429: (_("Too fast"), _("Wait a moment and try again.")),
        }
        title, text = words.get(error.code or 400, (_("That did not work"), _("Reload the page and try again.")))
        return _say(error.code or 400, title, text)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Reply:
        log.exception("web.failed", path=request.path)
        return _say(500, _("Something went wrong on our side"), _("It was logged. No incomplete data was saved."))
