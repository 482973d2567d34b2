"""Draws the panels of open screens.

Events only mark desks, floors and the compliance officer's list. One background loop builds and sends
what is marked, so several changes of one desk become one message. A failed render is logged and
counted, and never fails the action that caused it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from console.concurrency.background import YIELD_S, yield_to_loop
from console.domain.actor import Actor
from console.domain.bilingual import LOCALES
from console.domain.errors import NotYours
from console.domain.events import (
    AlarmChanged,
    ComplianceChanged,
    ContactChanged,
    CustomerOffered,
    Event,
    OutcomeRecorded,
    RoundChanged,
    SupplyChanged,
)
from console.live.board import Board
from console.live.messages import ALARMS, DESK, OFFICER, ROUNDS
from console.live.presence import Presence, Seat
from console.live.snapshot import Rendered, Screens, desk_message, watcher_message
from console.store.outside import changes
from console.store.queries.desk import desk_numbers

log = structlog.get_logger()
Send = Callable[[str, dict[str, Any], Seat], None]  # event, body, receiver
IDLE_EVERY_S = 2.0  # seconds between two pushes that change only the counts of idle desks
FLOOR_EVERY_S = 0.25  # seconds between two pushes of the floor or of the officer's list
WAKE_S = 0.5  # seconds that the loop sleeps at most: a mark that was too early is looked at again
SLICE = 20  # idle desks that are sent before commands and marked desks have their turn


class Drawer:
    """Marks what changed, builds the panels, and sends them with ``send``."""

    def __init__(self, send: Send, screens: Screens, presence: Presence) -> None:
        self.send = send
        self.screens = screens
        self.presence = presence
        self.known: dict[tuple[int, str], Rendered] = {}  # agent, locale -> what was sent last
        self._lock = threading.Lock()
        self._desks: dict[int, str] = {}  # marked desks, with their alert
        self._drawn: set[int] = set()  # desks that are being drawn now
        self._supply = False
        self._floor = False
        self._officer = False
        self._alarms = False
        self._rounds = False
        self._rounds_at = 0.0
        self._number = 0  # of the last push to the floor or to the officer
        self._idle_at = 0.0
        self._floor_at = 0.0
        self.board = Board(send, screens, presence)
        self._officer_at = 0.0
        self._wake = threading.Event()
        self._outside: int | None = None  # changes by commands, as this process has seen them
        self._outside_at = 0.0

    def on_events(self, events: list[Event]) -> None:
        """Take the events of a committed transaction.

        The desk of an agent who was offered a customer is drawn at once, before the command is
        answered. All other desks are marked.
        """
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
                if isinstance(event, AlarmChanged):
                    self._alarms = True
                if isinstance(event, RoundChanged):
                    self._rounds = True
            self._floor = True
        for agent_id in offered:
            marked = self._next_desk(agent_id)
            if marked is not None:
                self._draw(*marked)
        self._wake.set()

    def catch_up(self) -> None:
        """Mark every desk whose number in the database is newer than the one it shows."""
        with self.screens.context.database.reading() as session:
            numbers = desk_numbers(session, {seat.person_id for seat in self.presence.seats(DESK)})
        shown: dict[int, int] = {}
        for (agent_id, _), rendered in list(self.known.items()):
            shown[agent_id] = min(rendered.view.seq, shown.get(agent_id, rendered.view.seq))
        with self._lock:
            for agent_id, number in numbers.items():
                if number > shown.get(agent_id, 0):
                    self._desks.setdefault(agent_id, "")
            self._supply = self._floor = self._officer = self._alarms = self._rounds = True
        self._wake.set()

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        """Return the body of a whole screen beside the floor. Raises NotYours when the actor may not see it."""
        if namespace == DESK:
            view = self.screens.desk(actor.id)
            known = self.known.get((actor.id, actor.locale))
            html = self.screens.render_desk(view, actor.locale, known)
            if known is None or known.view.seq <= view.seq:
                self.known[(actor.id, actor.locale)] = Rendered(view, html)
            return desk_message(view, html, base=-1, alert="", now=view.now)
        if namespace == OFFICER:
            officer = self.screens.officer()
            html = self.screens.render_officer(officer, actor.locale)
            return watcher_message(self._number, officer.now, html, self.board.epoch)
        if namespace == ALARMS:
            alarms = self.screens.alarms(actor)
            html = self.screens.render_alarms(alarms, actor)
            return watcher_message(self._number, alarms.now, html, self.board.epoch)
        mark = {"mark": self.screens.rounds(actor)}
        return watcher_message(self._number, self.screens.clock.now(), mark, self.board.epoch)

    def run(self) -> None:
        """Send what is marked, for ever; a background task."""
        while True:
            self._wake.wait(timeout=WAKE_S)
            self._wake.clear()
            self.look_outside()
            self.flush()

    def look_outside(self) -> None:
        """Mark what a command (an import, payments, a suppression list) has changed in a process of its own."""
        now = time.monotonic()
        if now - self._outside_at < WAKE_S:
            return
        self._outside_at = now
        try:
            version = changes(self.screens.context.database)
        except Exception:
            log.exception("drawer.look_failed")
            return
        known, self._outside = self._outside, version
        if known not in (None, version):
            self.catch_up()

    def flush(self, *, all_now: bool = False) -> None:
        """Send what is marked and due; with ``all_now`` what is not due yet too."""
        now = time.monotonic()
        with self._lock:
            idle = self._supply and (all_now or now - self._idle_at >= IDLE_EVERY_S)
            floor = self._floor and (all_now or now - self._floor_at >= self.board.pause)
            if idle:
                self._supply, self._idle_at = False, now
            if floor:
                self._floor, self._floor_at = False, now
            alarms, self._alarms = self._alarms, False
            rounds = self._rounds and (all_now or now - self._rounds_at >= FLOOR_EVERY_S)
            if rounds:
                self._rounds, self._rounds_at = False, now
            officer = self._officer and (all_now or now - self._officer_at >= FLOOR_EVERY_S)
            if officer:
                self._officer, self._officer_at = False, now
        if alarms:
            self._send_alarms()  # a life comes before every other screen
        self._send_desks()
        if idle:
            self._send_idle()
        if floor:
            self.board.send_all()
        if officer:
            self._send_officer()
        if rounds:
            self._send_rounds()

    def _send_desks(self) -> None:
        """Send the marked desks; a desk with a new offer goes first.

        A desk that is marked meanwhile is sent in the same round. After 0.25 s the floor has its turn.
        """
        until = time.monotonic() + FLOOR_EVERY_S
        while (marked := self._next_desk()) is not None:
            self._draw(*marked)
            yield_to_loop()  # the panel leaves, and a command waits for one desk, not for all
            if time.monotonic() > until:
                self._wake.set()  # the rest follows at once after the floor
                return

    def _next_desk(self, only: int = 0) -> tuple[int, str] | None:
        """Take a marked desk that is not being drawn now, or None; a desk with a new offer first."""
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
                    self._wake.set()  # it was marked again meanwhile

    def _send_desk(self, agent_id: int, alert: str) -> None:
        seats = self.presence.seats(DESK, agent_id)
        if not seats:
            for locale in LOCALES:
                self.known.pop((agent_id, locale), None)
            return
        try:
            # a desk without an offer yields on the way to one that has an offer
            yield_point = partial(yield_to_loop, 0.0 if alert else YIELD_S)
            view = self.screens.desk(agent_id, yield_point)
            for locale in {seat.locale for seat in seats}:
                before = self.known.get((agent_id, locale))
                if before is not None and before.view.seq > view.seq:
                    continue
                html = self.screens.render_desk(view, locale, before, yield_point)
                self.known[(agent_id, locale)] = Rendered(view, html)
                same = before is not None and before.view.token == view.token
                fresh = {
                    name: text for name, text in html.items() if before is None or not same or before.html[name] != text
                }
                if not fresh and before is not None and before.view.seq == view.seq:
                    continue
                strip = view.strip
                note = "stop" if strip is not None and strip.ending else alert
                body = desk_message(view, fresh, base=before.view.seq if before else -1, alert=note, now=view.now)
                for seat in seats:
                    if seat.locale == locale:
                        self.send("panels", body, seat)
        except NotYours:
            return
        except Exception:
            self.screens.failures += 1
            log.exception("desk.render_failed", agent=agent_id)

    def _send_idle(self) -> None:
        """Send the new counts to desks without a customer; equal panels are rendered once."""
        waiting = [
            (key, rendered)
            for key, rendered in list(self.known.items())
            if rendered.view.token == 0 and self.presence.seats(DESK, key[0])
        ]
        if not waiting:
            return
        queues = self.screens.queues()
        drawn: dict[tuple[int, str, str, str], str] = {}
        for number, ((agent_id, locale), rendered) in enumerate(waiting, 1):
            queue = queues.get(agent_id, rendered.view.queue)
            if queue == rendered.view.queue or self.known.get((agent_id, locale)) is not rendered:
                continue
            view = replace(rendered.view, queue=queue, now=self.screens.clock.now())
            mark = (id(queue), locale, view.shift.state, view.shift.reason)
            if mark not in drawn:
                drawn[mark] = self.screens.render_queue(view, locale)
            html = {**rendered.html, "queue": drawn[mark]}
            self.known[(agent_id, locale)] = Rendered(view, html)
            body = desk_message(view, {"queue": drawn[mark]}, base=view.seq, alert="", now=view.now)
            for seat in self.presence.seats(DESK, agent_id):
                if seat.locale == locale:
                    self.send("panels", body, seat)
            if number % SLICE == 0:
                yield_to_loop()  # commands go on between two slices, and marked desks come first
                self._send_desks()

    def _send_alarms(self) -> None:
        self._number += 1
        for seat in self.presence.seats(ALARMS):
            actor = Actor(seat.person_id, seat.role, team_id=seat.team_id, locale=seat.locale)
            try:
                view = self.screens.alarms(actor)
                html = self.screens.render_alarms(view, actor)
                self.send("panels", watcher_message(self._number, view.now, html, self.board.epoch), seat)
            except Exception:
                self.screens.failures += 1
                log.exception("alarms.render_failed")

    def _send_rounds(self) -> None:
        """Tell leads and tablets whose rounds have changed. They ask for the rest themselves."""
        self._number += 1
        for seat in self.presence.seats(ROUNDS):
            actor = Actor(seat.person_id, seat.role, team_id=seat.team_id, locale=seat.locale)
            try:
                mark = {"mark": self.screens.rounds(actor)}
                now = self.screens.clock.now()
                self.send("panels", watcher_message(self._number, now, mark, self.board.epoch), seat)
            except Exception:
                self.screens.failures += 1
                log.exception("rounds.mark_failed")

    def _send_officer(self) -> None:
        seats = self.presence.seats(OFFICER)
        if not seats:
            return
        self._number += 1
        try:
            view = self.screens.officer()
            for locale in {seat.locale for seat in seats}:
                html = self.screens.render_officer(view, locale)
                body = watcher_message(self._number, view.now, html, self.board.epoch)
                for seat in seats:
                    if seat.locale == locale:
                        self.send("panels", body, seat)
        except Exception:
            self.screens.failures += 1
            log.exception("officer.render_failed")
