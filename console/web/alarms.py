"""Alarms: the acts of lead and officer, the list of customers in care, and the officer's page of numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext
from werkzeug.wrappers import Response as Plain

from console.actions import alarm, safety_numbers
from console.actions.runtime import refusal
from console.domain.alarms import WATCHERS
from console.domain.errors import Refused
from console.domain.safety_numbers import MOST, SafetyNumber
from console.rendering.answers import to_wire
from console.store.queries import alarms as reads
from console.store.queries.alarm_file import alarm_file
from console.store.queries.safety_numbers import lists
from console.web import page, parse
from console.web.permission import allow
from console.web.run_action import actor, answer, clock, context, new_call, run_form

alarms = Blueprint("alarms", __name__)
Page = str | Plain
Reply = tuple[Response, int]


@dataclass(frozen=True)
class Typed:
    """A list of numbers as it was typed and refused."""

    kind: str
    region: str
    rows: tuple[SafetyNumber, ...]


@alarms.get("/alarms")
@allow(*WATCHERS)
def show() -> Page:
    """Show the customers in care and the alarms that were handled. Open ones stand above every page."""
    with context().database.reading() as db:
        care = reads.in_care(db, actor(), clock().now())
        past = reads.past_alarms(db, actor(), clock().now())
    return render_template("alarms/page.html", page=page.values(), care=care, past=past)


@alarms.post("/alarms/<int:alarm_id>/see")
@allow(*WATCHERS)
def see(alarm_id: int) -> Reply:
    """Say that somebody looks at the alarm."""
    return answer(lambda call: alarm.see(call, alarm_id))


@alarms.post("/alarms/<int:alarm_id>/take")
@allow(*WATCHERS)
def take(alarm_id: int) -> Reply:
    """Take the alarm, or take it over from a colleague."""
    return answer(lambda call: alarm.take(call, alarm_id, parse.whole(request.form, "instead_of", 0)))


@alarms.get("/alarms/<int:alarm_id>")
@allow(*WATCHERS)
def file(alarm_id: int) -> Page:
    """Show the customer's file to whoever has taken the alarm. The look goes on record."""
    done = alarm.look(new_call(), alarm_id)
    if not done.ok:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
        return redirect("/alarms")
    with context().database.reading() as db:
        found = alarm_file(db, int(done.data["customer"]), clock().now()) if done.data["customer"] else None
        mine = reads.one_alarm(db, actor(), alarm_id)
    return render_template("alarms/file.html", page=page.values(), alarm=mine, file=found)


@alarms.post("/alarms/<int:alarm_id>/call")
@allow(*WATCHERS)
def call_back(alarm_id: int) -> Page:
    """Show the full number of a safety call-back, after its verdict."""
    try:
        done = alarm.call_back(new_call(), alarm_id, parse.whole(request.form, "phone_id"))
    except Refused as error:
        done = refusal(error)
    if done.ok:
        number = done.show_once["number"]
        flash(gettext("Dial %(number)s. The call is on record as a safety call-back.", number=number), "info")
    else:
        flash(to_wire(done, actor().locale).get("message", ""), "error")
    return redirect(f"/alarms/{alarm_id}")


@alarms.post("/alarms/<int:alarm_id>/handle")
@allow(*WATCHERS)
def handle(alarm_id: int) -> Page:
    """Close the alarm with a note."""
    if run_form(lambda call: alarm.handle(call, alarm_id, parse.text(request.form, "note", 1000))):
        return redirect("/alarms")
    return redirect(f"/alarms/{alarm_id}")


@alarms.get("/compliance/safety")
@allow("compliance")
def numbers() -> Page:
    """Show the crisis lines and the contacts of the firm."""
    return _numbers_page(None)


def _numbers_page(typed: Typed | None) -> Page:
    with context().database.reading() as db:
        lines, contacts = lists(db)
    if typed is not None and typed.region not in lines:
        typed = replace(typed, region="")
    return render_template(
        "alarms/numbers.html", page=page.values(), lines=lines, contacts=contacts, most=MOST, typed=typed
    )


@alarms.post("/compliance/safety")
@allow("compliance")
def change_numbers() -> Page:
    """Replace one list of numbers. What was typed stays on the page when it is refused."""
    f = request.form
    places = range(1, MOST + 1)
    rows = [[parse.text(f, f"{name}_{place}", 80) for name in ("number", "name", "name_zh")] for place in places]
    kind, region = f.get("kind", ""), f.get("region", "")[:2]
    if run_form(
        lambda call: safety_numbers.change_list(call, kind, region, [(row[0], row[1], row[2]) for row in rows])
    ):
        flash(gettext("The list is on every desk now."), "info")
        return redirect("/compliance/safety")
    return _numbers_page(Typed(kind, region, tuple(SafetyNumber(*row) for row in rows if any(row))))
