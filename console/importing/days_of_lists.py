"""The day of a list as a column of the file says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.importing.faults import BadFile, Note
from console.importing.values import DayOrder, day, is_nothing, neat

SEVERAL = (
    "The column with the day of the list holds several days: %(one)s in line %(one_line)s, %(other)s in line "
    "%(other_line)s. Say the day of the list."
)
FUTURE = "The column with the day of the list says %(day)s, which is in the future. Say the day of the list."
UNREAD = "The day of the list in line %(line)s cannot be read: %(value)s. Say the day of the list."
OTHER = "The file says that the list is of %(day)s, and you say %(said)s. What you say counts."


def day_of_list(
    found: Mapping[str, int], order: DayOrder, options: Mapping[str, Any]
) -> tuple[date | None, list[Note]]:
    """Return (the day of the list, what to ask): as a person said it, else as the whole column says it.

    ``found``: text of the column -> first line. None when nobody says it. Raises BadFile when the column says
    several days or none that can be.
    """
    said = date.fromisoformat(options["as_of"]) if options.get("as_of") else None
    certain = bool(options.get("as_of_said"))
    days: dict[str, int] = {}
    for text, line in found.items():
        if is_nothing(neat(text)):
            continue
        told, _ = day(text, order)
        if told is not None:
            days.setdefault(told, line)
        elif not certain:
            raise BadFile(UNREAD, line=line, value=text[:40])
    if not days:
        return said, []
    if certain:
        other = next((told for told in days if said is not None and told != said.isoformat()), "")
        return said, [(OTHER, {"day": other, "said": said.isoformat()})] if other and said else []
    if len(days) > 1:
        (one, one_line), (other, other_line) = list(days.items())[:2]
        raise BadFile(SEVERAL, one=one, one_line=one_line, other=other, other_line=other_line)
    only = date.fromisoformat(next(iter(days)))
    today = datetime.fromisoformat(options["now"]).astimezone(ZoneInfo(options["zone"])).date()
    if only > today:
        raise BadFile(FUTURE, day=only.isoformat())
    return only, []
