"""Server-side sessions: a random id in the cookie, its SHA-256 in the database (rule 18)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from console.actions import people
from console.actions.call import Call, Context
from console.actions.service_tokens import token_hash
from console.domain.actor import WORKER, Actor
from console.store.queries.people import SessionRow, service_of, session_row, with_a_customer

COOKIE = "console_session"
FORGET = timedelta(minutes=2)  # after which an act stands in the database
DEVICE = "console_device"
BY_ITSELF = "X-By-Itself"  # of requests that a page sends without the person
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # as ``secrets.token_urlsafe(32)`` makes them


def _changed(session: Any) -> None:
    session.modified = True


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """A session whose contents stay on the server.

    It holds no bound method: at a hundred sessions a second such reference cycles burden the garbage collector.
    """

    def __init__(self, data: dict[str, Any], token: str, *, new: bool, actor: Actor | None) -> None:
        super().__init__(data, _changed)
        self.modified = False
        self.token = token
        self.new = new
        self.actor = actor
        self.person: dict[str, Any] = {}
        self.confirmed_at: datetime | None = None  # when the password was given last


class DatabaseSessions(SessionInterface):
    """Flask's session interface: one indexed read per request, and a write only when something changed."""

    def __init__(
        self,
        context: Context,
        *,
        secure: bool,
        second_factor: tuple[str, ...] = (),
        idle: tuple[tuple[str, int], ...] = (),
    ) -> None:
        self.context = context
        self.idle = {role: timedelta(minutes=minutes) for role, minutes in idle}
        self.used: dict[str, datetime] = {}  # hash of a session -> its last act in this process
        self.secure = secure
        self.second_factor = second_factor  # roles that must have it

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session of the cookie, or a new anonymous one."""
        token = request.cookies.get(COOKIE, "")
        kept = session_row(self.context.database, people.token_hash(token)) if token else None
        found = self._live(token, kept) if kept is not None else None
        if found is not None:
            return found
        known = kept is None and TOKEN.fullmatch(token) is not None
        return self._stranger(app, token if known else secrets.token_urlsafe(32), new=not known)

    def _stranger(self, app: Flask, token: str, *, new: bool) -> ServerSession:
        """Return the session of somebody who is not signed in. It costs no row: its CSRF secret follows from its token.

        So a stranger who opens the sign-in page a thousand times writes nothing.
        """
        key = str(app.secret_key).encode()
        secret = hmac.new(key, b"csrf of a stranger " + token.encode(), hashlib.sha256).hexdigest()
        return ServerSession({"csrf_token": secret}, token, new=new, actor=None)

    def find(self, token: str) -> ServerSession | None:
        """Return the session of this token. None when it ended, is too old, or the person's rights changed."""
        kept = session_row(self.context.database, people.token_hash(token))
        return self._live(token, kept) if kept is not None else None

    def _live(self, token: str, kept: SessionRow) -> ServerSession | None:
        if kept.ended_at is not None or self.context.wall_clock() - kept.made_at > people.LONGEST:
            return None
        if kept.person_id is None:
            return ServerSession(dict(kept.data), token, new=False, actor=None)
        if kept.disabled_at is not None or kept.role_version != kept.kept_version:
            return None
        if self._idle(token, kept):
            return None
        actor = Actor(kept.person_id, kept.role, kept.name, kept.team_id, kept.locale, kept.name_zh)
        session = ServerSession(dict(kept.data), token, new=False, actor=actor)
        session.confirmed_at = kept.confirmed_at
        session.person = {
            "theme": kept.theme,
            "sound": kept.sound,
            "keys": kept.keys,
            "login": kept.login,
            "must": self._must(kept),
        }
        return session

    def use(self, token: str) -> None:
        """Note that the person does something now. What a page asks for by itself is no act."""
        self.used[people.token_hash(token)] = self.context.wall_clock()

    def take_used(self) -> dict[str, datetime]:
        """Return the last act of each session that was used of late, to be stored; older ones are forgotten."""
        recent = self.context.wall_clock() - FORGET
        self.used = {mark: at for mark, at in self.used.items() if at > recent}
        return dict(self.used)

    def _idle(self, token: str, kept: SessionRow) -> bool:
        """Return whether nobody has done anything in this session for too long. A customer at the desk keeps it."""
        most = self.idle.get(kept.role)
        if most is None:
            return False
        last = max(kept.seen_at, self.used.get(people.token_hash(token), kept.seen_at))
        if self.context.wall_clock() - last <= most:
            return False
        with self.context.database.reading() as db:
            return not with_a_customer(db, kept.person_id)

    def _must(self, person: SessionRow) -> str:
        """Return the page that the person must visit first, or ""."""
        if person.must_change:
            return "/password"
        if person.role in self.second_factor and not person.has_second:
            return "/second"
        return ""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed and set the cookie."""
        assert isinstance(session, ServerSession)
        if session.modified:
            call = Call(self.context, WORKER, self.context.wall_clock())
            people.keep_session(call, session.token, dict(session))
        if session.modified or (session.new and (session.actor is not None or response.mimetype == "text/html")):
            self.give(response, session.token)

    def give(self, response: Response, token: str, device: str = "") -> None:
        """Set the session cookie, and with ``device`` the cookie by which this browser is known at sign-in."""
        response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=self.secure, path="/")
        if device:
            response.set_cookie(
                DEVICE,
                device,
                httponly=True,
                samesite="Lax",
                secure=self.secure,
                path="/login",
                max_age=people.REMEMBERED,
            )


def load_actor(session: ServerSession) -> None:
    """Put the session's actor into ``g`` for the views."""
    g.actor = session.actor
    g.person = session.person
    if session.actor is not None and not request.headers.get(BY_ITSELF):
        current_app.session_interface.use(session.token)  # type: ignore[attr-defined]


def load_service(header: str, address: str) -> None:
    """Put the service of a bearer token into ``g`` as the actor. Without a valid token there is none."""
    g.actor, g.person, g.scopes = None, {}, ()
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token:
        return
    context: Context = current_app.extensions["console"]["context"]
    with context.database.reading() as db:
        row = service_of(db, token_hash(token), address, context.wall_clock())
    if row is not None:
        g.actor = Actor(row.id, "service", row.name)
        g.scopes = tuple(row.scopes)
