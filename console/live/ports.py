"""The protocols between pushing, drawing and the sockets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from console.domain.actor import Actor
from console.domain.events import Event
from console.live.presence import Seat

Send = Callable[[str, dict[str, Any], Seat], None]  # event, body, receiver


class Sockets(Protocol):
    """Where messages leave: the Socket.IO server, or the way to the process that has it."""

    def emit(self, event: str, *args: Any, namespace: str, to: str) -> None:
        """Send to one socket."""
        ...


class Drawer(Protocol):
    """Builds the panels of the open screens and sends them: in this process or in another one."""

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction and draw what they changed."""
        ...

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Return the body of a whole screen. Raises NotYours when the actor may not see it."""
        ...

    def catch_up(self) -> None:
        """Draw every desk whose number in the database is newer than the one it shows."""
        ...

    def redraw_all(self) -> None:
        """Draw every open screen."""
        ...
