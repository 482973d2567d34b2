"""What the HTTP handler promises of each connection: small messages leave at once, and slow bodies end."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import gevent
import pytest
from gevent import socket as green

from console.serving import http_handler
from console.serving.http_handler import PacedBody, strict_handler
from console.serving.waiting_room import AGAIN, BODY, FIRST, WaitingRoom

ROUNDS = 25  # of which the first are acknowledged at once, until the kernel takes it for a conversation


def two_small_writes(prepare: Callable[[socket.socket], object]) -> float:
    """Return the median of seconds until both of two small messages have arrived.

    ``prepare`` gets the server's end of the connection.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
        prepare(server)

        def serve() -> None:
            while server.recv(1):
                server.sendall(b"panel")
                server.sendall(b"answer")

        thread = threading.Thread(target=serve)
        thread.start()
        took = []
        with client, client.makefile("rb") as arrived:
            for _ in range(ROUNDS):
                began = time.monotonic()
                client.sendall(b"?")
                assert arrived.read(11) == b"panelanswer"
                took.append(time.monotonic() - began)
            client.shutdown(socket.SHUT_WR)
            thread.join()
        server.close()
    return statistics.median(took)


def test_an_answer_right_behind_a_panel_is_not_held_back() -> None:
    handler = strict_handler()
    held_back = two_small_writes(lambda connection: None)  # Nagle's algorithm waits for the delayed receipt
    at_once = two_small_writes(lambda connection: handler(connection, ("127.0.0.1", 0), None))
    assert at_once * 4 < held_back, (at_once, held_back)


def body_of(drops: list[bytes], pause: float) -> tuple[PacedBody, SimpleNamespace]:
    """Return a body of which a drop comes after each pause, and its handler."""
    near, far = green.socketpair()
    handler = SimpleNamespace(socket=near, close_connection=False)

    def drip() -> None:
        for drop in drops:
            far.sendall(drop)
            gevent.sleep(pause)

    gevent.spawn(drip)
    return PacedBody(handler, near.makefile("rb"), WaitingRoom()), handler


def test_a_body_that_drips_is_given_up_and_its_connection_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_handler, "BODY_S", 0.1)
    for read in ("read", "readline"):
        body, handler = body_of([b"a"] * 1000, 0.01)
        with pytest.raises(OSError, match="too slowly"):
            getattr(body, read)(1000)
        assert handler.close_connection
        with pytest.raises(OSError, match="too slowly"):  # nobody waits a second time
            body.read(1)


def test_a_body_that_keeps_up_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_handler, "BODY_S", 0.1)
    body, handler = body_of([b"x" * 2048] * 8, 0.04)  # 50 KiB a second for longer than BODY_S
    assert len(body.read(8 * 2048)) == 8 * 2048 and not handler.close_connection


def test_the_silent_make_room_before_the_idle_and_these_before_bodies() -> None:
    room = WaitingRoom(most=3)
    ends = [socket.socketpair() for _ in range(6)]
    body, idle, silent, silent_too, newest, last = (near for near, _ in ends)
    gone = []
    for connection, what in ((body, BODY), (idle, AGAIN), (silent, FIRST), (silent_too, FIRST), (newest, FIRST)):
        room.enter(connection, what)
    gone = [far.recv(1) == b"" for near, far in ends if near in (silent, silent_too)]
    assert gone == [True, True] and room.pushed_out == 2 and len(room) == 3
    room.leave(newest)
    room.enter(last, AGAIN)
    room.enter(newest, AGAIN)
    assert ends[1][1].recv(1) == b"", "of the idle ones the oldest"
    for near, far in ends:
        near.close()
        far.close()
