"""The only emit(): what changed goes to exactly those it concerns, whole and numbered (rules 6, 7).

Events arrive after the commit. They only mark desks; one background loop builds and sends them,
several changes of one desk at once. A failed render is counted and never fails an action.
Where there is a second core, all this is done by a process of its own (``drawer``): then the events
are handed on to it, and what it has drawn is only passed on to the sockets.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from console.concurrency.background import YIELD_S, yield_to_loop
from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.domain.events import (
    ComplianceChanged,
    ContactChanged,
    CustomerOffered,
    Event,
    OutcomeRecorded,
    PersonChanged,
    SupplyChanged,
)
from console.live.connection_guard import ConnectionGuard
from console.live.messages import DESK, FLOOR, OFFICER
from console.live.ports import Drawer, Sockets
from console.live.presence import Presence, Seat
from console.live.snapshot import Rendered, Screens, message
from console.store.queries.desk import desk_numbers
from console.store.queries.people import live_sessions

log = structlog.get_logger()
IDLE_EVERY = 2.0  # seconds between pushes that only change counts
FLOOR_EVERY = 0.25


class Push:
    """Marks desks and floors, builds their panels, and sends them.

    ``gate`` closes sockets; a process without sockets has none. ``drawer`` draws instead, if set.
    """

    def __init__(
        self, socketio: Sockets, screens: Screens, presence: Presence, gate: ConnectionGuard | None = None
    ) -> None:
        self.socketio = socketio
        self.screens = screens
        self.presence = presence
        self.gate = gate
        self.drawer: Drawer | None = None
        self.known: dict[tuple[int, str], Rendered] = {}
        self._lock = threading.Lock()
        self._desks: dict[int, str] = {}
        self._drawn: set[int] = set()  # desks that somebody draws just now
        self._supply = False
        self._floor = False
        self._officer = False
        self._floor_n = 0
        self._idle_at = 0.0
        self._floor_at = 0.0
        self._officer_at = 0.0
        self._wake = threading.Event()

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction.

        Who was offered a customer sees her at once, before the command is answered; all other
        desks are marked.
        """
        for event in events:
            if isinstance(event, PersonChanged):
                self._close(event)
        if self.drawer is not None:
            self.drawer.on_events([e for e in events if not isinstance(e, PersonChanged)])
            return
        offered: set[int] = set()
        with self._lock:
            for event in events:
                alert = "offer" if isinstance(event, CustomerOffered) else ""
                if alert:
                    offered.update(event.agents)
                for agent_id in event.agents:
                    self._desks[agent_id] = alert or self._desks.get(agent_id, "")
                if isinstance(event, ComplianceChanged | ContactChanged | OutcomeRecorded):
                    self._officer = True
                if isinstance(event, SupplyChanged):
                    self._supply = True
            self._floor = True
        for agent_id in offered:
            marked = self._next_desk(agent_id)
            if marked is not None:
                self._draw(*marked)
        self._wake.set()

    def draw_all(self) -> None:
        """Mark every screen that is open: whoever drew them before is gone."""
        with self._lock:
            for seat in self.presence.seats(DESK):
                self._desks.setdefault(seat.person_id, "")
            self._supply = self._floor = self._officer = True
        self._wake.set()

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Give a screen whole, as its snapshot has it. Raises NotYours."""
        if self.drawer is not None:
            return self.drawer.ask(actor, namespace)
        now: datetime
        if namespace == DESK:
            view = self.screens.desk(actor.id)
            known = self.known.get((actor.id, actor.locale))
            html = self.screens.render_desk(view, actor.locale, known)
            if known is None or known.view.seq <= view.seq:
                self.known[(actor.id, actor.locale)] = Rendered(view, html)
            return message(view, html, base=-1, alert="", now=view.now)
        if namespace == OFFICER:
            officer = self.screens.officer()
            html, now = self.screens.render_officer(officer, actor.locale), officer.now
        else:
            floor = self.screens.floor(actor)
            html, now = self.screens.render_floor(floor, actor.locale), floor.now
        return {"epoch": "", "n": 0, "now": now.isoformat(), "panels": html}

    def catch_up(self) -> None:
        """Look into the database after a message from another process may have been lost.

        Desks behind their number are marked, and sockets whose session has ended are closed.
        """
        seats = self.presence.seats()
        with self.screens.context.database.reading() as session:
            numbers = desk_numbers(session, {s.person_id for s in seats if s.namespace == DESK})
            live = live_sessions(session, {s.session_sha256 for s in seats if s.session_sha256})
        shown: dict[int, int] = {}
        for (agent_id, _), rendered in list(self.known.items()):
            shown[agent_id] = min(rendered.view.seq, shown.get(agent_id, rendered.view.seq))
        with self._lock:
            for seat in seats:
                if seat.session_sha256 and seat.session_sha256 not in live:
                    self._close(PersonChanged((), seat.person_id, seat.session_sha256))
            for agent_id, number in numbers.items():
                if number > shown.get(agent_id, 0):
                    self._desks.setdefault(agent_id, "")
            self._supply = self._floor = self._officer = True
        self._wake.set()

    def run(self) -> None:
        """Send for ever; a task of the serving process."""
        while True:
            self._wake.wait(timeout=0.5)
            self._wake.clear()
            self.flush()
            if self.gate is not None:
                self.gate.sweep()

    def flush(self, *, all_now: bool = False) -> None:
        """Send what is marked."""
        if self.drawer is not None:
            return
        now = time.monotonic()
        with self._lock:
            idle = self._supply and (all_now or now - self._idle_at >= IDLE_EVERY)
            floor = self._floor and (all_now or now - self._floor_at >= FLOOR_EVERY)
            if idle:
                self._supply, self._idle_at = False, now
            if floor:
                self._floor, self._floor_at = False, now
            officer = self._officer and (all_now or now - self._officer_at >= FLOOR_EVERY)
            if officer:
                self._officer, self._officer_at = False, now
        self._send_desks()
        if idle:
            self._send_idle()
        if floor:
            self._send_floor()
        if officer:
            self._send_officer()

    def _send_desks(self) -> None:
        """Send the marked desks, whoever was just offered a customer first.

        A desk that is marked meanwhile takes its turn with those still waiting; after a while
        the floor has its turn too.
        """
        until = time.monotonic() + FLOOR_EVERY
        while (marked := self._next_desk()) is not None:
            self._draw(*marked)
            yield_to_loop()  # the panel goes out, and a command waits for one desk, not for all
            if time.monotonic() > until:
                self._wake.set()  # the others at once after it
                return

    def _next_desk(self, only: int = 0) -> tuple[int, str] | None:
        """Take a marked desk that nobody draws just now: whoever was offered a customer first."""
        with self._lock:
            free = [
                desk for desk in self._desks.items() if desk[0] not in self._drawn and (not only or desk[0] == only)
            ]
            if not free:
                return None
            agent_id, alert = next((desk for desk in free if desk[1]), free[0])
            del self._desks[agent_id]
            self._drawn.add(agent_id)
            return agent_id, alert

    def _draw(self, agent_id: int, alert: str) -> None:
        try:
            self._send_desk(agent_id, alert)
        finally:
            with self._lock:
                self._drawn.discard(agent_id)
                if agent_id in self._desks:
                    self._wake.set()  # marked again meanwhile

    def _send_idle(self) -> None:
        """Give desks without a customer the new counts; equal panels are rendered once."""
        waiting = [
            (key, rendered)
            for key, rendered in list(self.known.items())
            if rendered.view.token == 0 and self.presence.seats(DESK, key[0])
        ]
        if not waiting:
            return
        fresh = self.screens.queues()
        drawn: dict[tuple[int, str, str, str], str] = {}
        for number, ((agent_id, locale), rendered) in enumerate(waiting):
            queue = fresh.get(agent_id, rendered.view.queue)
            if queue == rendered.view.queue or self.known.get((agent_id, locale)) is not rendered:
                continue
            view = replace(rendered.view, queue=queue, now=self.screens.clock.now())
            mark = (id(queue), locale, view.shift.state, view.shift.reason)
            if mark not in drawn:
                drawn[mark] = self.screens.render_queue(view, locale)
            html = {**rendered.html, "queue": drawn[mark]}
            self.known[(agent_id, locale)] = Rendered(view, html)
            body = message(view, {"queue": drawn[mark]}, base=view.seq, alert="", now=view.now)
            for seat in self.presence.seats(DESK, agent_id):
                if seat.locale == locale:
                    self._emit("panels", body, seat)
            if number % 20 == 19:
                yield_to_loop()  # in slices: commands go on between them, and their desks come first
                self._send_desks()

    def _send_desk(self, agent_id: int, alert: str) -> None:
        seats = self.presence.seats(DESK, agent_id)
        if not seats:
            for locale in ("en", "zh_Hans_CN"):
                self.known.pop((agent_id, locale), None)
            return
        try:
            # whoever is offered a customer meanwhile is drawn before
            aside = partial(yield_to_loop, 0.0 if alert else YIELD_S)
            view = self.screens.desk(agent_id, aside)
            for locale in {seat.locale for seat in seats}:
                before = self.known.get((agent_id, locale))
                if before is not None and before.view.seq > view.seq:
                    continue
                html = self.screens.render_desk(view, locale, before, aside)
                self.known[(agent_id, locale)] = Rendered(view, html)
                same = before is not None and before.view.token == view.token
                fresh = {
                    name: text for name, text in html.items() if before is None or not same or before.html[name] != text
                }
                if not fresh and before is not None and before.view.seq == view.seq:
                    continue
                strip = view.strip
                note = "stop" if strip is not None and strip.ending else alert
                body = message(view, fresh, base=before.view.seq if before else -1, alert=note, now=view.now)
                for seat in seats:
                    if seat.locale == locale:
                        self._emit("panels", body, seat)
        except NotYours:
            return
        except Exception:
            self.screens.failures += 1
            log.exception("desk.render_failed", agent=agent_id)

    def _send_floor(self) -> None:
        seats = self.presence.seats(FLOOR)
        self._floor_n += 1
        for role, team, locale in {(s.role, s.team_id, s.locale) for s in seats}:
            try:
                view = self.screens.floor(Actor(0, role, team_id=team, locale=locale))
                body = {
                    "epoch": "",
                    "n": self._floor_n,
                    "now": view.now.isoformat(),
                    "panels": self.screens.render_floor(view, locale),
                }
            except Exception:
                self.screens.failures += 1
                log.exception("floor.render_failed")
                continue
            for seat in seats:
                if (seat.role, seat.team_id, seat.locale) == (role, team, locale):
                    self._emit("panels", body, seat)

    def _send_officer(self) -> None:
        seats = self.presence.seats(OFFICER)
        if not seats:
            return
        self._floor_n += 1
        try:
            view = self.screens.officer()
            for locale in {seat.locale for seat in seats}:
                body = {
                    "epoch": "",
                    "n": self._floor_n,
                    "now": view.now.isoformat(),
                    "panels": self.screens.render_officer(view, locale),
                }
                for seat in seats:
                    if seat.locale == locale:
                        self._emit("panels", body, seat)
        except Exception:
            self.screens.failures += 1
            log.exception("officer.render_failed")

    def _close(self, event: PersonChanged) -> None:
        for seat in self.presence.seats(person_id=event.person_id):
            if event.session_sha256 and seat.session_sha256 != event.session_sha256:
                continue
            self._emit("signed_out", {"message": ""}, seat)
            if self.gate is not None:
                self.gate.end(seat.sid, seat.namespace)

    def _emit(self, event: str, body: dict[str, Any], seat: Seat) -> None:
        self.socketio.emit(event, body, namespace=seat.namespace, to=seat.sid)

    def pass_on(self, text: str, namespace: str, sid: str) -> None:
        """Send to one socket what the process that draws has written for it."""
        if self.gate is not None:
            self.gate.pass_on(text, namespace, sid)
