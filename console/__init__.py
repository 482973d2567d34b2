"""The collections console. ``create_app`` is made in ``console.app``, the one place where all parts are joined.

Nothing is imported here: ``python -m console serve`` must patch for gevent before anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask
    from flask_socketio import SocketIO

__all__ = ["create_app"]


def create_app(*args: Any, **kwargs: Any) -> tuple[Flask, SocketIO]:
    """Return the web application and its Socket.IO server (see ``console.app.create_app``)."""
    from console.app import create_app as make

    return make(*args, **kwargs)
