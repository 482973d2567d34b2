"""Guidance at the desk: disclosures, psychology corrections, profiling, offers, ability to pay, call steps."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.wrappers import Response

from console.actions import approval, safety, said
from console.actions import guidance as acts
from console.actions.runtime import refusal
from console.domain.actor import DESK_ROLES
from console.domain.alarms import BY_PATH
from console.domain.errors import Refused
from console.rendering.filters import writer
from console.store.queries.plan_panel import plan_dates
from console.web import parse
from console.web.desk import shown_points
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context, reply
from console.web.whose_home import home_of

guidance = Blueprint("guidance", __name__, url_prefix="/desk")
Reply = tuple[Response, int]


def _token() -> int:
    return parse.whole(request.form, "token")


@guidance.post("/disclosure")
@allow(*DESK_ROLES)
def disclosure() -> Reply:
    """Tick a disclosure."""
    f = request.form
    return answer(
        lambda call: acts.disclose(
            call, _token(), f.get("disclosure", ""), f.get("state", ""), f.get("reason", ""), shown_points()
        )
    )


@guidance.post("/not_said")
@allow(*DESK_ROLES)
def not_said() -> Reply:
    """Note one reason for all disclosures that were not said."""
    f = request.form
    keys = tuple(f.get("keys", "")[:80].split())
    return answer(lambda call: acts.explain_unsaid(call, _token(), keys, f.get("reason", "")))


@guidance.post("/psychology")
@allow(*DESK_ROLES)
def psychology() -> Reply:
    """Correct the psychology label."""
    label = request.form.get("label", "")
    return answer(lambda call: acts.correct_psychology(call, _token(), label))


@guidance.post("/question")
@allow(*DESK_ROLES)
def question() -> Reply:
    """Mark what the customer answered to a proposed question, or take it back."""
    f = request.form
    return answer(
        lambda call: acts.answer_question(
            call, _token(), f.get("question", ""), f.get("answer", ""), undo=f.get("undo", "") == "1"
        )
    )


@guidance.post("/strike")
@allow(*DESK_ROLES)
def strike() -> Reply:
    """Strike out one piece of evidence for the label, or put it back."""
    f = request.form
    return answer(lambda call: acts.strike(call, _token(), f.get("evidence", ""), undo=f.get("undo", "") == "1"))


@guidance.post("/profiling")
@allow(*DESK_ROLES)
def profiling() -> Reply:
    """Note that profiling was explained, or put its refusal on file."""
    what = request.form.get("what", "")
    if what == "explained":
        return answer(lambda call: acts.explained(call, _token()))
    return answer(lambda call: acts.refuse_profiling(call, _token(), what != "taken_back"))


@guidance.post("/path")
@allow(*DESK_ROLES)
def path() -> Reply:
    """Open the talking points of a special situation, or leave it. Danger leads into the safety state."""
    name = request.form.get("path", "")
    if name in BY_PATH:
        return answer(lambda call: safety.enter(call, _token(), BY_PATH[name]))
    return answer(lambda call: acts.mark_path(call, _token(), name))


@guidance.post("/ask")
@allow(*DESK_ROLES)
def ask() -> Reply:
    """Ask the team lead to approve an offer beyond the agent's own authority."""
    return answer(lambda call: approval.ask(call, _token(), request.form.get("kind", "")))


@guidance.post("/ability")
@allow(*DESK_ROLES)
def ability() -> Reply:
    """Note what the customer says about the ability to repay."""
    f = request.form
    if "income" in f:
        currency = home_of(parse.whole(f, "token", 0)).owed.currency
        return answer(
            lambda call: acts.work_out_ability(
                call,
                _token(),
                _minor_or_none(f, "income", currency),
                _minor_or_none(f, "must_pay", currency),
                parse.whole(f, "payday") if f.get("payday", "").strip() else None,
            )
        )
    return answer(lambda call: acts.set_ability(call, _token(), f.get("ability", "")))


def _minor_or_none(form: parse.Form, name: str, currency: str) -> int | None:
    if form.get(name, "").strip() in ("", "0"):
        return 0 if form.get(name, "").strip() else None
    return parse.money(form, name, currency)


@guidance.get("/schedule")
@allow(*DESK_ROLES, "compliance")
def dates() -> Reply:
    """Return the dated instalments of a plan as JSON, moved to working days, as its form shows them."""
    f = request.args
    now, token = clock().now(), parse.whole(f, "token", 0)
    zone = home_of(token).zone_for("plan")
    try:
        first = parse.day(f, "first", now.astimezone(zone).date())
        with context().database.reading() as session:
            found = plan_dates(session, actor(), token, parse.whole(f, "parts"), first, now)
    except Refused as error:
        return reply(refusal(error))
    return jsonify({"ok": True, "parts": writer().as_typed(found)}), 200


@guidance.post("/step")
@allow(*DESK_ROLES)
def step() -> Reply:
    """Go to a step of the call script."""
    return answer(lambda call: acts.go_to_step(call, _token(), request.form.get("step", ""), shown_points()))


@guidance.post("/said")
@allow(*DESK_ROLES)
def say() -> Reply:
    """Mark the card that is marked "now" as said."""
    return answer(lambda call: said.say(call, _token(), shown_points()))


@guidance.post("/unsaid")
@allow(*DESK_ROLES)
def unsay() -> Reply:
    """Take back the card that was said last."""
    return answer(lambda call: said.take_back(call, _token()))
