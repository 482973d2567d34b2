"""Why a customer sleeps is read from the rule itself, for every rule of both packs."""

from __future__ import annotations

import pytest

from console.domain.compliance.packs import cn, us
from console.domain.compliance.types import Rule
from console.domain.labels import HOLDS
from console.domain.sleep_reasons import HOLD_REASON, REASON_OF, SLEEP_REASONS, sleep_reason


def rule_ids() -> set[str]:
    found: set[str] = set()
    for module in (cn, us):
        for name in vars(module):
            rows = getattr(module, name)
            rows = getattr(rows, "rules", rows)
            if isinstance(rows, tuple | list):
                found |= {row.id for row in rows if isinstance(row, Rule)}
    return found


def test_every_rule_of_both_packs_has_its_reason_and_no_other_rule_is_named() -> None:
    assert len(rule_ids()) > 100
    assert rule_ids() == set(REASON_OF)
    assert {*REASON_OF.values(), "history"} <= set(SLEEP_REASONS)


def test_every_reason_has_its_words_and_every_hold_its_reason() -> None:
    assert all(en.isascii() and en and any("一" <= sign <= "鿿" for sign in zh) for en, zh in SLEEP_REASONS.values())
    assert set(HOLD_REASON) <= set(HOLDS)
    assert set(HOLD_REASON.values()) <= set(SLEEP_REASONS)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("cn-hard-plan-stop", "plan"),
        ("cn-hard-vulnerable", "hardship"),
        ("house-cease", "cease"),
        ("house-paid-check", "paid_check"),
        ("us-time-known", "quiet_hours"),
        ("us-time-barred", "legal"),
        ("cn-time-quiet-hours", "quiet_hours"),
        ("us-party-attorney", "represented"),
        ("cn-freq-effective-3", "cap"),
        ("cn-rec-call", "rule"),
        ("house-12", "rule"),
    ],
)
def test_a_rule_gives_the_reason_that_it_means(rule: str, reason: str) -> None:
    assert sleep_reason([(rule, ())]) == reason


def test_what_needs_a_person_speaks_before_what_time_heals() -> None:
    assert sleep_reason([("cn-time-quiet-hours", ()), ("cn-dispute-hold", ())]) == "dispute"
    assert sleep_reason([("cn-freq-effective-3", ()), ("house-cease", ())]) == "cease"
    assert sleep_reason([("cn-time-quiet-hours", ()), ("us-freq-7in7", ("attempts",))]) == "history"
    assert sleep_reason([]) == "rule"
