"""Each outcome code has all that the screens and the worker read of it: words, keys, a form, a wake-up, holds, a path.

A new code runs through every test here. What it lacks is named with the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from console.domain.facts import AttemptResult, RequestKind
from console.domain.guidance import OBJECTIONS, PATHS
from console.domain.hotkeys import ALLOWED
from console.domain.labels import HOLDS, PHONE_STATES
from console.domain.outcomes import BY_CODE, GROUPS, RULES, OutcomeRule
from console.domain.sleep_reasons import HOLD_REASON

FORMS = Path(__file__).parent.parent.parent / "templates" / "desk" / "outcome_forms.html"

every_code = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_codes_are_unique_and_so_is_the_second_key_in_its_group() -> None:
    assert len(BY_CODE) == len(RULES)
    for group, _, _ in GROUPS:
        keys = [rule.key for rule in RULES if rule.group == group]
        assert len(keys) == len(set(keys)), group


@every_code
def test_the_desk_can_show_and_choose_it(rule: OutcomeRule) -> None:
    assert rule.group in [group for group, _, _ in GROUPS]
    assert len(rule.key) == 1 and rule.key in ALLOWED
    for en, zh in ((rule.en, rule.zh), (rule.leads_en, rule.leads_zh)):
        assert en and not chinese(en), "the English text"
        assert chinese(zh), "the Chinese text"
    assert f'<template id="form-{rule.form}">' in FORMS.read_text(encoding="utf-8")


@every_code
def test_it_counts_in_the_caps_by_its_result(rule: OutcomeRule) -> None:
    assert rule.result in get_args(AttemptResult)
    assert rule.rpc == (rule.result == "effective"), "a talk with the customer is an effective contact, and no other is"


@every_code
def test_what_it_puts_on_file_has_words_and_a_reason(rule: OutcomeRule) -> None:
    assert set(rule.requests) <= set(get_args(RequestKind))
    assert set(rule.requests) <= set(HOLDS), "the words of the hold"
    assert rule.number_status == "" or rule.number_status in PHONE_STATES
    if rule.wake == "review":
        assert rule.requests and rule.requests[0] in HOLD_REASON, "why the customer sleeps until somebody decides"


@every_code
def test_talking_points_follow_it(rule: OutcomeRule) -> None:
    """A starred code never leads back to the points of an ordinary call: it has a path, or its hold hides them."""
    assert rule.path == "" or rule.path in PATHS
    assert not rule.starred or rule.path or set(rule.requests) & set(HOLD_REASON)


def test_stop_codes_do_not_lie_beside_promises() -> None:
    promise = BY_CODE["PTP"]
    for code in ("RISK", "CEASE", "MINOR"):
        assert BY_CODE[code].group != promise.group
        assert BY_CODE[code].key != promise.key
        assert BY_CODE[code].form == "note", "needs nothing but the code (rule 20)"


def test_an_objection_names_a_code_that_exists() -> None:
    assert {objection.code for objection in OBJECTIONS if objection.code} <= set(BY_CODE)


def test_no_stored_code_goes() -> None:
    """Stored outcomes name their code for ever."""
    reached = {"PTP", "PTP-P", "PLAN", "PAID", "CB", "REF", "HUP", "NOCOMM", "DISP", "FRAUD", "HARD", "JOB", "ILL"}
    stops = {"VUL", "BEREAVED", "ATTY", "INSOL", "COMP", "CEASE", "RISK", "DECD", "MINOR"}
    others = {"NA", "BUSY", "OFF", "SUSP", "INV", "REJ", "VM", "WN", "TP", "TP-MSG", "TP-OBJ"}
    assert set(BY_CODE) >= reached | stops | others
