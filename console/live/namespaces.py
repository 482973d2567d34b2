"""The namespaces that take commands, made from the table of commands in ``messages``.

Each event is checked for session, role, rate and payload before its action runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from flask import request, session
from flask_socketio import Namespace
from pydantic import ValidationError

from console.actions.call import Call
from console.actions.people import token_hash
from console.actions.runtime import refusal
from console.domain.actor import Actor
from console.domain.errors import Busy, Conflict, NotYours
from console.live.connection_guard import ConnectionGuard, TokenBucket
from console.live.messages import ALARMS, COMMANDS, DESK, FLOOR, Command, ShiftCommand
from console.live.presence import Presence, Seat
from console.live.push import Push
from console.live.snapshot import Screens
from console.rendering.answers import to_wire
from console.store.queries.desk import desk_seq

log = structlog.get_logger()
RATE, BURST = 10.0, 30.0  # commands a second and commands at once of one person
STRIKES = 10  # unknown or malformed events before the socket is closed


class CommandNamespace(Namespace):
    """One namespace for signed-in people. Connecting checks the session, and every event checks it again."""

    namespace: str  # set by the base class

    def __init__(
        self,
        name: str,
        screens: Screens,
        presence: Presence,
        push: Push,
        guard: ConnectionGuard,
        origins: Callable[[], set[str]],
    ) -> None:
        super().__init__(name)
        self.screens, self.presence, self.push, self.origins = screens, presence, push, origins
        self.guard = guard
        self.commands = {c.event: c for c in COMMANDS if c.namespace == name}
        self.tokens: dict[str, str] = {}  # sid -> token of the session; for a service its bearer token
        self.buckets: dict[int, TokenBucket] = {}  # by person
        self.wishes: dict[int, int] = {}  # person -> ``wish`` of the last shift command applied
        self.strikes: dict[str, int] = {}  # sid -> unknown or malformed events so far

    def trigger_event(self, event: str, *args: Any) -> Any:
        """Handle one event; every event comes in here.

        A command runs without a request context: making one costs as much as a small command.
        """
        manager = self.guard.server.manager
        if event in ("connect", "disconnect") and not manager.is_connected(args[0], self.namespace):
            return super().trigger_event(event, *args)
        # a client may send an event of its own named "disconnect": that is an unknown event
        with self.screens.app.app_context():
            return self.command(args[0], event, args[1] if len(args) > 1 else None)

    def on_connect(self, auth: Any = None) -> bool:
        """Accept a socket with a listed Origin, a live session, and a role that has commands here."""
        if request.headers.get("Origin", "") not in self.origins():
            return False
        actor = self._actor(session.token)  # type: ignore[attr-defined]
        roles = {role for command in self.commands.values() for role in command.roles}
        if actor is None or actor.role not in roles:
            return False
        self.tokens[request.sid] = session.token  # type: ignore[attr-defined]
        self.presence.add(
            Seat(
                request.sid,  # type: ignore[attr-defined]
                self.namespace,
                actor.id,
                actor.role,
                actor.team_id,
                actor.locale,
                token_hash(session.token),  # type: ignore[attr-defined]
                self.namespace == FLOOR and isinstance(auth, dict) and auth.get("wall") is True,
            )
        )
        if self.namespace == DESK:
            self.presence.beat(actor.id)
        if self.namespace == ALARMS:
            self.presence.watch(actor.id)
        return True

    def on_disconnect(self, *_: Any) -> None:
        """Forget the socket. The agent keeps customer and state: a lost connection is no sign-out."""
        self.tokens.pop(request.sid, None)  # type: ignore[attr-defined]
        self.presence.drop(self.namespace, request.sid)  # type: ignore[attr-defined]
        self.strikes.pop(request.sid, None)  # type: ignore[attr-defined]

    def command(self, sid: str, event: str, data: Any) -> dict[str, Any]:
        """Check and run one command; return its acknowledgement."""
        actor = self._actor(self.tokens.get(sid, ""))
        command = self.commands.get(event)
        if actor is None:
            self.guard.end(sid, self.namespace)
            return {"ok": False, "code": "signed_out"}
        if command is None or actor.role not in command.roles:
            return self._strike(sid)
        if not self.buckets.setdefault(actor.id, TokenBucket(RATE, BURST)).take():
            return to_wire(refusal(Busy("Too many steps at once. Wait a second, then go on.")), actor.locale)
        try:
            payload = command.payload.model_validate(data if data is not None else {})
        except ValidationError:
            return self._strike(sid)
        try:
            return self._run(command, actor, payload, sid)
        except NotYours:
            return {"ok": False, "code": "not_found"}

    def _used(self, sid: str) -> None:
        """Note that the person does something: a beat or a snapshot would not count."""
        sessions: Any = self.screens.app.session_interface
        sessions.use(self.tokens.get(sid, ""))

    def _run(self, command: Command, actor: Actor, payload: Any, sid: str) -> dict[str, Any]:
        if command.run is not None:
            if actor.role != "service":
                self._used(sid)
            now = self.screens.clock.now()
            if isinstance(payload, ShiftCommand) and payload.wish:
                wish = min(payload.wish, int(now.timestamp() * 1000))  # a screen whose clock is fast locks nobody out
                if wish < self.wishes.get(actor.id, 0):  # it was sent before and comes late
                    late = Conflict("You have changed your shift since then. The newer choice stands.")
                    return to_wire(refusal(late), actor.locale)
                self.wishes[actor.id] = wish
            call = Call(self.screens.context, actor, now, payload.key)
            return to_wire(command.run(call, payload), actor.locale)
        if self.namespace == DESK and command.event == "beat":
            return self._beat(actor)
        if self.namespace == ALARMS:
            self.presence.watch(actor.id)
        wall = self.presence.is_wall(self.namespace, sid)
        if command.event == "beat":
            return {"ok": True, **self.push.beat(actor, self.namespace, payload.epoch, payload.n, wall=wall)}
        return {"ok": True, **self.push.screen(actor, self.namespace, wall=wall)}

    def _beat(self, actor: Actor) -> dict[str, Any]:
        self.presence.beat(actor.id)
        seq, token, epoch = desk_seq(self.screens.context.database, actor.id)
        now = self.screens.clock.now().isoformat()
        return {"ok": True, "seq": seq, "token": token, "epoch": epoch, "now": now}

    def _actor(self, token: str) -> Actor | None:
        """Return the actor of a session token, or None. Checked on every event."""
        sessions: Any = self.screens.app.session_interface
        live = sessions.find(token) if token else None
        if live is None or live.person.get("must"):
            return None  # a new password or the second factor must be set first
        actor: Actor | None = live.actor
        return actor

    def _strike(self, sid: str) -> dict[str, Any]:
        self.strikes[sid] = self.strikes.get(sid, 0) + 1
        if self.strikes[sid] >= STRIKES:
            self.guard.end(sid, self.namespace)
        return {"ok": False, "code": "invalid"}
