"""Who may open a connection for sockets: a signed-in person's page, or a machine with its token."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.http import parse_cookie

from console.actions.call import Context
from console.actions.people import token_hash
from console.store.queries.people import service_of

MOST_OF_ONE = 24  # connections of one person or machine: one a tab
MOST_OF_ADDRESS = 2000  # connections of one address: a whole house may stand behind it


class Handshake:
    """Checks a connection before it costs anything, and counts those that are open.

    A browser brings the cookie of a live session and one of the site's origins. A machine brings its bearer token
    in the header ``Authorization``. Everybody else is refused with 401, so strangers hold no connection at all.
    """

    def __init__(self, app: Flask, context: Context, origins: Callable[[], set[str]], cookie: str) -> None:
        self.app, self.context, self.origins, self.cookie = app, context, origins, cookie
        self._of: Counter[str] = Counter()  # open connections by person or machine, and by address

    def visitor(self, environ: dict[str, Any]) -> str:
        """Return who opens this connection, such as "person:5" or "service:2", or ""."""
        kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() == "bearer" and token:
            address, real = str(environ.get("REMOTE_ADDR", "")), self.context.wall_clock()
            with self.context.database.reading() as db:
                row = service_of(db, token_hash(token.strip()), address, real)
            return f"service:{row.id}" if row is not None and "transcripts" in row.scopes else ""
        if environ.get("HTTP_ORIGIN", "") not in self.origins():
            return ""
        sessions: Any = self.app.session_interface
        session = parse_cookie(environ).get(self.cookie, "")
        live = sessions.find(session) if session else None
        if live is None or live.actor is None or live.person.get("must"):
            return ""
        return f"person:{live.actor.id}"

    def enter(self, environ: dict[str, Any]) -> tuple[str, str]:
        """Return (visitor, address) of a connection that may open, and count it; ("", "") when it may not."""
        who, address = self.visitor(environ), f"address:{environ.get('REMOTE_ADDR', '')}"
        if not who or self._of[who] >= MOST_OF_ONE or self._of[address] >= MOST_OF_ADDRESS:
            return "", ""
        self._of.update((who, address))
        return who, address

    def leave(self, *names: str) -> None:
        """Count a connection as closed."""
        self._of.subtract(names)
        for name in names:
            if self._of[name] <= 0:
                del self._of[name]
