"""Creditors with their papers, and the calendar of working days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import calendar, proposals
from console.actions import papers as keeping
from console.actions.proposals import CREDITOR_TYPES
from console.store.queries import papers as reads
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, clock, context, run_form


def _today() -> date:
    return clock().now().astimezone(context().zone).date()


papers = Blueprint("papers", __name__, url_prefix="/admin")
Page = str | Response


@papers.get("/creditors")
@allow("compliance", "admin")
def list_creditors() -> Page:
    """Show each creditor with its type, portfolios and papers."""
    with context().database.reading() as db:
        return render_template(
            "admin/creditors.html",
            page=page.values(),
            creditors=reads.creditors(db),
            portfolios=reads.portfolios(db),
            papers=reads.papers(db),
            agencies=reads.agencies(db),
            types=CREDITOR_TYPES,
            kinds=keeping.KINDS,
            may=actor().role == "compliance",
            today=_today(),
        )


@papers.post("/creditors/<int:creditor_id>")
@allow("compliance")
def record_paper(creditor_id: int) -> Page:
    """Put a paper (licence, contract, evaluation, listing) on record."""
    f = request.form
    run_form(
        lambda call: keeping.record(
            call,
            creditor_id,
            parse.text(f, "agency", 80),
            f.get("kind", ""),
            parse.text(f, "number", 80),
            parse.day(f, "since_on", _today()),
            parse.day_or_none(f, "until_on", _today()),
            parse.text(f, "proof", 500),
        )
    )
    return redirect("/admin/creditors")


@papers.post("/creditors/<int:creditor_id>/type")
@allow("compliance")
def ask_type(creditor_id: int) -> Page:
    """Propose another type for a creditor."""
    f = request.form
    run_form(
        lambda call: proposals.ask_type(
            call, creditor_id, f.get("type", ""), parse.text(f, "reason", 500), parse.text(f, "proof", 500)
        )
    )
    return redirect("/admin/creditors")


@papers.post("/papers/<int:paper_id>/end")
@allow("compliance")
def end_paper(paper_id: int) -> Page:
    """End a paper."""
    run_form(lambda call: keeping.end(call, paper_id))
    return redirect("/admin/creditors")


@papers.post("/portfolios/<int:portfolio_id>/agency")
@allow("compliance")
def assign(portfolio_id: int) -> Page:
    """Set which agency works a portfolio."""
    run_form(lambda call: keeping.assign(call, portfolio_id, parse.text(request.form, "agency", 80)))
    return redirect("/admin/creditors")


@papers.get("/calendar")
@allow("compliance", "admin")
def show_calendar() -> Page:
    """Show the public holidays and overrides from 30 days ago to about two years ahead."""
    today = _today()
    with context().database.reading() as db:
        rows: Any = reads.days(db, today - timedelta(days=30), today + timedelta(days=800))
        asked = reads.asked_days(db)
        regions = sorted({c.home_region for c in reads.creditors(db)})
    return render_template(
        "admin/calendar.html",
        page=page.values(),
        rows=rows,
        regions=regions,
        today=today,
        asked=asked,
        may=actor().role == "admin",
    )


@papers.post("/calendar")
@allow("admin")
def set_day() -> Page:
    """Close a day, or propose a working day."""
    f = request.form
    if run_form(
        lambda call: calendar.override(
            call,
            f.get("region", ""),
            parse.day(f, "on", _today()),
            f.get("works", "") == "1",
            parse.text(f, "name", 80),
            parse.text(f, "reason", 300),
        )
    ):
        flash(gettext("Saved. A closed day binds at once. A working day waits for a second person."), "info")
    return redirect("/admin/calendar")


@papers.post("/calendar/<int:holiday_id>/restore")
@allow("admin")
def restore(holiday_id: int) -> Page:
    """Remove an override."""
    run_form(lambda call: calendar.restore(call, holiday_id, parse.text(request.form, "reason", 300)))
    return redirect("/admin/calendar")
