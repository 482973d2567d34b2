"""What every HTTP door shares: the call of an action and its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import current_app, g, jsonify, request
from flask.wrappers import Response

from console.actions.call import Answer, Call, Context
from console.actions.runtime import refusal
from console.clock import Clock
from console.domain.actor import Actor
from console.domain.errors import Refused
from console.rendering.answers import STATUS, to_wire
from console.web import parse


def context() -> Context:
    """Give what the process shares."""
    return cast(Context, current_app.extensions["console"]["context"])


def clock() -> Clock:
    """Give the process's clock."""
    return cast(Clock, current_app.extensions["console"]["clock"])


def actor() -> Actor:
    """Give who acts; only called behind a declared permission."""
    return cast(Actor, g.actor)


def answer(do: Callable[[Call], Answer]) -> tuple[Response, int]:
    """Run one action with the request's key and give its answer as JSON."""
    try:
        call = Call(context(), actor(), clock().now(), parse.key(request.form))
        done = do(call)
    except Refused as error:
        done = refusal(error)
    return reply(done)


def reply(done: Answer) -> tuple[Response, int]:
    """Give an answer as JSON with its status."""
    wire: dict[str, Any] = to_wire(done, actor().locale)
    return jsonify(wire), 200 if done.ok else STATUS[done.code]
