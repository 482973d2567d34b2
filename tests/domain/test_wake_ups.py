"""When the customer of an outcome may be called again, and who gets the customer then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from console.domain.outcomes import BY_CODE, RULES, OutcomeRule, WakeRule
from console.domain.sleep_reasons import SLEEP_REASONS
from console.domain.wake_ups import OWN_KIND, UNDATED, wake

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # already 00:30 on the 25th in Shanghai
DUE = date(2026, 12, 1)
CALLBACK = datetime(2026, 11, 26, 2, tzinfo=UTC)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_every_code_wakes_later_or_by_a_person_with_a_reason_that_has_words(rule: OutcomeRule) -> None:
    at, reason = wake(rule, NOW, ZONE, due_on=DUE, callback_at=CALLBACK)
    assert reason in SLEEP_REASONS
    assert (at is None) == (rule.wake == "review")
    assert at is None or at > NOW


@pytest.mark.parametrize(
    ("code", "at", "reason"),
    [
        ("NA", NOW + timedelta(hours=2), "retry"),
        ("BUSY", NOW + timedelta(minutes=30), "retry"),
        ("INV", NOW + timedelta(minutes=1), "retry"),
        ("OFF", datetime(2026, 11, 26, 8, tzinfo=ZONE), "retry"),
        ("REF", datetime(2026, 11, 26, 8, tzinfo=ZONE), "talked"),
        ("SUSP", datetime(2026, 11, 28, 8, tzinfo=ZONE), "retry"),
        ("PAID", datetime(2026, 11, 27, 8, tzinfo=ZONE), "paid_check"),
        ("BEREAVED", datetime(2026, 12, 25, 8, tzinfo=ZONE), "hardship"),
        ("PTP", datetime(2026, 12, 1, 9, tzinfo=ZONE), "promise"),
        ("CB", CALLBACK, "callback"),
        ("CEASE", None, "cease"),
        ("FRAUD", None, "dispute"),
        ("DECD", None, "legal"),
    ],
)
def test_days_are_counted_on_the_customers_calendar(code: str, at: datetime | None, reason: str) -> None:
    assert wake(BY_CODE[code], NOW, ZONE, due_on=DUE, callback_at=CALLBACK) == (at, reason)


@pytest.mark.parametrize("code", ["PTP", "CB"])
def test_a_promise_needs_its_day_and_a_callback_its_time(code: str) -> None:
    with pytest.raises(ValueError, match="needs its"):
        wake(BY_CODE[code], NOW, ZONE)


def test_each_wake_rule_is_sorted_by_what_it_does_to_an_agreed_date() -> None:
    """A new wake rule must be put here and, when it keeps an agreed date or an own agent, into its table."""
    replaces = {"month", "paid", "review"}  # an agreed callback or promise day gives way
    assert set(get_args(WakeRule)) == {*UNDATED, *OWN_KIND, *replaces}
    assert not set(UNDATED) & {*OWN_KIND, *replaces}
