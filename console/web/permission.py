"""Who may use a route. Each view declares its roles, and an undeclared view is refused (rule 14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

V = TypeVar("V", bound=Callable[..., Any])
EVERYONE = "everyone"


def allow(*roles: str) -> Callable[[V], V]:
    """Declare the roles of a view. ``EVERYONE`` needs no sign-in."""

    def mark(view: V) -> V:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def roles_of(app: Flask, endpoint: str) -> tuple[str, ...] | None:
    """Return the declared roles of an endpoint, or None when there are none."""
    if endpoint == "static":
        return (EVERYONE,)
    return getattr(app.view_functions.get(endpoint), "roles", None)


def guard() -> Response | None:
    """Refuse a request that is not declared or not allowed, before its view runs."""
    if request.endpoint is None:
        abort(404)
    roles = roles_of(current_app, request.endpoint)
    if roles is None:
        abort(404)
    if EVERYONE in roles:
        return None
    actor = g.get("actor")
    if actor is None:
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return redirect("/my/code" if request.path.startswith("/my") else "/login")
        abort(401)
    if actor.role not in roles:
        abort(404)
    must = (g.get("person") or {}).get("must", "")
    if must and not request.path.startswith((must, "/logout", "/me/")):
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return redirect(must)
        abort(403)
    return None
