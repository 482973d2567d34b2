"""Plans at the desk: means that are not kept, dates after payday, and limits of authority."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import approval, guidance
from console.domain.errors import Invalid, NotYours
from console.domain.offers import months_of, schedule
from console.domain.promises import OutcomeForm
from console.store.models import Approval, Handout, Op
from console.store.queries.plan_panel import plan_dates
from tests.people import SampleSite

TODAY = date(2026, 11, 23)


def plan_of(site: SampleSite, token: int, count: int, first: date = TODAY) -> OutcomeForm:
    return OutcomeForm(parts=schedule(site.owed(token), count, first))


def test_means_give_the_ability_and_the_amounts_are_kept_nowhere(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert guidance.disclose(site.call("agent1"), token, "identity", "said").ok
    rest = site.owed(token) // 10
    done = guidance.work_out_ability(site.call("agent1"), token, 7_777_77 + rest, 7_777_77, 15)
    assert done.ok
    row = site.rows(select(Handout.ability, Handout.payday).where(Handout.id == token))[0]
    assert (row.ability, row.payday) == ("partly", 15)
    kept = [str(r.answer) + r.name for r in site.rows(select(Op.answer, Op.name))]
    assert not any("777777" in text for text in kept)
    view = site.desk("agent1").points
    assert view is not None and view.plan is not None and view.plan.ability == "partly"
    days = [day for offer in view.plan.offers for day, _ in offer.parts[1:]]
    assert days and all(15 <= int(day[-2:]) <= 22 for day in days), "after payday, working days"


@pytest.mark.parametrize(("values", "field"), [((100, None, None), "income"), ((None, None, 32), "payday")])
def test_half_an_answer_is_refused_with_what_to_do(site: SampleSite, values: tuple[Any, Any, Any], field: str) -> None:
    token = site.talk("agent1")
    done = guidance.work_out_ability(site.call("agent1"), token, *values)
    assert (done.code, done.at_field) == ("invalid", field)


def test_a_plan_beyond_the_agents_authority_needs_the_lead(site: SampleSite) -> None:
    token = site.talk("agent1")
    form = plan_of(site, token, 30)
    refused = site.finish("agent1", token, "PLAN", form)
    assert (refused.code, refused.at_field) == ("invalid", "amount_1")
    assert approval.ask(site.call("agent1"), token, "personalised").ok
    assert site.finish("agent1", token, "PLAN", form).code == "invalid", "asked is not granted"
    asked = site.one(select(Approval.id))
    assert approval.decide(site.call("lead1"), asked, True, "").ok
    assert site.finish("agent1", token, "PLAN", form).ok


def test_a_plan_within_the_authority_needs_nobody(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "PLAN", plan_of(site, token, 12)).ok


def test_the_forms_dates_are_the_domains_own(site: SampleSite) -> None:
    token = site.talk("agent1")
    with site.database.reading() as session:
        parts = plan_dates(session, site.actor("agent1"), token, 7, TODAY, site.now)
        with pytest.raises(NotYours):
            plan_dates(session, site.actor("agent2"), token, 7, TODAY, site.now)
        with pytest.raises(Invalid):
            plan_dates(session, site.actor("agent1"), token, 61, TODAY, site.now)
    assert sum(round(float(amount) * 100) for _, amount in parts) == site.owed(token)
    assert all(date.fromisoformat(day).isoweekday() < 6 for day, _ in parts)


def test_months_are_counted_from_the_first_part_to_the_last() -> None:
    assert months_of(()) == 0 and months_of(((TODAY, 1),)) == 1
    assert months_of(schedule(100_000, 12, TODAY)) == 12
    assert months_of(((TODAY, 1), (TODAY + timedelta(1), 1))) == 1
