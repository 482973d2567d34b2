"""The floor as it was last sent: one for each team and language, so that only what changed is rendered and sent.

Panels go whole when their text is another one. The agents go row by row: a row that did not change is neither
rendered nor sent, and the browser does not touch it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from console.domain.actor import Actor
from console.live.messages import FLOOR
from console.live.presence import Presence, Seat
from console.live.snapshot import Screens, watcher_message
from console.store.views import FloorAgent, FloorView

log = structlog.get_logger()
EVERY_S = 0.25  # seconds between two pushes
SHARE = 8.0  # a drawing that takes long is made so seldom that all of them take an eighth of the time
OLD_S = 2.0  # seconds after which a beat has the floor drawn again: some of it changes by time alone
Group = tuple[str, int | None, str, bool]  # role, team, locale, whether it is a screen on the wall


@dataclass
class Drawn:
    """What the screens of one group show."""

    number: int = 0
    at: float = 0.0  # monotonic time of the last drawing
    now: datetime | None = None
    panels: dict[str, str] = field(default_factory=dict)
    agents: dict[int, tuple[FloorAgent, str]] = field(default_factory=dict)  # in the order of the page
    lock: threading.RLock = field(default_factory=threading.RLock)


class Board:
    """Draws the floor of each group of seats and sends what changed."""

    def __init__(self, send: Callable[[str, dict[str, Any], Seat], None], screens: Screens, presence: Presence) -> None:
        self.send, self.screens, self.presence = send, screens, presence
        self.process = secrets.token_hex(4)
        self.pause = EVERY_S
        self._known: dict[Group, Drawn] = {}
        self._last = 0  # the highest number of a group that nobody has open any more: no number comes twice
        self._lock = threading.Lock()

    def send_all(self) -> None:
        """Draw the floor for everybody who has it open."""
        began = time.monotonic()
        groups = {_group_of(seat) for seat in self.presence.seats(FLOOR)}
        with self._lock:
            for left in self._known.keys() - groups:
                self._last = max(self._last, self._known.pop(left).number)
        for group in groups:
            try:
                self.draw(group)
            except Exception:
                self.screens.failures += 1
                log.exception("floor.render_failed")
        self.pause = max(EVERY_S, SHARE * (time.monotonic() - began))

    def draw(self, group: Group) -> Drawn:
        """Draw the floor of a group, send its seats what changed, and return it."""
        role, team, locale, wall = group
        with self._lock:
            drawn = self._known.setdefault(group, Drawn(self._last + 1))
        with drawn.lock:
            view = self.screens.floor(Actor(0, role, team_id=team, locale=locale))
            rows = {} if wall else self._rows(view, locale, drawn)
            panels = (self.screens.render_wall if wall else self.screens.render_floor_panels)(view, locale)
            changed = {name: html for name, html in panels.items() if drawn.panels.get(name) != html}
            put = {str(one): row[1] for one, row in rows.items() if drawn.agents.get(one, (None, ""))[1] != row[1]}
            gone = [str(one) for one in drawn.agents if one not in rows]
            first = drawn.now is None
            drawn.at, drawn.now = time.monotonic(), view.now
            if not changed and not put and not gone and not first:
                return drawn
            drawn.panels, drawn.agents = panels, rows
            drawn.number += 1
            body = self._message(drawn, changed)
            body |= {"base": drawn.number - 1, "rows": {**put, **dict.fromkeys(gone, "")}}
            for seat in self.presence.seats(FLOOR):
                if _group_of(seat) == group:
                    self.send("panels", body, seat)
            return drawn

    def _rows(self, view: FloorView, locale: str, drawn: Drawn) -> dict[int, tuple[FloorAgent, str]]:
        """Return every agent's row in order; only those of changed agents are rendered."""
        fresh = [one for one in view.agents if drawn.agents.get(one.agent_id, (None, ""))[0] != one]
        made = self.screens.render_rows(fresh, view.may_act, locale)
        return {
            one.agent_id: (one, made[one.agent_id] if one.agent_id in made else drawn.agents[one.agent_id][1])
            for one in view.agents
        }

    def whole(self, actor: Actor, *, wall: bool = False) -> dict[str, Any]:
        """Return the body of the whole floor for this actor, or that of the wall screen."""
        drawn = self.draw((actor.role, actor.team_id, actor.locale, wall))
        with drawn.lock:
            if wall:
                return {**self._message(drawn, drawn.panels), "base": -1, "rows": {}}
            rows = {one: html for one, (_, html) in drawn.agents.items()}
            agents = self.screens.render_agents(rows, actor.role in ("lead", "admin"), actor.locale)
            return {**self._message(drawn, {**drawn.panels, "agents": agents}), "base": -1, "rows": {}}

    def beat(self, actor: Actor, epoch: str, number: int, *, wall: bool = False) -> dict[str, Any]:
        """Return what a beat is answered: the time alone to a screen that shows the present floor, else the whole."""
        group = (actor.role, actor.team_id, actor.locale, wall)
        with self._lock:
            drawn = self._known.get(group)
        if drawn is None or drawn.now is None:
            return self.whole(actor, wall=wall)
        if time.monotonic() - drawn.at > max(OLD_S, self.pause):
            drawn = self.draw(group)
        if epoch != self.epoch or number != drawn.number:
            return self.whole(actor, wall=wall)
        return {"epoch": self.epoch, "n": number, "now": self.screens.clock.now().isoformat()}

    @property
    def epoch(self) -> str:
        """The value in which numbers can be compared: of this process on this database."""
        return f"{self.screens.epoch()}.{self.process}"

    def _message(self, drawn: Drawn, panels: dict[str, str]) -> dict[str, Any]:
        assert drawn.now is not None
        return watcher_message(drawn.number, drawn.now, panels, self.epoch)


def _group_of(seat: Seat) -> Group:
    return seat.role, seat.team_id, seat.locale, seat.wall
