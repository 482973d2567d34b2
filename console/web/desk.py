"""The agent's desk: its page and the commands that carry a form."""

from __future__ import annotations

import re

from flask import Blueprint, current_app, render_template, request
from flask.wrappers import Response

from console.actions import contact, guidance, handout, hold_review, inbound, note, outcome, safety, transfer
from console.actions.call import Answer, Call
from console.domain.actor import DESK_ROLES
from console.domain.hotkey_reasons import reasons
from console.domain.hotkeys import SECTIONS
from console.domain.outcomes import BY_CODE
from console.domain.promises import OutcomeForm
from console.store.queries.my_list import my_list
from console.store.queries.people import colleagues_of
from console.store.queries.safety_panel import alone_view
from console.web import page, parse
from console.web.customer_file import choices
from console.web.looking import searched
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context
from console.web.whose_home import home_of

desk = Blueprint("desk", __name__, url_prefix="/desk")
Reply = tuple[Response, int]
POINT = re.compile(r"^[a-z]+\.[a-z*]+\.[A-Za-z0-9*]+\.[a-z_]+\.v\d{1,6}$")


@desk.get("")
@allow(*DESK_ROLES)
def show() -> str:
    """Show the desk with its panels as they are now."""
    screens = current_app.extensions["console"]["screens"]
    view = screens.desk(actor().id)
    html = screens.render_desk(view, actor().locale)
    with context().database.reading() as session:
        alone = alone_view(session)
    return render_template(
        "desk/page.html",
        alone=alone,
        desk=view,
        panels=html,
        page=page.values(),
        hotkeys=SECTIONS,
        file=choices(actor().role),
        reasons=reasons(int(actor().locale.startswith("zh"))),
    )


@desk.get("/search")
@allow(*DESK_ROLES)
def search() -> str:
    """Show the customers that match a number, name or external id."""
    matches, refused = searched(request.args.get("q", "")[:80])
    return render_template("desk/_found.html", found=matches.found, matches=matches, refused=refused)


@desk.get("/mine")
@allow(*DESK_ROLES)
def mine() -> str:
    """Show the agent's own list: callbacks, promises due and broken, the facts of the day."""
    with context().database.reading() as session:
        view = my_list(session, actor().id, clock().now(), context().zone)
    return render_template("desk/mine.html", view=view, page=page.values())


@desk.get("/colleagues")
@allow(*DESK_ROLES)
def colleagues() -> str:
    """Show the colleagues at work who may take a customer over, the free ones first."""
    with context().database.reading() as session:
        found = colleagues_of(session, actor())
    return render_template("desk/_colleagues.html", colleagues=found)


def read_outcome(f: parse.Form, token: int) -> OutcomeForm:
    """Return the form of an outcome as the customer's clock and currency mean it."""
    code = f.get("code", "")
    home, kind = home_of(token), BY_CODE[code].form if code in BY_CODE else ""
    zone = home.zone_for(kind)
    return parse.outcome(f, kind, zone, clock().now().astimezone(zone).date(), home.owed.currency)


def _token() -> int:
    return parse.whole(request.form, "token")


def _version() -> int:
    return parse.whole(request.form, "facts_version", 0)


@desk.post("/begin")
@allow(*DESK_ROLES)
def begin() -> Reply:
    """Begin a contact."""
    f = request.form
    return answer(
        lambda call: contact.begin(
            call, _token(), parse.whole(f, "phone_id"), _version(), reason=parse.text(f, "reason", 500)
        )
    )


@desk.post("/answered")
@allow(*DESK_ROLES)
def answered() -> Reply:
    """Note that somebody answered, on a line that does not report it."""
    return answer(lambda call: contact.answered(call, _token(), parse.whole(request.form, "attempt_id")))


def _finish(call: Call) -> Answer:
    f = request.form
    token = _token()
    form = read_outcome(f, token)
    return outcome.finish(call, token, f.get("code", ""), parse.text(f, "note"), form, _version())


@desk.post("/finish")
@allow(*DESK_ROLES)
def finish() -> Reply:
    """Record the outcome, and which talking points were on the screen."""
    shown = shown_points()
    if shown:
        plain = Call(context(), actor(), clock().now())
        guidance.saw(plain, parse.whole(request.form, "token", 0), shown)
    return answer(_finish)


