"""The password again, before what would give a passer-by at an open screen the most."""

from __future__ import annotations

from datetime import timedelta

from flask import g, render_template, request, session
from werkzeug.wrappers import Response

from console.actions import people
from console.actions.call import Answer, Call
from console.domain.second_person import ACCOUNTS
from console.passwords import KNOWN, verify
from console.rendering.answers import to_wire
from console.store.queries.people import password_of
from console.store.queries.proposals import what_of
from console.web import page
from console.web.run_action import actor, clock, context

FRESH = timedelta(minutes=10)  # so long a password that was given counts
FIELD = "confirm_password"
AGAIN = "/confirm"  # takes the password before a download, which no form sends
PROPOSAL = "/compliance/changes/<int:proposal_id>"  # only where it is about an account
# the forms that need it: people, their roles and passwords, the second factor, tokens of machines, exports
SENSITIVE = {
    "/admin/people",
    "/admin/people/<int:person_id>",
    "/admin/people/<int:person_id>/password",
    "/admin/people/<int:person_id>/second",
    PROPOSAL,
    "/compliance/changes/<int:proposal_id>/half",
    "/compliance/rest",
    "/admin/services",
    "/admin/services/<int:token_id>",
    "/admin/services/<int:token_id>/end",
    "/second/on",
    "/second/off",
    "/second/codes",
    "/compliance/log/export",
    "/customers/<int:customer_id>/export",
    AGAIN,
}
# the links that need it: figures, refused rows of an import, documents of customers, records of visits
DOWNLOADS = {
    "/insight/figures.<kind>",
    "/import/<int:run_id>/errors.csv",
    "/compliance/documents/<int:document_id>",
    "/rounds/record/<int:trip_id>",
}


def _needed(rule: str) -> bool:
    if request.method == "GET":
        return rule in DOWNLOADS
    if request.method != "POST" or rule not in SENSITIVE:
        return False
    if rule != PROPOSAL:
        return True
    with context().database.reading() as db:
        return what_of(db, (request.view_args or {})["proposal_id"]) in ACCOUNTS


def ask_for_password() -> Response | tuple[str, int] | None:
    """Show the form for the password instead of a sensitive act; with the right one the act goes on."""
    rule = request.url_rule
    if rule is None or g.get("actor") is None or not _needed(rule.rule):
        return None
    given = session.confirmed_at  # type: ignore[attr-defined]
    if given is not None and context().wall_clock() - given < FRESH:
        return None
    message, status = "", 403
    if FIELD in request.form:
        done = present_password(request.form[FIELD][:201])
        if done.ok:
            return None
        message, status = to_wire(done, actor().locale)["message"], 429 if done.code == "busy" else 422
    path = request.path
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", FIELD)]
    if request.method == "GET":
        path, fields = AGAIN, [("next", request.full_path.rstrip("?"))]
    html = render_template("confirm.html", page=page.values(), path=path, fields=fields, message=message)
    return html, status


def present_password(password: str) -> Answer:
    """Check the present password of the signed-in person. Wrong ones count, and six lock for 15 minutes."""
    if not password:  # nothing was tried
        return Answer(ok=False, code="invalid", text=people.NOT_YOURS, keep=False)
    login = g.person["login"]
    with context().database.reading() as db:
        hashed, _ = password_of(db, login)
    with KNOWN.turn(0) as mine:
        if not mine or people.before_confirm(context(), login):
            return Answer(ok=False, code="busy", text=people.TOO_MANY, keep=False)
        call = Call(context(), actor(), clock().now())
        token = session.token  # type: ignore[attr-defined]
        return people.confirm(call, verify(password, hashed), request.remote_addr or "", token)
