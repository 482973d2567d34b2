"""Doors of the guidance at the desk: ticks, signals' corrections, profiling, offers, steps."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.wrappers import Response

from console.actions import approval, guidance
from console.actions.runtime import refusal
from console.domain.actor import DESK_ROLES
from console.domain.errors import Refused
from console.store.queries.plan_panel import plan_dates
from console.web import parse
from console.web.desk import shown_points
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context, reply

guiding = Blueprint("guiding", __name__, url_prefix="/desk")
Reply = tuple[Response, int]


def _token() -> int:
    return parse.whole(request.form, "token")


@guiding.post("/disclosure")
@allow(*DESK_ROLES)
def disclosure() -> Reply:
    """Tick a disclosure."""
    f = request.form
    return answer(
        lambda call: guidance.disclose(call, _token(), f.get("disclosure", ""), f.get("state", ""), f.get("reason", ""))
    )


@guiding.post("/psychology")
@allow(*DESK_ROLES)
def psychology() -> Reply:
    """Correct the probable state of mind."""
    label = request.form.get("label", "")
    return answer(lambda call: guidance.correct_psychology(call, _token(), label))


@guiding.post("/strike")
@allow(*DESK_ROLES)
def strike() -> Reply:
    """Strike a reason out, or put it back."""
    f = request.form
    return answer(lambda call: guidance.strike(call, _token(), f.get("evidence", ""), undo=f.get("undo", "") == "1"))


@guiding.post("/profiling")
@allow(*DESK_ROLES)
def profiling() -> Reply:
    """Explain the profiling, or put its refusal on file."""
    what = request.form.get("what", "")
    if what == "explained":
        return answer(lambda call: guidance.explained(call, _token()))
    return answer(lambda call: guidance.refuse_profiling(call, _token(), what != "taken_back"))


@guiding.post("/path")
@allow(*DESK_ROLES)
def path() -> Reply:
    """Open the words of a special situation, or leave it."""
    return answer(lambda call: guidance.mark_path(call, _token(), request.form.get("path", "")))


@guiding.post("/ask")
@allow(*DESK_ROLES)
def ask() -> Reply:
    """Ask the lead for an offer beyond one's own authority."""
    return answer(lambda call: approval.ask(call, _token(), request.form.get("kind", "")))


@guiding.post("/ability")
@allow(*DESK_ROLES)
def ability() -> Reply:
    """Note what the customer says of the ability to repay."""
    f = request.form
    if "income" in f:
        return answer(
            lambda call: guidance.work_out_ability(
                call,
                _token(),
                _minor_or_none(f, "income"),
                _minor_or_none(f, "must_pay"),
                parse.whole(f, "payday") if f.get("payday", "").strip() else None,
            )
        )
    return answer(lambda call: guidance.set_ability(call, _token(), f.get("ability", "")))


def _minor_or_none(form: parse.Form, name: str) -> int | None:
    if form.get(name, "").strip() in ("", "0"):
        return 0 if form.get(name, "").strip() else None
    return parse.money(form, name)


@guiding.get("/schedule")
@allow(*DESK_ROLES)
def dates() -> Reply:
    """Give the dated parts of a plan as the domain works them out: exact, on working days."""
    f = request.args
    try:
        with context().database.reading() as session:
            found = plan_dates(
                session, actor(), parse.whole(f, "token"), parse.whole(f, "parts"), parse.day(f, "first"), clock().now()
            )
    except Refused as error:
        return reply(refusal(error))
    return jsonify({"ok": True, "parts": found}), 200


@guiding.post("/step")
@allow(*DESK_ROLES)
def step() -> Reply:
    """Go to a step of the call."""
    f = request.form
    return answer(
        lambda call: guidance.go_to_step(call, _token(), f.get("step", ""), shown_points(), f.get("whole", "") == "1")
    )
