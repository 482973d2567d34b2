"""The machines' namespace: a bearer token instead of a cookie; transcript segments come in."""

from __future__ import annotations

from typing import Any

from flask import request

from console.actions.people import token_hash
from console.domain.actor import Actor
from console.live.namespaces import Doors
from console.store.queries.people import service_of


class ServiceDoors(Doors):
    """Connects with ``auth = {"token": "…"}``; every event asks again whether the token lives."""

    def on_connect(self, auth: Any = None) -> bool:
        """Let in a live token that may send transcripts."""
        token = auth.get("token", "") if isinstance(auth, dict) else ""
        sid: str = request.sid  # type: ignore[attr-defined]
        if not isinstance(token, str) or self._actor(token) is None:
            return False
        self.known[sid] = token
        return True

    def on_disconnect(self, *_: Any) -> None:
        """Forget the socket."""
        self.known.pop(request.sid, None)  # type: ignore[attr-defined]
        self.strikes.pop(request.sid, None)  # type: ignore[attr-defined]

    def _actor(self, token: str) -> Actor | None:
        with self.screens.context.database.reading() as db:
            row = service_of(db, token_hash(token))
        if row is None or "transcripts" not in row.scopes:
            return None
        return Actor(row.id, "service", row.name)
