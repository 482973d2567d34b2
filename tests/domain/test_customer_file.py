"""The table of what may be put on file agrees with the rules, the words and the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from console.actions import declarations
from console.actions.steps import granted
from console.domain.compliance import PACKS
from console.domain.compliance.lost_contact import conditions
from console.domain.compliance.reviews import falling_due, interval, reviews
from console.domain.customer_file import CLOCKS, ROWS, Statement, clock_days, later_limitation, scope_of
from console.domain.fact_changes import CHANGES
from console.domain.facts import Attempt, Customer, CustomerFacts, Phone, RequestKind
from console.domain.labels import DECLARED, FACTS, HOLDS
from console.domain.second_person import ACCOUNTS, OF_A_FILE, SECOND_PERSON, may_decide
from console.store.models import Proposal
from tests.actions.test_customer_file import GATED

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Shanghai
NUMBERS = {"dials": 3, "days": 3}


def test_every_row_has_its_words_its_kind_and_its_test_at_the_gate() -> None:
    for row in ROWS:
        assert row.key in get_args(RequestKind) and row.key in HOLDS, row.key
        assert row.change in CHANGES, row.key
        assert "compliance" in row.may_set, row.key
    tried = {kind for kind, *_ in GATED} | {"plan", "police_ban", "illegal_debt"}
    assert {row.key for row in ROWS} - tried == {"profiling_refused"}, "a wish of the words alone"


def test_the_table_of_second_hands_is_the_databases() -> None:
    table: Any = Proposal.__table__
    check = next(str(c.sqltext) for c in table.constraints if "ck_proposal_what" in str(c.name))
    assert {part.strip("' ") for part in check.split("(")[1].rstrip(")").split(",")} == set(SECOND_PERSON)
    assert set(SECOND_PERSON) <= set(FACTS)
    assert set(SECOND_PERSON) == set(OF_A_FILE) | set(granted.CHANGES), "each is carried out somewhere"
    assert set(declarations.KEYS) == set(DECLARED)


@pytest.mark.parametrize(
    ("asked", "asked_role", "actor", "role", "may"),
    [
        (1, "agent", 2, "compliance", True),
        (1, "agent", 2, "lead", False),
        (1, "agent", 1, "agent", False),
        (1, "agent", 2, "agent", False),
        (1, "compliance", 2, "lead", True),
        (1, "compliance", 1, "compliance", False),
        (1, "compliance", 2, "compliance", True),
        (1, "lead", 2, "lead", False),
        (1, "admin", 2, "compliance", True),
        (1, "admin", 2, "lead", False),
        (1, "compliance", 2, "admin", False),
    ],
)
def test_who_may_decide(asked: int, asked_role: str, actor: int, role: str, may: bool) -> None:
    for what in SECOND_PERSON:
        other = role in ("compliance", "admin") and actor != asked  # accounts of officers and administrators
        assert may_decide(what, asked, asked_role, actor, role) is (other if what in ACCOUNTS else may), what
    assert not may_decide("anything", 1, "agent", 2, "compliance")


def test_a_later_start_of_limitation_is_seen() -> None:
    old, new = date(2020, 1, 1), date(2025, 1, 1)
    assert later_limitation(old, None, old, new)
    assert later_limitation(old, None, new, None)
    assert later_limitation(old, None, None, None), "no date at all: the claim never lapses"
    assert not later_limitation(new, None, old, None)
    assert not later_limitation(old, new, new, None)
    assert not later_limitation(None, None, old, None)


def test_a_scope_holds_only_what_the_kind_can_say() -> None:
    wish = Statement("time_refused", hours=(("09:00", "12:00"),), place="work", person="x", days=(1,))
    assert scope_of(wish) == {"hours": [["09:00", "12:00"]], "days": [1]}
    assert scope_of(Statement("represented")) == {"attorney_known": False}
    assert scope_of(Statement("represented", name="Wu")) == {"name": "Wu", "attorney_known": True}
    assert clock_days("complaint", {}) == 15 and clock_days("complaint", {"clock_days": 30}) == 30
    assert clock_days("cease", {}) is None and set(CLOCKS) == {"complaint", "dispute", "fraud_claim"}


def lost(*attempts: Attempt, phones: tuple[Phone, ...] = (Phone("+861"),), **person: object) -> dict[str, object]:
    facts = CustomerFacts(
        Customer("1", **person),  # type: ignore[arg-type]
        phones=phones,
        attempts=attempts,
    )
    return {c.key: c.holds for c in conditions(facts, NOW, "Asia/Shanghai", NUMBERS)}


def failed(hours: float, result: str = "no_answer") -> Attempt:
    return Attempt(NOW - timedelta(hours=hours), result=result)  # type: ignore[arg-type]


def test_each_condition_of_lost_contact_by_itself() -> None:
    none = {"dead": False, "numbers_dead": False, "dials": False, "days": False}
    assert lost() == none
    assert lost(deceased=True) == {**none, "dead": True}
    assert lost(capacity="limited") == {**none, "dead": True}
    assert lost(phones=(Phone("+861", status="wrong"), Phone("+862", status="invalid"))) == {
        **none,
        "numbers_dead": True,
    }
    assert lost(phones=(Phone("+861", status="wrong"), Phone("+862"))) == none
    assert lost(failed(3), failed(2), failed(1)) == none, "the same day is too early"
    assert lost(failed(26), failed(25), failed(24)) == {**none, "dials": True}
    assert lost(failed(26), failed(25), failed(24), failed(1, "effective")) == none
    assert lost(failed(50), failed(26), failed(2)) == {**none, "days": True}
    assert lost(failed(74), failed(50), failed(26), failed(2)) == {**none, "dials": True, "days": True}


def test_reviews_fall_due_by_confidence_and_move_on() -> None:
    packs = tuple(PACKS.values())
    found = reviews(packs, {})
    assert len(found) == sum(len({r.id for r in pack.rules}) for pack in packs)
    for look in found:
        assert (look.due - look.last).days == interval(look.rule)
    first = found[0]
    assert falling_due(found, first.due - timedelta(days=31)) == ()
    assert first in falling_due(found, first.due - timedelta(days=30))
    assert first.red(first.due) and not first.red(first.due - timedelta(days=1))
    later = reviews(packs, {(first.pack, first.rule.id): first.due})
    assert next(x for x in later if x.rule.id == first.rule.id).last == first.due
    changed = replace(PACKS["cn"], version="2030-01-01.1")
    assert reviews((changed,), {}) == reviews((PACKS["cn"],), {}), "a change of a rule is no look at the sources"
