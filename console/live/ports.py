"""What pushing needs of others: sockets to send to, and perhaps a process that draws."""

from __future__ import annotations

from typing import Any, Protocol

from console.domain.actor import Actor
from console.domain.events import Event


class Sockets(Protocol):
    """Where panels go out: the Socket.IO server, or the line to the process that has it."""

    def emit(self, event: str, *args: Any, namespace: str, to: str) -> None:
        """Send to one socket."""
        ...


class Drawer(Protocol):
    """Another process that draws in this one's place."""

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction."""
        ...

    def ask(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Give the whole screen of this actor."""
        ...
