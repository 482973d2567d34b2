"""Requests that another site's page sends are refused before anything is read (beside the CSRF token)."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, request

from console.actions.steps.security_events import REFUSED, tell

SAFE = ("GET", "HEAD", "OPTIONS")
OWN = ("same-origin", "none")  # "none": the person did it in the browser itself, no page did


def refuse_other_sites(origins: Callable[[], set[str]]) -> Callable[[], None]:
    """Return a hook that answers 403 to what changes something and comes from another origin.

    A browser sends ``Origin`` and ``Sec-Fetch-Site`` with every form; no page can set them. What carries neither is
    no browser of today: it needs the session's CSRF token all the same, and a machine its bearer token.
    """

    def check() -> None:
        if request.method in SAFE:
            return
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if (origin is not None and origin not in origins()) or (site is not None and site not in OWN):
            tell(REFUSED, act="cross_site", path=request.path, origin=str(origin)[:200], remote=request.remote_addr)
            abort(403)

    return check
