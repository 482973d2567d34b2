"""A process of its own that draws the screens, so that a command waits for no drawing (design §2).

The serving process tells it which sockets are open and what was committed; it reads the database itself,
draws, and gives back what goes to whom. It is forked from the serving process before that serves, and
ends with it. Is it lost, the serving process draws for itself again: nothing depends on it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

import structlog
from flask import Flask
from socketio.packet import EVENT, Packet  # type: ignore[import-untyped]

from console.clock import Clock
from console.concurrency.background import yield_to_loop
from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.domain.events import Event
from console.live.presence import Presence, Seat
from console.live.push import Push
from console.live.redis_relay import pack, unpack
from console.live.snapshot import Screens
from console.store.unit_of_work import open_database

log = structlog.get_logger()
PATIENCE = 5.0  # seconds for the other process to take a word, or to draw a screen
SIZES = struct.Struct("!II")
ROOM = 1 << 18  # bytes read at once
TIDY = 3600.0  # seconds between two looks for objects that hold each other


class MessageStream:
    """Messages between the two processes, whole and in order.

    Two lengths of four bytes, then words as JSON, then a text that is only passed on.
    """

    def __init__(self, line: socket.socket, patience: float | None = None) -> None:
        self.line, self._out = line, line.dup()
        self._out.settimeout(patience)  # reading waits for ever: there may be nothing to tell
        self._lock = threading.Lock()

    def send(self, text: str = "", **words: Any) -> None:
        """Send one message. Raises OSError when nobody takes it."""
        head, body = json.dumps(words).encode(), text.encode()
        with self._lock:
            self._out.sendall(SIZES.pack(len(head), len(body)) + head + body)

    def close(self) -> None:
        """Close it; the other side's reading ends."""
        self.line.close()
        self._out.close()

    def read(self) -> Iterator[dict[str, Any]]:
        """Give every message, its text among the words, until the other side ends."""
        with self.line.makefile("rb", ROOM) as stream:
            while len(lengths := stream.read(SIZES.size)) == SIZES.size:
                head, text = SIZES.unpack(lengths)
                body = stream.read(head + text)
                if len(body) < head + text:
                    return
                yield {**json.loads(body[:head]), "text": body[head:].decode()}


class RemoteSockets:
    """Where the drawing process puts its panels: on the way to the process that has the sockets."""

    def __init__(self, wire: MessageStream) -> None:
        self.wire = wire

    def emit(self, event: str, *args: Any, namespace: str, to: str) -> None:
        """Send to one socket of the other process, as it stands on the socket."""
        packet = Packet(EVENT, data=[event, *args], namespace=namespace)
        try:
            self.wire.send(packet.encode(), do="push", namespace=namespace, to=to)
        except OSError:
            os._exit(0)  # nobody is left to draw for, whatever was still to be drawn


class RenderProcess:
    """The serving process's side: hands on what happens, and passes on what was drawn."""

    def __init__(self, push: Push, line: socket.socket, pid: int) -> None:
        self.push, self.pid = push, pid
        self.wire = MessageStream(line, PATIENCE)
        self._asked: dict[int, tuple[threading.Event, list[Any]]] = {}
        self._n = 0

    def on_events(self, events: list[Event]) -> None:
        """Hand on the events of a committed transaction."""
        self._tell(do="events", events=[pack(event) for event in events])

    def seat(self, seat: Seat, here: bool) -> None:
        """Hand on that a socket was opened or closed."""
        self._tell(do="open" if here else "close", seat=asdict(seat))

    def ask(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Give a whole screen. Raises NotYours."""
        self._n += 1
        number, done, found = self._n, threading.Event(), []  # type: ignore[var-annotated]
        self._asked[number] = (done, found)
        self._tell(do="screen", n=number, actor=asdict(actor), namespace=namespace)
        done.wait(timeout=PATIENCE)
        self._asked.pop(number, None)
        if not found:  # it was lost, or has no time
            self._lost()
            return self.push.screen(actor, namespace)
        if found[0] is None:
            raise NotYours()
        if not found[0]:
            raise RuntimeError("a screen could not be drawn; the line before says why")
        screen: dict[str, Any] = found[0]
        return screen

    def _tell(self, **words: Any) -> None:
        try:
            self.wire.send(**words)
        except OSError:
            self._lost()

    def listen(self) -> None:
        """Pass on what was drawn, as long as the other process lives."""
        try:
            for words in self.wire.read():
                if words["do"] == "push":
                    self.push.pass_on(words["text"], words["namespace"], words["to"])
                elif words["n"] in self._asked:
                    done, found = self._asked[words["n"]]
                    found.append(words["body"])
                    done.set()
        except (OSError, ValueError):
            pass  # its end is what matters
        self._lost()

    def _lost(self) -> None:
        """Draw here from now on."""
        if self.push.drawer is not self:
            return
        self.push.drawer = None
        self.push.presence.told = None
        log.error("drawer.lost", pid=self.pid)
        for done, _ in list(self._asked.values()):
            done.set()
        self.end()
        self.push.draw_all()

    def end(self) -> None:
        """End the other process."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except OSError:
            pass  # it has ended
        self.wire.close()


def fork_render_process(app: Flask, start: Callable[..., Any], forked: Callable[[], None]) -> RenderProcess:
    """Fork the process that draws, before this one serves; ``start`` starts a background task.

    ``forked`` is called in the new process: it lets go of what only the serving one holds.
    """
    parts = app.extensions["console"]
    push: Push = parts["push"]
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            forked()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when the line does
            draw(app, parts["context"], parts["clock"], MessageStream(theirs), start)
        except (OSError, ValueError):
            pass  # the serving process is gone
        finally:
            os._exit(0)
    theirs.close()
    apart = RenderProcess(push, ours, pid)
    push.drawer = apart
    push.presence.told = apart.seat
    start(apart.listen)
    return apart


def _tidy() -> None:
    """Collect what exceptions may have left, for ever; seldom, for every screen waits for it."""
    while True:
        time.sleep(TIDY)
        yield_to_loop()
        gc.collect()


def draw(app: Flask, context: Any, clock: Clock, wire: MessageStream, start: Callable[..., Any]) -> None:
    """Draw what is asked for, with a database of its own, until the line ends."""
    gc.disable()  # a drawing leaves nothing in a circle: each look took 20 ms and found nothing
    start(_tidy)
    database = open_database(context.database.url.render_as_string(hide_password=False))
    screens = Screens(app, replace(context, database=database), clock)
    presence = Presence()
    push = Push(RemoteSockets(wire), screens, presence)
    start(push.run)
    for words in wire.read():
        match words["do"]:
            case "events":
                push.on_events([unpack(one) for one in words["events"]])
            case "open":
                presence.add(Seat(**words["seat"]))
            case "close":
                seat = Seat(**words["seat"])
                presence.drop(seat.namespace, seat.sid)
            case "screen":
                try:
                    body: Any = push.screen(Actor(**words["actor"]), words["namespace"])
                except NotYours:
                    body = None
                except Exception:
                    log.exception("drawer.screen_failed")
                    body = {}
                wire.send(do="screen", n=words["n"], body=body)
