"""Plain pages for people, teams, queues, ranks and declarations."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from console.actions import declarations as declaring
from console.actions import people, queues, service_reports, two_factor
from console.actions.call import Answer, Call
from console.actions.runtime import refusal
from console.domain.errors import Refused
from console.passwords import hash_password
from console.rendering.answers import to_wire
from console.store.queries import people as reads
from console.web import page, parse
from console.web.forms import DeclarationForm, PersonForm, QueueForm, TeamForm
from console.web.permission import allow
from console.web.run_action import actor, clock, context

admin = Blueprint("admin", __name__, url_prefix="/admin")
RANKED, RANK = re.compile(r"^queue_([0-9]{1,18})$"), re.compile(r"^[0-9]{1,2}$")
Page = str | Response | tuple[str, int]


def _run(do: Callable[[Call], Answer]) -> bool:
    """Run an action of a plain page; its refusal is shown above the page."""
    try:
        done = do(Call(context(), actor(), clock().now(), str(uuid.uuid4())))
    except Refused as error:  # a field that cannot be read
        done = refusal(error)
    if not done.ok:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
    return done.ok


@admin.get("/people")
@allow("admin")
def list_people() -> Page:
    """List everyone, with a form for one more."""
    with context().database.reading() as db:
        rows, teams = reads.everyone(db), reads.teams(db)
        form = PersonForm()
        form.team.choices = [(0, "–"), *((t.id, t.name) for t in teams)]
        return render_template("admin/people.html", page=page.values(), rows=rows, form=form, team_form=TeamForm())


@admin.post("/people")
@allow("admin")
def add_person() -> Page:
    """Add a person; the first password is shown once."""
    f = request.form
    first = secrets.token_urlsafe(12)
    if _run(
        lambda call: people.add_person(
            call,
            f.get("login", "")[:40],
            f.get("name", "")[:80],
            f.get("role", ""),
            parse.whole(f, "team", 0) or None,
            hash_password(first),
        )
    ):
        flash(gettext("First password, shown once: %(password)s", password=first), "once")
    return redirect("/admin/people")


@admin.post("/people/<int:person_id>")
@allow("admin")
def change_person(person_id: int) -> Page:
    """Change a person."""
    f = request.form
    skills = re.split(r"[,，;；、]", f["skills"][:400]) if "skills" in f else None
    _run(
        lambda call: people.change_person(
            call,
            person_id,
            f.get("name", "")[:80],
            f.get("role", ""),
            parse.whole(f, "team", 0) or None,
            f.get("disabled", "") == "y",
            skills,
        )
    )
    return redirect("/admin/people")


@admin.post("/people/<int:person_id>/password")
@allow("admin")
def reset_password(person_id: int) -> Page:
    """Set a new first password, shown once."""
    first = secrets.token_urlsafe(12)
    if _run(lambda call: people.reset_password(call, person_id, hash_password(first))):
        flash(gettext("First password, shown once: %(password)s", password=first), "once")
    return redirect("/admin/people")


@admin.post("/people/<int:person_id>/second")
@allow("admin")
def reset_second(person_id: int) -> Page:
    """Take a person's second factor away."""
    if _run(lambda call: two_factor.reset(call, person_id)):
        flash(gettext("The second factor is off; the person signs in with the password."), "info")
    return redirect("/admin/people")


@admin.post("/teams")
@allow("admin")
def add_team() -> Page:
    """Add a team."""
    _run(lambda call: queues.add_team(call, request.form.get("name", "")[:80]))
    return redirect("/admin/people")


@admin.get("/queues")
@allow("admin", "lead")
def list_queues() -> Page:
    """List the queues and who serves them in which order."""
    with context().database.reading() as db:
        return render_template(
            "admin/queues.html",
            page=page.values(),
            queues=reads.queues(db),
            form=_queue_form(db),
            people=[row for row in reads.everyone(db) if row[2] is not None],
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
    _run(lambda call: queues.save_queue(call, parse.whole(request.form, "queue_id", 0) or None, values))
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
    if _run(lambda call: queues.requeue(call, parse.whole(f, "from", 0), parse.whole(f, "to", 0))):
        flash(gettext("Moved. Whoever is with an agent stays until that contact is over."), "info")
    return redirect("/admin/queues")


@admin.post("/ranks/<int:agent_id>")
@allow("admin", "lead")
def set_ranks(agent_id: int) -> Page:
    """Set the queues of an agent."""
    ranks = {
        found.group(1): int(value)
        for name, value in request.form.items()
        if (found := RANKED.match(name)) and RANK.match(value)
    }
    _run(lambda call: queues.set_ranks(call, agent_id, ranks))
    return redirect("/admin/queues")


@admin.get("/declarations")
@allow("compliance", "admin")
def list_declarations() -> Page:
    """List what is declared for each portfolio."""
    with context().database.reading() as db:
        portfolios = reads.portfolios(db)
        form = DeclarationForm()
        form.portfolio.choices = [(p.id, p.name) for p in portfolios]
        rows = [(p, reads.declared(db, p.id)) for p in portfolios]
        return render_template(
            "admin/declarations.html", page=page.values(), rows=rows, form=form, may=actor().role == "compliance"
        )


@admin.post("/declarations")
@allow("compliance")
def declare() -> Page:
    """Put a declaration on record."""
    f = request.form
    _run(
        lambda call: declaring.declare(
            call, parse.whole(f, "portfolio", 0), f.get("what", ""), f.get("value", "") == "1", f.get("proof", "")[:500]
        )
    )
    return redirect("/admin/declarations")


@admin.get("/services")
@allow("admin")
def list_services() -> Page:
    """List the tokens of machines, with a form for one more."""
    with context().database.reading() as db:
        rows = reads.services(db)
    return render_template("admin/services.html", page=page.values(), rows=rows, scopes=service_reports.SCOPES)


@admin.post("/services")
@allow("admin")
def add_service() -> Page:
    """Make a token; it is shown once."""
    f = request.form
    call = Call(context(), actor(), clock().now(), str(uuid.uuid4()))
    done = service_reports.make_token(call, f.get("name", "")[:80], f.getlist("scopes"))
    if done.ok:
        flash(gettext("Token, shown once: %(token)s", token=done.data["secret"]), "once")
    else:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
    return redirect("/admin/services")


@admin.post("/services/<int:token_id>/end")
@allow("admin")
def end_service(token_id: int) -> Page:
    """End a token."""
    _run(lambda call: service_reports.end_token(call, token_id))
    return redirect("/admin/services")
