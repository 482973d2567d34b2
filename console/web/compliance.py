"""Pages of the compliance officer: live list, rules, try it, house rules, the log of verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Plain

from console.actions import hold_review, house_rules, people
from console.domain.compliance import PACKS, Proposed, check, explain
from console.domain.compliance.house_rules import CHANNELS
from console.domain.compliance.plain import by_id, sentences
from console.domain.compliance.reviews import falling_due
from console.domain.compliance.types import LEVELS
from console.domain.errors import Invalid
from console.domain.facts import PARTIES, PURPOSES
from console.domain.labels import PRODUCTS
from console.scenarios import rejudge
from console.scenarios.record_state import state_of
from console.store.customer_case import Case, load_case
from console.store.queries import officer, verdicts
from console.store.queries import people as reads
from console.store.queries.accounts import accounts_view
from console.store.queries.papers import creditors, rule_reviews
from console.web import page, parse, table_export
from console.web.inbox import back_to
from console.web.looking import may_look, searched
from console.web.permission import allow
from console.web.run_action import actor, clock, context, flash_refusal, run_form

compliance = Blueprint("compliance", __name__, url_prefix="/compliance")
Page = str | Plain
EXPORT_ROWS = 500


@compliance.get("")
@allow("compliance")
def show() -> Page:
    """Show today's list. The socket keeps it up to date."""
    screens = current_app.extensions["console"]["screens"]
    view = screens.officer()
    html = screens.render_officer(view, actor().locale)
    with context().database.reading() as db:
        changes = accounts_view(db, context().wall_clock()).changes
    return render_template("compliance/page.html", panels=html, view=view, page=page.values(), accounts=changes)


@compliance.get("/rules")
@allow("compliance", "lead")
def rules() -> Page:
    """Show every rule of every pack: law, article, numbers, confidence, and how often it applied."""
    since = clock().now() - timedelta(days=30)
    with context().database.reading() as db:
        fired = officer.fired(db, since)
        looks = rule_reviews(db, context().zone)
    today = clock().now().astimezone(context().zone).date()
    return render_template(
        "compliance/rules.html",
        page=page.values(),
        packs=[(pack, tuple(sentences(pack))) for pack in PACKS.values()],
        fired=fired,
        due={(look.pack, look.rule.id): look for look in looks},
        today=today,
        soon=falling_due(looks, today),
        first=looks[0],
        may=actor().role == "compliance",
    )


@compliance.post("/rules/seen")
@allow("compliance")
def rule_seen() -> Page:
    """Note that a rule was checked against its source."""
    f = request.form
    pack, _, rule = f.get("rule", "").partition(":")  # one field names both
    run_form(lambda call: hold_review.rule_seen(call, pack, rule, parse.text(f, "note", 500)))
    return redirect(back_to("/compliance/rules"))


@compliance.route("/try", methods=["GET", "POST"])
@allow("compliance", "lead")
def try_it() -> Page:
    """Judge any act on any customer at any time, step by step. Nothing is stored."""
    form = request.values
    values: dict[str, Any] = {}
    matches, refused = searched(form.get("query", "")[:80])
    wanted = form.get("customer", "")
    named = wanted.isascii() and wanted.isdigit() and len(wanted) < 19 and int(wanted) > 0
    if refused:
        flash(refused, "error")
    if named and may_look("try_it", int(wanted)):
        now = clock().now()
        at = _when(form, now)
        with context().database.reading() as db:
            case = load_case(db, int(wanted), at)
            if case is not None:
                values = _tried(case, form, at)
    return render_template(
        "compliance/try.html",
        page=page.values(),
        found=matches.found,
        form=form,
        parties=PARTIES,
        channels=CHANNELS,
        **values,
    )


def _when(form: parse.Form, now: datetime) -> datetime:
    """Return the time that was typed; now for an empty field, and above the page why for an unreadable one."""
    try:
        return parse.moment_or_none(form, "at", context().zone, now) or now
    except Invalid as error:
        flash_refusal(error)
        return now


