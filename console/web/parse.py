"""Read form fields into values. Each Invalid names the field and says what to do."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from console.domain.customer_file import Statement
from console.domain.errors import Invalid
from console.domain.input import KEY_PATTERN, is_storable
from console.domain.promises import PLAN_MONTHS, OutcomeForm
from console.rendering.filters import reader
from console.wording import amounts, days, times


class Id(IntegerConverter):
    """A row id in a path: at most 18 digits. The default converter takes any length."""

    regex = "[0-9]{1,18}"


KEY = re.compile(KEY_PATTERN)
Form = MultiDict[str, str]


def refuse_strange(form: Form) -> None:
    """Refuse names and values that hold NUL or half of a surrogate pair: no database stores them."""
    for name in form:
        for value in form.getlist(name):
            if not is_storable(name + value):
                raise Invalid("This text contains characters that cannot be stored.", field=name[:40])


def text(form: Form, name: str, longest: int = 4000) -> str:
    """Return a text without control characters. Raise Invalid when it is longer than ``longest``."""
    raw = form.get(name, "")
    value = "".join(c for c in raw if c in "\n\t" or unicodedata.category(c) != "Cc")
    if len(value) > longest:
        raise Invalid("This text is too long.", field=name)
    return value


def key(form: Form) -> str:
    """Return the key of the command. Every command carries one, so that a repetition does nothing."""
    value = form.get("key", "")
    if not KEY.match(value):
        raise Invalid("Reload the page: this form has no operation key.", field="key")
    return value.lower()


def whole(form: Form, name: str, default: int | None = None) -> int:
    """Return a whole number from 0 to 2^62, or ``default`` for an empty field."""
    raw = form.get(name, "")
    if raw == "" and default is not None:
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 19 or int(raw) >= 2**62:
        raise Invalid("Enter a whole number.", field=name)
    return int(raw)


def money(form: Form, name: str, currency: str) -> int:
    """Return an amount in minor units, read strictly in the reader's language."""
    return amounts.amount(form.get(name, ""), name, reader(), currency)


def day(form: Form, name: str, today: date, *, past: bool = False) -> date:
    """Return the day that was typed; ``past``: one without its year is the last such day, not the next."""
    return days.day(form.get(name, ""), name, today, past=past)


def day_or_none(form: Form, name: str, today: date, *, past: bool = False) -> date | None:
    """Return a day, or None for an empty field."""
    return day(form, name, today, past=past) if form.get(name, "").strip() else None


def clock(form: Form, name: str) -> str:
    """Return a time of day as "HH:MM", or "" for an empty field."""
    typed = form.get(name, "")
    return times.clock(typed, name).strftime("%H:%M") if typed.strip() else ""


def moment(form: Form, on: str, at: str, zone: ZoneInfo, today: date) -> datetime:
    """Return the instant of a local day and time from two fields."""
    begins = times.clock(form.get(at, ""), at)
    return datetime.combine(day(form, on, today), begins, zone)


def outcome(form: Form, kind: str, zone: ZoneInfo, today: date, currency: str) -> OutcomeForm:
    """Return the form of an outcome. ``kind`` is promise, plan, callback or another."""
    details = text(form, "details", 500)
    if kind == "promise":
        return OutcomeForm(((day(form, "on_date", today), money(form, "amount", currency)),), None, details)
    if kind == "plan":
        parts = []
        for number in range(1, PLAN_MONTHS + 1):
            on, of = f"on_{number}", f"amount_{number}"
            if form.get(of, "") or form.get(on, ""):
                parts.append((day(form, on, today), money(form, of, currency)))
        return OutcomeForm(tuple(parts), None, details)
    if kind == "callback":
        return OutcomeForm((), moment(form, "on_date", "at_time", zone, today), details)
    return OutcomeForm((), None, details)


def number_or_none(form: Form, name: str) -> float | None:
    """Return a number, or None for an empty field."""
    raw = form.get(name, "")
    return float(amounts.number(raw, name, reader())) if raw.strip() else None


def day_start_or_none(form: Form, name: str, zone: ZoneInfo, now: datetime, *, at_once: bool) -> datetime | None:
    """Return the start of a local day, or None for an empty field; ``at_once``: for today return ``now``."""
    today = now.astimezone(zone).date()
    found = day_or_none(form, name, today)
    if found is None:
        return None
    return now if at_once and found == today else datetime.combine(found, time(0), zone)


def moment_or_none(form: Form, name: str, zone: ZoneInfo, now: datetime, *, past: bool = False) -> datetime | None:
    """Return a local day with its time from one field, or None for an empty field."""
    typed = form.get(name, "")
    if not typed.strip():
        return None
    return times.day_and_clock(typed, name, now.astimezone(zone).date(), zone, past=past)


def statement(form: Form, zone: ZoneInfo, now: datetime) -> Statement:
    """Return what a customer asks for, from a form. Times are local, ``until`` is the last day."""
    opens, closes = clock(form, "opens"), clock(form, "closes")
    last = day_or_none(form, "until", now.astimezone(zone).date())
    written = {"1": True, "0": False}.get(form.get("written", ""))
    weekdays = form.getlist("days")
    if any(len(d) != 1 or d not in "1234567" for d in weekdays):
        raise Invalid("Choose days of the week.", field="days")
    return Statement(
        kind=form.get("kind", "")[:40],
        channels=tuple(form.getlist("channels")),
        hours=((opens, closes),) if opens or closes else (),
        days=tuple(sorted({int(d) for d in weekdays})),
        place=form.get("place", "")[:20],
        account=form.get("account", "")[:19],
        person=text(form, "person", 120).strip(),
        name=text(form, "name", 120).strip(),
        employer=form.get("employer", "") == "1",
        credit_record=form.get("credit_record", "") == "1",
        by=form.get("by", "debtor")[:20],
        written=written,
        wording=text(form, "wording", 500),
        proof=text(form, "proof", 500),
        since=moment_or_none(form, "since", zone, now, past=True),
        until=datetime.combine(last + timedelta(days=1), time(0), zone) if last else None,
    )
