"""A customer's file: the form at the desk and the page of the compliance officer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext
from werkzeug.wrappers import Response as Plain

from console.actions import customer_file as acts
from console.actions import hold_review
from console.actions.call import Answer, Call
from console.actions.customer_file import BAD, INTERRUPTED_BY
from console.domain.actor import DESK_ROLES
from console.domain.customer_file import BY, CHANNELS, PLACES, ROWS
from console.domain.second_person import SECOND_PERSON
from console.store.queries import customer_file as reads
from console.store.queries.customer_page import documents_of
from console.web import page, parse
from console.web.looking import may_look, searched
from console.web.permission import allow
from console.web.proposals import ask_from_form
from console.web.run_action import actor, answer, clock, context, run_form
from console.web.whose_home import home_of

customer_file = Blueprint("customer_file", __name__)
Page = str | Plain
Reply = tuple[Response, int]
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Paris",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Vancouver",
)


def choices(role: str) -> dict[str, Any]:
    """Return what this role may choose in the form of the customer's file."""
    return {
        "kinds": [kind for kind in ROWS if role in kind.may_set],
        "channels": CHANNELS,
        "by": BY,
        "places": PLACES,
        "days": reads.DAYS,
        "zones": ZONES,
    }


@customer_file.post("/desk/file")
@allow(*DESK_ROLES)
def put() -> Reply:
    """Put on file what the customer asks for. It binds at once."""
    f = request.form
    zone = home_of(parse.whole(f, "token", 0)).zone_for("")

    def put_on_file(call: Call) -> Answer:
        said = parse.statement(f, zone, clock().now())
        return acts.put_on_file(call, parse.whole(f, "customer_id"), said, parse.whole(f, "phone_id", 0))

    return answer(put_on_file)


@customer_file.post("/desk/file/moved")
@allow(*DESK_ROLES)
def has_moved() -> Reply:
    """Put a new address on file. The old and the new one bind until it is verified."""
    f = request.form
    return answer(lambda call: _move(call, parse.whole(f, "customer_id"), f))


def _move(call: Call, customer_id: int, f: parse.Form) -> Answer:
    return acts.moved_house(
        call,
        customer_id,
        f.get("place", ""),
        parse.text(f, "text", 300),
        f.get("zone", ""),
        f.get("region", ""),
        parse.text(f, "province", 60),
        parse.text(f, "reason", 500),
        parse.text(f, "proof", 500),
    )


@customer_file.get("/compliance/files")
@allow("compliance")
def find() -> Page:
    """Find a customer's file."""
    query = request.args.get("query", "")[:80]
    matches, refused = searched(query)
    if refused:
        flash(refused, "error")
    return render_template(
        "compliance/files.html",
        page=page.values(),
        found=matches.found,
        matches=matches,
        query=query,
        kinds=ROWS,
        second=SECOND_PERSON,
    )


@customer_file.get("/compliance/files/<int:customer_id>")
@allow("compliance")
def show(customer_id: int) -> Page:
    """Show one customer's file with its forms. That it was opened goes on record."""
    if not may_look("file", customer_id):
        return redirect("/compliance/files")
    with context().database.reading() as db:
        view = reads.file_view(db, actor().id, actor().role, customer_id, clock().now())
        if view is None:
            return redirect("/compliance/files")
        return render_template(
            "compliance/file.html",
            page=page.values(),
            view=view,
            form=choices("compliance"),
            bad=BAD,
            me=actor().id,
            now=clock().now(),
            interrupted=INTERRUPTED_BY,
            documents=documents_of(db, customer_id),
        )


@customer_file.post("/compliance/files/<int:customer_id>")
@allow("compliance")
def write(customer_id: int) -> Page:
    """Put something on file, correct it, or propose what a second person must decide."""
    f = request.form
    run_form(lambda call: _write(call, customer_id, f), gettext("Done. Every open desk that it concerns now shows it."))
    return redirect(f"/compliance/files/{customer_id}")


def _write(call: Call, customer_id: int, f: parse.Form) -> Answer:
    do = f.get("do", "")
    reason, proof = parse.text(f, "reason", 500), parse.text(f, "proof", 500)
    if do == "put":
        said = parse.statement(f, context().zone, clock().now())
        return acts.put_on_file(call, customer_id, said, parse.whole(f, "phone_id", 0))
    if do == "number":
        return acts.mark_number(call, customer_id, parse.whole(f, "phone_id", 0), f.get("status", ""))
    if do == "moved":
        return _move(call, customer_id, f)
    if do == "limitation":
        today = clock().now().astimezone(context().zone).date()
        return acts.set_limitation(
            call,
            customer_id,
            parse.whole(f, "account_id", 0),
            parse.day_or_none(f, "due_on", today, past=True),
            parse.day_or_none(f, "interrupted_on", today, past=True),
            f.get("by", ""),
            reason,
            proof,
        )
    if do == "lift":
        return hold_review.lift(call, parse.whole(f, "request_id", 0), reason)
    if do == "revoke":
        return hold_review.revoke_consent(call, parse.whole(f, "consent_id", 0))
    return ask_from_form(call, customer_id, f)
