"""Read form fields into values. Each Invalid names the field and says what to do."""

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
from console.domain.input import KEY_PATTERN, LARGEST_AMOUNT, is_storable, to_minor
from console.domain.promises import OutcomeForm


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


def _plain(form: Form, name: str) -> str:
    """Return a field trimmed, its full-width characters as plain ones."""
    return unicodedata.normalize("NFKC", form.get(name, "")).strip()


def _decimal(raw: str) -> Decimal | None:
    try:
        return Decimal(raw)
    except InvalidOperation:
        return None


def money(form: Form, name: str) -> int:
    """Return an amount in minor units. Thousands separators and full-width digits are accepted."""
    raw = _plain(form, name).replace(",", "").replace(" ", "").lstrip("¥$NTnt")
    value = _decimal(raw)
    if value is None:
        raise Invalid("Enter an amount such as 1,250.00.", field=name)
    if not value.is_finite() or value <= 0 or value > LARGEST_AMOUNT:
        raise Invalid("Enter an amount above zero.", field=name)
    minor = to_minor(value)
    if minor is None:
        raise Invalid("Use at most two decimals.", field=name)
    return minor


def day(form: Form, name: str) -> date:
    """Return a date as the browser sends it (YYYY-MM-DD)."""
    try:
        found = date.fromisoformat(form.get(name, "").strip())
    except ValueError as error:
        raise Invalid("Enter a date such as 2026-11-30.", field=name) from error
    if not sensible(found):
        raise Invalid("Enter a date such as 2026-11-30.", field=name)
    return found


def sensible(on: date) -> bool:
    """Return True for a year from 1970 to 2200: date arithmetic works there in every zone."""
    return 1970 <= on.year <= 2200


def moment(form: Form, on: str, at: str, zone: ZoneInfo) -> datetime:
    """Return the instant of a local date and time from two fields."""
    try:
        clock = time.fromisoformat(form.get(at, "").strip())
    except ValueError as error:
        raise Invalid("Enter a time such as 14:30.", field=at) from error
    return datetime.combine(day(form, on), clock.replace(tzinfo=None), zone)


def outcome(form: Form, kind: str, zone: ZoneInfo) -> OutcomeForm:
    """Return the form of an outcome. ``kind`` is promise, plan, callback or another."""
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
    """Return a number, or None for an empty field."""
    raw = _plain(form, name)
    if not raw:
        return None
    value = _decimal(raw)
    if value is None or not value.is_finite() or abs(value) > LARGEST_AMOUNT:
        raise Invalid("Enter a number.", field=name)
    return float(value)


def day_start_or_none(form: Form, name: str, zone: ZoneInfo, now: datetime | None) -> datetime | None:
    """Return the start of a local day, or None for an empty field. For today return ``now`` when it is given."""
    raw = form.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise Invalid("Enter dates as YYYY-MM-DD.", field=name) from None
    if not sensible(day):
        raise Invalid("Enter dates as YYYY-MM-DD.", field=name)
    if now is not None and day == now.astimezone(zone).date():
        return now
    return datetime.combine(day, time(0), zone)


def moment_or(form: Form, name: str, zone: ZoneInfo, default: datetime) -> datetime:
    """Return a local date and time, or the default for an empty or unreadable field."""
    try:
        found = datetime.fromisoformat(form.get(name, "")).replace(tzinfo=zone)
    except ValueError:
        return default
    return found if sensible(found.date()) else default


def day_or_none(form: Form, name: str) -> date | None:
    """Return a date, or None for an empty field."""
    return day(form, name) if form.get(name, "").strip() else None


def statement(form: Form, zone: ZoneInfo) -> Statement:
    """Return what a customer asks for, from a form. Times are local, ``until`` is the last day."""
    opens, closes = form.get("opens", "").strip(), form.get("closes", "").strip()
    last = day_or_none(form, "until")
    written = {"1": True, "0": False}.get(form.get("written", ""))
    since = form.get("since", "").strip()
    try:
        begun = datetime.fromisoformat(since).replace(tzinfo=zone) if since else None
    except ValueError:
        raise Invalid("Enter a day and a time such as 2026-11-30 14:30.", field="since") from None
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
