"""Every raw frame passes here: what is no plain text command, too fast or never signed in is cut off."""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask_socketio import SocketIO

from console.live.messages import COMMANDS

log = structlog.get_logger()
RATE, BURST = 40.0, 120.0  # frames of one connection; people have their own, lower limit
PATIENCE = 5.0  # seconds until a connection must have entered a namespace
SWEEP_EVERY_S = 0.5  # seconds between two looks for them
WAITING = 500  # connections that have entered none, at once
PLAIN = ("0", "1", "2")  # enter, leave, event; no binary frames, and nobody asks for receipts


class Bucket:
    """Room for so many at once, filled again at so many a second."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def take(self) -> bool:
        """True while there is room."""
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


class ConnectionGuard:
    """The connections of this process, before anybody knows whose they are."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self.server: Any = socketio.server  # type: ignore[attr-defined]
        self.spaces = {command.namespace for command in COMMANDS}
        self.cut = 0
        self._buckets: dict[str, Bucket] = {}
        self._since: dict[str, float] = {}  # connections that have entered no namespace
        # private parts of engineio and socketio, held by tests/live/test_private_parts.py
        handlers = self.server.eio.handlers
        self._enter, self._message = handlers["connect"], handlers["message"]
        self._leave = handlers["disconnect"]
        self.server.eio.on("connect", self.connect)
        self.server.eio.on("message", self.message)
        self.server.eio.on("disconnect", self.disconnect)

    def connect(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        """Take a new connection, while not too many are waiting."""
        if len(self._since) >= WAITING:
            return False
        self._buckets[eio_sid] = Bucket(RATE, BURST)
        self._since[eio_sid] = time.monotonic()
        return self._enter(eio_sid, environ)

    def disconnect(self, eio_sid: str, reason: Any = None) -> Any:
        """Forget a connection."""
        self._buckets.pop(eio_sid, None)
        self._since.pop(eio_sid, None)
        return self._leave(eio_sid, reason)

    def message(self, eio_sid: str, data: Any) -> None:
        """Hand on one frame; a strange one ends its connection, and nobody else notices."""
        bucket = self._buckets.get(eio_sid)
        if not isinstance(data, str) or data[:1] not in PLAIN or (bucket and not bucket.take()):
            self.shut(eio_sid)
            return
        try:
            self._message(eio_sid, data)
        except Exception as error:
            log.warning("socket.bad_frame", error=type(error).__name__)
            self.shut(eio_sid)

    def shut(self, eio_sid: str) -> None:
        """Close a connection; what was answered before leaves first."""
        self.cut += 1
        self.socketio.start_background_task(self._shut, eio_sid)

    def _shut(self, eio_sid: str) -> None:
        self.server.eio.disconnect(eio_sid)

    def end(self, sid: str, namespace: str) -> None:
        """Close the connection of an open socket: end means end (rule 18)."""
        self.socketio.start_background_task(self._end, sid, namespace)

    def _end(self, sid: str, namespace: str) -> None:
        eio_sid = self.server.manager.eio_sid_from_sid(sid, namespace)
        self.server.disconnect(sid, namespace=namespace)
        if eio_sid is not None:
            self.server.eio.disconnect(eio_sid)

    def pass_on(self, text: str, namespace: str, sid: str) -> None:
        """Send one frame that is written already; nothing when the socket is gone."""
        eio_sid = self.server.manager.eio_sid_from_sid(sid, namespace)
        if eio_sid is not None:
            self.server.eio.send(eio_sid, text)

    def run(self) -> None:
        """Sweep twice a second, for ever; a background task."""
        while True:
            time.sleep(SWEEP_EVERY_S)
            self.sweep()

    def sweep(self) -> None:
        """Close connections that have entered no namespace in time."""
        now = time.monotonic()
        for eio_sid, since in list(self._since.items()):
            manager = self.server.manager
            if any(manager.sid_from_eio_sid(eio_sid, space) for space in self.spaces):
                self._since.pop(eio_sid, None)
            elif now - since > PATIENCE:
                self._since.pop(eio_sid, None)
                self.shut(eio_sid)
