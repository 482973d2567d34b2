"""Days off and working days that a person sets against the list of holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from console.actions import calendar, proposals
from console.store.models import Holiday, Proposal
from tests.actions.case_file import on_desk, rules_of, verdict
from tests.people import SampleSite


def test_override_closes_a_day_at_once_and_a_working_day_waits_for_approval(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    today = date(2026, 11, 23)
    remind = "remind"
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), remind)

    def set_(on: date, works: bool, **more: Any) -> Any:
        values = {"region": "CN", "name": "flood", "reason": "the town is under water", **more}
        return calendar.override(site.call("admin1"), values["region"], on, works, values["name"], values["reason"])

    assert set_(date(2026, 11, 1), False).at_field == "on"
    assert set_(today, False, region="XX").at_field == "region"
    assert set_(today, False, reason=" ").at_field == "reason"
    assert set_(today, True).code == "conflict", "it is a working day already"
    seq = site.desk("agent1").seq
    assert set_(today, False).data["state"] == "set"
    assert site.desk("agent1").seq > seq
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), remind)
    row = site.one(select(Holiday.id).where(Holiday.on_date == today))
    assert calendar.restore(site.call("admin1"), row, "dry").data["state"] == "asked"
    assert calendar.restore(site.call("admin1"), row, "dry").code == "conflict"
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), remind)
    wish = site.one(select(Proposal.id))
    assert proposals.decide(site.call("admin1"), wish, True, "ok").code == "conflict"
    assert proposals.decide(site.call("lead1"), wish, True, "ok").code == "not_found"
    assert proposals.decide(site.call("compliance1"), wish, True, "seen").ok
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), remind)
    assert site.one(select(Holiday.id).where(Holiday.on_date == today)) is None


def test_override_makes_a_holiday_a_working_day_and_restore_takes_it_back(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    day = date(2027, 1, 1)
    site.now = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), "remind")
    done = calendar.override(site.call("admin1"), "CN", day, True, "", "decree of the state")
    assert done.data["state"] == "asked"
    assert proposals.decide(site.call("compliance1"), site.one(select(Proposal.id)), True, "").ok
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), "remind")
    row = site.rows(select(Holiday.id, Holiday.listed).where(Holiday.on_date == day))[0]
    assert row.listed == "元旦"
    assert calendar.restore(site.call("admin1"), row.id, "recalled").data["state"] == "set"
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), "remind")
    assert calendar.restore(site.call("admin1"), row.id, "again").code == "not_found"
