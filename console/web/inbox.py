"""The officer's inbox: one thing that waits, with what it is and the act. The list itself is a live panel."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from console.actions import inbox_take
from console.domain.compliance.house_rules import CHANNELS
from console.domain.customer_file import ANSWERED, CONFIRMED, EXTENSIONS
from console.domain.waiting import KINDS
from console.store.queries.inbox import taken_things
from console.store.queries.inbox_item import item_view
from console.web import page
from console.web.permission import allow
from console.web.run_action import actor, clock, context, run_form

inbox = Blueprint("inbox", __name__)
Page = str | Response


def back_to(default: str) -> str:
    """Return the page after an act: the inbox when the act was done there."""
    return "/compliance" if request.form.get("back") == "inbox" else default


@inbox.get("/compliance/inbox/<kind>/<what>")
@allow("compliance")
def show_item(kind: str, what: str) -> Page:
    """Show one thing that waits. The inbox puts this page's article beside its list."""
    now = clock().now()
    with context().database.reading() as db:
        taken = taken_things(db, now).get((kind, what[:80]))
        view = item_view(db, actor().id, actor().role, kind, what[:80], now, context().zone)
    if view is None:  # somebody else has just decided it
        return redirect("/compliance")
    return render_template(
        "compliance/inbox_item.html",
        page=page.values(),
        view=view,
        taken=taken,
        titles=KINDS,
        channels=CHANNELS,
        clocks=ANSWERED,
        confirmed=CONFIRMED,
        extensions=EXTENSIONS,
        me=actor().id,
        now=now,
    )


@inbox.post("/compliance/inbox/<kind>/<what>/take")
@allow("compliance")
def take_item(kind: str, what: str) -> Page:
    """Take one thing that waits, or give it back."""
    do = inbox_take.give_back if request.form.get("do") == "back" else inbox_take.take
    run_form(lambda call: do(call, kind, what))
    return redirect("/compliance")
