"""Messages from the desk: the library's words, the check as one types, and sending."""

from __future__ import annotations

from flask import Blueprint, request
from flask.wrappers import Response

from console.actions import write_message
from console.domain.actor import DESK_ROLES
from console.web import parse
from console.web.permission import allow
from console.web.run_action import answer

messages = Blueprint("messages", __name__, url_prefix="/desk/message")
Reply = tuple[Response, int]


@messages.post("/words")
@allow(*DESK_ROLES)
def words() -> Reply:
    """Return the library's words for the customer on the desk."""
    return answer(lambda call: write_message.words(call, parse.whole(request.form, "token")))


@messages.post("/judge")
@allow(*DESK_ROLES)
def judge() -> Reply:
    """Judge a message as it is typed. Nothing is stored."""
    f = request.form
    return answer(lambda call: write_message.judge(call, parse.whole(f, "token"), parse.text(f, "text", 1000)))


@messages.post("")
@allow(*DESK_ROLES)
def write() -> Reply:
    """Send an SMS to the customer on the desk."""
    f = request.form
    return answer(
        lambda call: write_message.write(
            call,
            parse.whole(f, "token"),
            parse.text(f, "text", 1000),
            parse.text(f, "template", 120),
            parse.text(f, "reason", 300),
        )
    )
