"""What a request's head must look like, so that no proxy reads it in another way than the console (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

FIRST_LINE = re.compile(r"[A-Z]{3,16} (/[!-~]*|\*) HTTP/1\.[01]\r\n")
FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n")
LENGTH = re.compile(r"[0-9]{1,12}")
HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")
LONGEST_HEAD = 32 * 1024  # bytes of all lines of one head
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "TRACE")
# a second one of these would let two readers choose different ones
SINGLE = (
    *("host", "content-length", "content-type", "transfer-encoding", "authorization", "origin", "expect"),
    *("upgrade", "sec-fetch-site", "sec-websocket-key", "sec-websocket-version"),
)


class Headers(Protocol):
    """The fields of a head, as the standard library's messages give them."""

    def get_all(self, name: str, /) -> Sequence[str] | None:
        """Return every value of a field, or None."""


class BadHead(ValueError):
    """The head can be read in more than one way, or in none."""


class Lines:
    """The lines of a head as they arrive. A line that is not a plain field raises BadHead.

    Refused are continued lines, names with a space, bare line feeds, control characters, and heads that are cut
    or too long.
    """

    def __init__(self, source: object) -> None:
        self.source = source
        self.size = 0

    def readline(self, limit: int = -1) -> bytes:
        """Return the next line, the empty one at the end."""
        line: bytes = self.source.readline(limit)  # type: ignore[attr-defined]
        self.size += len(line)
        if line != b"\r\n" and not FIELD.fullmatch(line):
            raise BadHead("a line of the head is no plain field")
        if self.size > LONGEST_HEAD:
            raise BadHead("the head is too long")
        return line


def check_head(first_line: str, headers: Headers) -> None:
    """Raise BadHead unless the head can be read in one way only."""
    if not FIRST_LINE.fullmatch(first_line):
        raise BadHead("the first line is no request of HTTP/1.1")
    for name in SINGLE:
        if len(headers.get_all(name) or ()) > 1:
            raise BadHead(f"{name} stands twice")
    one = {name: values[0].strip(" \t") for name in SINGLE if (values := headers.get_all(name))}
    if "transfer-encoding" in one:
        raise BadHead("a body comes with its length")
    length = one.get("content-length", "0")
    if not LENGTH.fullmatch(length):
        raise BadHead("content-length is no plain number")
    if not HOST.fullmatch(one.get("host", "")) and ("host" in one or "HTTP/1.1" in first_line):
        raise BadHead("there is no plain host")
    if one.get("expect", "100-continue").lower() != "100-continue":
        raise BadHead("expect is not known")
    method = first_line.partition(" ")[0]
    if int(length) and method in WITHOUT_BODY:
        raise BadHead(f"{method} has no body")
    connection = ",".join(headers.get_all("connection") or ()).lower()
    if ("upgrade" in one or "upgrade" in connection) and (method != "GET" or int(length)):
        raise BadHead("an upgrade is a GET without a body")
