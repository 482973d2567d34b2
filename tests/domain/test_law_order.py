"""The order of a list decides nothing, and an unknown list is never milder than an empty one.

The facts are mixed from the cases of ``tests/domain/cases``: several requests, debts, contacts and consents at once,
which no single case has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from console.domain.compliance import PACKS, Proposed, Verdict, check
from console.domain.compliance.types import LEVELS
from console.domain.facts import CustomerFacts
from console.scenarios.judge import facts_of, proposed_of
from tests.domain.test_law_cases import load

LISTS = (
    "accounts",
    "phones",
    "addresses",
    "attempts",
    "consents",
    "requests",
    "promises",
    "payments",
    "declarations",
    "holidays",
    "number_attempts",
)
CASES = {code: [(s, facts_of(s), proposed_of(s)) for s in load(code)] for code in PACKS}
MIXES = 1000


def mixed(code: str, seed: int) -> tuple[Proposed, CustomerFacts, Any]:
    """Return a contact with the facts of several cases at once, in the time of the first of them."""
    random = Random(seed)
    first, *others = random.sample(CASES[code], 5)
    scenario, facts, proposed = first
    more: dict[str, Any] = {}
    for name in LISTS:
        rows = list(getattr(facts, name) or ())
        for _, other, _ in others:
            rows += [row for row in getattr(other, name) or () if row not in rows]
        if name == "accounts":
            rows = list({row.id: row for row in rows}.values())
        more[name] = tuple(rows)
    # contacts of other cases are moved to the days before this one
    more["attempts"] = tuple(
        row if row.at <= scenario.now else replace(row, at=scenario.now - timedelta(hours=random.randint(1, 200)))
        for row in more["attempts"]
    )
    return proposed, replace(facts, **more), scenario.now


def shuffled(facts: CustomerFacts, proposed: Proposed, random: Random) -> tuple[CustomerFacts, Proposed]:
    def turned(rows: Any) -> Any:
        return tuple(random.sample(rows, len(rows)))

    lists = {name: turned(rows) for name in LISTS if (rows := getattr(facts, name)) is not None}
    person = replace(facts.customer, zones=turned(facts.customer.zones))
    extra = {key: turned(value) if isinstance(value, list | tuple) else value for key, value in proposed.extra.items()}
    return (
        replace(facts, customer=person, **lists),
        replace(proposed, account_ids=turned(proposed.account_ids), extra=extra),
    )


def said(verdict: Verdict) -> Any:
    """Return everything that a verdict says, without the digest of the facts."""
    return replace(verdict, facts_digest="", findings=tuple(sorted(map(repr, verdict.findings))))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["cn", "us"])
def test_any_permutation_of_any_list_gives_the_same_verdict(code: str) -> None:
    for seed in range(MIXES):
        proposed, facts, now = mixed(code, seed)
        plan = seed % 5 == 0
        first = said(check(proposed, facts, (PACKS[code],), now, plan=plan))
        for turn in range(2):
            other, wish = shuffled(facts, proposed, Random(seed * 7 + turn))
            assert said(check(wish, other, (PACKS[code],), now, plan=plan)) == first, seed


def test_the_mixes_are_rich_enough_to_find_a_rule_that_takes_the_first_row() -> None:
    """A check of the check: many mixes have several rows that one rule looks at."""
    several = 0
    for seed in range(MIXES):
        _, facts, _ = mixed("us", seed)
        kinds = [request.kind for request in facts.requests or ()]
        several += len(kinds) > len(set(kinds)) or len(facts.accounts or ()) > 1
    assert several > MIXES / 3


@pytest.mark.parametrize("code", ["cn", "us"])
@pytest.mark.parametrize("name", ["accounts", "phones", "attempts", "requests"])
def test_an_unknown_list_is_never_milder_than_an_empty_one(code: str, name: str) -> None:
    for scenario, facts, proposed in CASES[code]:
        if proposed.deed != "contact":
            continue
        nothing: dict[str, Any] = {name: ()}
        unsaid: dict[str, Any] = {name: None}
        empty, unknown = replace(facts, **nothing), replace(facts, **unsaid)
        mild = check(proposed, empty, (PACKS[code],), scenario.now, plan=False)
        strict = check(proposed, unknown, (PACKS[code],), scenario.now, plan=False)
        assert LEVELS[strict.level] >= LEVELS[mild.level], scenario.id


def test_a_verdict_says_what_it_assumed() -> None:
    scenario, facts, proposed = CASES["us"][3]
    nobody = replace(facts, customer=replace(facts.customer, deceased=None), requests=None)
    verdict = check(proposed, nobody, (PACKS["us"],), scenario.now)
    assert {"customer.deceased", "requests"} <= set(verdict.assumed)
    assert "customer.deceased" not in check(proposed, facts, (PACKS["us"],), scenario.now).assumed
