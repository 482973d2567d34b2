"""What a person says of a list (its day, its time, whether it is whole), and what an applied list did, in words."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from console.store.models import ImportRun

Line = tuple[str, dict[str, object]]  # English text and its values
NO_DAY = "Write the day of the list as 2026-11-30, or with its time as 2026-11-30 18:30."


def day_and_time(text: str) -> tuple[date | None, time | None]:
    """Return the day and the time of day of a list, as far as they are said. Raises ValueError."""
    text = text.strip()
    if not text:
        return None, None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2}))?", text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    at = time(hour, minute or 0) if hour is not None else None
    return date(year or 0, month or 0, day or 0), at


def moment_line(run: ImportRun) -> Line:
    """Return of which moment a list is."""
    at = run.options.get("as_of_time")
    day = run.options.get("as_of", "")
    if at:
        return "The list is of %(day)s, %(time)s.", {"day": day, "time": at}
    return "The list is of %(day)s.", {"day": day}


def list_lines(run: ImportRun, zone: ZoneInfo) -> list[Line]:
    """Return what a list did, or will do, beside adding and updating customers; one sentence each."""
    report = run.report
    lines: list[Line] = []
    if report.get("newest"):
        newest = datetime.fromisoformat(report["newest"]).astimezone(zone)
        lines.append(
            (
                "A newer list of this source, of %(day)s, was applied before: what it says stands.",
                {"day": newest.date().isoformat()},
            )
        )
    if "missing" in report:
        text = "%(n)s of %(people)s people are missing from this whole list: they are recalled."
        lines.append((text, {"n": f"{report['missing']:,}", "people": f"{report['people']:,}"}))
    for name, text in (
        ("paid_since", "%(n)s balances are older than a payment: the payment was taken off."),
        ("older", "%(n)s rows were left out: a newer list has said otherwise."),
        ("recalled", "%(n)s people were recalled: nobody contacts them any more."),
        ("recalled_accounts", "%(n)s accounts of other people were recalled: the whole list leaves them out."),
        ("dropped", "%(n)s numbers are not in the list any more: they are not rung."),
    ):
        if report.get(name):
            lines.append((text, {"n": f"{report[name]:,}"}))
    return lines
