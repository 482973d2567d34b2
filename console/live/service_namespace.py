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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}  # token -> where it connected from

    def on_connect(self, auth: Any = None) -> bool:
        """Accept a live token that may send transcripts."""
        token = auth.get("token", "") if isinstance(auth, dict) else ""
        token = token or request.headers.get("Authorization", "").partition(" ")[2].strip()
        sid: str = request.sid  # type: ignore[attr-defined]
        if not isinstance(token, str) or self._service(token, request.remote_addr or "") is None:
            return False
        self.tokens[sid] = token
        self.addresses[token] = request.remote_addr or ""
        return True

    def on_disconnect(self, *_: Any) -> None:
        """Forget the socket."""
        self.tokens.pop(request.sid, None)  # type: ignore[attr-defined]
        self.strikes.pop(request.sid, None)  # type: ignore[attr-defined]

    def _actor(self, token: str) -> Actor | None:
        return self._service(token, self.addresses.get(token, ""))

    def _service(self, token: str, address: str) -> Actor | None:
        with self.screens.context.database.reading() as db:
            row = service_of(db, token_hash(token), address, self.screens.context.wall_clock())
        if row is None or "transcripts" not in row.scopes:
            return None
        return Actor(row.id, "service", row.name)
