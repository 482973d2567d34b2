"""Whose clock and whose money a form means: those of the customer of its hand-out, else the site's."""

from __future__ import annotations

from console.domain.facts import Money
from console.store.queries.handout_home import Home, home_of_handout
from console.web.run_action import actor, clock, context


def home_of(token: int) -> Home:
    """Return where the customer of this hand-out is at home; the site's zone and no currency without one."""
    found = home_of_handout(context().database, actor(), token, clock().now()) if token else None
    return found or Home(context().zone.key, context().zone.key, Money(0, ""))