def _correct(call: Call) -> Answer:
    f = request.form
    form = read_outcome(f, parse.whole(f, "token", 0))
    wrong = parse.whole(f, "outcome_id")
    return outcome.correct(call, wrong, f.get("code", ""), parse.text(f, "note"), form, _version())


@desk.post("/correct")
@allow("agent", "collector", "lead", "compliance")
def correct() -> Reply:
    """Correct an outcome."""
    return answer(_correct)


@desk.post("/safety")
@allow(*DESK_ROLES)
def enter_safety() -> Reply:
    """Turn the safety state on and alarm lead and officer."""
    return answer(lambda call: safety.enter(call, _token(), request.form.get("kind", "")))


@desk.post("/safety/end")
@allow(*DESK_ROLES)
def end_safety() -> Reply:
    """End the contact of the safety state."""
    return answer(lambda call: safety.end(call, _token(), request.form.get("how", "")))


@desk.post("/safety/stand_down")
@allow(*DESK_ROLES)
def stand_down() -> Reply:
    """Leave a safety state that was entered by mistake."""
    return answer(lambda call: safety.stand_down(call, _token(), parse.text(request.form, "reason", 300)))


@desk.post("/decline")
@allow(*DESK_ROLES)
def decline() -> Reply:
    """Decline the offered customer."""
    f = request.form
    return answer(lambda call: handout.decline(call, _token(), f.get("reason", ""), parse.text(f, "note", 500)))


@desk.post("/give_back")
@allow(*DESK_ROLES)
def give_back() -> Reply:
    """Return a customer who was not called to the queue."""
    f = request.form
    return answer(lambda call: handout.give_back(call, _token(), f.get("reason", ""), parse.text(f, "note", 500)))


@desk.post("/extend")
@allow(*DESK_ROLES)
def extend() -> Reply:
    """Extend the wrap-up."""
    return answer(lambda call: handout.extend(call, _token()))


@desk.post("/handover")
@allow(*DESK_ROLES)
def handover() -> Reply:
    """Hand the customer over to a colleague or a queue."""
    f = request.form
    return answer(
        lambda call: transfer.hand_over(
            call, _token(), f.get("to", ""), parse.text(f, "note", 1000), _version(), f.get("when", "now")
        )
    )


@desk.post("/note")
@allow(*DESK_ROLES)
def save_note() -> Reply:
    """Store the note as typed so far."""
    f = request.form
    return answer(lambda call: note.save_note(call, _token(), parse.text(f, "text"), parse.whole(f, "version", 0)))


@desk.post("/listen")
@allow(*DESK_ROLES)
def judge_words() -> Reply:
    """Check the note as it is typed. Nothing is stored."""
    return answer(lambda call: note.judge_words(call, _token(), parse.text(request.form, "text")))


@desk.post("/consent")
@allow(*DESK_ROLES)
def record_consent() -> Reply:
    """Record what the customer agrees to."""
    f = request.form
    return answer(
        lambda call: hold_review.record_consent(
            call,
            _token(),
            f.get("kind", ""),
            f.getlist("channels"),
            parse.clock(f, "opens"),
            parse.clock(f, "closes"),
            parse.text(f, "wording", 500),
            f.get("own_words", "") == "1",
            parse.text(f, "proof", 300),
            f.get("need", ""),
        )
    )


@desk.post("/consent/revoke")
@allow(*DESK_ROLES, "compliance")
def revoke_consent() -> Reply:
    """Revoke a consent."""
    return answer(lambda call: hold_review.revoke_consent(call, parse.whole(request.form, "consent_id")))


@desk.post("/claim")
@allow(*DESK_ROLES)
def claim() -> Reply:
    """Take the customer who calls in."""
    f = request.form
    return answer(lambda call: inbound.take_inbound(call, parse.whole(f, "customer_id"), parse.text(f, "number", 40)))


def shown_points() -> tuple[str, ...]:
    """Return the talking points that were on the screen, the one marked "now" first."""
    return tuple(name for name in request.form.get("shown", "")[:400].split() if POINT.match(name))


@desk.post("/reveal")
@allow("agent", "collector", "lead", "compliance")
def reveal() -> Reply:
    """Show a full number, on record."""
    f = request.form
    return answer(
        lambda call: inbound.reveal(
            call, parse.whole(f, "customer_id"), parse.whole(f, "phone_id"), parse.text(f, "reason", 300)
        )
    )