def _tried(case: Case, form: parse.Form, at: datetime) -> dict[str, Any]:
    numbers = [p.e164 for p in case.facts.phones or () if p.status == "usable"]
    channel = form.get("channel", "call")
    party = form.get("party", "debtor")
    purpose = form.get("purpose", "collect")
    proposed = Proposed(
        channel if channel in CHANNELS else "call",
        party=party if party in PARTIES else "debtor",
        purpose=purpose if purpose in PURPOSES else "collect",
        number=numbers[0] if numbers else None,
        account_ids=tuple(a.id for a in case.facts.accounts or ()),
        text=form.get("text", "")[:2000] or None,
        at=at,
    )
    return {
        "case": case,
        "at": at,
        "verdict": check(proposed, case.facts, case.packs, at),
        "steps": sorted(explain(proposed, case.facts, case.packs, at), key=_weight),
    }


def _weight(step: tuple[Any, Any, Any]) -> int:
    rule, _, hit = step
    return -LEVELS[hit.severity or rule.severity] if hit is not None else 1


@compliance.get("/house")
@allow("compliance", "lead")
def list_house() -> Page:
    """Show the house rules in force, waiting for approval and ended."""
    with context().database.reading() as db:
        rows = officer.house_rules(db)
        portfolios, teams, owners = reads.portfolios(db), reads.teams(db), creditors(db)
    choices = [
        (pack.code, rule.id, words, key, rule.params[key])
        for pack in PACKS.values()
        for rule, words in sentences(pack)
        for key in rule.tighter
    ]
    return render_template(
        "compliance/house.html",
        page=page.values(),
        rows=rows,
        portfolios=portfolios,
        teams=teams,
        creditors=owners,
        products=PRODUCTS,
        choices=choices,
        channels=CHANNELS,
        me=actor().id,
        may=actor().role,
    )


@compliance.post("/house")
@allow("compliance")
def write_house() -> Page:
    """Write a house rule."""
    f = request.form
    try:
        rule_id, _, param = f.get("row", "").partition("|")
        products = f.getlist("products")
        if not set(products) <= set(PRODUCTS):
            raise Invalid("Choose one of the list.", field="products")
        values: dict[str, Any] = {
            "kind": f.get("kind", ""),
            "reason": f.get("reason", ""),
            "rule_id": rule_id,
            "param": param,
            "value": parse.number_or_none(f, "value"),
            "opens": parse.clock(f, "opens"),
            "closes": parse.clock(f, "closes"),
            "channels": f.getlist("channels"),
            "purposes": ["collect"],
            "portfolio_id": parse.whole(f, "portfolio", 0) or None,
            "team_id": parse.whole(f, "team", 0) or None,
            "creditor_id": parse.whole(f, "creditor", 0) or None,
            "products": products,
            "since": parse.day_start_or_none(f, "since", context().zone, clock().now(), at_once=True),
            "until": parse.day_start_or_none(f, "until", context().zone, clock().now(), at_once=False),
        }
    except Invalid as error:
        flash_refusal(error)
        return redirect("/compliance/house")
    if run_form(lambda call: house_rules.write_rule(call, values)):
        flash(gettext("Submitted. It binds once a second person has approved it."), "info")
    return redirect("/compliance/house")


@compliance.post("/house/<int:rule_id>/approve")
@allow("compliance", "lead")
def approve_house(rule_id: int) -> Page:
    """Approve a house rule that another person wrote."""
    run_form(lambda call: house_rules.approve_rule(call, rule_id))
    return redirect(back_to("/compliance/house"))


@compliance.post("/house/<int:rule_id>/end")
@allow("compliance")
def end_house(rule_id: int) -> Page:
    """Discard a house rule that nobody has approved, or propose that one in force ends."""
    run_form(lambda call: house_rules.end_rule(call, rule_id, parse.text(request.form, "why", 500)))
    return redirect("/compliance/house")


@compliance.post("/findings/<int:finding_id>")
@allow("compliance", "lead")
def seen(finding_id: int) -> Page:
    """Note that a finding was reviewed."""
    run_form(lambda call: hold_review.seen(call, finding_id))
    return redirect("/compliance")


def _wanted(f: parse.Form) -> dict[str, Any]:
    """Return the filters of the log as arguments of ``officer.log``.

    Raises:
        Invalid: for a date, level, rule or person that does not exist.
    """
    zone = context().zone
    today = clock().now().astimezone(zone).date()
    first = parse.day_or_none(f, "from", today, past=True) or today
    last = parse.day_or_none(f, "to", today, past=True) or max(first, today)
    if last < first:
        raise Invalid("The last day is before the first.", field="to")
    level, rule, who = f.get("level", officer.NOTABLE), f.get("rule", ""), f.get("who", "")
    if level not in ("", officer.NOTABLE, *LEVELS):
        raise Invalid("Choose the level from the list.", field="level")
    if rule and rule not in RULES and not rule.startswith("house-"):
        raise Invalid("Choose a rule that exists.", field="rule")
    if who and not (who.startswith(("person:", "worker:", "service:")) and len(who) < 40):
        raise Invalid("Choose the person from the list.", field="who")
    return {
        "since": datetime.combine(first, time(0), zone),
        "until": datetime.combine(last + timedelta(days=1), time(0), zone),
        "level": level,
        "rule": rule,
        "who": who,
        "customer": parse.text(f, "customer", 80).strip(),
    }


