"""Proposals: changes that one person asks for and a second person grants or refuses."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext
from werkzeug.wrappers import Response as Plain

from console.actions import accounts
from console.actions import proposals as acts
from console.actions.call import Answer, Call
from console.domain.actor import DESK_ROLES
from console.domain.second_person import ACCOUNTS
from console.passwords import half_password, hash_password
from console.store.queries import proposals as reads
from console.store.queries.accounts import accounts_view, halves_of, resting
from console.web import page, parse
from console.web.inbox import back_to
from console.web.permission import allow
from console.web.run_action import actor, answer, context, run_form

proposals = Blueprint("proposals", __name__)
Page = str | Plain
Reply = tuple[Response, int]


def ask_from_form(call: Call, customer_id: int, f: parse.Form) -> Answer:
    """Propose what a form of the customer's file names."""
    payload = {
        "request": parse.whole(f, "request_id", 0),
        "phone": parse.whole(f, "phone_id", 0),
        "field": f.get("field", "")[:20],
    }
    reason, proof = parse.text(f, "reason", 500), parse.text(f, "proof", 500)
    return acts.ask(call, customer_id, f.get("what", ""), payload, reason, proof)


@proposals.post("/desk/file/ask")
@allow(*DESK_ROLES)
def ask() -> Reply:
    """Propose a change that a second person must grant."""
    f = request.form
    return answer(lambda call: ask_from_form(call, parse.whole(f, "customer_id"), f))


@proposals.get("/compliance/changes")
@allow("compliance", "lead", "admin")
def changes() -> Page:
    """Show proposals, the waiting ones first. An administrator sees those about accounts."""
    return _changes()


def _changes(once: dict[str, str] | None = None) -> Page:
    """Return the page; ``once`` holds half a password that it shows this one time."""
    real = context().wall_clock()
    office = actor().role != "lead"
    only = ACCOUNTS if actor().role == "admin" else ()
    with context().database.reading() as db:
        rows = reads.proposals(db, actor().id, actor().role, reader=actor(), only=only)
        return render_template(
            "compliance/proposals.html",
            page=page.values(),
            rows=rows,
            accounts=accounts_view(db, real) if office else None,
            halves=halves_of(db, actor().id) if office else (),
            rests_until=resting(db, actor().id, real),
            once=once,
        )


@proposals.post("/compliance/changes/<int:proposal_id>/half")
@allow("compliance", "admin")
def show_half(proposal_id: int) -> Page:
    """Make this person's half of a first password, and show it once."""
    half = half_password()
    if run_form(lambda call: accounts.set_half(call, proposal_id, hash_password(half))):
        return _changes({"text": gettext("Your half of the first password, shown once:"), "secret": half})
    return redirect("/compliance/changes")


@proposals.post("/compliance/rest")
@allow("compliance", "admin")
def set_rest() -> Page:
    """Set how long a new account rests, or propose a shorter rest."""
    f = request.form
    run_form(lambda call: accounts.set_rest(call, parse.whole(f, "hours"), parse.text(f, "reason", 500)))
    return redirect("/compliance/changes")


@proposals.post("/compliance/changes/<int:proposal_id>")
@allow("compliance", "lead", "admin")
def decide(proposal_id: int) -> Page:
    """Grant or refuse a proposal, or withdraw one's own."""
    f = request.form
    if f.get("do") == "withdraw":
        run_form(lambda call: acts.withdraw(call, proposal_id))
    else:
        run_form(lambda call: acts.decide(call, proposal_id, f.get("do") == "grant", parse.text(f, "why", 500)))
    return redirect(back_to("/compliance/changes"))
