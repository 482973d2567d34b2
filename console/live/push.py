"""Events go in here after the commit, messages go out: to exactly those whom they concern (rules 6, 7).

The panels themselves come from the ``Drawer``. This module has the only ``emit()`` of the product.
"""

from __future__ import annotations

from typing import Any

from flask_socketio import SocketIO

from console.domain.actor import Actor
from console.domain.events import Event, PersonChanged
from console.live.connection_guard import ConnectionGuard
from console.live.drawer import Drawer, Send
from console.live.messages import FLOOR
from console.live.presence import Presence, Seat
from console.store.queries.people import live_sessions
from console.store.unit_of_work import Database


class Sender:
    """Sends one message to one seat."""

    def __init__(self, sockets: SocketIO) -> None:
        self.sockets = sockets

    def send(self, event: str, body: dict[str, Any], seat: Seat) -> None:
        """Send the event to this seat alone; there is no broadcast."""
        self.sockets.emit(event, body, namespace=seat.namespace, to=seat.sid)


class Push:
    """Takes events, closes the sockets of ended sessions, and lets the drawer send the panels."""

    def __init__(
        self, send: Send, presence: Presence, guard: ConnectionGuard, database: Database, drawer: Drawer
    ) -> None:
        self.send = send
        self.presence = presence
        self.guard = guard
        self.database = database
        self.drawer = drawer

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction, in the order in which they happened."""
        for event in events:
            if isinstance(event, PersonChanged):
                self._close(event)
        self.drawer.on_events(events)

    def screen(self, actor: Actor, namespace: str, *, wall: bool = False) -> dict[str, Any]:
        """Return the body of a whole screen. Raises NotYours when the actor may not see it."""
        if namespace == FLOOR:
            return self.drawer.board.whole(actor, wall=wall)
        return self.drawer.screen(actor, namespace)

    def beat(self, actor: Actor, namespace: str, epoch: str, number: int, *, wall: bool) -> dict[str, Any]:
        """Return what the beat of a watching page is answered. Raises NotYours when the actor may not see it."""
        if namespace == FLOOR:
            return self.drawer.board.beat(actor, epoch, number, wall=wall)
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

    def _close(self, event: PersonChanged) -> None:
        for seat in self.presence.seats(person_id=event.person_id):
            if event.session_sha256 and seat.session_sha256 != event.session_sha256:
                continue
            self.send("signed_out", {"message": ""}, seat)
            self.guard.end(seat.sid, seat.namespace)
