"""Two-factor sign-in: its own page, and the step after the password."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session
from werkzeug.wrappers import Response

from console.actions import two_factor as acts
from console.actions.call import Answer, Call
from console.domain.actor import WORKER
from console.rendering.answers import to_wire
from console.store.queries.people import second_of
from console.web import page
from console.web.auth import ALL, enter
from console.web.permission import EVERYONE, allow
from console.web.run_action import actor, clock, context, new_call
from console.web.sessions import DEVICE

two_factor = Blueprint("two_factor", __name__)
Page = str | Response | tuple[str, int]
NEW = "second_new_sealed"  # the secret that is not confirmed yet; it stays on the server, encrypted


def _code() -> str:
    return request.form.get("code", "")[:40]


def _mine() -> str:
    return f"new second factor of person:{actor().id}"


def _unconfirmed() -> str:
    """Return the secret that waits for its first code, "" when there is none, or its key is gone."""
    sealed = session.get(NEW, "")
    return (context().database.keys.open_or_none(sealed, _mine()) or "") if sealed else ""


def _show(done: Answer | None = None, codes: list[str] | None = None) -> Page:
    with context().database.reading() as db:
        on, left = second_of(db, actor().id)
    secret = ""
    if not on and codes is None:
        secret = _unconfirmed()
        if not secret:
            secret = acts.new_secret()
            session[NEW] = context().database.keys.seal(secret, _mine())
    values = page.values()
    html = render_template(
        "two_factor.html",
        page=values,
        on=on,
        left=left,
        codes=codes,
        secret=secret,
        link=acts.link(secret, values["login"]) if secret else "",
        required=_required(),
        message=to_wire(done, actor().locale).get("message", "") if done else "",
    )
    if done is None or done.ok:
        return html
    return html, 429 if done.code == "busy" else 422


def _required() -> bool:
    return actor().role in current_app.session_interface.second_factor  # type: ignore[attr-defined]


@two_factor.get("/second")
@allow(*ALL)
def show() -> Page:
    """Show whether two-factor sign-in is on, and how to switch it."""
    return _show()


@two_factor.post("/second/on")
@allow(*ALL)
def on() -> Page:
    """Switch it on. The recovery codes are shown once and every session ends."""
    done = acts.switch_on(new_call(), _unconfirmed(), _code())
    return _show(done, done.data["codes"]) if done.ok else _show(done)


@two_factor.post("/second/off")
@allow(*ALL)
def off() -> Page:
    """Switch it off."""
    done = acts.check(new_call(), _code(), request.remote_addr or "")
    if done.ok:
        done = acts.switch_off(new_call(), _required())
    return redirect("/login") if done.ok else _show(done)


@two_factor.post("/second/codes")
@allow(*ALL)
def codes() -> Page:
    """Make new recovery codes."""
    done = acts.check(new_call(), _code(), request.remote_addr or "")
    if done.ok:
        done = acts.new_codes(new_call())
    return _show(done, done.data["codes"]) if done.ok else _show(done)


@two_factor.get("/login/second")
@allow(EVERYONE)
def ask() -> Page:
    """Ask for the code."""
    if not session.get("second"):
        return redirect("/login")
    return render_template("login_two_factor.html", page=page.values(), message="")


@two_factor.post("/login/second")
@allow(EVERYONE)
def answer() -> Page:
    """Check the code and open the session."""
    device = request.cookies.get(DEVICE, "")[:100]
    call = Call(context(), WORKER, clock().now())
    done = acts.enter(call, session.token, _code(), request.remote_addr or "", device)  # type: ignore[attr-defined]
    if done.ok:
        return enter(done)
    if done.code == "signed_out":
        return redirect("/login")
    message = to_wire(done, page.reader_locale())["message"]
    html = render_template("login_two_factor.html", page=page.values(), message=message)
    return html, 429 if done.code == "busy" else 422
