"""The namespace of services: they sign in with a bearer token and send transcript segments."""

from __future__ import annotations

from typing import Any

from flask import request

from console.actions.people import token_hash
from console.domain.actor import Actor
from console.live.namespaces import CommandNamespace
from console.store.queries.people import service_of


class ServiceNamespace(CommandNamespace):
    """A service brings its token in the header ``Authorization``, or in ``auth = {"token": "…"}`` when it enters.

    Every event checks the token again.
    """

    def on_connect(self, auth: Any = None) -> bool:
        """Accept a live token that may send transcripts."""
        token = auth.get("token", "") if isinstance(auth, dict) else ""
        token = token or request.headers.get("Authorization", "").partition(" ")[2].strip()
        sid: str = request.sid  # type: ignore[attr-defined]
        if not isinstance(token, str) or self._actor(token) is None:
            return False
        self.tokens[sid] = token
        return True

    def on_disconnect(self, *_: Any) -> None:
        """Forget the socket."""
        self.tokens.pop(request.sid, None)  # type: ignore[attr-defined]
        self.strikes.pop(request.sid, None)  # type: ignore[attr-defined]

    def _actor(self, token: str) -> Actor | None:
        with self.screens.context.database.reading() as db:
            row = service_of(db, token_hash(token))
        if row is None or "transcripts" not in row.scopes:
            return None
        return Actor(row.id, "service", row.name)
