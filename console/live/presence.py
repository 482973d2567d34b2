"""Which sockets are open on this process and for whom, and whose screens have sent a beat."""

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
    wall: bool = False  # a floor on the wall: without names and customers


class Presence:
    """The open sockets of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: dict[tuple[str, str], Seat] = {}
        self._people: dict[int, dict[tuple[str, str], Seat]] = {}
        self._beats: set[int] = set()
        self._watchers: set[int] = set()

    def add(self, seat: Seat) -> None:
        """Note an open socket."""
        with self._lock:
            self._seats[(seat.namespace, seat.sid)] = seat
            self._people.setdefault(seat.person_id, {})[(seat.namespace, seat.sid)] = seat

    def drop(self, namespace: str, sid: str) -> None:
        """Forget a closed socket."""
        with self._lock:
            seat = self._seats.pop((namespace, sid), None)
            if seat is not None:
                seats = self._people.get(seat.person_id, {})
                seats.pop((namespace, sid), None)
                if not seats:
                    self._people.pop(seat.person_id, None)

    def seats(self, namespace: str = "", person_id: int = 0) -> list[Seat]:
        """Return the open sockets, all or those of a namespace, of a person, or of both."""
        with self._lock:
            if person_id:
                seats = self._people.get(person_id, {}).values()
                return [s for s in seats if not namespace or s.namespace == namespace]
            return [s for s in self._seats.values() if not namespace or s.namespace == namespace]

    def is_wall(self, namespace: str, sid: str) -> bool:
        """Return True when this socket is that of a screen on the wall."""
        with self._lock:
            seat = self._seats.get((namespace, sid))
        return seat is not None and seat.wall

    def beat(self, agent_id: int) -> None:
        """Note that the agent's screen has sent a beat."""
        with self._lock:
            self._beats.add(agent_id)

    def watch(self, person_id: int) -> None:
        """Note that a page that shows alarms has sent a beat."""
        with self._lock:
            self._watchers.add(person_id)

    def take_watchers(self) -> list[int]:
        """Return the people whose pages with alarms have sent a beat since the last call."""
        with self._lock:
            people, self._watchers = sorted(self._watchers), set()
        return people

    def take_beats(self) -> list[int]:
        """Return the agents whose screens have sent a beat since the last call."""
        with self._lock:
            agents, self._beats = sorted(self._beats), set()
        return agents
