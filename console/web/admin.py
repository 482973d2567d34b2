"""Pages for people, teams, queues, ranks, declarations and service tokens."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from console.actions import declarations as declaring
from console.actions import people, queues, two_factor
from console.domain.accounts import GUARDED
from console.passwords import hash_password
from console.store.queries import people as reads
from console.store.queries.accounts import waiting_accounts
from console.store.queries.first_run import first_run as read_first_run
from console.store.queries.first_run import named as people_of
from console.store.queries.first_run import told_at_import
from console.store.scope import is_colleague
from console.web import page, parse
from console.web.forms import DeclarationForm, PersonForm, QueueForm, TeamForm
from console.web.permission import allow
from console.web.run_action import actor, clock, context, run_for_form, run_form

admin = Blueprint("admin", __name__, url_prefix="/admin")
RANKED, RANK = re.compile(r"^queue_([0-9]{1,18})$"), re.compile(r"^[0-9]{1,2}$")
Page = str | Response | tuple[str, int]


@admin.get("/start")
@allow("admin")
def start() -> Page:
    """Show what a new site still needs. The page asks again by itself until every step is ticked."""
    with context().database.reading() as db:
        steps = read_first_run(db, clock().now())
        officers = people_of(db, "compliance")
    return render_template("admin/start.html", page=page.values(), run=steps, officers=officers)


@admin.get("/people")
@allow("admin")
def list_people() -> Page:
    """Show everyone, with a form to add a person."""
    return _people()


def _people(once: dict[str, str] | None = None) -> Page:
    """Return the page; ``once`` holds what it shows this one time. Such a value is in no session and no redirect."""
    with context().database.reading() as db:
        rows, teams = reads.everyone(db), reads.teams(db)
        form = PersonForm()
        form.team.choices = [(0, "–"), *((t.id, t.name) for t in teams)]
        return render_template(
            "admin/people.html",
            page=page.values(),
            rows=rows,
            form=form,
            team_form=TeamForm(),
            waits=waiting_accounts(db),
            guarded=GUARDED,
            real=context().wall_clock(),
            once=once,
        )


@admin.post("/people")
@allow("admin")
def add_person() -> Page:
    """Add a person. The first password is shown once."""
    f = request.form
    first = secrets.token_urlsafe(12)
    done = run_for_form(
        lambda call: people.add_person(
            call,
            f.get("login", "")[:40],
            f.get("name", "")[:80],
            f.get("role", ""),
            parse.whole(f, "team", 0) or None,
            hash_password(first),
            name_zh=f.get("name_zh", "")[:80],
        )
    )
    if done.ok and done.data.get("state") != "asked":
        return _with_password(f.get("name", "")[:80], f.get("login", "").strip().lower()[:40], first)
    return redirect("/admin/people")


@admin.post("/people/<int:person_id>")
@allow("admin")
def change_person(person_id: int) -> Page:
    """Change a person."""
    f = request.form
    skills = re.split(r"[,，;；、]", f["skills"][:400]) if "skills" in f else None
    run_form(
        lambda call: people.change_person(
            call,
            person_id,
            f.get("name", "")[:80],
            f.get("role", ""),
            parse.whole(f, "team", 0) or None,
            f.get("disabled", "") == "y",
            skills,
            f.get("name_zh", "")[:80] if "name_zh" in f else None,
        )
    )
    return redirect("/admin/people")


@admin.post("/people/<int:person_id>/password")
@allow("admin")
def reset_password(person_id: int) -> Page:
    """Set a new first password, shown once."""
    first = secrets.token_urlsafe(12)
    done = run_for_form(lambda call: people.reset_password(call, person_id, hash_password(first)))
    if done.ok and done.data["state"] != "asked":
        with context().database.reading() as db:
            row = next(person for person, _, _ in reads.everyone(db) if person.id == person_id)
            name, login = row.name, row.login
        return _with_password(name, login, first)
    return redirect("/admin/people")


def _with_password(name: str, login: str, first: str) -> Page:
    said = gettext("%(name)s (login %(login)s): first password, shown once:", name=name, login=login)
    return _people({"text": said, "secret": first})


@admin.post("/people/<int:person_id>/second")
@allow("admin")
def reset_second(person_id: int) -> Page:
    """Switch two-factor sign-in off for a person."""
    done = run_for_form(lambda call: two_factor.reset(call, person_id))
    if done.ok and done.data["state"] != "asked":
        flash(gettext("Two-factor sign-in is off. The person signs in with the password."), "info")
    return redirect("/admin/people")


@admin.post("/teams")
@allow("admin")
def add_team() -> Page:
    """Add a team."""
    run_form(lambda call: queues.add_team(call, request.form.get("name", "")[:80]))
    return redirect("/admin/people")


@admin.get("/queues")
@allow("admin", "lead")
def list_queues() -> Page:
    """Show the queues, and which agent serves which queue in which order."""
    with context().database.reading() as db:
        return render_template(
            "admin/queues.html",
            page=page.values(),
            queues=reads.queues(db),
            form=_queue_form(db),
            people=[row for row in reads.everyone(db) if row[2] is not None and is_colleague(db, actor(), row[0].id)],
            ranks=reads.ranks(db),
        )


@admin.post("/queues")
@allow("admin")
def save_queue() -> Page:
    """Add or change a queue."""
    with context().database.reading() as db:
        form = _queue_form(db)
    if not form.validate():
        for name, errors in form.errors.items():
            flash(f"{form[name].label.text}: {errors[0]}", "error")
        return redirect("/admin/queues")
    values = {k: v for k, v in form.data.items() if k not in ("csrf_token", "team")}
    values["team_id"] = form.team.data or None
    run_form(lambda call: queues.save_queue(call, parse.whole(request.form, "queue_id", 0) or None, values))
    return redirect("/admin/queues")


def _queue_form(db: Session) -> QueueForm:
    form = QueueForm()
    form.team.choices = [(0, gettext("All")), *((t.id, t.name) for t in reads.teams(db))]
    return form


@admin.post("/requeue")
@allow("admin")
def requeue() -> Page:
    """Move the customers of one queue to another."""
    f = request.form
    if run_form(lambda call: queues.requeue(call, parse.whole(f, "from", 0), parse.whole(f, "to", 0))):
        flash(gettext("Moved. A customer who is with an agent stays until that contact is over."), "info")
    return redirect("/admin/queues")


@admin.post("/ranks/<int:agent_id>")
@allow("admin", "lead")
def set_ranks(agent_id: int) -> Page:
    """Set which queues an agent serves, and in which order."""
    ranks = {
        found.group(1): int(value)
        for name, value in request.form.items()
        if (found := RANKED.match(name)) and RANK.match(value)
    }
    run_form(lambda call: queues.set_ranks(call, agent_id, ranks))
    return redirect("/admin/queues")


@admin.get("/declarations")
@allow("compliance", "admin")
def list_declarations() -> Page:
    """Show what is declared for each portfolio."""
    with context().database.reading() as db:
        portfolios = reads.portfolios(db)
        form = DeclarationForm()
        form.portfolio.choices = [(p.id, p.name) for p in portfolios]
        rows = [(p, reads.declared(db, p.id)) for p in portfolios]
        return render_template(
            "admin/declarations.html",
            page=page.values(),
            rows=rows,
            form=form,
            may=actor().role == "compliance",
            officers=people_of(db, "compliance"),
            at_import=told_at_import(db),
        )


@admin.post("/declarations")
@allow("compliance")
def declare() -> Page:
    """Declare that a fact is not true, or propose that it is."""
    f = request.form
    run_form(
        lambda call: declaring.declare(
            call, parse.whole(f, "portfolio", 0), f.get("what", ""), f.get("value", "") == "1", f.get("proof", "")[:500]
        )
    )
    return redirect("/admin/declarations")
