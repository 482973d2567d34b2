"""The moment of a list as its run keeps it, and whether a newer list of its source was applied."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from console.actions.call import Act
from console.domain.errors import Invalid
from console.domain.lists import Listed, moment_of
from console.store.fast.entities import put
from console.store.models import ImportRun

NUMBER_FIELDS = ("phone", "phone_2", "phone_3")


def moment_options(act: Act, day: date | None, at: time | None, whole: bool) -> dict[str, object]:
    """Return how a run keeps the moment of its list; the day is today when nobody says it.

    Raises Invalid for a list of the future.
    """
    zone = act.context.zone
    day = day or act.now.astimezone(zone).date()
    begins, _ = moment_of(day, at, zone, act.now)
    if begins > act.now:
        raise Invalid("The day of the list is in the future.", field="as_of")
    return {
        "as_of": day.isoformat(),
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
