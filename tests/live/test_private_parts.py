"""Parts of other libraries that are not their public interface, and that the console uses.

Each test holds for the version named beside it. When a pin in requirements.lock moves, the first test
turns red. Then do this:

1. Run the tests of this file with the new version.
2. If they pass, read the library's changes for the part named, and write the new version into ``CHECKED``.
3. If one fails, change the place of use, which names this file. Every place has a plain way beside it:
   a switch ``CONSOLE_FAST_…`` (console/settings.py), or what the test's docstring says.
"""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gevent
import pytest
import socketio
from flask import Flask, session
from flask.sessions import SecureCookieSession
from flask_socketio import SocketIO
from gevent.pywsgi import WSGIHandler

LOCK = Path(__file__).parent.parent.parent / "requirements.lock"
CHECKED = {
    "python-engineio": "4.15.1",
    "python-socketio": "5.18.1",
    "flask": "3.1.3",
    "werkzeug": "3.1.9",
    "gevent": "26.9.0",
}


@pytest.mark.parametrize("name", CHECKED)
def test_the_checked_version_is_the_pinned_and_the_installed_one(name: str) -> None:
    pinned = re.search(rf"^{re.escape(name)}==(\S+)", LOCK.read_text(), re.MULTILINE)
    assert pinned and pinned.group(1) == CHECKED[name], f"{name} has moved: see the head of this file"
    assert version(name) == CHECKED[name]


def test_engineio_keeps_one_handler_an_event_and_on_replaces_it() -> None:
    """Used in console/live/connection_guard.py, which stands before these handlers.

    The plain way: none. Without it a client may send binary frames and as many frames as it likes.
    """
    server: Any = SocketIO(Flask("one"), async_mode="threading").server  # type: ignore[attr-defined]
    handlers = server.eio.handlers
    for event, parameters in (
        ("connect", ["eio_sid", "environ"]),
        ("message", ["eio_sid", "data"]),
        ("disconnect", ["eio_sid", "reason"]),
    ):
        assert list(inspect.signature(handlers[event]).parameters) == parameters
        own: Any = lambda *_: None  # noqa: E731
        server.eio.on(event, own)
        assert server.eio.handlers[event] is own


def test_socketio_knows_the_connection_of_a_socket_and_back() -> None:
    """``manager`` is used in console/live/connection_guard.py and namespaces.py."""
    manager = socketio.Server(async_mode="threading").manager
    sid = manager.connect("connection", "/desk")
    assert manager.eio_sid_from_sid(sid, "/desk") == "connection"
    assert manager.sid_from_eio_sid("connection", "/desk") == sid
    assert manager.is_connected(sid, "/desk")
    assert manager.eio_sid_from_sid("nobody", "/desk") is None
    assert manager.sid_from_eio_sid("nobody", "/desk") is None


def test_flask_gives_the_session_behind_its_proxy() -> None:
    """Used in console/app.py (``load_identity``). The plain way: ``request_context.session``."""
    app = Flask("one")
    app.secret_key = "s" * 40
    with app.test_request_context():
        opened = session._get_current_object()  # type: ignore[attr-defined]
        assert type(opened) is SecureCookieSession
        session["x"] = 1
        assert opened == {"x": 1}


def test_an_idle_watcher_fires_when_nothing_else_is_ready() -> None:
    """Used in console/concurrency/background.py (``yield_to_loop``). The plain way: ``gevent.sleep(0)``."""
    order: list[str] = []

    def hops(left: int) -> None:
        order.append(f"hop {left}")
        if left:
            gevent.spawn(hops, left - 1)

    hub = gevent.get_hub()
    assert hub.main_hub
    gevent.spawn(hops, 3)
    idle = hub.loop.idle()
    try:
        with gevent.Timeout(5):
            hub.wait(idle)
    finally:
        idle.close()
    assert order == ["hop 3", "hop 2", "hop 1", "hop 0"], "all that was ready, and what that made ready, ran first"


def test_gevents_handler_reads_a_request_in_two_steps() -> None:
    """Used in console/serving/http_handler.py, which limits both. The plain way: none."""
    assert list(inspect.signature(WSGIHandler.read_requestline).parameters) == ["self"]
    assert list(inspect.signature(WSGIHandler.read_request).parameters) == ["self", "raw_requestline"]
