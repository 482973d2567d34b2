"""Panels rendered without a request: page load, snapshot and push use this one way (rule 23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask

from console.actions.call import Context
from console.clock import Clock
from console.domain.actor import Actor
from console.rendering.filters import reading_in, template
from console.store.queries.agent_queues import Served, served_by_all
from console.store.queries.desk import desk_view
from console.store.queries.floor import floor_view
from console.store.queries.officer import OfficerView, officer_view
from console.store.queries.queue_panel import SupplyCache
from console.store.queries.verdict_counts import DayCounts
from console.store.views import DeskView, FloorView, QueueView

PANELS = ("shift", "queue", "customer", "strip", "points", "outcome")
OFFICER_PANELS = ("today", "feed", "reviews")
FLOOR_PANELS = ("alerts", "agents", "queues")
# what a panel shows of the desk beside its own view: it is drawn anew when that changes too
BESIDE = {
    "queue": ("shift.state", "shift.reason"),
    "customer": ("shift.state", "shift.moves", "shift.until", "outcome.extensions_left"),
    "points": ("outcome.can_finish",),
}


@dataclass
class Rendered:
    """What was last rendered for one agent in one locale."""

    view: DeskView
    html: dict[str, str]


def shown(view: DeskView, name: str) -> list[Any]:
    """Give all that a panel shows: its own view, and what it takes from beside it."""
    found = [view.token, getattr(view, name)]
    for path in BESIDE.get(name, ()):
        part, _, leaf = path.partition(".")
        found.append(getattr(getattr(view, part), leaf, None))
    return found


class Screens:
    """Builds and renders the views of this process."""

    def __init__(self, app: Flask, context: Context, clock: Clock) -> None:
        self.app = app
        self.context = context
        self.clock = clock
        self.supply = SupplyCache()
        self.tally = DayCounts()
        self.failures = 0

    def desk(self, agent_id: int, aside: Callable[[], None] = lambda: None) -> DeskView:
        """Read the agent's desk in one snapshot; ``aside`` is called on the way, a few times."""
        with self.context.database.reading() as session:
            return desk_view(session, agent_id, self.clock.now(), self.context.zone, self.supply, aside)

    def queues(self) -> dict[int, QueueView]:
        """Read, for every agent, why nobody waits: three statements however many agents."""
        with self.context.database.reading() as session:
            supply = self.supply.get(session, self.clock.now(), self.context.zone)
            served = served_by_all(session)
        special = {owner for owners in supply.reserved.values() for owner in owners}
        special |= supply.declined.keys()
        found: dict[int, QueueView] = {}
        shared: dict[Served, QueueView] = {}  # most agents see the same: drawn once
        for agent_id, mine in served.items():
            if agent_id in special:
                found[agent_id] = supply.of(agent_id, mine)
                continue
            if mine not in shared:
                shared[mine] = supply.of(0, mine)
            found[agent_id] = shared[mine]
        return found

    def render_queue(self, view: DeskView, locale: str) -> str:
        """Give the queue panel of an idle desk."""
        with self.app.app_context(), reading_in(locale):
            return template(self.app, "desk/_queue.html").render(view=view.queue, desk=view)

    def floor(self, actor: Actor) -> FloorView:
        """Read the floor that this actor may see."""
        with self.context.database.reading() as session:
            return floor_view(session, actor, self.clock.now(), self.context.zone, self.supply)

    def render_desk(
        self, view: DeskView, locale: str, known: Rendered | None = None, aside: Callable[[], None] = lambda: None
    ) -> dict[str, str]:
        """Give the panels' HTML; those whose view is equal to the known one are taken over.

        ``aside`` is called between two that are drawn.
        """
        html: dict[str, str] = {}
        with self.app.app_context(), reading_in(locale):
            for name in PANELS:
                if known is not None and shown(known.view, name) == shown(view, name):
                    html[name] = known.html[name]
                    continue
                aside()
                drawn = template(self.app, f"desk/_{name}.html")
                html[name] = drawn.render(view=getattr(view, name), desk=view)
        return html

    def render_floor(self, view: FloorView, locale: str) -> dict[str, str]:
        """Give the floor's panels."""
        with self.app.app_context(), reading_in(locale):
            return {name: template(self.app, f"floor/_{name}.html").render(view=view) for name in FLOOR_PANELS}

    def officer(self) -> OfficerView:
        """Read the compliance officer's list."""
        with self.context.database.reading() as session:
            return officer_view(session, self.clock.now(), self.context.zone, self.tally)

    def render_officer(self, view: OfficerView, locale: str) -> dict[str, str]:
        """Give the officer's panels."""
        with self.app.app_context(), reading_in(locale):
            return {name: template(self.app, f"compliance/_{name}.html").render(view=view) for name in OFFICER_PANELS}


def message(view: DeskView, html: dict[str, str], *, base: int, alert: str, now: datetime) -> dict[str, Any]:
    """Give a panels message of the wire."""
    return {
        "epoch": view.epoch,
        "seq": view.seq,
        "base": base,
        "token": view.token,
        "now": now.isoformat(),
        "alert": alert,
        "panels": html,
    }
