"""The HTTP handler of the serving process: no ambiguous request, and a deadline for everything that is awaited."""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

import structlog

from console.serving.request_head import Lines, check_head
from console.serving.waiting_room import AGAIN, BODY, FIRST, WaitingRoom

log = structlog.get_logger()
IDLE_S = 75  # seconds that a connection may wait between two requests
HEAD_S = 15  # seconds for the head of one request
BODY_S = 15  # seconds for a body to begin, and for an answer to be taken
SLOWEST = 2048  # bytes a second that a body, and the reader of an answer, must keep up with
MOST_UNREAD = 1024 * 1024  # bytes of a body that no page wanted; with more the connection is closed


class PacedBody:
    """The body of one request as it arrives. A body that is slower than ``SLOWEST`` fails with OSError."""

    def __init__(self, handler: Any, file: Any, room: WaitingRoom) -> None:
        self.handler, self.file, self.room = handler, file, room
        self.began = time.monotonic()
        self.got = 0
        self.late = False

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer at the end of the stream."""
        parts: list[bytes] = []
        while size > 0 and (part := self._next(self.file.read1, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def readline(self, size: int) -> bytes:
        """Return a line of at most ``size`` bytes."""
        return self._next(self.file.readline, size)

    def _next(self, read: Any, size: int) -> bytes:
        from gevent import Timeout

        part: bytes | None = None
        if not self.late:
            left = self.began + BODY_S + self.got / SLOWEST - time.monotonic()
            self.room.enter(self.handler.socket, BODY)
            with Timeout(max(left, 0.01), False):
                part = read(size)
            self.room.leave(self.handler.socket)
        if part is None:
            self.late = True
            self.handler.close_connection = True  # what still comes is no request
            raise OSError(errno.ETIMEDOUT, "the body came too slowly")
        self.got += len(part)
        return part


def strict_handler() -> type:
    """Return a gevent handler class that rejects ambiguous requests, slow heads, slow bodies and slow readers.

    A body needs exactly one plain Content-Length and no Transfer-Encoding (request smuggling). The head of a
    request must arrive within 15 seconds, a body at 2 KiB a second at least, and an answer must be taken as fast.
    Sockets send without delay (TCP_NODELAY): an answer and the panel behind it are two small writes, and Nagle's
    algorithm holds the second for up to 40 ms.
    """
    from gevent import Timeout
    from gevent.pywsgi import _BAD_REQUEST_RESPONSE, Input, WSGIHandler

    room = WaitingRoom()

    class PacedInput(Input):  # type: ignore[misc]
        def _discard(self) -> None:
            if self.content_length is not None and self.content_length - self.position > MOST_UNREAD:
                self.rfile.handler.close_connection = True
                return
            super()._discard()

    class StrictWSGIHandler(WSGIHandler):  # type: ignore[misc]
        waiting_room = room
        wsgi_input: Any

        def __init__(self, sock: socket.socket, *more: Any) -> None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().__init__(sock, *more)

        def handle(self) -> None:
            connection = self.socket
            try:
                super().handle()
            finally:
                room.leave(connection)

        def read_requestline(self) -> str:
            first = self.requestline is None
            room.enter(self.socket, FIRST if first else AGAIN)
            first_line = ""
            with Timeout(HEAD_S if first else IDLE_S, False):
                first_line = str(super().read_requestline())
            return first_line

        def read_request(self, raw_requestline: str) -> bool:
            done = False
            with Timeout(HEAD_S, False):
                done = super().read_request(raw_requestline)
            room.leave(self.socket)
            if not done:
                raise ValueError("the head took too long")
            check_head(raw_requestline, self.headers)
            return True

        def MessageClass(self, source: Any, *more: Any) -> Any:  # noqa: N802 - gevent's name
            return super().MessageClass(Lines(source), *more)

        def get_environ(self) -> dict[str, Any]:
            environ: dict[str, Any] = super().get_environ()
            plain: Any = self.wsgi_input
            body = PacedBody(self, self.rfile, room)
            self.wsgi_input = PacedInput(body, plain.content_length, socket=plain.socket)
            if environ["wsgi.input"] is plain:  # a socket reads the connection itself
                environ["wsgi.input"] = self.wsgi_input
            return environ

        def _sendall(self, data: Any) -> None:
            slow = ConnectionResetError(errno.ECONNRESET, "the answer is taken too slowly")
            with Timeout(BODY_S + len(data) / SLOWEST, slow):
                super()._sendall(data)

        def _handle_client_error(self, error: Exception) -> tuple[str, bytes]:
            log.warning("http.refused", why=str(error) or type(error).__name__, remote=str(self.client_address))
            return "400", _BAD_REQUEST_RESPONSE

    return StrictWSGIHandler
