"""What a call costs does not grow with the portfolio: counted in steps of SQLite's machine, not in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.actions import handout, shift
from tests.actions.importing import bring, crowd_rows
from tests.people import House

EVERY = 20  # machine steps a count
FEW, MANY = 600, 4000


def steps(house: House, do: Callable[[], object]) -> int:
    """Give how often SQLite's machine stepped, in twenties, while this was done."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with house.database.reading() as session:
        reader = session.info["raw"]
    writer = house.database.transaction(lambda work: work.session.info["raw"])
    for raw in (reader, writer):
        raw.set_progress_handler(count, EVERY)
    do()
    for raw in (reader, writer):
        raw.set_progress_handler(None, EVERY)
    return counted


def one_call(house: House) -> None:
    token = house.preview("agent1")
    house.connect("agent1", token)
    done = house.finish("agent1", token, "REF")
    assert done.ok, done
    assert shift.go_offline(house.call("agent1")).ok
    assert handout.end_wrap_up(house.call("agent1"), token).ok


def costs(house: House) -> tuple[int, int]:
    """Give what the worker's look and one call cost when all is quiet."""
    house.tick()
    house.later(minutes=1)
    one_call(house)
    house.later(minutes=1)
    return steps(house, house.tick), steps(house, lambda: one_call(house))


def test_the_workers_look_and_a_call_cost_the_same_however_many_are_due(small_house: House, tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text(crowd_rows(FEW))
    bring(small_house, path)
    few = costs(small_house)
    path.write_text(crowd_rows(MANY))
    bring(small_house, path)
    many = costs(small_house)
    assert many[0] <= few[0] * 1.3 and many[1] <= few[1] * 1.3, (few, many)
