"""Events go in here after the commit, messages go out: to exactly those whom they concern (rules 6, 7).

The panels themselves come from a drawer: ``LocalDrawer`` draws in this process, ``RemoteDrawer`` hands
the events to the render process. This module has the only ``emit()`` of the product.
"""

from __future__ import annotations

from typing import Any

from console.domain.actor import Actor
from console.domain.events import Event, PersonChanged
from console.live.connection_guard import ConnectionGuard
from console.live.ports import Drawer, Send, Sockets
from console.live.presence import Presence, Seat
from console.store.queries.people import live_sessions
from console.store.unit_of_work import Database


class Sender:
    """Sends one message to one seat."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets

    def send(self, event: str, body: dict[str, Any], seat: Seat) -> None:
        """Send the event to this seat alone; there is no broadcast."""
        self.sockets.emit(event, body, namespace=seat.namespace, to=seat.sid)


class Push:
    """Takes events, closes the sockets of ended sessions, and lets its drawer send the panels.

    ``drawer`` is the one in use. ``fallback`` draws in this process and takes over when the drawer in
    use is lost.
    """

    def __init__(
        self, send: Send, presence: Presence, guard: ConnectionGuard, database: Database, fallback: Drawer
    ) -> None:
        self.send = send
        self.presence = presence
        self.guard = guard
        self.database = database
        self.fallback = fallback
        self.drawer = fallback

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction, in the order in which they happened."""
        for event in events:
            if isinstance(event, PersonChanged):
                self._close(event)
        self.drawer.on_events(events)

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Return the body of a whole screen. Raises NotYours when the actor may not see it."""
        return self.drawer.screen(actor, namespace)

    def catch_up(self) -> None:
        """Repair what a lost message from another process may have left: open sockets, old desks."""
        seats = self.presence.seats()
        with self.database.reading() as session:
            live = live_sessions(session, {seat.session_sha256 for seat in seats if seat.session_sha256})
        for seat in seats:
            if seat.session_sha256 and seat.session_sha256 not in live:
                self._close(PersonChanged((), seat.person_id, seat.session_sha256))
        self.drawer.catch_up()

    def fall_back(self) -> None:
        """Draw in this process from now on, beginning with every open screen."""
        self.drawer = self.fallback
        self.drawer.redraw_all()

    def pass_on(self, text: str, namespace: str, sid: str) -> None:
        """Send to one socket a frame that the render process has written for it."""
        self.guard.pass_on(text, namespace, sid)

    def _close(self, event: PersonChanged) -> None:
        for seat in self.presence.seats(person_id=event.person_id):
            if event.session_sha256 and seat.session_sha256 != event.session_sha256:
                continue
            self.send("signed_out", {"message": ""}, seat)
            self.guard.end(seat.sid, seat.namespace)