RULES = frozenset(r.id for p in PACKS.values() for r in p.rules)


@compliance.get("/log")
@allow("compliance")
def show_log() -> Page:
    """Search the stored verdicts."""
    args = request.args
    try:
        wanted = _wanted(args)
    except Invalid as error:
        flash_refusal(error)
        wanted = _wanted(MultiDict())
    with context().database.reading() as db:
        rows = officer.log(db, **wanted)
        counts = officer.log_counts(db, **wanted)
        workers = [(f"person:{p.id}", p.name) for p, _, agent in reads.everyone(db) if agent]
    return render_template(
        "compliance/log.html",
        page=page.values(),
        rows=rows,
        wanted=wanted,
        workers=workers,
        since=wanted["since"].date(),
        until=(wanted["until"] - timedelta(days=1)).date(),
        rules=by_id(),
        counts=counts,
        total=officer.chosen(counts, wanted["level"]),
        most=EXPORT_ROWS,
    )


@compliance.get("/log/<int:entry_id>")
@allow("compliance")
def take_again(entry_id: int) -> Page:
    """Judge one stored verdict again, step by step: with its own facts and the rules of its time."""
    with context().database.reading() as db:
        kept = verdicts.kept_verdict(db, entry_id)
        if kept is None:
            flash(gettext("There is no such verdict in the log."), "error")
            return redirect("/compliance/log")
        again = rejudge.rejudge_verdict(verdicts.FactSheets(db), kept, step_by_step=True) if kept.whole else None
    if again is not None:
        again = replace(again, steps=tuple(sorted(again.steps, key=_weight)))
    return render_template(
        "compliance/again.html", page=page.values(), kept=kept, again=again or rejudge.RejudgeResult("")
    )


@compliance.get("/roots")
@allow("compliance")
def show_roots() -> Page:
    """Show the latest roots over all audit chains, for printing (rule 28)."""
    with context().database.reading() as db:
        rows = verdicts.roots(db)
    return render_template("compliance/roots.html", page=page.values(), rows=rows)


@compliance.get("/roots/file")
@allow("compliance")
def save_root() -> Response:
    """Send how far every chain has grown, to be kept elsewhere: ``verify --root`` checks against it."""
    with context().database.reading() as db:
        now = state_of(db, clock().now())
    line = now.line(context().database.keys) + "\n" if now is not None else ""
    return table_export.file(line.encode(), f"root-{clock().now():%Y%m%d-%H%M}.json")


@compliance.post("/log/export")
@allow("compliance")
def export_log() -> Page | Response:
    """Send the stored verdicts as CSV or XLSX: with a reason, at most 500 rows, on record."""
    f = request.form
    if not f.get("reason", "").strip():
        flash(gettext("Enter the reason. It is stored with the export."), "error")
        return redirect("/compliance/log")
    zone = context().zone
    try:
        wanted = _wanted(f)
    except Invalid as error:
        flash_refusal(error)
        return redirect("/compliance/log")
    with context().database.reading() as db:
        rows = officer.log(db, **wanted, most=EXPORT_ROWS + 1)
    if len(rows) > EXPORT_ROWS:
        flash(gettext("More than 500 rows: narrow the search."), "error")
        return redirect("/compliance/log")
    if not run_form(lambda call: people.note_export(call, "verdicts", f["reason"][:500], len(rows))):
        return redirect("/compliance/log")
    table = table_export.verdicts(rows, zone)
    if f.get("form") == "xlsx":
        sheet = BytesIO()
        table_export.as_xlsx(table, sheet)
        return table_export.file(sheet.getvalue(), "verdicts.xlsx")
    lines = StringIO()
    table_export.as_csv(table, lines)
    return table_export.file(lines.getvalue().encode("utf-8-sig"), "verdicts.csv")
