"""Rounds of visits: the lead's page."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import places as place_actions
from console.actions import rounds as round_actions
from console.actions import visits as visit_actions
from console.actions.call import Answer
from console.domain.errors import Conflict
from console.domain.visits import LEFT_OUT
from console.rendering.answers import to_wire
from console.routing.nearest import ImpossibleDay
from console.routing.rounds import plan_rounds
from console.store.queries.field_flags import corrections, flagged
from console.store.queries.rounds import rounds_view
from console.store.visits import day_of
from console.web import page, parse
from console.web.permission import allow
from console.web.replan import source
from console.web.run_action import actor, answer, clock, context, flash_refusal, new_call, run_form

rounds = Blueprint("rounds", __name__)
Page = str | Response


def today() -> str:
    """Return the site's local date."""
    return clock().now().astimezone(context().zone).date().isoformat()


@rounds.get("/rounds")
@allow("lead")
def show() -> str:
    """Show today's rounds of the team, what waits for approval, and what is not planned yet."""
    with context().database.reading() as session:
        view = rounds_view(session, actor(), today())
        found = flagged(session, actor(), clock().now())
        places = corrections(session, actor())
    told = [to_wire(Answer(text=one.why, words=one.words), actor().locale).get("message", "") for one in found]
    flags = list(zip(found, told, strict=True))
    return render_template(
        "rounds/page.html",
        page=page.values(),
        view=view,
        left_out=LEFT_OUT,
        now=clock().now(),
        flags=flags,
        places=places,
    )


@rounds.post("/rounds/place")
@allow("lead")
def place() -> Page:
    """Take or refuse a place that a pair has corrected."""
    form = request.form
    run_form(lambda call: place_actions.decide(call, parse.whole(form, "correction"), form.get("what") == "take"))
    return redirect("/rounds")


@rounds.post("/rounds")
@allow("lead")
def make() -> Page:
    """Make the round of a pair for today."""
    form = request.form
    run_form(
        lambda call: round_actions.open_round(
            call,
            today(),
            [int(one) for one in form.getlist("collector") if one.isascii() and one.isdigit() and len(one) < 19],
            parse.whole(form, "start"),
            parse.whole(form, "end"),
            (parse.text(form, "starts", 5), parse.text(form, "ends", 5)),
        )
    )
    return redirect("/rounds")


@rounds.post("/rounds/plan")
@allow("lead")
def plan() -> Page:
    """Plan today's rounds in a child process of two seconds, and keep the order."""
    now, team = clock().now(), actor().team_id
    with context().database.reading() as session:
        day = day_of(session, today(), team, now, context().zone)
    if not day.pairs:
        flash_refusal(Conflict("Make a round first."))
        return redirect("/rounds")
    try:
        found = plan_rounds(day, source(current_app.extensions["console"]["settings"]))
    except ImpossibleDay:
        flash_refusal(Conflict("The hours of a round leave no time for its break. Change the hours."))
        return redirect("/rounds")
    if run_form(lambda call: round_actions.keep_plan(call, today(), found, day.versions)):
        flash(gettext("The rounds are planned."), "ok")
    return redirect("/rounds")


@rounds.post("/rounds/decide")
@allow("lead")
def decide() -> Page:
    """Approve or refuse the chosen proposals."""
    form = request.form
    chosen = [int(one) for one in form.getlist("visit") if one.isascii() and one.isdigit() and len(one) < 19]
    done = visit_actions.decide(new_call(), chosen, form.get("what") == "approve", form.get("why", "")[:500])
    if not done.ok:
        run_form(lambda _call: done)
    elif done.data.get("gone"):
        flash(gettext("Some may no longer be visited. They were cancelled."), "ok")
    return redirect("/rounds")


@rounds.post("/rounds/cancel")
@allow("lead")
def cancel() -> Page:
    """Cancel a visit, with its reason."""
    form = request.form
    run_form(lambda call: visit_actions.cancel(call, parse.whole(form, "visit"), parse.text(form, "why", 500)))
    return redirect("/rounds")


@rounds.post("/rounds/move")
@allow("lead")
def move() -> Page:
    """Give a visit to a pair, or to none in particular."""
    form = request.form
    run_form(
        lambda call: round_actions.move_visit(call, parse.whole(form, "visit"), parse.whole(form, "round", 0) or None)
    )
    return redirect("/rounds")


@rounds.post("/desk/visit")
@allow("agent", "collector", "lead")
def propose() -> tuple[Response, int]:
    """Propose a visit to the customer who is on the own desk."""
    form = request.form
    return answer(
        lambda call: visit_actions.propose(call, parse.whole(form, "customer_id"), parse.text(form, "reason", 500))
    )
