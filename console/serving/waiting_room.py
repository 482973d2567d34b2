"""The connections that the server waits for. Those that say nothing make room for those that come."""

from __future__ import annotations

import contextlib
import socket

FIRST, AGAIN, BODY = 0, 1, 2  # waits for the head of the first request, of another one, or for a body
MOST = 1024  # connections of a process that may wait at once


class WaitingRoom:
    """Holds the connections from which bytes are awaited, in the order in which they came.

    When too many wait, the one that has waited longest for its first head is closed, then the one that is idle
    longest between two requests, then the one with the oldest body. So silent strangers push out each other, and
    a browser that speaks at once is served. Connections that are being answered, and sockets, never stand here.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.pushed_out = 0
        self._waiting: dict[int, dict[socket.socket, None]] = {FIRST: {}, AGAIN: {}, BODY: {}}

    def __len__(self) -> int:
        return sum(len(those) for those in self._waiting.values())

    def enter(self, connection: socket.socket, what: int) -> None:
        """Let a connection wait; when the room is too full, close one that has waited longest."""
        self.leave(connection)
        self._waiting[what][connection] = None
        if len(self) > self.most:
            victim = next(iter(next(those for those in self._waiting.values() if those)))
            self.leave(victim)
            self.pushed_out += 1
            with contextlib.suppress(OSError):
                victim.shutdown(socket.SHUT_RDWR)  # wakes the greenlet that reads from it

    def leave(self, connection: socket.socket) -> None:
        """Forget a connection: it has spoken, or it is closed."""
        for those in self._waiting.values():
            those.pop(connection, None)
