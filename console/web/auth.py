"""Sign-in and sign-out, the own password, and preferences."""

from __future__ import annotations

import re

from flask import Blueprint, current_app, g, redirect, render_template, request, session
from werkzeug.wrappers import Response

from console.actions import people
from console.actions.call import Answer, Call
from console.actions.steps.security_events import LIMITED, tell
from console.domain.actor import WORKER
from console.domain.bilingual import LOCALES
from console.passwords import KNOWN, STRANGERS, hash_password, refuse_slowly, verify, weak
from console.rendering.answers import to_wire
from console.store.queries.people import own_names, password_of
from console.web import page
from console.web.confirm import present_password
from console.web.first_steps import first_steps
from console.web.permission import EVERYONE, allow
from console.web.run_action import actor, answer, clock, context
from console.web.sessions import DEVICE

auth = Blueprint("auth", __name__)
HOME = {"compliance": "/compliance", "admin": "/admin/people", "lead": "/floor", "collector": "/field"}
HERE = re.compile(r"/[a-z][!-\[\]-~]*")  # an address on this site, such as /insight/figures.csv?period=week
ALL = ("agent", "collector", "lead", "compliance", "admin")


@auth.get("/")
@allow(*ALL)
def home() -> Response:
    """Redirect to the first page of the person's role."""
    return redirect(first_page(actor().role))


def first_page(role: str) -> str:
    """Return the page on which a person of this role starts: the administrator of a new site at its checklist."""
    if role == "admin" and first_steps() is not None:
        return "/admin/start"
    return HOME.get(role, "/desk")


@auth.get("/login")
@allow(EVERYONE)
def login_page() -> str:
    """Show the sign-in form."""
    return render_template("login.html", page=page.values(), message="", login="")


@auth.get("/language/<locale>")
@allow(EVERYONE)
def choose_language(locale: str) -> Response:
    """Show the sign-in page in this language, and remember it in this browser. Signed in, the person's own counts."""
    response = redirect("/login")
    if locale in LOCALES:
        response.set_cookie(page.LANGUAGE, locale, max_age=31_536_000, httponly=True, samesite="Lax")
    return response


@auth.post("/login")
@allow(EVERYONE)
def login() -> Response | tuple[str, int]:
    """Check login and password and open a session."""
    name = request.form.get("login", "").strip().lower()[:80]
    done = _sign_in(name, request.form.get("password", "")[:201])
    if not done.ok:
        message = to_wire(done, page.reader_locale())["message"]
        html = render_template("login.html", page=page.values(), message=message, login=name)
        return html, 429 if done.code == "busy" else 422
    return enter(done)


def _sign_in(name: str, password: str) -> Answer:
    """Try login and password when their turn comes.

    A locked login costs no hash. People with a known browser have turns of their own, so a stranger who tries
    hundreds of passwords delays no colleague. Of the others a login that exists and has not failed comes first.
    """
    remote, device = request.remote_addr or "", request.cookies.get(DEVICE, "")[:100]
    with context().database.reading() as db:
        hashed, made_up = password_of(db, name)
    known, stands = people.before_sign_in(context(), name, remote, device)
    locked = Answer(ok=False, code="busy", text=people.TOO_MANY, keep=False)
    if stands.locked:
        tell(LIMITED, act="people.sign_in", login=name, remote=remote)
        return locked
    with (KNOWN if known else STRANGERS).turn(min(stands.failures, 8) if hashed else 9) as mine:
        if not mine:
            return Answer(ok=False, code="busy", text="Very many people sign in just now. Try again.", keep=False)
        _, stands = people.before_sign_in(context(), name, remote, device)  # others have tried while this one waited
        if stands.locked:
            return locked
        fits = refuse_slowly() if stands.wary and hashed is None else verify(password, hashed)
        sample = bool(current_app.extensions["console"]["sample"])
        fits = fits and (sample or not made_up)
        call = Call(context(), WORKER, clock().now())
        return people.sign_in(call, name, fits, remote, session.token, device)  # type: ignore[attr-defined]


def enter(done: Answer) -> Response:
    """Set the cookie of the new session and redirect to the page that comes first."""
    first = "/login/second"
    if not done.data.get("second"):
        first = "/password" if done.data["must_change"] else first_page(done.data["role"])
    response = redirect(first)
    session.modified = False
    current_app.session_interface.give(  # type: ignore[attr-defined]
        response, done.data["session"], done.data.get("device", "")
    )
    return response


@auth.post("/logout")
@allow(*ALL)
def logout() -> Response:
    """End the session."""
    call = Call(context(), actor(), clock().now())
    people.sign_out(call, session.token)  # type: ignore[attr-defined]
    return redirect("/login")


@auth.get("/password")
@allow(*ALL)
def password_page() -> str:
    """Show the form for the own password."""
    return render_template("password.html", page=page.values(), errors={})


@auth.post("/password")
@allow(*ALL)
def password() -> Response | tuple[str, int]:
    """Change the own password."""
    old, new = request.form.get("old", "")[:201], request.form.get("new", "")[:201]
    with context().database.reading() as db:
        own = own_names(db, g.person["login"])
    given = present_password(old)
    errors = {}
    if not given.ok:
        errors["old"] = given.text
    elif weak(new, own):
        errors["new"] = weak(new, own)
    elif new == old:
        errors["new"] = "Choose a new password."
    if errors:
        return render_template("password.html", page=page.values(), errors=errors), 422
    people.change_password(Call(context(), actor(), clock().now()), hash_password(new))
    return redirect("/login")


@auth.post("/confirm")
@allow(*ALL)
def confirmed() -> Response:
    """Go on to the download for which the password was asked, on this site alone."""
    there = request.form.get("next", "")[:2000]
    return redirect(there if HERE.fullmatch(there) else "/")


@auth.post("/me/<what>")
@allow(*ALL)
def prefer(what: str):  # type: ignore[no-untyped-def]
    """Store a preference of the signed-in person."""
    value = request.form.get(what, "")[:4000]

    def do(call: Call) -> Answer:
        return people.prefer(call, what, value)

    return answer(do)
