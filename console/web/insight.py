"""The house's figures: every measure with its formula, by time and by each dimension, down to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.wrappers import Response
from flask_babel import gettext

from console.domain.actor import ROLES
from console.domain.bilingual import Bilingual
from console.domain.figures import BY_KEY, Figure, Measure
from console.rendering import charts
from console.rendering import figures as texts
from console.rendering.filters import writer
from console.store.queries import figures
from console.store.queries.figure_rows import rows_behind
from console.store.queries.figures import Cost, Span, ValueRow
from console.web import page, table_export
from console.web.permission import allow
from console.web.reading import read_apart
from console.web.run_action import actor, clock, context

insight = Blueprint("insight", __name__)
EARLIEST = date(2000, 1, 1)  # days before it are no days of a house
PERIODS = {"day": 1, "week": 7, "month": 30, "quarter": 90}
BY = {
    "hour": ("hour", "小时"),
    "day": ("day", "日"),
    "week": ("week", "周"),
    "stage": ("stage", "阶段"),
    "queue": ("queue", "队列"),
    "team": ("team", "团队"),
    "agent": ("agent", "坐席"),
    "script": ("talking point said", "已说话术（含版本）"),
    "mind": ("state of mind", "心理类型"),
    "channel": ("channel", "渠道"),
}


def today() -> date:
    """Return the site's day."""
    return clock().now().astimezone(context().zone).date()


def wanted_span() -> Span:
    """Return the days that the reader asks for: a length up to a last day, at first a week up to today."""
    try:
        until = max(EARLIEST, min(date.fromisoformat(request.args.get("until", "")), today()))
    except ValueError:
        until = today()
    days = PERIODS.get(request.args.get("period", ""), 7)
    return Span(until - timedelta(days=days - 1), until)


def wanted_team() -> int | None:
    """Return the team whose figures are shown, as far as this reader may choose."""
    raw = request.args.get("team", "")
    return figures.visible_team(actor(), int(raw) if raw.isdecimal() and len(raw) < 10 else 0)


def cost() -> Cost:
    """Return what an hour costs the house, as the settings say."""
    settings = current_app.extensions["console"]["settings"]
    return Cost(settings.hour_cost_minor, settings.hour_cost_currency)


def shown(figure: Figure) -> dict[str, Any]:
    """Return a figure as the templates write it."""
    write = writer()
    return {
        "value": texts.value_text(figure, write),
        "above": texts.above_text(figure, write),
        "below": texts.below_text(figure, write),
        "few": figure.few,
        "currency": figure.currency,
        "number": figure.value,
    }


def label_of(row: ValueRow) -> str:
    """Return the name of a value in the reader's language."""
    if isinstance(row.label, date):
        return writer().day(row.label)
    return writer().words(row.label) if isinstance(row.label, Bilingual) else str(row.label)


def frame(span: Span, team: int | None) -> dict[str, Any]:
    """Return what every page of figures shows above them."""
    many = actor().role in ("compliance", "admin")
    counted, teams = read_apart(
        lambda session: (figures.counted_at(session, span), figures.teams(session) if many else ())
    )
    query = {"period": request.args.get("period", "week"), "until": span.until.isoformat()}
    if many and team:
        query["team"] = str(team)
    return {
        "page": page.values(),
        "span": span,
        "team": team,
        "query": query,
        "periods": PERIODS,
        "counted_at": counted,
        "teams": teams,
        "today": today(),
        "own": actor().role in ("agent", "collector"),
    }


@insight.get("/insight")
@allow(*ROLES)
def show() -> str:
    """Show every measure of the period."""
    span, team, who, hour = wanted_span(), wanted_team(), actor(), cost()
    rows = read_apart(lambda session: figures.overview(session, who, span, team, hour))
    table = [
        {
            "measure": row.measure,
            "figures": [shown(f) for f in row.figures],
            "before": [shown(f) for f in row.before],
            "median": texts.plain_text(row.measure, row.median, "", writer()) if row.median is not None else "",
        }
        for row in rows
    ]
    return render_template("insight/page.html", rows=table, here="/insight", **frame(span, team))


@insight.get("/insight/measure/<key>")
@allow(*ROLES)
def measure(key: str) -> str:
    """Show one measure by time or by a dimension: a chart and the table beside it."""
    chosen = _measure(key)
    span, team = wanted_span(), wanted_team()
    by, rows = _split(chosen, span, team)
    currencies = list(dict.fromkeys(f.currency for row in rows for f in row.figures))
    return render_template(
        "insight/measure.html",
        here="",
        measure=chosen,
        by=by,
        splits=[(one, BY[one]) for one in figures.splits(chosen, actor())],
        rows=[(row, label_of(row), [shown(f) for f in row.figures]) for row in rows],
        charts=[(currency, chart_of(chosen, rows, currency)) for currency in currencies],
        **frame(span, team),
    )


