"""Help and step in: what a lead says to desks, asks of them, and changes at queues. Each is one act."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.wrappers import Response

from console.actions import floor as floor_actions
from console.actions import lead_notes, queue_control
from console.actions.call import Answer, Call
from console.domain.actor import DESK_ROLES
from console.domain.errors import Invalid
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, answer, new_call, reply

leading = Blueprint("leading", __name__)
Reply = tuple[Response, int]


@leading.post("/desk/lead")
@allow(*DESK_ROLES)
def answered() -> Reply:
    """Say that a lead's line is seen, or answer what a lead asks."""
    f = request.form
    return answer(lambda call: lead_notes.answer(call, parse.whole(f, "note"), f.get("yes", "") == "1"))


@leading.post("/floor/say")
@allow("lead", "admin")
def say() -> Reply:
    """Put a line or a request on a desk, pin a note for the team, or take one back."""
    f = request.form
    what, text = f.get("what", ""), parse.text(f, "text", 500)
    match what:
        case "line":
            return answer(lambda call: lead_notes.line(call, parse.whole(f, "agent_id"), text))
        case "back":
            return answer(lambda call: lead_notes.ask_back(call, parse.whole(f, "agent_id"), text))
        case "give":
            return answer(lambda call: lead_notes.ask_give(call, parse.whole(f, "token"), parse.whole(f, "to"), text))
        case "pin":
            return answer(lambda call: lead_notes.pin(call, text))
        case "unpin":
            return answer(lead_notes.unpin)
        case "take_back":
            return answer(lambda call: lead_notes.take_back(call, parse.whole(f, "note")))
    return answer(_unknown)


def _unknown(_call: Call) -> Answer:
    raise Invalid("Choose what to do.", field="what")


@leading.post("/floor/break")
@allow("lead", "admin")
def send_to_break() -> Reply:
    """Send an agent to a break, now or after the present customer, or take that back."""
    f = request.form
    agent_id = parse.whole(f, "agent_id")
    if f.get("undo") == "1":
        return answer(lambda call: floor_actions.cancel_break(call, agent_id))
    return answer(lambda call: floor_actions.send_to_break(call, agent_id, f.get("kind", "")))


@leading.post("/floor/queue")
@allow("lead", "admin")
def queue() -> Reply:
    """Pause a queue, let it drain or run, set how long its offers stand, its rank, or who serves it."""
    f = request.form
    what, queue_id = f.get("what", ""), parse.whole(f, "queue_id")
    match what:
        case "offer_time":
            return answer(lambda call: queue_control.offer_time(call, queue_id, parse.whole(f, "seconds")))
        case "rank":
            return answer(lambda call: queue_control.rank_for_team(call, queue_id, parse.whole(f, "rank")))
        case "serve":
            agent_id = parse.whole(f, "agent_id")
            return answer(lambda call: queue_control.serve(call, agent_id, queue_id, parse.whole(f, "rank")))
    return answer(lambda call: queue_control.steer(call, queue_id, what))


@leading.get("/floor/agents/<int:agent_id>/desk")
@allow("lead")
def desk_of(agent_id: int) -> str:
    """Show an agent's desk as it is, read only. The page itself asks for what is on it."""
    view = current_app.extensions["console"]["screens"].agent_day(actor(), agent_id)
    return render_template("floor/look.html", agent=view.agent, page=page.values())


@leading.post("/floor/agents/<int:agent_id>/look")
@allow("lead")
def look(agent_id: int) -> Reply:
    """Return the panels of an agent's desk. Each call is a sign that somebody looks, and the agent sees who."""
    known = parse.whole(request.form, "seq", 0)
    done = lead_notes.look(new_call(), agent_id)
    if not done.ok:
        return reply(done)
    screens = current_app.extensions["console"]["screens"]
    view = screens.desk(agent_id)
    panels = screens.render_desk(view, actor().locale) if known != view.seq else {}
    body = {"ok": True, "seq": view.seq, "token": view.token, "now": view.now.isoformat(), "panels": panels}
    return jsonify(body), 200
