"""The customer's own page: what is shown, and what the customer puts on file (the same action as at the desk)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import customer_file, page_acts, page_opinion
from console.actions.call import Answer, Call
from console.actions.runtime import refusal
from console.domain.actor import CUSTOMER
from console.domain.customer_page import PROOF, WHY
from console.domain.errors import Refused
from console.domain.safety_numbers import lines_for
from console.rendering.answers import to_wire
from console.store.queries.customer_file import DAYS as WEEKDAYS
from console.store.queries.customer_page import customer_page as read_page
from console.store.queries.customer_page import zone_of
from console.store.queries.safety_numbers import own_numbers
from console.web import parse
from console.web.page_door import here
from console.web.permission import allow
from console.web.run_action import actor, clock, context

customer_page = Blueprint("customer_page", __name__)


@customer_page.get("/my")
@allow(CUSTOMER)
def show() -> str:
    """Show the page."""
    now = clock().now()
    with context().database.reading() as db:
        view = read_page(db, actor().id, now, context().zone)
        crisis, _ = own_numbers(db)
    if view is None:
        abort(404)
    return render_template(
        "my/page.html",
        my=here(),
        view=view,
        days=WEEKDAYS,
        lines=lines_for(view.region, view.home_region, crisis),
        key=new_key,
        why=WHY,
    )


def new_key() -> str:
    """Return the key of a form's operation."""
    return str(uuid.uuid4())


def said(error: Refused) -> str:
    """Return why something was refused, in the customer's language."""
    return str(to_wire(refusal(error), actor().locale).get("message", ""))


def run(do: Callable[[Call], Answer], done: str = "") -> Response:
    """Run an action for the customer's form and go back to the page, with what became of it above it."""
    try:
        answer = do(Call(context(), actor(), clock().now(), parse.key(request.form)))
    except Refused as error:  # a field that cannot be read
        answer = refusal(error)
    if answer.ok:
        told = str(to_wire(answer, actor().locale).get("message", "")) if answer.data.get("told") else ""
        flash(done or told or gettext("Done. It counts from now on, at every desk."), "info")
    else:
        flash(str(to_wire(answer, actor().locale).get("message", "")), "error")
    return redirect("/my")


def _own_words(kind: str) -> str:
    """Return what is put on file when the customer chooses something and writes nothing."""
    words: Mapping[str, str] = {
        "cease": gettext("Stop contacting me."),
        "medium_refused": gettext("Do not contact me in these ways."),
        "time_refused": gettext("Do not contact me at these times."),
        "wrong_number": gettext("This is not my number."),
        "opt_out": gettext("Do not use this number."),
        "fraud_claim": gettext("This debt is not mine."),
        "dispute": gettext("The amount is not right."),
        "hardship": gettext("I cannot pay at present."),
        "represented": gettext("Speak with my lawyer or my agent."),
        "complaint": "",
        "profiling_refused": gettext("Do not judge my state of mind."),
    }
    return words.get(kind, "")


@customer_page.post("/my/file")
@allow(CUSTOMER)
def put_on_file() -> Response:
    """Put on file what the customer asks for or says. It binds at once."""
    form = request.form

    def put(call: Call) -> Answer:
        with context().database.reading() as db:
            zone = zone_of(db, actor().id)
        said = parse.statement(form, zone, clock().now())
        said = replace(
            said,
            by="debtor",
            written=True,
            proof=PROOF,
            since=None,
            person="",
            wording=said.wording.strip() or _own_words(said.kind),
        )
        return customer_file.put_on_file(call, actor().id, said, parse.whole(form, "phone_id", 0))

    return run(put)


@customer_page.post("/my/opinion")
@allow(CUSTOMER)
def opinion() -> Response:
    """Keep the customer's opinion of the last contact."""
    form = request.form
    return run(lambda call: page_opinion.give(call, parse.whole(form, "score"), form.get("why", "")[:20]))


@customer_page.post("/my/profiling")
@allow(CUSTOMER)
def allow_profiling() -> Response:
    """Take back the refusal of profiling."""
    return run(page_acts.allow_profiling)
