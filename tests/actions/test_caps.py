"""The last free slot of every cap: of 64 parallel begins exactly one takes it, on real databases.

The caps are read from the packs: a new number of a frequency row without its race turns red here.
They are asked for through different tokens, agencies, channels, numbers, debtors and desks at once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from console.actions import permits
from console.actions.steps import attempt_gate, external_keys
from console.scenarios.rejudge import verify_verdicts
from console.store import customer_facts
from tests import databases
from tests.actions.at_once import at_once
from tests.actions.caps import RACES, caps
from tests.actions.caps_cast import MANY, Cast, begin, people, set_up
from tests.people import SampleSite

pytestmark = pytest.mark.hammer


def test_every_cap_of_both_packs_and_of_the_house_has_its_race() -> None:
    assert caps() == set(RACES)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def cast(request: Any, tmp_path_factory: Any) -> Iterator[Cast]:
    if request.param == "sqlite":
        url = databases.fresh_sqlite(tmp_path_factory.mktemp("caps"))
    else:
        url = databases.fresh_postgres()
    site = SampleSite(url, 12)
    token = site.preview("agent1")
    made_cast = Cast(site, token=token)
    site.database.transaction(lambda work: people(work.session, made_cast))
    yield made_cast
    verdicts_hold(made_cast)  # of every race that this worker has run
    site.close()


def verdicts_hold(cast: Cast) -> None:
    """Judge every stored verdict again: none may differ."""
    with cast.site.database.reading() as session:
        report = verify_verdicts(session)
    assert report.differ == 0, report.first
    assert report.equal >= cast.races * (MANY - 8)


@pytest.mark.parametrize("cap", sorted(RACES), ids="-".join)
def test_of_sixty_four_begins_at_the_last_free_slot_exactly_one_passes(cast: Cast, cap: tuple[str, str]) -> None:
    race = RACES[cap]
    set_up(cast, race)
    wishes = race.wishes(cast)
    answers = at_once([partial(begin, cast, race, n, wishes) for n in range(MANY)])
    cast.races += 1
    codes = {a.code for a in answers}
    assert codes <= {"", "blocked"}, [a.text for a in answers if a.code not in ("", "blocked")][:3]
    if race.warns:
        said = [[x for x in a.data["findings"] if x["rule"] == race.rule] for a in answers]
        clean = [rows for rows in said if not rows]
        assert len(clean) == 1, f"{len(clean)} of {MANY} saw a free slot"
        spoken = [fact for rows in said for row in rows for fact in row["facts"]]
        assert any(race.warns in fact for fact in spoken)
        return
    passed = [a for a in answers if a.ok]
    assert len(passed) == 1, f"{len(passed)} of {MANY} passed"
    for refused in answers:
        if refused.ok:
            continue
        if "findings" in refused.data:
            rules = [x["rule"] for x in refused.data["findings"] if x["severity"] == "block"]
            assert any(rule.startswith(race.rule) for rule in rules), rules
        if race.opens_after is not None:
            assert refused.next_allowed_at is not None
            assert refused.next_allowed_at > cast.now() + race.opens_after
        if race.never:
            assert refused.next_allowed_at is None


def test_every_verdict_of_a_race_is_the_same_when_taken_again(cast: Cast) -> None:
    """The fixture does the same at its end, for all races of a worker, in whatever order they ran."""
    race = RACES[("cn-freq-effective-3", "cap")]
    set_up(cast, race)
    wishes = race.wishes(cast)
    at_once([partial(begin, cast, race, n, wishes) for n in range(MANY)])
    cast.races += 1
    verdicts_hold(cast)


@pytest.mark.parametrize("cast", ["postgres"], indirect=True)  # SQLite has one writer
def test_without_the_customers_lock_two_take_the_last_slot(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: facts read without the lock. Both read before either writes.

    The number of the customer's facts is unique and would send the second one back to read again;
    it is left out too, so that the lock alone is tried.
    """
    race = RACES[("cn-freq-effective-3", "cap")]
    set_up(cast, race)
    meet = threading.Barrier(2)
    honest, plain = customer_facts.load_facts, customer_facts.load_customer

    def both(*args: Any, **more: Any) -> Any:
        found = honest(*args, **more)
        meet.wait(20)
        return found

    monkeypatch.setattr(attempt_gate, "load_facts", both)
    monkeypatch.setattr(permits, "facts_changed", lambda *_: None)
    monkeypatch.setattr(external_keys, "load_customer", lambda s, cid, lock: plain(s, cid))
    wishes = race.wishes(cast)
    answers = at_once([partial(begin, cast, race, n, wishes) for n in (1, 3)])
    assert [a.ok for a in answers] == [True, True], json.dumps([a.text for a in answers])
