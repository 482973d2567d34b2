"""A lead's floor."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from console.web import page
from console.web.door import actor
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
