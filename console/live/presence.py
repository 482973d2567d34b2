"""Which sockets are open on this process, for whom; and whose screens beat lately."""

from __future__ import annotations

import threading
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
        self._beats: set[int] = set()

    def add(self, seat: Seat) -> None:
        """Note an open socket."""
        with self._lock:
            self._seats[(seat.namespace, seat.sid)] = seat

    def drop(self, namespace: str, sid: str) -> None:
        """Forget a closed socket."""
        with self._lock:
            self._seats.pop((namespace, sid), None)

    def seats(self, namespace: str = "", person_id: int = 0) -> list[Seat]:
        """Give the open sockets of a namespace, or of one person."""
        with self._lock:
            return [
                seat
                for seat in self._seats.values()
                if (not namespace or seat.namespace == namespace)
                and (not person_id or seat.person_id == person_id)
            ]

    def beat(self, agent_id: int) -> None:
        """Note that the agent's screen is alive."""
        with self._lock:
            self._beats.add(agent_id)

    def take_beats(self) -> list[int]:
        """Give whose screens beat since the last time, and begin anew."""
        with self._lock:
            found, self._beats = sorted(self._beats), set()
        return found