def _measure(key: str) -> Measure:
    if key not in BY_KEY:
        abort(404)
    return BY_KEY[key]


def _split(chosen: Measure, span: Span, team: int | None) -> tuple[str, tuple[ValueRow, ...]]:
    who, hour, asked = actor(), cost(), request.args.get("by", "day")
    by = asked if asked in figures.splits(chosen, who) else "day"
    return by, read_apart(lambda session: figures.by_value(session, who, span, team, chosen, by, hour))


def chart_of(chosen: Measure, rows: Sequence[ValueRow], currency: str) -> charts.Chart:
    """Return the chart of one measure in one currency."""
    values = []
    for row in rows:
        figure = next((f for f in row.figures if f.currency == currency), None)
        values.append(
            charts.Value(
                label_of(row),
                None if figure is None or figure.value is None else _scaled(chosen, figure.value),
                "–" if figure is None else texts.value_text(figure, writer()),
                figure is not None and figure.few,
            )
        )
    return charts.bars(values, texts.SCALES[chosen.unit])


def _scaled(chosen: Measure, value: float) -> float:
    return value / 100 if chosen.unit == "money" else value


@insight.get("/insight/rows/<key>")
@allow(*ROLES)
def rows(key: str) -> str:
    """Show the rows behind a measure's numerator or denominator of one day, masked."""
    chosen = _measure(key)
    span, team = wanted_span(), wanted_team()
    part = "below" if request.args.get("part") == "below" else "above"
    by, value = request.args.get("by", ""), request.args.get("key", "")[:80]
    who, zone = actor(), context().zone
    if by in ("day", "week"):
        by, value = "", ""
    found = read_apart(lambda session: rows_behind(session, who, span.until, zone, team, chosen, part, by, value))
    return render_template(
        "insight/rows.html", here="", measure=chosen, part=part, found=found, by=by, value=value, **frame(span, team)
    )


@insight.get("/insight/figures.<kind>")
@allow(*ROLES)
def file(kind: str) -> Response:
    """Return the table of the page as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    span, team, who, hour = wanted_span(), wanted_team(), actor(), cost()
    key = request.args.get("measure", "")
    if key:
        chosen = _measure(key)
        table = measure_table(chosen, *_split(chosen, span, team))
    else:
        table = overview_table(read_apart(lambda session: figures.overview(session, who, span, team, hour)))
    name = f"figures-{key or 'all'}-{span.since}-{span.until}.{kind}"
    if kind == "csv":
        text = StringIO()
        table_export.as_csv(table, text)
        return table_export.file(text.getvalue().encode("utf-8-sig"), name)
    out = BytesIO()
    table_export.as_xlsx(table, out, sheet=gettext("Figures"))
    return table_export.file(out.getvalue(), name)


HEAD = ("numerator", "denominator", "value", "unit", "currency", "few")


def _cells(figure: Figure) -> list[str | int | float]:
    m = figure.measure
    (top, factor), (bottom, _) = m.above[0], m.below[0]
    above: int | float = figure.above // factor / 100 if top.endswith("_minor") else figure.above
    below: int | float = figure.below / 100 if bottom.endswith("_minor") else figure.below
    value: str | float = "" if figure.value is None else round(_scaled(m, figure.value), 4)
    return [above, below, value, m.unit, figure.currency, "few" if figure.few else ""]


def overview_table(rows: Sequence[figures.MeasureRow]) -> list[list[str | int | float]]:
    """Return every measure as a table: the numbers of the page, with their formula in words."""
    say = writer().words
    table: list[list[str | int | float]] = [["measure", *HEAD, "numerator is", "denominator is"]]
    for row in rows:
        m = row.measure
        words = [say(Bilingual(*m.above_words)), say(Bilingual(*m.below_words))]
        table += [[say(Bilingual(m.en, m.zh)), *_cells(f), *words] for f in row.figures]
    return table


def measure_table(chosen: Measure, by: str, rows: Sequence[ValueRow]) -> list[list[str | int | float]]:
    """Return one measure by the values of a split as a table."""
    labels = [row.key if by in ("day", "week") else label_of(row) for row in rows]
    name = writer().words(Bilingual(chosen.en, chosen.zh))
    table: list[list[str | int | float]] = [["measure", by, *HEAD]]
    for row, label in zip(rows, labels, strict=True):
        table += [[name, label, *_cells(f)] for f in row.figures]
    return table
