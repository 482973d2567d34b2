"""The three aims of the house, how customers are treated, and the paid minutes explained."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from console.domain.actor import ROLES
from console.domain.figures.minutes import PARTS
from console.domain.figures.tally import AGED
from console.rendering import figures as texts
from console.store.queries import aims as aims_queries
from console.store.queries.minutes import AgentMinutes, day_minutes
from console.store.queries.opinions import opinions
from console.web.insight import frame, label_of, shown, today, wanted_span, wanted_team
from console.web.permission import allow
from console.web.reading import read_apart
from console.web.run_action import actor, clock, context

insight_aims = Blueprint("insight_aims", __name__)
WATCHERS = ("lead", "compliance", "admin")


@insight_aims.get("/insight/aims")
@allow(*WATCHERS)
def aims() -> str:
    """Show cash, bad debt and credit awareness on one page."""
    span, team, day, zone = wanted_span(), wanted_team(), today(), context().zone
    found = read_apart(lambda session: aims_queries.aims(session, span, team, day, zone))
    months = [(one, shown(one.cured), shown(one.rolled)) for one in found.months]
    return render_template(
        "insight/aims.html",
        here="/insight/aims",
        aims=found,
        months=months,
        kept=shown(found.kept),
        before=shown(found.before),
        buckets=range(AGED + 1),
        ahead=aims_queries.AHEAD,
        **frame(span, team),
    )


@insight_aims.get("/insight/customers")
@allow(*WATCHERS)
def customers() -> str:
    """Show how customers are treated."""
    span, team, zone = wanted_span(), wanted_team(), context().zone
    found, (opinion, kindest) = read_apart(
        lambda session: (aims_queries.experience(session, span, team), opinions(session, span, team, zone))
    )
    return render_template(
        "insight/customers.html",
        here="/insight/customers",
        figures=[(now.measure, shown(now), shown(then)) for now, then in found.figures],
        points=[(label_of(row), shown(row.figures[0])) for row in found.points],
        usual=shown(found.usual),
        opinion=opinion,
        kindest=kindest,
        **frame(span, team),
    )


def _shares(one: AgentMinutes) -> list[dict[str, object]]:
    """Return the parts of one bar: place and width in per cent of the paid time."""
    found, at = [], 0.0
    for part, seconds in one.parts.items():
        width = 100 * seconds / one.paid
        text = texts.minutes(round(seconds))
        found.append(
            {"part": part, "x": round(at, 3), "width": round(width, 3), "text": text, "share": f"{width:.1f} %"}
        )
        at += width
    return found


@insight_aims.get("/insight/minutes")
@allow(*ROLES)
def minutes() -> str:
    """Show where the paid minutes of a day went; of one agent, each piece with its row."""
    span, team, who, now, zone = wanted_span(), wanted_team(), actor(), clock().now(), context().zone
    raw, part = request.args.get("agent", ""), request.args.get("part", "")
    agent = int(raw) if raw.isdecimal() and len(raw) < 10 else None
    if who.role in ("agent", "collector"):
        agent, team = who.id, None
    part = part if part in PARTS else ""
    found = read_apart(lambda session: day_minutes(session, span.until, zone, now, team, agent, part))
    return render_template(
        "insight/minutes.html",
        here="/insight/minutes",
        found=found,
        rows=[(one, _shares(one), texts.minutes(round(one.paid))) for one in (found.whole, *found.agents) if one.paid],
        parts=PARTS,
        part=part,
        agent=agent,
        minutes=texts.minutes,
        **frame(span, team),
    )
