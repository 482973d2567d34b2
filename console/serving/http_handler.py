"""The HTTP handler of the serving process."""

from __future__ import annotations

import socket
from email import errors
from typing import Any

IDLE_S = 75  # seconds that a connection may wait between two requests
HEAD_S = 15  # seconds for the head of one request
# defects that the parser reports of a form with a file, and that do not make a head ambiguous
BODY_DEFECTS = (
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
    errors.CloseBoundaryNotFoundDefect,
)


def strict_handler() -> type:
    """Return a gevent handler class that rejects ambiguous requests and slow headers.

    A body needs exactly one Content-Length and no Transfer-Encoding (request smuggling). The head of a
    request must arrive within 15 seconds. Sockets send without delay (TCP_NODELAY): an answer and the
    panel behind it are two small writes, and Nagle's algorithm holds the second for up to 40 ms.
    """
    from gevent import Timeout
    from gevent.pywsgi import WSGIHandler

    class StrictWSGIHandler(WSGIHandler):  # type: ignore[misc]
        def __init__(self, sock: socket.socket, *more: Any) -> None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().__init__(sock, *more)

        def read_requestline(self) -> str:
            first_line = ""
            with Timeout(IDLE_S, False):
                first_line = str(super().read_requestline())
            return first_line

        def read_request(self, raw_requestline: str) -> bool:
            done = False
            with Timeout(HEAD_S, False):
                done = super().read_request(raw_requestline)
            if not done:
                raise ValueError("the head took too long")
            lengths = self.headers.get_all("content-length") or []
            if self.headers.get("transfer-encoding") is not None or len(lengths) > 1:
                raise ValueError("a body comes with one length")
            # a form with a file: the parser looks for its parts in the head, but they are in the body
            defects = [d for d in self.headers.defects if not isinstance(d, BODY_DEFECTS)]
            if self.request_version == "HTTP/0.9" or defects:
                raise ValueError("not a head")
            return True

    return StrictWSGIHandler
