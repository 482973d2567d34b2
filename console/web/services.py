"""The administrator's page of machines' tokens: for what, of whom, from where, until when, how fast, how much."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import service_tokens as acts
from console.actions.service_tokens import Limits
from console.domain.errors import Invalid
from console.domain.service_tokens import FASTEST, LONGEST_DAYS, SCOPES
from console.store.queries import people as reads
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import clock, context, flash_refusal, flash_unless_ok, new_call, run_form

services = Blueprint("services", __name__, url_prefix="/admin/services")
Page = str | Response


@services.get("")
@allow("admin")
def show() -> Page:
    """Show the tokens with their limits, and a form to add one."""
    return _page()


def _page(once: dict[str, str] | None = None) -> Page:
    """Return the page; ``once`` is a token that it shows this one time."""
    with context().database.reading() as db:
        rows, creditors = reads.services(db), reads.creditors(db)
    real = context().wall_clock()
    return render_template(
        "admin/services.html",
        page=page.values(),
        once=once,
        rows=rows,
        scopes=SCOPES,
        creditors=creditors,
        real=real,
        longest=LONGEST_DAYS,
        fastest=FASTEST,
        now=clock().now(),
    )


def _limits() -> Limits:
    f = request.form
    return Limits(
        parse.whole(f, "creditor", 0) or None,
        parse.text(f, "addresses", 1000),
        parse.whole(f, "permits_a_minute", 60),
        parse.whole(f, "most_a_day") * 100 if f.get("most_a_day", "").strip() else None,
        parse.whole(f, "days", 365),
    )


@services.post("")
@allow("admin")
def add() -> Page:
    """Make a token. It is shown once."""
    f = request.form
    try:
        limits = _limits()
    except Invalid as error:
        flash_refusal(error)
        return redirect("/admin/services")
    done = acts.make_token(new_call(), f.get("name", "")[:80], f.getlist("scopes"), limits)
    if flash_unless_ok(done):
        said = gettext("Token of %(name)s, shown once:", name=f.get("name", "")[:80])
        return _page({"text": said, "secret": done.data["secret"]})
    return redirect("/admin/services")


@services.post("/<int:token_id>")
@allow("admin")
def change(token_id: int) -> Page:
    """Change what a token may do."""
    if run_form(lambda call: acts.change_token(call, token_id, request.form.getlist("scopes"), _limits())):
        flash(gettext("Changed. The next request of the machine is judged by it."), "info")
    return redirect("/admin/services")


@services.post("/<int:token_id>/end")
@allow("admin")
def end(token_id: int) -> Page:
    """End a token."""
    run_form(lambda call: acts.end_token(call, token_id))
    return redirect("/admin/services")
