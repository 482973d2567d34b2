"""The moment of a list as its run keeps it, and whether a newer list of its source was applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from console.actions.call import Act
from console.domain.errors import Invalid
from console.domain.lists import Listed, moment_of
from console.store.fast.entities import put
from console.store.models import ImportRun

NAMELESS = (
    "%(count)s rows that are held back do not say whose they are (lines %(lines)s), so nobody can be called missing. "
    "Mend these rows, or read the file again as a list that is not whole."
)
NAMELESS_CONTACTS = (
    "%(count)s rows that are held back do not say whose they are (lines %(lines)s). What is good counts, but nobody's "
    "past contacts are completely known. Mend these rows and read the file again."
)
NUMBER_FIELDS = ("phone", "phone_2", "phone_3")


def moment_options(act: Act, day: date | None, at: time | None, whole: bool) -> dict[str, object]:
    """Return how a run keeps the moment of its list; the day is today when neither a person nor the file says it.

    Raises Invalid for a list of the future.
    """
    zone = act.context.zone
    said = day is not None
    day = day or act.now.astimezone(zone).date()
    begins, _ = moment_of(day, at, zone, act.now)
    if begins > act.now:
        raise Invalid("The day of the list is in the future.", field="as_of")
    return {
        "as_of": day.isoformat(),
        "as_of_said": said,
        "as_of_time": at.isoformat(timespec="minutes") if at is not None else "",
        "as_of_zone": zone.key,
        "whole_list": whole,
    }


def listed_of(run: ImportRun) -> Listed:
    """Return the moment of the list of a run."""
    options = run.options
    zone = ZoneInfo(options.get("as_of_zone") or "UTC")
    said = options.get("as_of")
    day = date.fromisoformat(said) if said else run.made_at.astimezone(zone).date()
    at = options.get("as_of_time")
    begins, ends = moment_of(day, time.fromisoformat(at) if at else None, zone, run.made_at)
    return Listed(
        begins,
        ends,
        day,
        whole=bool(options.get("whole_list")),
        numbers=any(field in run.report.get("columns", {}) for field in NUMBER_FIELDS),
        late=bool(run.report.get("newest")),
    )


def unsure_rows(run: ImportRun, totals: Mapping[str, Any]) -> tuple[str, dict[str, object]] | None:
    """Return what to do about held-back rows that do not say whose they are; None where that does not matter.

    Each may be anybody's: then a whole list cannot say who is missing, and no past is completely known.
    """
    if not totals.get("unsure"):
        return None
    lines = [str(line) for line in totals.get("unsure_lines", ())]
    words: dict[str, object] = {
        "count": f"{totals['unsure']:,}",
        "lines": ", ".join(lines) + (", …" if totals["unsure"] > len(lines) else ""),
    }
    if run.kind == "customers":
        return (NAMELESS, words) if listed_of(run).whole else None
    return (NAMELESS_CONTACTS, words) if run.options.get("covers_from") else None


def take_day_of_file(act: Act, run: ImportRun) -> None:
    """Take the day of the list from the file when no person said it."""
    day = run.report.get("as_of", "")
    if not day or run.options.get("as_of_said", True) or day == run.options.get("as_of"):
        return
    put(act.work.session, run, options={**run.options, "as_of": day})
    put(act.work.session, run, as_of=listed_of(run).begins)
    tell_newest(act, run)


def tell_newest(act: Act, run: ImportRun) -> None:
    """Note in the report of a run that a newer list of its source was applied: what that one says stands."""
    found = act.work.session.execute(
        select(func.max(ImportRun.as_of)).where(
            ImportRun.portfolio_id == run.portfolio_id,
            ImportRun.source == run.source,
            ImportRun.kind == run.kind,
            ImportRun.id != run.id,
            ImportRun.state.in_(("applying", "applied")),
        )
    ).scalar()
    late = found is not None and found > listed_of(run).ends
    put(act.work.session, run, report={**run.report, "newest": found.isoformat() if found and late else ""})
