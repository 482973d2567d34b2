"""What a call costs does not grow with the portfolio: counted in steps of SQLite's machine, not in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.actions import handout, shift
from tests.actions.importing import bring, crowd_rows
from tests.people import SampleSite

EVERY = 20  # machine steps a count
FEW, MANY = 600, 4000


def steps(site: SampleSite, do: Callable[[], object]) -> int:
    """Return how often SQLite's machine stepped, in twenties, while this was done."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with site.database.reading() as session:
        reader = session.info["raw"]
    writer = site.database.transaction(lambda work: work.session.info["raw"])
    for raw in (reader, writer):
        raw.set_progress_handler(count, EVERY)
    do()
    for raw in (reader, writer):
        raw.set_progress_handler(None, EVERY)
    return counted


def one_call(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.connect("agent1", token)
    done = site.finish("agent1", token, "REF")
    assert done.ok, done
    assert shift.go_offline(site.call("agent1")).ok
    assert handout.end_wrap_up(site.call("agent1"), token).ok


def costs(site: SampleSite) -> tuple[int, int]:
    """Return what the worker's look and one call cost when all is quiet."""
    site.tick()
    site.later(minutes=1)
    one_call(site)
    site.later(minutes=1)
    return steps(site, site.tick), steps(site, lambda: one_call(site))


def test_a_tick_and_a_call_cost_the_same_however_many_customers_are_due(
    sqlite_site: SampleSite, tmp_path: Path
) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text(crowd_rows(FEW))
    bring(sqlite_site, path)
    few = costs(sqlite_site)
    path.write_text(crowd_rows(MANY))
    bring(sqlite_site, path)
    many = costs(sqlite_site)
    assert many[0] <= few[0] * 1.3 and many[1] <= few[1] * 1.3, (few, many)
