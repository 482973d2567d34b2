"""The page of a collector's tablet: its shell without any customer, its manifest, and its service worker."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, current_app, jsonify, make_response, render_template, send_from_directory
from flask.wrappers import Response
from flask_babel import gettext

from console.domain.field_entries import LOST, MARKS
from console.domain.psychology import SIGNALS
from console.web import page
from console.web.permission import allow

field_page = Blueprint("field_page", __name__)
MINDS: Mapping[str, tuple[str, str]] = {
    "*": ("Not known", "未知"),
    "procrastination": ("Procrastinating", "拖延"),
    "fear": ("Afraid", "畏惧"),
    "rational": ("Rational", "理性"),
}
# what an entry of the outbox is called on the tablet
ENTRIES: Mapping[str, tuple[str, str]] = {
    "depart": ("Set out", "出发"),
    "checkin": ("Check-in timer", "报平安计时"),
    "safe": ("We are well", "报平安"),
    "arrive": ("Arrived", "到达"),
    "check": ("Checklist", "上门核对"),
    "met": ("Who was there", "见到谁"),
    "said": ("What was said", "话术与信号"),
    "outcome": ("Outcome", "结果"),
    "media": ("Photo, voice or signature", "照片、语音或签名"),
    "mark": ("Safety mark", "安全标记"),
    "cannot_find": ("Cannot find it", "找不到地址"),
    "note": ("Note", "备注"),
    "sos": ("SOS", "紧急求助"),
    "leave": ("Left", "离开"),
}


@field_page.get("/field")
@allow("collector")
def show() -> Response:
    """Show the tablet's page. The round itself comes by /field/round and is kept encrypted."""
    tiles = current_app.extensions["console"]["settings"].tiles
    shown = render_template(
        "field/page.html",
        page=page.values(),
        tiles=tiles,
        lost=LOST,
        marks=MARKS,
        signals=SIGNALS,
        minds=MINDS,
        kinds=ENTRIES,
    )
    answer = make_response(shown)
    answer.headers["Content-Security-Policy"] = policy(tiles)
    return answer


def policy(tiles: str) -> str:
    """Return the content policy of this page: the usual one, a worker, a manifest, own media, and the tiles' host."""
    host = f" https://{urlsplit(tiles).netloc}" if tiles else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' data: blob:{host}; media-src 'self' blob:; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@field_page.get("/field/worker.js")
@allow("collector")
def worker() -> Response:
    """Return the service worker, which may keep the shell of this page alone."""
    assert current_app.static_folder is not None
    answer = send_from_directory(f"{current_app.static_folder}/build", "field-worker.js", max_age=0)
    answer.headers["Service-Worker-Allowed"] = "/field"
    return answer


@field_page.get("/field/manifest.webmanifest")
@allow("collector")
def manifest() -> Response:
    """Return what a tablet needs to install the page."""
    answer = jsonify(
        {
            "name": gettext("My round"),
            "short_name": gettext("My round"),
            "id": "/field",
            "start_url": "/field",
            "scope": "/field",
            "display": "standalone",
            "background_color": "#f6f7f9",
            "theme_color": "#2f5fd0",
            "icons": [{"src": "/static/field-icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        }
    )
    answer.mimetype = "application/manifest+json"
    return answer
