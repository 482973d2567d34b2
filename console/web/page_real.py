"""Is this call real? A page for everybody, and the agent's button that shows the code."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.wrappers import Response

from console.actions import page_proof
from console.domain.actor import DESK_ROLES
from console.domain.customer_page import numbers_of
from console.rendering.answers import to_wire
from console.web import page, parse
from console.web.page_door import door_call, here
from console.web.permission import EVERYONE, allow
from console.web.run_action import answer

page_real = Blueprint("page_real", __name__)


@page_real.post("/desk/prove")
@allow(*DESK_ROLES)
def prove() -> tuple[Response, int]:
    """Show the agent the code by which the customer finds out that this call is real."""
    return answer(lambda call: page_proof.prove(call, parse.whole(request.form, "token")))


@page_real.get("/my/real")
@allow(EVERYONE)
def ask() -> str:
    """Show the form: the own number, and the code that the caller said."""
    return render_template("my/real.html", my=here(), real=None, message="")


@page_real.post("/my/real")
@allow(EVERYONE)
def check() -> tuple[str, int]:
    """Say whether the code belongs to a call to this number now."""
    form = request.form
    numbers = numbers_of(form.get("number", "")[:30])
    done = page_proof.is_real(door_call(), numbers, form.get("code", "")[:40], request.remote_addr or "")
    message = "" if done.ok else str(to_wire(done, page.chosen_locale())["message"])
    real = bool(done.data.get("real")) if done.ok else None
    return render_template("my/real.html", my=here(), real=real, message=message), 200 if done.ok else 429
