"""The designer's gallery: every panel in every state, from frozen views. Only in the sample."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, current_app, make_response, render_template, request
from flask.wrappers import Response

from console.domain.actor import Actor
from console.domain.bilingual import CHINESE, ENGLISH
from console.gallery.desk_states import DESK_STATES
from console.gallery.other_states import ALARM_STATES, FLOOR_STATES, OFFICER_STATES
from console.gallery.parts import NOW
from console.web import page
from console.web.permission import EVERYONE, allow

gallery = Blueprint("gallery", __name__, url_prefix="/dev/panels")
LOCALES = {ENGLISH: "English", CHINESE: "中文"}
SCHEMES = ("light", "dark")
# frames as wide and high as the screens that people use
SIZES = {"1440": (1440, 900), "1920": (1920, 1080), "1280": (1280, 800), "800": (800, 1280)}
STATES = {
    "desk": tuple(DESK_STATES),
    "floor": tuple(FLOOR_STATES),
    "compliance": tuple(OFFICER_STATES),
    "alarms": tuple(ALARM_STATES),
}
# like the policy of every page, but a page of this site may hold the frames
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "frame-ancestors 'self'"
)
INDEX_POLICY = f"{FRAME_POLICY}; connect-src 'self'; form-action 'self'; frame-src 'self'"


class Choice(NamedTuple):
    """What the designer looks at: one screen in one language, scheme and width."""

    screen: str
    locale: str
    scheme: str
    size: str


def _only_in_the_sample() -> None:
    if not current_app.extensions["console"]["sample"]:
        abort(404)


def _choice() -> Choice:
    """Return the choice in the query string. A missing or unknown value becomes the default."""
    asked = request.args
    return Choice(
        asked["screen"] if asked.get("screen") in STATES else "desk",
        asked["locale"] if asked.get("locale") in LOCALES else ENGLISH,
        asked["scheme"] if asked.get("scheme") in SCHEMES else "light",
        asked["size"] if asked.get("size") in SIZES else "1440",
    )


@gallery.get("")
@allow(EVERYONE)
def show() -> Response:
    """Return the page with one frame a state."""
    _only_in_the_sample()
    choice = _choice()
    width, height = SIZES[choice.size]
    html = render_template(
        "dev/panels.html",
        page=page.values(),
        choice=choice,
        states=STATES[choice.screen],
        screens=tuple(STATES),
        locales=LOCALES,
        schemes=SCHEMES,
        sizes=tuple(SIZES),
        width=width,
        height=height,
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = INDEX_POLICY
    return response


@gallery.get("/<screen>/<state>")
@allow(EVERYONE)
def frame(screen: str, state: str) -> Response:
    """Return one screen in one state. Its clocks run, but it has no socket and sends nothing."""
    _only_in_the_sample()
    if state not in STATES.get(screen, ()):
        abort(404)
    choice = _choice()
    html = render_template(
        "dev/frame.html",
        screen=screen,
        state=state,
        choice=choice,
        now=NOW,
        panels=_panels(screen, state, choice.locale),
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _panels(screen: str, state: str, locale: str) -> dict[str, str]:
    screens = current_app.extensions["console"]["screens"]
    panels: dict[str, str]
    match screen:
        case "desk":
            panels = screens.render_desk(DESK_STATES[state], locale)
        case "floor":
            panels = screens.render_floor(FLOOR_STATES[state], locale)
        case "alarms":
            panels = screens.render_alarms(ALARM_STATES[state], Actor(1, "lead", locale=locale))
        case _:
            panels = screens.render_officer(OFFICER_STATES[state], locale)
    return panels
