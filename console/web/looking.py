"""Looking customers up from a page: what is shown counts in the reader's budget and goes on record first."""

from __future__ import annotations

from console.actions import reading
from console.actions.call import Call
from console.rendering.answers import to_wire
from console.store.queries.search import Matches, search_customers
from console.web.run_action import actor, clock, context, flash_unless_ok


def searched(query: str) -> tuple[Matches, str]:
    """Return whom the query means, and "" or why nobody is shown: the budget of the day is used up."""
    with context().database.reading() as db:
        matches = search_customers(db, actor(), query)
    ids = [one.customer_id for one in matches.found]
    done = reading.found(_call(), ids) if ids else None
    if done is None or done.ok:
        return matches, ""
    return Matches(), str(to_wire(done, actor().locale).get("message", ""))


def may_look(door: str, customer_id: int) -> bool:
    """Count a look at one customer. Return False when it is refused; the page says why."""
    return flash_unless_ok(reading.opened(_call(), door, customer_id))


def _call() -> Call:
    """Return a call without a key: each look counts for itself."""
    return Call(context(), actor(), clock().now())
