"""What a person types, read while it is typed: a day, a time, an amount, and the sentence of a whole form."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, request
from flask.wrappers import Response
from flask_babel import gettext

from console.actions.runtime import refusal
from console.domain.actor import ROLES
from console.domain.bilingual import LocalTime
from console.domain.errors import Invalid, Refused
from console.domain.facts import Money
from console.domain.outcomes import BY_CODE
from console.domain.promises import OutcomeForm, check_promise
from console.domain.say_back import outcome_sentence
from console.rendering.filters import reader, writer
from console.web import parse
from console.web.permission import allow
from console.web.run_action import clock, reply
from console.web.whose_home import home_of
from console.wording import amounts, days, times
from console.wording.formats import place_of

typed = Blueprint("typed", __name__)
Reply = tuple[Response, int]


@typed.get("/typed")
@allow(*ROLES)
def read() -> Reply:
    """Read one field in the reader's language and by the customer's clock; say what it was read as."""
    f = request.args
    text, kind = f.get("text", "")[:80], f.get("kind", "")
    try:
        home = home_of(parse.whole(f, "token", 0))
        zone = home.zone_for(f.get("form", ""))
        if kind == "whose":
            return jsonify({"ok": True, "said": _whose(zone)}), 200
        return jsonify({"ok": True, **_read(kind, text, zone, home.owed.currency, past=f.get("past") == "1")}), 200
    except Refused as error:
        return reply(refusal(error))


def _whose(zone: ZoneInfo) -> str:
    """Return whose clock a time means, for a customer in this zone."""
    there = clock().now().astimezone(zone)
    place = place_of(zone.key, reader())
    return str(gettext("By the customer’s clock: %(place)s, now %(at)s.", place=place, at=f"{there:%H:%M}"))


def _read(kind: str, text: str, zone: ZoneInfo, currency: str, *, past: bool) -> dict[str, str]:
    now = clock().now()
    today = now.astimezone(zone).date()
    if kind == "day":
        on = days.day(text, kind, today, past=past)
        return {"value": on.isoformat(), "said": writer().weekday(on)}
    if kind == "clock":
        begins = times.clock(text, kind)
        at = LocalTime(datetime.combine(today, begins, zone), zone.key, with_day=False)
        return {"value": f"{begins:%H:%M}", "said": writer().local_time(at)}
    if kind == "moment":
        at_once = times.day_and_clock(text, kind, today, zone, past=past)
        return {"value": at_once.isoformat(), "said": writer().local_time(LocalTime(at_once, zone.key))}
    if kind == "amount":
        minor = amounts.amount(text, kind, reader(), currency)
        return {
            "value": f"{minor // 100}.{minor % 100:02d}",
            "said": writer().money(Money(minor, currency)) if currency else writer().amount(Money(minor, "")),
        }
    raise Invalid("Choose one of the list.", field="kind")


@typed.get("/said")
@allow(*ROLES)
def say() -> Reply:
    """Return the sentence of an outcome's form, and the form's values without doubt, for the press that records."""
    f = request.args
    rule = BY_CODE.get(f.get("code", ""))
    try:
        if rule is None:
            raise Invalid("Choose one of the outcome codes.", field="code")
        home = home_of(parse.whole(f, "token", 0))
        zone = home.zone_for(rule.form)
        today = clock().now().astimezone(zone).date()
        form = parse.outcome(f, rule.form, zone, today, home.owed.currency)
        if rule.form in ("promise", "plan"):
            check_promise(form.parts, home.owed, today, plan=rule.form == "plan", full=rule.code == "PTP")
        said = writer().words(outcome_sentence(rule, form, home.owed.currency, home.zone))
    except Refused as error:
        return reply(refusal(error))
    return jsonify({"ok": True, "said": said, "fields": _fields(rule.form, form, zone)}), 200


def _fields(kind: str, form: OutcomeForm, zone: ZoneInfo) -> dict[str, str]:
    """Return the fields that the reader of forms reads into this very form, on any later day."""
    found: dict[str, str] = {}
    for number, (on, minor) in enumerate(form.parts, 1):
        tail = f"_{number}" if kind == "plan" else ""
        found[f"on{tail}" if tail else "on_date"] = on.isoformat()
        found[f"amount{tail}"] = f"{minor // 100}.{minor % 100:02d}"
    if form.callback_at is not None:
        local = form.callback_at.astimezone(zone)
        found |= {"on_date": local.date().isoformat(), "at_time": f"{local:%H:%M}"}
    if form.details:
        found["details"] = form.details
    return found
