"""The editor of the talking points: write, compare, preview, approve, publish, roll back, learn."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import talking_points as editing
from console.domain import learning
from console.domain.errors import Invalid
from console.domain.guidance import PLACEHOLDERS, STEPS, fill, seconds
from console.domain.guidance.point_check import CHANNELS, NEEDS, PSYCHOLOGIES, STAGES
from console.domain.mind_costs import COSTS, kept
from console.store.cached.talking_points import library, library_version, model, point_of
from console.store.customer_case import load_case
from console.store.queries import talking_points as reads
from console.store.queries.placeholders import sample_values
from console.store.queries.search import find_customers
from console.store.training_labels import labelled
from console.web import page, parse
from console.web.looking import may_look
from console.web.permission import allow
from console.web.run_action import actor, clock, context, flash_refusal, run_form

talking_points = Blueprint("talking_points", __name__, url_prefix="/scripts")
Page = str | Response
EDITORS = ("lead", "compliance")
LABELLED = 300  # newest labelled contacts that the page judges


@talking_points.get("")
@allow(*EDITORS)
def show() -> Page:
    """Show the talking points by channel and step, what waits for approval, and the weights."""
    channel = request.args.get("channel", "call")
    channel = channel if channel in CHANNELS else "call"
    with context().database.reading() as db:
        points = library(db, library_version(db))
        rows = reads.versions(db)
        weights = reads.weights(db)
        known = labelled(db, clock().now(), LABELLED)
        learned = model(db, library_version(db))
        trust = learning.reliability(known, learned)
    own = sorted(
        (p for p in points if p.channel == channel),
        key=lambda p: ([s[0] for s in STEPS].index(p.step), p.psychology, p.stage, p.version),
    )
    return render_template(
        "talking_points/page.html",
        page=page.values(),
        points=own,
        channel=channel,
        channels=CHANNELS,
        waiting=[r for r in rows if r[0].state in ("draft", "approved")],
        steps=STEPS,
        seconds=seconds,
        weights=weights,
        me=actor().id,
        trust=trust,
        labelled=len(known),
        right=learning.accuracy(known, learned),
        small=reads.SMALL,
        learned=learned.labels,
        costs=learned.costs,
        first_costs=COSTS,
        limits=learned.limits,
        leaning=learned.leaning,
        leaning_kept=kept(learned.costs, learned.leaning),
    )


def _cell() -> tuple[str, str, str, str]:
    parts = request.values.get("cell", "").split(".")
    if len(parts) != 4 or parts[0] not in CHANNELS or parts[1] not in PSYCHOLOGIES:
        abort(404)
    return parts[0], parts[1], parts[2], parts[3]


@talking_points.get("/cell")
@allow(*EDITORS)
def cell() -> Page:
    """Show one cell: its versions side by side, their results, a preview, and the form."""
    if not request.args.get("cell"):
        return redirect("/scripts")
    where = _cell()
    name = ".".join(where)
    with context().database.reading() as db:
        points = [p for p in library(db, library_version(db)) if p.cell == name]
        rows = reads.versions(db, where)
        every = {p.id: p for p in [*points, *(point_of(row) for row, _, _ in rows)]}
        worked = reads.what_works(db, list(every.values()))
        values = None
        query = request.args.get("query", "")[:80]
        ids = [one.customer_id for one in find_customers(db, actor(), query)[:1]] if query else []
    for number in ids:
        if may_look("preview", number):
            with context().database.reading() as db:
                case = load_case(db, number, clock().now())
                values = sample_values(case, actor().called) if case is not None else None
    return render_template(
        "talking_points/cell.html",
        page=page.values(),
        name=name,
        where=where,
        points=points,
        rows=rows,
        worked={w.point: w for w in worked},
        every=every,
        values=values,
        fill=fill,
        seconds=seconds,
        placeholders=sorted(PLACEHOLDERS),
        needs=NEEDS,
        me=actor().id,
        query=query,
        stages=STAGES,
        now=min(points, key=lambda p: (len(p.needs), -p.version), default=None),
    )


@talking_points.post("/cell")
@allow(*EDITORS)
def write() -> Page:
    """Write a new version."""
    channel, psychology, stage, step = _cell()
    f = request.form
    values: dict[str, Any] = {
        "channel": channel,
        "psychology": psychology,
        "stage": stage,
        "step": step,
        "en": f.get("en", "")[:600],
        "zh": f.get("zh", "")[:600],
        "why_en": f.get("why_en", ""),
        "why_zh": f.get("why_zh", ""),
        "needs": f.getlist("needs"),
        "note": f.get("note", ""),
    }
    if run_form(lambda call: editing.write_point(call, values)):
        flash(gettext("Submitted. A second person must approve it."), "info")
    return redirect(f"/scripts/cell?cell={channel}.{psychology}.{stage}.{step}")


@talking_points.post("/point/<int:point_id>")
@allow(*EDITORS)
def decide(point_id: int) -> Page:
    """Approve, publish or roll back a version."""
    f = request.form
    what = f.get("what", "")
    if what == "approve":
        run_form(lambda call: editing.approve_point(call, point_id))
    elif what == "publish":
        try:
            at = parse.moment_or_none(f, "at", context().zone, clock().now()) or clock().now()
            share = parse.whole(f, "share", 100)
        except Invalid as error:
            flash_refusal(error)
            return redirect("/scripts")
        run_form(lambda call: editing.publish_point(call, point_id, at, share))
    else:
        run_form(lambda call: editing.roll_back(call, point_id))
    back = f.get("back", "")
    return redirect(f"/scripts/cell?cell={back}" if back.count(".") == 3 else "/scripts")


@talking_points.post("/learn")
@allow(*EDITORS)
def learn() -> Page:
    """Propose weights learned from the corrections."""
    run_form(editing.propose_weights)
    return redirect("/scripts")


@talking_points.post("/costs")
@allow(*EDITORS)
def costs() -> Page:
    """Propose what wrong words for a state of mind cost; the thresholds follow."""
    f = request.form
    try:
        sure, leaning, margin = (parse.number_or_none(f, name) for name in ("sure", "leaning", "margin"))
    except Invalid as error:
        flash_refusal(error)
        return redirect("/scripts")
    values = (sure or 0.0, leaning or 0.0, (margin or 0.0) / 100)
    if run_form(lambda call: editing.propose_costs(call, *values)):
        flash(gettext("Submitted. A second person must approve it."), "info")
    return redirect("/scripts")


@talking_points.post("/weights/<int:weights_id>")
@allow(*EDITORS)
def accept(weights_id: int) -> Page:
    """Put proposed weights in force."""
    run_form(lambda call: editing.accept_weights(call, weights_id))
    return redirect("/scripts")
