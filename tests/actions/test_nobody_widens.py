"""Nobody widens alone: after any action by one person no verdict is looser, except what one table names."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console.actions import hold_review, proposals
from console.actions.call import Act, Answer
from console.actions.runtime import ACTIONS, action
from console.domain.free_to_loosen import BY_ACTION, FREE, KINDS
from console.store.fast.statements import change
from console.store.models import Proposal, Request
from tests.actions.widening import World, without_case
from tests.actions.widening_cases import NEVER, SKIPPED
from tests.scale import scaled

HERE = Path(__file__).parent
TRIES = 40  # until an action has succeeded once
# what the rules read is changed by these: the random runs are about them
OFF = ("guide.", "factor.", "people.", "library.", "intake.", "lease.", "books.", "round.", "inbox.", "admin.")
ABOUT = sorted(name for name in ACTIONS if name not in SKIPPED and not name.startswith(OFF))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.site.close()


def refuse_loosening(world: World, name: str, seed: int) -> None:
    loose = world.act(name, seed)
    assert not loose or name in BY_ACTION, f"{name} by one person loosened {loose[:3]}"


def succeeds(world: World, name: str, tries: int) -> bool:
    for seed in range(tries):
        refuse_loosening(world, name, seed)
        if world.ok[name]:
            return True
    return False


def test_every_action_has_a_case() -> None:
    assert without_case() == [], "say in tests/actions/widening_cases.py what each parameter may be"


@pytest.mark.parametrize("part", range(4))
def test_every_action_has_a_case_that_succeeds_and_none_loosens_by_one_hand(
    world: World, part: int, tmp_path: Path
) -> None:
    refused = [name for name in sorted(ACTIONS) if name not in SKIPPED][part::4]
    refused = [name for name in refused if not succeeds(world, name, 1 if name in NEVER else 4)]
    for name in [name for name in refused if name not in NEVER]:  # what went before may have closed the way
        fresh = World(tmp_path)
        assert succeeds(fresh, name, TRIES), f"{name}: give it a case that succeeds, in tests/actions/widening_cases.py"
        fresh.site.close()


steps = st.lists(st.tuples(st.sampled_from(ABOUT), st.integers(0, 2**16)), min_size=8, max_size=40)


@settings(max_examples=scaled(5, 1500))
@given(steps)
def test_no_run_of_actions_loosens_by_one_hand(run: list[tuple[str, int]]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="n"))
    world = World(folder)
    try:
        for name, seed in run:
            refuse_loosening(world, name, seed)
    finally:
        world.site.close()
        shutil.rmtree(folder)


def test_a_planted_action_that_lifts_a_hold_turns_red(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(ACTIONS)

    @action("planted.lift")
    def planted(act: Act, request_id: int) -> Answer:
        change(act.work.session, Request, request_id, lifted_at=act.now, lifted_by_id=act.actor.id)
        return Answer()

    try:
        with pytest.raises(AssertionError, match=r"planted\.lift by one person loosened"):
            for seed in range(TRIES):
                refuse_loosening(world, "planted.lift", seed)
    finally:
        ACTIONS.clear()
        ACTIONS.update(before)


def test_two_people_may_and_the_world_sees_that_they_are_two(world: World) -> None:
    site, seen, decided = world.site, world.see(), world.decided()
    dispute: Any = site.one(select(Request.id).where(Request.kind == "dispute"))
    assert hold_review.lift(site.call("compliance1"), dispute, "it is settled").ok
    row = site.one(select(Proposal.id).where(Proposal.what == "lift").order_by(Proposal.id.desc()))
    assert not world.looser(seen), "asking loosens nothing"
    assert proposals.decide(site.call("lead1"), row, True, "seen").ok
    assert world.looser(seen) and world.decided_by_two(decided)


def test_the_table_of_what_is_free_names_actions_reasons_and_tests() -> None:
    for row in FREE:
        assert row.action in ACTIONS and row.kind in KINDS and row.why.endswith("."), row
        file, _, function = row.test.partition("::")
        assert f"def {function}(" in (HERE / file).read_text(), row


def test_the_page_of_security_lists_the_same_table() -> None:
    page = (HERE.parent.parent / "docs" / "security.md").read_text()
    for row in FREE:
        assert f"| `{row.action}` | {KINDS[row.kind]} | {row.why} |" in page, row.action
