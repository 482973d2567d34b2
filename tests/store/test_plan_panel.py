"""The dates that the form of a plan proposes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from console.domain.errors import Invalid, NotYours
from console.domain.offers import months_of, schedule
from console.store.queries.plan_panel import plan_dates
from tests.people import SampleSite

TODAY = date(2026, 11, 23)


def test_plan_dates_are_working_days_and_sum_up_to_what_is_owed(site: SampleSite) -> None:
    token = site.talk("agent1")
    with site.database.reading() as session:
        parts = plan_dates(session, site.actor("agent1"), token, 7, TODAY, site.now)
        with pytest.raises(NotYours):
            plan_dates(session, site.actor("agent2"), token, 7, TODAY, site.now)
        with pytest.raises(Invalid):
            plan_dates(session, site.actor("agent1"), token, 61, TODAY, site.now)
    assert sum(amount.minor for _, amount in parts) == site.owed(token)
    assert all(day.isoweekday() < 6 for day, _ in parts)


def test_months_of_counts_from_the_first_part_to_the_last() -> None:
    assert months_of(()) == 0 and months_of(((TODAY, 1),)) == 1
    assert months_of(schedule(100_000, 12, TODAY)) == 12
    assert months_of(((TODAY, 1), (TODAY + timedelta(1), 1))) == 1
