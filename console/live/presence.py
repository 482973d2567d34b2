"""Which sockets are open on this process, for whom; and whose screens beat lately."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """One open socket."""

    sid: str
    namespace: str
    person_id: int
    role: str
    team_id: int | None
    locale: str
    session_sha256: str


class Presence:
    """The open sockets of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: dict[tuple[str, str], Seat] = {}
        self._people: dict[int, dict[tuple[str, str], Seat]] = {}
        self._beats: set[int] = set()
        self.told: Callable[[Seat, bool], None] | None = None  # hears who comes and goes

    def add(self, seat: Seat) -> None:
        """Note an open socket."""
        with self._lock:
            self._seats[(seat.namespace, seat.sid)] = seat
            self._people.setdefault(seat.person_id, {})[(seat.namespace, seat.sid)] = seat
        if self.told is not None:
            self.told(seat, True)

    def drop(self, namespace: str, sid: str) -> None:
        """Forget a closed socket."""
        with self._lock:
            seat = self._seats.pop((namespace, sid), None)
            if seat is not None:
                mine = self._people.get(seat.person_id, {})
                mine.pop((namespace, sid), None)
                if not mine:
                    self._people.pop(seat.person_id, None)
        if seat is not None and self.told is not None:
            self.told(seat, False)

    def seats(self, namespace: str = "", person_id: int = 0) -> list[Seat]:
        """Give the open sockets of a namespace, or of one person."""
        with self._lock:
            if person_id:
                mine = self._people.get(person_id, {}).values()
                return [s for s in mine if not namespace or s.namespace == namespace]
            return [s for s in self._seats.values() if not namespace or s.namespace == namespace]

    def beat(self, agent_id: int) -> None:
        """Note that the agent's screen is alive."""
        with self._lock:
            self._beats.add(agent_id)

    def take_beats(self) -> list[int]:
        """Give whose screens beat since the last time, and begin anew."""
        with self._lock:
            found, self._beats = sorted(self._beats), set()
        return found
