"""The doors of the customer's own page: the link, the code, the session, and the simulated carrier's page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request
from flask.wrappers import Response as JsonReply
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import page_door as acts
from console.actions.call import Answer, Call
from console.concurrency.background import run_blocking
from console.domain.actor import CUSTOMER, DESK_ROLES, WORKER, Actor
from console.domain.bilingual import LOCALES
from console.domain.customer_page import LINK_LIFE, SESSION_LIFE
from console.domain.telephony import Texts
from console.rendering.answers import STATUS, to_wire
from console.store.queries.customer_page import session_of
from console.web import page, parse
from console.web.permission import EVERYONE, allow
from console.web.run_action import answer, clock, context

page_door = Blueprint("page_door", __name__)
LINK, SESSION = "my_link", "my"  # cookies of the path /my
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
SIGN_S = 30  # seconds after which the use of a session is stored again
Page = str | Response | tuple[str, int]


def load_customer() -> None:
    """Put the customer of a living page session into ``g`` as the actor. A person's own session is nobody here."""
    g.actor, g.person = None, {}
    token = request.cookies.get(SESSION, "")
    if not TOKEN.fullmatch(token):
        return
    real = context().wall_clock()
    with context().database.reading() as db:
        found = session_of(db, token)
    if found is None or not acts.lives(found.made_at, found.seen_at, real):
        return
    if (real - found.seen_at).total_seconds() > SIGN_S:
        acts.seen(door_call(), token)
    g.actor = Actor(found.customer_id, CUSTOMER, locale=page.chosen_locale())


def door_call() -> Call:
    """Return a call of nobody in particular: who stands at the door is not known yet."""
    return Call(context(), WORKER, clock().now())


def here() -> dict[str, Any]:
    """Return the values of the frame of the customer's pages."""
    return {
        "locale": page.chosen_locale(),
        "sample": bool(current_app.extensions["console"]["sample"]),
        "texts": current_app.extensions["console"]["texts"].name,
        "cashier": current_app.extensions["console"]["cashier"].name,
        "now": clock().now(),
    }


def _remote() -> str:
    return request.remote_addr or ""


def _keep(response: Response, name: str, value: str, seconds: float) -> Response:
    secure = current_app.session_interface.secure  # type: ignore[attr-defined]
    response.set_cookie(name, value, max_age=int(seconds), httponly=True, samesite="Lax", secure=secure, path="/my")
    return response


@page_door.post("/desk/link")
@allow(*DESK_ROLES)
def send_link() -> tuple[JsonReply, int]:
    """Send the customer who is with the agent the link to the own page. The agent gets neither link nor number."""
    form = request.form

    def invite(call: Call) -> Answer:
        done = acts.invite(call, parse.whole(form, "token"), parse.whole(form, "phone_id"))
        if not done.show_once:
            return done
        address = f"{site_address()}/my/l/{done.show_once['link']}"
        taken = send_text(done.show_once["to"], f"{done.show_once['text']} {address}")
        if taken:
            return replace(done, show_once={})
        return Answer(ok=False, code="conflict", text="The carrier did not take the text. Try again later.")

    return answer(invite)


def site_address() -> str:
    """Return the address at which customers find the site. The settings say it: a request's Host header can lie."""
    settings = current_app.extensions["console"]["settings"]
    return settings.public_url or (settings.origins[0] if settings.origins else request.host_url.rstrip("/"))


@page_door.get("/my/l/<token>")
@allow(EVERYONE)
def open_link(token: str) -> Response:
    """Keep the link in a cookie and go on, so that its token stands in no address bar. A bad one goes on as well."""
    kept = token if TOKEN.fullmatch(token) else "x" * 32
    return _keep(redirect("/my/code"), LINK, kept, LINK_LIFE.total_seconds())


@page_door.get("/my/code")
@allow(EVERYONE)
def code_page() -> Page:
    """Show the form for the code. It looks the same with and without a living link."""
    return render_template("my/code.html", my=here(), sent=False, message="", held=LINK in request.cookies)


@page_door.post("/my/code/send")
@allow(EVERYONE)
def send_code() -> Page:
    """Send a code to the number on file, if there is a living link. The page says the same in each case."""
    done = acts.send_code(door_call(), request.cookies.get(LINK, "")[:64], _remote())
    if done.show_once:
        text = gettext(
            "%(code)s is the code for your own page. It works for 10 minutes. Nobody of us will ever ask you for it.",
            code=done.show_once["code"],
        )
        send_text(done.show_once["to"], text)
    message = "" if done.ok else to_wire(done, page.chosen_locale())["message"]
    html = render_template("my/code.html", my=here(), sent=done.ok, message=message, held=LINK in request.cookies)
    return html, 200 if done.ok else 429


def send_text(number: str, text: str) -> bool:
    """Hand a text to the carrier, beside the event loop."""
    carrier: Texts = current_app.extensions["console"]["texts"]
    return run_blocking(carrier.send, number, text)


@page_door.post("/my/code")
@allow(EVERYONE)
def enter() -> Page:
    """Check code and name and open the page."""
    form = request.form
    token = request.cookies.get(LINK, "")[:64]
    done = acts.enter(door_call(), token, form.get("code", "")[:40], form.get("name", "")[:120], _remote())
    if not done.ok:
        message = to_wire(done, page.chosen_locale())["message"]
        html = render_template("my/code.html", my=here(), sent=True, message=message, held=LINK in request.cookies)
        return html, 429 if done.code == "busy" else STATUS[done.code]
    return _keep(redirect("/my"), SESSION, done.show_once["session"], SESSION_LIFE.total_seconds())


@page_door.post("/my/leave")
@allow(CUSTOMER)
def leave() -> Response:
    """End the session and the link."""
    acts.leave(door_call(), request.cookies.get(SESSION, "")[:64])
    response = redirect("/my/code")
    for name in (LINK, SESSION):
        response.delete_cookie(name, path="/my", httponly=True, samesite="Lax")
    return response


@page_door.get("/my/language/<locale>")
@allow(EVERYONE)
def choose_language(locale: str) -> Response:
    """Show the customer's pages in this language."""
    response = redirect("/my" if g.get("actor") is not None else "/my/code")
    if locale in LOCALES:
        response.set_cookie(page.LANGUAGE, locale, max_age=31_536_000, httponly=True, samesite="Lax")
    return response


@page_door.get("/dev/texts")
@allow(EVERYONE)
def simulated_texts() -> Page:
    """Show what the sample's simulated carrier has delivered. Only in the sample, where all numbers are made up."""
    parts = current_app.extensions["console"]
    if not parts["sample"] or parts["texts"].name != "simulated":
        abort(404)
    return render_template("my/texts.html", my=here(), texts=tuple(parts["texts"].sent))
