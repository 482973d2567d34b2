"""The checklist of a new site in the frame of the administrator's pages."""

from __future__ import annotations

from flask import current_app

from console.store.queries.first_run import FirstRun, first_run
from console.web.run_action import clock, context


def first_steps() -> FirstRun | None:
    """Return what the site still needs; None in the sample and once everything was there.

    A step that was done is not looked for again: a process asks until the list is finished.
    """
    parts = current_app.extensions["console"]
    if parts["sample"] or parts.get("first_run_done"):
        return None
    with context().database.reading() as db:
        found = first_run(db, clock().now())
    if found.finished:
        parts["first_run_done"] = True
        return None
    return found
