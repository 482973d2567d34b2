"""A small message right behind another one leaves at once: it does not wait for the receipt of the first."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable

from console.serving.http_handler import strict_handler

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
