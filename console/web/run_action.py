"""Run an action for a request: as JSON for the desk and the floor, or with a message above a plain page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from flask import current_app, flash, g, jsonify, request
from flask.wrappers import Response

from console.actions.call import Answer, Call, Context
from console.actions.runtime import refusal
from console.clock import Clock
from console.domain.actor import Actor
from console.domain.errors import Refused
from console.rendering.answers import STATUS, to_wire
from console.web import parse


def context() -> Context:
    """Return what the process shares: database, zone, line and random source."""
    return cast(Context, current_app.extensions["console"]["context"])


def clock() -> Clock:
    """Return the clock of the process."""
    return cast(Clock, current_app.extensions["console"]["clock"])


def actor() -> Actor:
    """Return who acts. Call it only in views that declare their roles: there is always an actor then."""
    return cast(Actor, g.actor)


def new_call() -> Call:
    """Return a call with a key of its own, for a plain form that carries none."""
    return Call(context(), actor(), clock().now(), str(uuid.uuid4()))


def answer(do: Callable[[Call], Answer]) -> tuple[Response, int]:
    """Run one action with the request's key and return its answer as JSON."""
    try:
        call = Call(context(), actor(), clock().now(), parse.key(request.form))
        done = do(call)
    except Refused as error:
        done = refusal(error)
    return reply(done)


def reply(done: Answer) -> tuple[Response, int]:
    """Return an answer as JSON with its status."""
    wire: dict[str, Any] = to_wire(done, actor().locale)
    return jsonify(wire), 200 if done.ok else STATUS[done.code]


def run_form(do: Callable[[Call], Answer], said: str = "") -> bool:
    """Run an action for a plain page. Return False when it was refused: the page shows why.

    What was done is shown too, in the answer's own words, or in those of ``said``.
    """
    return run_for_form(do, said).ok


def run_for_form(do: Callable[[Call], Answer], said: str = "") -> Answer:
    """Run an action for a plain page as ``run_form`` does, and return its answer."""
    try:
        done = do(new_call())
    except Refused as error:  # a field that cannot be read
        done = refusal(error)
    told = to_wire(done, actor().locale).get("message", "") or said if done.ok else ""
    if told:
        flash(told, "info")
    flash_unless_ok(done)
    return done


def flash_unless_ok(done: Answer) -> bool:
    """Show the message of a refused answer above the next page. Return ``done.ok``."""
    if not done.ok:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
    return done.ok


def flash_refusal(error: Refused) -> None:
    """Show above the next page why something was refused before it ran."""
    flash_unless_ok(refusal(error))
