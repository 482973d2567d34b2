"""Every row of both packs by its cases, and every number of a pack watched by at least one case.

The cases are scenarios in the documented format; ``expect`` names the row and what it must say. ``confidence`` says
how sure we are of the right answer: H from the text of the law, M from an industry reading of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.domain.compliance import PACKS, Pack, Rule, Verdict, check
from console.scenarios.format import Scenario
from console.scenarios.judge import facts_of, proposed_of, read_scenarios

CASES = Path(__file__).parent / "cases"


def load(pack: str) -> list[Scenario]:
    lines = (CASES / f"{pack}.jsonl").read_text(encoding="utf-8").splitlines()
    return [scenario for _, scenario in read_scenarios(lines)]


ALL = [*load("cn"), *load("us")]


def verdict_of(scenario: Scenario, pack: Pack | None = None) -> Verdict:
    packs = (pack,) if pack else tuple(PACKS[code] for code in scenario.packs)
    plan = bool(scenario.expect and {"next_allowed_at", "next_clean_at"} & set(scenario.expect))
    return check(proposed_of(scenario), facts_of(scenario), packs, scenario.now, plan=plan)


def faults(scenario: Scenario, verdict: Verdict) -> list[str]:
    """Return what the verdict says otherwise than the case expects."""
    expect = scenario.expect or {}
    found = []
    mine = [x for x in verdict.findings if x.rule_id == expect["rule"]]
    severities = {x.severity for x in mine}
    if expect["severity"] is None:
        if mine:
            found.append(f"{expect['rule']} speaks: {severities}")
    elif not severities & set(one_or_more(expect["severity"])):
        found.append(f"{expect['rule']} says {severities or 'nothing'}")
    if verdict.level not in one_or_more(expect.get("level", verdict.level)):
        found.append(f"level {verdict.level}")
    for key in ("next_allowed_at", "next_clean_at"):
        if key in expect and getattr(verdict, key) != instant(expect[key]):
            found.append(f"{key} {getattr(verdict, key)}")
    if "facts" in expect and tuple(expect["facts"]) not in {x.facts for x in mine}:
        found.append(f"facts {[x.facts for x in mine]}")
    return found


def one_or_more(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: str(s.id))
def test_case(scenario: Scenario) -> None:
    assert faults(scenario, verdict_of(scenario)) == []


def test_every_row_has_a_case_in_which_it_speaks() -> None:
    spoken = {s.expect["rule"] for s in ALL if s.expect and s.expect["severity"]}
    rows = {rule.id for pack in PACKS.values() for rule in pack.rules}
    assert rows - spoken == set()


def numbers(rule: Rule) -> Iterator[tuple[str, Any]]:
    """Return each number of a row with its neighbours."""
    for key, value in rule.params.items():
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float):
            yield key, value + 1
            yield key, value - 1
        elif isinstance(value, date):
            yield key, value + timedelta(days=1)
            yield key, value - timedelta(days=1)


def survivors(pack: Pack) -> list[str]:
    """Return the changed numbers that no case of their row notices."""
    cases = load(pack.code)
    found = []
    for place, rule in enumerate(pack.rules):
        own = [s for s in cases if s.expect and s.expect["rule"] == rule.id]
        for key, value in numbers(rule):
            changed = replace(rule, params={**rule.params, key: value})
            rules = (*pack.rules[:place], changed, *pack.rules[place + 1 :])
            mutant = replace(pack, rules=rules)
            if not any(_notices(case, mutant) for case in own):
                found.append(f"{rule.id} {key}={value}")
    return found


def _notices(scenario: Scenario, mutant: Pack) -> bool:
    try:
        return bool(faults(scenario, verdict_of(scenario, mutant)))
    except (IndexError, ValueError):
        return True  # a number that makes the row fall over is noticed too


@pytest.mark.parametrize("code", ["cn", "us"])
def test_no_changed_number_survives(code: str) -> None:
    assert survivors(PACKS[code]) == []


def test_cases_are_written_in_the_documented_format() -> None:
    for path in CASES.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) <= set(Scenario.model_fields)
