"""Reading forms into values; each refusal names the field and says what to do."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from console.domain.customer_file import Statement
from console.domain.errors import Invalid
from console.domain.promises import OutcomeForm


class Id(IntegerConverter):
    """A number in a path: what no row can have is no path (the default takes any length)."""

    regex = "[0-9]{1,18}"


KEY = re.compile(r"^[0-9a-fA-F-]{36}$")
LARGEST = Decimal("1e13")
Form = MultiDict[str, str]


def refuse_strange(form: Form) -> None:
    """Refuse characters that no text may hold and no database keeps (NUL, halves of a pair)."""
    for name in form:
        for value in form.getlist(name):
            if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in name + value):
                raise Invalid("This text holds characters that cannot be kept.", field=name[:40])


def text(form: Form, name: str, longest: int = 4000) -> str:
    """Give a text without control characters."""
    raw = form.get(name, "")
    value = "".join(c for c in raw if c in "\n\t" or unicodedata.category(c) != "Cc")
    if len(value) > longest:
        raise Invalid("This text is too long.", field=name)
    return value


def key(form: Form) -> str:
    """Give the operation's key; every command carries one."""
    value = form.get("key", "")
    if not KEY.match(value):
        raise Invalid("Reload the page: this form has no operation key.", field="key")
    return value.lower()


def whole(form: Form, name: str, default: int | None = None) -> int:
    """Give a whole number from 0 to 2^62."""
    raw = form.get(name, "")
    if raw == "" and default is not None:
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 19 or int(raw) >= 2**62:
        raise Invalid("Enter a whole number.", field=name)
    return int(raw)


def money(form: Form, name: str) -> int:
    """Give an amount in minor units; thousands separators and full-width digits are read."""
    raw = unicodedata.normalize("NFKC", form.get(name, "")).strip()
    raw = raw.replace(",", "").replace(" ", "").lstrip("¥$NTnt")
    try:
        value = Decimal(raw)
    except InvalidOperation as error:
        raise Invalid("Enter an amount such as 1,250.00.", field=name) from error
    if not value.is_finite() or value <= 0 or value > LARGEST:
        raise Invalid("Enter an amount above zero.", field=name)
    if value != value.quantize(Decimal("0.01")):
        raise Invalid("Use at most two decimals.", field=name)
    return int(value * 100)


def day(form: Form, name: str) -> date:
    """Give a date as the browser sends it."""
    try:
        found = date.fromisoformat(form.get(name, "").strip())
    except ValueError as error:
        raise Invalid("Enter a date such as 2026-11-30.", field=name) from error
    if not sensible(found):
        raise Invalid("Enter a date such as 2026-11-30.", field=name)
    return found


def sensible(on: date) -> bool:
    """True for dates that can be counted with, in any zone."""
    return 1970 <= on.year <= 2200


def moment(form: Form, on: str, at: str, zone: ZoneInfo) -> datetime:
    """Give the instant of a local date and time."""
    try:
        clock = time.fromisoformat(form.get(at, "").strip())
    except ValueError as error:
        raise Invalid("Enter a time such as 14:30.", field=at) from error
    return datetime.combine(day(form, on), clock.replace(tzinfo=None), zone)


def outcome(form: Form, kind: str, zone: ZoneInfo) -> OutcomeForm:
    """Give what an outcome's form holds: ``kind`` is promise, plan, callback or another."""
    details = text(form, "details", 500)
    if kind == "promise":
        return OutcomeForm(((day(form, "on_date"), money(form, "amount")),), None, details)
    if kind == "plan":
        parts = []
        for number in range(1, 61):
            if form.get(f"amount_{number}", "") or form.get(f"on_{number}", ""):
                parts.append((day(form, f"on_{number}"), money(form, f"amount_{number}")))
        return OutcomeForm(tuple(parts), None, details)
    if kind == "callback":
        return OutcomeForm((), moment(form, "on_date", "at_time", zone), details)
    return OutcomeForm((), None, details)


def number_or_none(form: Form, name: str) -> float | None:
    """Give a number, or None when the field is empty."""
    raw = unicodedata.normalize("NFKC", form.get(name, "")).strip()
    if not raw:
        return None
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise Invalid("Enter a number.", field=name) from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise Invalid("Enter a number.", field=name)
    return float(value)


def day_start_or_none(form: Form, name: str, zone: ZoneInfo, now: datetime | None) -> datetime | None:
    """Give the start of a local day; empty = None; today = ``now`` when it is given."""
    raw = form.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise Invalid("Give dates as YYYY-MM-DD.", field=name) from None
    if not sensible(day):
        raise Invalid("Give dates as YYYY-MM-DD.", field=name)
    if now is not None and day == now.astimezone(zone).date():
        return now
    return datetime.combine(day, time(0), zone)


def moment_or(form: Form, name: str, zone: ZoneInfo, default: datetime) -> datetime:
    """Give a local date and time of a form field, or the default when it is empty or unreadable."""
    try:
        found = datetime.fromisoformat(form.get(name, "")).replace(tzinfo=zone)
    except ValueError:
        return default
    return found if sensible(found.date()) else default


def day_or_none(form: Form, name: str) -> date | None:
    """Give a date, or None when the field is empty."""
    return day(form, name) if form.get(name, "").strip() else None


def said(form: Form, zone: ZoneInfo) -> Statement:
    """Give what somebody says, as a form holds it; times are local, ``until`` is the last day."""
    opens, closes = form.get("opens", "").strip(), form.get("closes", "").strip()
    last = day_or_none(form, "until")
    written = {"1": True, "0": False}.get(form.get("written", ""))
    since = form.get("since", "").strip()
    try:
        begun = datetime.fromisoformat(since).replace(tzinfo=zone) if since else None
    except ValueError:
        raise Invalid("Give a day and a time such as 2026-11-30 14:30.", field="since") from None
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
        since=begun,
        until=datetime.combine(last + timedelta(days=1), time(0), zone) if last else None,
    )
