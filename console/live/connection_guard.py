"""Every connection and every raw frame passes here first: what breaks the rules is refused or closed.

Refused is a connection without a live session or token (``Handshake``). Closed is one that sends anything but plain
text frames, that sends too many of them, or that does not enter a namespace in time.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask_socketio import SocketIO

from console.live.handshake import Handshake
from console.live.messages import COMMANDS

log = structlog.get_logger()
RATE, BURST = 40.0, 120.0  # frames a second and frames at once of one connection; people have a lower limit
PATIENCE_S = 5.0  # seconds until a connection must have entered a namespace
SWEEP_EVERY_S = 0.5  # seconds between two looks for connections that have entered none
PLAIN = ("0", "1", "2")  # enter, leave, event; no binary frames, and no client asks for receipts


class TokenBucket:
    """A rate limit: ``rate`` tokens a second flow in, at most ``burst`` are kept."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def take(self) -> bool:
        """Take one token; return False when there is none."""
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


class ConnectionGuard:
    """Stands before Socket.IO's handlers and closes connections.

    ``cut`` counts those closed for a fault, ``refused`` those that were never opened.
    """

    def __init__(self, socketio: SocketIO, handshake: Handshake) -> None:
        self.socketio, self.handshake = socketio, handshake
        self.server: Any = socketio.server  # type: ignore[attr-defined]
        self.namespaces = {command.namespace for command in COMMANDS}
        self.cut = self.refused = 0
        self._buckets: dict[str, TokenBucket] = {}
        self._waiting: dict[str, float] = {}  # connections that have entered no namespace, since when
        self._counted: dict[str, tuple[str, str]] = {}  # connection -> (visitor, address)
        # private parts of engineio and socketio, held by tests/live/test_private_parts.py
        handlers = self.server.eio.handlers
        self._on_connect, self._on_message = handlers["connect"], handlers["message"]
        self._on_disconnect = handlers["disconnect"]
        self.server.eio.on("connect", self.connect)
        self.server.eio.on("message", self.message)
        self.server.eio.on("disconnect", self.disconnect)

    def connect(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        """Accept a new connection; return False for a stranger, and for one who has too many open."""
        counted = self.handshake.enter(environ)
        if not counted[0]:
            self.refused += 1
            return False
        self._counted[eio_sid] = counted
        self._buckets[eio_sid] = TokenBucket(RATE, BURST)
        self._waiting[eio_sid] = time.monotonic()
        return self._on_connect(eio_sid, environ)

    def disconnect(self, eio_sid: str, reason: Any = None) -> Any:
        """Forget a connection."""
        self._buckets.pop(eio_sid, None)
        self._waiting.pop(eio_sid, None)
        self.handshake.leave(*self._counted.pop(eio_sid, ()))
        return self._on_disconnect(eio_sid, reason)

    def message(self, eio_sid: str, data: Any) -> None:
        """Hand on one frame; a frame that is not allowed or cannot be read closes its connection."""
        bucket = self._buckets.get(eio_sid)
        if not isinstance(data, str) or data[:1] not in PLAIN or (bucket and not bucket.take()):
            self.shut(eio_sid)
            return
        try:
            self._on_message(eio_sid, data)
        except Exception as error:
            log.warning("socket.bad_frame", error=type(error).__name__)
            self.shut(eio_sid)

    def shut(self, eio_sid: str) -> None:
        """Close a connection for a fault; answers that were sent before leave first."""
        self.cut += 1
        self.socketio.start_background_task(self._shut, eio_sid)

    def _shut(self, eio_sid: str) -> None:
        self.server.eio.disconnect(eio_sid)

    def end(self, sid: str, namespace: str) -> None:
        """Close the connection of a socket whose session has ended (rule 18)."""
        self.socketio.start_background_task(self._end, sid, namespace)

    def _end(self, sid: str, namespace: str) -> None:
        eio_sid = self.server.manager.eio_sid_from_sid(sid, namespace)
        self.server.disconnect(sid, namespace=namespace)
        if eio_sid is not None:
            self.server.eio.disconnect(eio_sid)

    def run(self) -> None:
        """Sweep twice a second, for ever; a background task."""
        while True:
            time.sleep(SWEEP_EVERY_S)
            self.sweep()

    def sweep(self) -> None:
        """Close the connections that have not entered a namespace in time."""
        now = time.monotonic()
        for eio_sid, since in list(self._waiting.items()):
            manager = self.server.manager
            if any(manager.sid_from_eio_sid(eio_sid, name) for name in self.namespaces):
                self._waiting.pop(eio_sid, None)
            elif now - since > PATIENCE_S:
                self._waiting.pop(eio_sid, None)
                self.shut(eio_sid)
