"""The render process: a second process that draws all panels, so that commands wait for no drawing.

The serving process tells it which sockets are open and which events were committed. The render process
reads the database itself, draws, and sends back the finished frames with their receivers. It is forked
before the serving process serves, and it ends with the serving process. If the render process dies, the
serving process draws the panels itself: nothing depends on it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import structlog
from flask import Flask
from socketio.packet import EVENT, Packet

from console.actions.call import Context
from console.clock import Clock
from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.domain.events import Event
from console.live.local_drawer import LocalDrawer
from console.live.presence import Presence, Seat
from console.live.push import Push, Sender
from console.live.redis_relay import pack, unpack
from console.live.snapshot import Screens
from console.store.unit_of_work import open_database

log = structlog.get_logger()
PATIENCE_S = 5.0  # seconds for the other process to take a message, or to draw a screen
LENGTHS = struct.Struct("!II")
READ_SIZE = 1 << 18  # bytes read at once


class MessageStream:
    """Whole messages between the two processes, in order.

    One message is two lengths of four bytes, a JSON object, and a text that is only passed on.
    ``patience`` limits sending, in seconds; it needs gevent's sockets, for reading and sending share one
    blocking mode. Reading waits for ever: there may be nothing to tell.
    """

    def __init__(self, connection: socket.socket, patience: float | None = None) -> None:
        self._in, self._out = connection, connection.dup()
        self._out.settimeout(patience)
        self._lock = threading.Lock()

    def send(self, text: str = "", **fields: Any) -> None:
        """Send one message. Raises OSError when the other process does not take it."""
        head, body = json.dumps(fields).encode(), text.encode()
        with self._lock:
            self._out.sendall(LENGTHS.pack(len(head), len(body)) + head + body)

    def close(self) -> None:
        """Close the stream; the reading of the other process ends."""
        self._in.close()
        self._out.close()

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield every message, its text as the field ``text``, until the other process ends."""
        with self._in.makefile("rb", READ_SIZE) as stream:
            while len(lengths := stream.read(LENGTHS.size)) == LENGTHS.size:
                head, text = LENGTHS.unpack(lengths)
                body = stream.read(head + text)
                if len(body) < head + text:
                    return
                yield {**json.loads(body[:head]), "text": body[head:].decode()}


class RemoteSockets:
    """The sockets as the render process sees them: each message goes to the process that has them."""

    def __init__(self, stream: MessageStream) -> None:
        self.stream = stream

    def emit(self, event: str, *args: Any, namespace: str, to: str) -> None:
        """Send to one socket of the serving process; the frame is encoded here."""
        # the class is private to socketio, held by tests/live/test_private_parts.py
        packet = Packet(EVENT, data=[event, *args], namespace=namespace)
        try:
            self.stream.send(packet.encode(), do="push", namespace=namespace, to=to)
        except OSError:
            os._exit(0)  # the serving process is gone: there is nobody left to draw for


@dataclass
class _Request:
    """A screen that was asked for. ``body``: None = not allowed, {} = the drawing failed."""

    done: threading.Event = field(default_factory=threading.Event)
    answered: bool = False
    body: dict[str, Any] | None = None


