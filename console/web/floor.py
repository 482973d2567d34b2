"""A lead's floor."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.wrappers import Response

from console.actions import approval, guide, review
from console.web import page, parse
from console.web.door import actor, answer
from console.web.permission import allow

floor = Blueprint("floor", __name__)


@floor.get("/floor")
@allow("lead", "compliance", "admin")
def show() -> str:
    """Give the floor as it stands; it goes on live."""
    screens = current_app.extensions["console"]["screens"]
    view = screens.floor(actor())
    html = screens.render_floor(view, actor().locale)
    return render_template("floor/page.html", panels=html, view=view, page=page.values())


@floor.post("/floor/decide")
@allow("lead", "compliance")
def decide() -> tuple[Response, int]:
    """Grant or refuse what an agent asks for, correct a state of mind, note that words were seen."""
    what, number = request.form.get("what", ""), parse.whole(request.form, "id", 0)
    if what == "seen":
        return answer(lambda call: review.seen(call, number))
    if what == "mind":
        label = request.form.get("label", "")
        return answer(lambda call: guide.lead_corrects(call, number, label))
    reason = request.form.get("reason", "")[:300]
    return answer(lambda call: approval.decide(call, number, what == "grant", reason))
