"""A customer's file: the agent's form at the desk, the officer's page, and what waits for another."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext
from werkzeug.wrappers import Response as Plain

from console.actions import customer_file, hold_review, proposals
from console.actions.customer_file import BAD, INTERRUPTED_BY
from console.domain.actor import DESK_ROLES
from console.domain.customer_file import BY, CHANNELS, EXTENSIONS, PLACES, ROWS, SECOND_PERSON
from console.domain.errors import Invalid
from console.rendering.answers import to_wire
from console.store.queries import customer_file as reads
from console.store.queries import proposals as waiting
from console.store.queries.search import find_customers
from console.web import page, parse
from console.web.admin import _run
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context

files = Blueprint("files", __name__)
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
    """Give what the form of the file lets this role choose."""
    return {
        "kinds": [kind for kind in ROWS if role in kind.may_set],
        "channels": CHANNELS,
        "by": BY,
        "places": PLACES,
        "days": reads.DAYS,
        "zones": ZONES,
    }


@files.post("/desk/file")
@allow(*DESK_ROLES)
def put() -> Reply:
    """Put on file what the customer says; it binds at once."""
    f = request.form
    return answer(
        lambda call: customer_file.put_on_file(
            call, parse.whole(f, "customer_id"), parse.said(f, context().zone), parse.whole(f, "phone_id", 0)
        )
    )


@files.post("/desk/file/ask")
@allow(*DESK_ROLES)
def ask() -> Reply:
    """Ask another person to lift or open something."""
    f = request.form
    return answer(
        lambda call: proposals.ask(
            call,
            parse.whole(f, "customer_id"),
            f.get("what", ""),
            _payload(f),
            parse.text(f, "reason", 500),
            parse.text(f, "proof", 500),
        )
    )


@files.post("/desk/file/moved")
@allow(*DESK_ROLES)
def has_moved() -> Reply:
    """Put a new place on file; old and new bind until it is verified."""
    return answer(lambda call: _move(call, request.form))


def _move(call: Any, f: parse.Form) -> Any:
    return customer_file.moved_house(
        call,
        parse.whole(f, "customer_id"),
        f.get("place", ""),
        parse.text(f, "text", 300),
        f.get("zone", ""),
        f.get("region", ""),
        parse.text(f, "province", 60),
        parse.text(f, "reason", 500),
        parse.text(f, "proof", 500),
    )


def _payload(f: parse.Form) -> dict[str, Any]:
    return {
        "request": parse.whole(f, "request_id", 0),
        "phone": parse.whole(f, "phone_id", 0),
        "field": f.get("field", "")[:20],
    }


def _try(do: Any) -> bool:
    """Run a form of a plain page; what cannot be read is said above the page."""
    try:
        return _run(do)
    except Invalid as error:
        from console.actions.runtime import refusal

        flash(to_wire(refusal(error), actor().locale).get("message", ""), "error")
        return False


@files.get("/compliance/files")
@allow("compliance")
def find() -> Page:
    """Find a customer's file."""
    query = request.args.get("query", "")[:80]
    with context().database.reading() as db:
        found = find_customers(db, actor(), query) if query else ()
    return render_template(
        "compliance/files.html", page=page.values(), found=found, query=query, kinds=ROWS, second=SECOND_PERSON
    )


@files.get("/compliance/files/<int:customer_id>")
@allow("compliance")
def show(customer_id: int) -> Page:
    """Give one customer's file with its forms."""
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
        )


@files.post("/compliance/files/<int:customer_id>")
@allow("compliance")
def write(customer_id: int) -> Page:
    """Put on file, correct, or ask for what another person must decide."""
    f = request.form
    if _try(lambda call: _write(call, customer_id, f)):
        flash(gettext("Done. Every open desk that it concerns shows it now."), "info")
    return redirect(f"/compliance/files/{customer_id}")


def _write(call: Any, customer_id: int, f: parse.Form) -> Any:
    do = f.get("do", "")
    reason, proof = parse.text(f, "reason", 500), parse.text(f, "proof", 500)
    if do == "put":
        zone: ZoneInfo = context().zone
        return customer_file.put_on_file(call, customer_id, parse.said(f, zone), parse.whole(f, "phone_id", 0))
    if do == "number":
        return customer_file.mark_number(call, customer_id, parse.whole(f, "phone_id", 0), f.get("status", ""))
    if do == "moved":
        return customer_file.moved_house(
            call,
            customer_id,
            f.get("place", ""),
            parse.text(f, "text", 300),
            f.get("zone", ""),
            f.get("region", ""),
            parse.text(f, "province", 60),
            reason,
            proof,
        )
    if do == "limitation":
        return customer_file.set_limitation(
            call,
            customer_id,
            parse.whole(f, "account_id", 0),
            parse.day_or_none(f, "due_on"),
            parse.day_or_none(f, "interrupted_on"),
            f.get("by", ""),
            reason,
            proof,
        )
    if do == "lift":
        return hold_review.lift(call, parse.whole(f, "request_id", 0), reason)
    if do == "revoke":
        return hold_review.revoke_consent(call, parse.whole(f, "consent_id", 0))
    return proposals.ask(call, customer_id, f.get("what", ""), _payload(f), reason, proof)


@files.get("/compliance/changes")
@allow("compliance", "lead")
def changes() -> Page:
    """Give what waits for another person, and what was decided."""
    with context().database.reading() as db:
        rows = waiting.proposals(db, actor().id, actor().role)
    return render_template("compliance/proposals.html", page=page.values(), rows=rows)


@files.post("/compliance/changes/<int:proposal_id>")
@allow("compliance", "lead")
def decide(proposal_id: int) -> Page:
    """Grant, refuse, or take back one's own."""
    f = request.form
    if f.get("do") == "withdraw":
        _try(lambda call: proposals.withdraw(call, proposal_id))
    else:
        _try(lambda call: proposals.decide(call, proposal_id, f.get("do") == "grant", parse.text(f, "why", 500)))
    return redirect("/compliance/changes")


@files.get("/compliance/complaints")
@allow("compliance")
def complaints() -> Page:
    """Give the register of complaints and disputes with their clocks."""
    with context().database.reading() as db:
        rows = reads.complaints(db, clock().now())
    return render_template(
        "compliance/complaints.html", page=page.values(), rows=rows, now=clock().now(), extensions=EXTENSIONS
    )


@files.post("/compliance/complaints/<int:request_id>")
@allow("compliance")
def handle(request_id: int) -> Page:
    """Answer a complaint or move its clock."""
    f = request.form
    if f.get("do") == "extend":
        _try(lambda call: hold_review.extend(call, request_id, parse.whole(f, "days", 0), parse.text(f, "text", 500)))
    else:
        _try(lambda call: hold_review.answer_request(call, request_id, parse.text(f, "text", 500)))
    return redirect("/compliance/complaints")


@files.post("/compliance/rules/seen")
@allow("compliance")
def rule_seen() -> Page:
    """Note that a rule was read again at its source."""
    f = request.form
    _try(lambda call: hold_review.rule_seen(call, f.get("pack", ""), f.get("rule", ""), parse.text(f, "note", 500)))
    return redirect("/compliance/rules")