class RemoteDrawer:
    """Hands events to the render process, and passes on the frames that it sends back.

    When the render process dies or does not answer in time, ``push`` falls back to drawing itself.
    """

    def __init__(self, push: Push, stream: MessageStream, pid: int) -> None:
        self.push, self.stream, self.pid = push, stream, pid
        self._requests: dict[int, _Request] = {}
        self._number = 0

    def on_events(self, events: list[Event]) -> None:
        """Hand on the events of a committed transaction."""
        self._tell(do="events", events=[pack(event) for event in events])

    def seat_changed(self, seat: Seat, opened: bool) -> None:
        """Hand on that a socket was opened or closed."""
        self._tell(do="open" if opened else "close", seat=asdict(seat))

    def catch_up(self) -> None:
        """Let the render process draw the desks that show an old number."""
        self._tell(do="catch_up")

    def redraw_all(self) -> None:
        """Let the render process draw every open screen."""
        self._tell(do="redraw_all")

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Return the body of a whole screen. Raises NotYours when the actor may not see it."""
        self._number += 1
        number, request = self._number, _Request()
        self._requests[number] = request
        self._tell(do="screen", n=number, actor=asdict(actor), namespace=namespace)
        request.done.wait(timeout=PATIENCE_S)
        self._requests.pop(number, None)
        if not request.answered:
            self._lost()
            return self.push.screen(actor, namespace)
        if request.body is None:
            raise NotYours()
        if not request.body:
            raise RuntimeError("The render process could not draw a screen; its log entry says why.")
        return request.body

    def _tell(self, **fields: Any) -> None:
        try:
            self.stream.send(**fields)
        except OSError:
            self._lost()

    def listen(self) -> None:
        """Pass on frames and answers until the render process ends; a background task."""
        try:
            for message in self.stream.read():
                if message["do"] == "push":
                    self.push.pass_on(message["text"], message["namespace"], message["to"])
                elif message["n"] in self._requests:
                    request = self._requests[message["n"]]
                    request.answered, request.body = True, message["body"]
                    request.done.set()
        except (OSError, ValueError):
            pass  # a broken stream is handled like an ended one
        self._lost()

    def _lost(self) -> None:
        """Let the serving process draw from now on; more calls do nothing."""
        if self.push.drawer is not self:
            return
        self.push.presence.on_change = None
        self.push.fall_back()
        log.error("drawer.lost", pid=self.pid)
        for request in list(self._requests.values()):
            request.done.set()
        self.end()

    def end(self) -> None:
        """End the render process."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except OSError:
            pass  # it has ended already
        self.stream.close()


def fork_render_process(app: Flask, start: Callable[..., Any], on_fork: Callable[[], None]) -> RemoteDrawer:
    """Fork the render process and let ``push`` draw there. Call it before this process serves.

    ``start`` starts a background task. ``on_fork`` is called in the new process and releases what only
    the serving process may hold.
    """
    parts = app.extensions["console"]
    push: Push = parts["push"]
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            on_fork()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when the stream ends
            serve_drawings(app, parts["context"], parts["clock"], MessageStream(theirs), start)
        except (OSError, ValueError):
            pass  # the serving process is gone
        finally:
            os._exit(0)
    theirs.close()
    drawer = RemoteDrawer(push, MessageStream(ours, PATIENCE_S), pid)
    push.drawer = drawer
    push.presence.on_change = drawer.seat_changed
    start(drawer.listen)
    return drawer


def serve_drawings(
    app: Flask, context: Context, clock: Clock, stream: MessageStream, start: Callable[..., Any]
) -> None:
    """Draw what the serving process tells, with a database of its own, until the stream ends."""
    database = open_database(context.database.url.render_as_string(hide_password=False))
    screens = Screens(app, replace(context, database=database), clock)
    presence = Presence()
    drawer = LocalDrawer(Sender(RemoteSockets(stream)).send, screens, presence)
    start(drawer.run)
    for message in stream.read():
        match message["do"]:
            case "events":
                drawer.on_events([unpack(event) for event in message["events"]])
            case "open":
                presence.add(Seat(**message["seat"]))
            case "close":
                seat = Seat(**message["seat"])
                presence.drop(seat.namespace, seat.sid)
            case "catch_up":
                drawer.catch_up()
            case "redraw_all":
                drawer.redraw_all()
            case "screen":
                try:
                    body: Any = drawer.screen(Actor(**message["actor"]), message["namespace"])
                except NotYours:
                    body = None
                except Exception:
                    log.exception("drawer.screen_failed")
                    body = {}
                stream.send(do="screen", n=message["n"], body=body)
