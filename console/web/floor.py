"""The team lead's floor: its live page, today's outcomes, and the numbers that were shown."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request
from flask.wrappers import Response
from werkzeug.wrappers import Response as Plain

from console.actions import approval, guidance, hold_review, reading
from console.actions import floor as floor_actions
from console.domain.outcomes import GROUPS, RULES
from console.domain.shift import BREAK_REASONS
from console.store.queries.shift_panel import day_start
from console.store.queries.team import calls_taken, looks_shown, numbers_shown, outcomes_of_today
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context, run_form

floor = Blueprint("floor", __name__)


@floor.get("/floor")
@allow("lead", "compliance", "admin")
def show() -> str:
    """Show the floor. The socket keeps it up to date."""
    screens = current_app.extensions["console"]["screens"]
    view = screens.floor(actor())
    html = screens.render_floor(view, actor().locale)
    return render_template(
        "floor/page.html", panels=html, view=view, page=page.values(), break_reasons=tuple(BREAK_REASONS.items())
    )


@floor.get("/floor/wall")
@allow("lead", "compliance", "admin")
def wall() -> str:
    """Show the floor for a screen on the wall: no names, no customers."""
    screens = current_app.extensions["console"]["screens"]
    view = screens.floor(actor())
    html = screens.render_wall(view, actor().locale)
    return render_template("floor/wall.html", panels=html, names=tuple(html), view=view, page=page.values())


@floor.get("/floor/agents/<int:agent_id>")
@allow("lead", "compliance", "admin")
def agent(agent_id: int) -> str:
    """Show one agent's day beside the floor."""
    view = current_app.extensions["console"]["screens"].agent_day(actor(), agent_id)
    return render_template(
        "floor/_day.html", view=view, may_act=actor().role in ("lead", "admin"), may_look=actor().role == "lead"
    )


@floor.post("/floor/decide")
@allow("lead", "compliance")
def decide() -> tuple[Response, int]:
    """Decide an approval, correct a psychology label, or note that a finding was reviewed."""
    what, number = request.form.get("what", ""), parse.whole(request.form, "id", 0)
    if what == "seen":
        return answer(lambda call: hold_review.seen(call, number))
    if what == "mind":
        label = request.form.get("label", "")
        return answer(lambda call: guidance.lead_corrects(call, number, label))
    reason = request.form.get("reason", "")[:300]
    return answer(lambda call: approval.decide(call, number, what == "grant", reason))


@floor.post("/floor/recall")
@allow("lead", "admin")
def recall() -> tuple[Response, int]:
    """Take a customer away from an agent, for a colleague or the queue."""
    f = request.form
    return answer(
        lambda call: floor_actions.recall(call, parse.whole(f, "token"), f.get("to", ""), parse.text(f, "reason", 300))
    )


@floor.post("/floor/off")
@allow("lead", "admin")
def set_off_shift() -> tuple[Response, int]:
    """Set an agent off shift whose state is stuck."""
    f = request.form
    return answer(
        lambda call: floor_actions.set_off_shift(
            call, parse.whole(f, "agent_id"), parse.text(f, "reason", 300), f.get("force") == "1"
        )
    )


@floor.get("/floor/outcomes")
@allow("lead", "compliance")
def outcomes() -> str:
    """Show the team's outcomes of today, each with its correction."""
    wanted = request.args.get("q", "")[:80]
    with context().database.reading() as session:
        rows = outcomes_of_today(session, actor(), clock().now(), context().zone, wanted)
    return render_template(
        "floor/outcomes.html", page=page.values(), rows=rows, wanted=wanted, groups=GROUPS, rules=RULES
    )


@floor.get("/floor/numbers")
@allow("lead", "compliance")
def numbers() -> str:
    """Show who looked at which number and customer outside a call, and which calls wait to be judged."""
    raw = request.args.get("days", "1")
    days = int(raw) if raw in ("1", "7", "30") else 1
    since = day_start(clock().now(), context().zone) - timedelta(days=days - 1)
    with context().database.reading() as session:
        rows = numbers_shown(session, actor(), since)
        looks, calls = looks_shown(session, actor(), since), calls_taken(session, actor(), since)
    return render_template("floor/numbers.html", page=page.values(), rows=rows, looks=looks, calls=calls, days=days)


@floor.post("/floor/calls/<int:ring_id>")
@allow("lead", "compliance")
def judge_call(ring_id: int) -> Plain:
    """Judge an inbound call that was taken under a number that is not on file."""
    f = request.form
    run_form(lambda call: reading.judge(call, ring_id, f.get("judged", ""), parse.text(f, "note", 300)))
    return redirect("/floor/numbers")
