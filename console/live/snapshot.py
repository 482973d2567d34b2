"""Views are read and panels rendered here, without a request: for page load, snapshot and push (rule 23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask
from jinja2 import Template
from markupsafe import Markup

from console.actions.call import Context
from console.clock import Clock
from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.rendering.filters import reading_in
from console.store.queries.agent_day_panel import agent_day
from console.store.queries.agent_queues import Served, served_by_all
from console.store.queries.alarms import open_alarms
from console.store.queries.desk import desk_view, site_epoch
from console.store.queries.floor import floor_view
from console.store.queries.floor_money import DayMoneyCache
from console.store.queries.officer import OfficerView, officer_view
from console.store.queries.queue_panel import SupplyCache
from console.store.queries.rounds_mark import rounds_mark
from console.store.queries.verdict_counts import DayCounts
from console.store.views import AgentDayView, AlarmsView, DeskView, FloorAgent, FloorView, QueueView

PANELS = ("shift", "lead", "safety", "queue", "customer", "strip", "points", "outcome")
OFFICER_PANELS = ("inbox", "today", "feed")
FLOOR_PANELS = ("alerts", "pin", "tiles", "hours", "agents", "queues", "pairs")
WALL_PANELS = ("tiles", "hours", "states", "queues")  # no name and no customer
ROW_END = "\x1e"  # stands between two rows that are rendered together
# what a panel shows of the desk beside its own view: it is rendered again when that changes too
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
    """Return all that a panel shows: its own view, and the values that it reads beside it."""
    values = [view.token, getattr(view, name)]
    for path in BESIDE.get(name, ()):
        part, _, leaf = path.partition(".")
        values.append(getattr(getattr(view, part), leaf, None))
    return values


class Screens:
    """Reads and renders the views of this process. ``failures`` counts renders that failed."""

    def __init__(self, app: Flask, context: Context, clock: Clock) -> None:
        self.app = app
        self.context = context
        self.clock = clock
        self.supply = SupplyCache()
        self.money = DayMoneyCache()
        self._epoch = ""
        self.tally = DayCounts()
        self.failures = 0

    def desk(self, agent_id: int, yield_point: Callable[[], None] = lambda: None) -> DeskView:
        """Return the agent's desk from one snapshot of the database.

        ``yield_point`` is called a few times on the way. Raises NotYours for a person without a desk.
        """
        with self.context.database.reading() as session:
            return desk_view(session, agent_id, self.clock.now(), self.context.zone, self.supply, yield_point)

    def queues(self) -> dict[int, QueueView]:
        """Return the queue panel's view for every agent, with three statements however many agents."""
        with self.context.database.reading() as session:
            supply = self.supply.get(session, self.clock.now(), self.context.zone)
            served = served_by_all(session)
        special = {owner for owners in supply.reserved.values() for owner in owners}
        special |= supply.declined.keys()
        views: dict[int, QueueView] = {}
        shared: dict[Served, QueueView] = {}  # most agents see the same view: it is made and rendered once
        for agent_id, queues in served.items():
            if agent_id in special:
                views[agent_id] = supply.of(agent_id, queues)
                continue
            if queues not in shared:
                shared[queues] = supply.of(0, queues)
            views[agent_id] = shared[queues]
        return views

    def render_queue(self, view: DeskView, locale: str) -> str:
        """Return the HTML of the queue panel of an idle desk."""
        with self.app.app_context(), reading_in(locale):
            return self._template("desk/_queue.html").render(view=view.queue, desk=view)

    def floor(self, actor: Actor) -> FloorView:
        """Return the floor that this actor may see."""
        with self.context.database.reading() as session:
            return floor_view(session, actor, self.clock.now(), self.context.zone, self.supply, self.money)

    def epoch(self) -> str:
        """Return the epoch of the database, read once: a restore changes it while nothing is served."""
        if not self._epoch:
            with self.context.database.reading() as session:
                self._epoch = site_epoch(session)
        return self._epoch

    def render_desk(
        self, view: DeskView, locale: str, known: Rendered | None = None, yield_point: Callable[[], None] = lambda: None
    ) -> dict[str, str]:
        """Return the panels' HTML by name; a panel that shows the same as in ``known`` is taken from there.

        ``yield_point`` is called before each panel that is rendered.
        """
        html: dict[str, str] = {}
        with self.app.app_context(), reading_in(locale):
            for name in PANELS:
                if known is not None and shown(known.view, name) == shown(view, name):
                    html[name] = known.html[name]
                    continue
                yield_point()
                html[name] = self._template(f"desk/_{name}.html").render(view=getattr(view, name), desk=view)
        return html

    def render_floor(self, view: FloorView, locale: str) -> dict[str, str]:
        """Return the HTML of the floor's panels by name, the agents among them."""
        rows = self.render_rows(view.agents, view.may_act, locale)
        return {**self.render_floor_panels(view, locale), "agents": self.render_agents(rows, view.may_act, locale)}

    def render_floor_panels(self, view: FloorView, locale: str) -> dict[str, str]:
        """Return the HTML of the floor's panels beside the agents."""
        with self.app.app_context(), reading_in(locale):
            return {
                name: self._template(f"floor/_{name}.html").render(view=view)
                for name in FLOOR_PANELS
                if name != "agents"
            }

    def render_wall(self, view: FloorView, locale: str) -> dict[str, str]:
        """Return the HTML of the wall screen's panels by name. None names anybody, and none has a button.

        A call in the safety state is a talk there: who sits alone in a state is known by everybody in the room.
        """
        talks = tuple(replace(one, phase="talking") if one.phase == "safety" else one for one in view.agents)
        plain = replace(view, agents=talks, free=(), may_act=False)
        with self.app.app_context(), reading_in(locale):
            return {name: self._template(f"floor/_{name}.html").render(view=plain) for name in WALL_PANELS}

    def render_rows(self, agents: Sequence[FloorAgent], may_act: bool, locale: str) -> dict[int, str]:
        """Return the HTML of these agents' rows. They are rendered together: each alone would cost ten times that."""
        if not agents:
            return {}
        with self.app.app_context(), reading_in(locale):
            html = self._template("floor/_rows.html").render(agents=agents, may_act=may_act, end=ROW_END)
        return {one.agent_id: row.strip() for one, row in zip(agents, html.split(ROW_END), strict=False)}

    def render_agents(self, rows: Mapping[int, str], may_act: bool, locale: str) -> str:
        """Return the panel of the agents around rows that are rendered already."""
        with self.app.app_context(), reading_in(locale):
            return self._template("floor/_agents.html").render(
                rows=[Markup(row) for row in rows.values()], may_act=may_act
            )

    def agent_day(self, actor: Actor, agent_id: int) -> AgentDayView:
        """Return one agent's day. Raises NotYours for an agent who is not on this actor's floor."""
        with self.context.database.reading() as session:
            return agent_day(session, actor, agent_id, self.clock.now(), self.context.zone)

    def _template(self, name: str) -> Template:
        return self.app.jinja_env.get_template(name)

    def alarms(self, actor: Actor) -> AlarmsView:
        """Return the open alarms. Raises NotYours for people who may not take one."""
        with self.context.database.reading() as session:
            return open_alarms(session, actor, self.clock.now())

    def rounds(self, actor: Actor) -> str:
        """Return the mark of the rounds that this actor may see. Raises NotYours for others."""
        if actor.role not in ("lead", "collector"):
            raise NotYours()
        with self.context.database.reading() as session:
            return rounds_mark(session, actor, self.clock.now(), self.context.zone)

    def render_alarms(self, view: AlarmsView, actor: Actor) -> dict[str, str]:
        """Return the HTML of the alarms above each page of lead and officer."""
        with self.app.app_context(), reading_in(actor.locale):
            html = self._template("alarms/_alarms.html").render(view=view, me=actor.id)
        return {"alarms": html}

    def officer(self) -> OfficerView:
        """Return the compliance officer's list."""
        with self.context.database.reading() as session:
            return officer_view(session, self.clock.now(), self.context.zone, self.tally)

    def render_officer(self, view: OfficerView, locale: str) -> dict[str, str]:
        """Return the HTML of the officer's panels by name."""
        with self.app.app_context(), reading_in(locale):
            return {name: self._template(f"compliance/_{name}.html").render(view=view) for name in OFFICER_PANELS}


def desk_message(view: DeskView, html: dict[str, str], *, base: int, alert: str, now: datetime) -> dict[str, Any]:
    """Return the body of a desk's ``panels`` message; ``base`` is the number that it builds on, -1 = whole."""
    return {
        "epoch": view.epoch,
        "seq": view.seq,
        "base": base,
        "token": view.token,
        "now": now.isoformat(),
        "alert": alert,
        "panels": html,
    }


def watcher_message(number: int, now: datetime, html: dict[str, str], epoch: str) -> dict[str, Any]:
    """Return the body of a ``panels`` message for the floor or the officer, numbered by the process."""
    return {"epoch": epoch, "n": number, "now": now.isoformat(), "panels": html}
