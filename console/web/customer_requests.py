"""Requests of customers: stops under review, disputes and complaints, each with its deadline."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from console.actions import hold_review
from console.domain.compliance.house_rules import CHANNELS
from console.domain.customer_file import EXTENSIONS
from console.store.queries import officer
from console.store.queries.customer_file import complaints as complaints_of
from console.web import page, parse
from console.web.inbox import back_to
from console.web.permission import allow
from console.web.run_action import clock, context, run_form

customer_requests = Blueprint("customer_requests", __name__)
Page = str | Response


@customer_requests.get("/compliance/requests")
@allow("compliance")
def list_requests() -> Page:
    """Show the requests that wait for review or an answer, with their deadlines."""
    with context().database.reading() as db:
        rows = officer.requests(db, clock().now(), context().zone)
    return render_template(
        "compliance/requests.html", page=page.values(), rows=rows, channels=CHANNELS, now=clock().now()
    )


@customer_requests.post("/compliance/requests/<int:request_id>")
@allow("compliance")
def decide_request(request_id: int) -> Page:
    """Confirm or answer a request, or propose that it ends."""
    f = request.form
    what, text = f.get("what", ""), f.get("text", "")[:500]
    if what == "confirm":
        run_form(lambda call: hold_review.confirm(call, request_id, f.getlist("chosen")))
    elif what == "answer":
        run_form(lambda call: hold_review.answer_request(call, request_id, text))
    else:
        run_form(lambda call: hold_review.lift(call, request_id, text))
    return redirect(back_to("/compliance/requests"))


@customer_requests.get("/compliance/complaints")
@allow("compliance")
def complaints() -> Page:
    """Show the register of complaints and disputes with their deadlines."""
    with context().database.reading() as db:
        rows = complaints_of(db, clock().now())
    return render_template(
        "compliance/complaints.html", page=page.values(), rows=rows, now=clock().now(), extensions=EXTENSIONS
    )


@customer_requests.post("/compliance/complaints/<int:request_id>")
@allow("compliance")
def handle(request_id: int) -> Page:
    """Answer a complaint or extend its deadline."""
    f = request.form
    if f.get("do") == "extend":
        run_form(
            lambda call: hold_review.extend(call, request_id, parse.whole(f, "days", 0), parse.text(f, "text", 500))
        )
    else:
        run_form(lambda call: hold_review.answer_request(call, request_id, parse.text(f, "text", 500)))
    return redirect(back_to("/compliance/complaints"))
