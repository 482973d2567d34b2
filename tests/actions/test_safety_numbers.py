"""The crisis lines and contacts that a desk shows: shipped, changed as a whole list, checked, kept on record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import safety
from console.actions.safety_numbers import change_list
from console.store.models import SafetyNumber
from tests.people import SampleSite

OWN = [("021-5555 0100", "City helpline", "本市心理热线"), ("110", "Police", "报警"), ("", "", "")]


def shown(site: SampleSite) -> Any:
    panel = site.desk("agent1").safety
    assert panel is not None
    return panel


def test_the_shipped_lines_stand_until_the_site_has_its_own(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert safety.enter(site.call("agent1"), token, "self_harm").ok
    assert [line.number for line in shown(site).lines] == ["12356", "110", "120"] and shown(site).contacts == ()
    seq = site.desk("agent1").seq
    assert change_list(site.call("compliance1"), "crisis", "CN", OWN).data["count"] == 2
    assert [line.number for line in shown(site).lines] == ["021-5555 0100", "110"]
    assert site.desk("agent1").seq > seq  # the open desk is drawn anew
    assert change_list(site.call("compliance1"), "contact", "", [("13900000000", "Duty manager", "")]).ok
    assert [one.number for one in shown(site).contacts] == ["13900000000"]
    assert change_list(site.call("compliance1"), "contact", "", []).ok and shown(site).contacts == ()
    assert site.one(select(func.count()).select_from(SafetyNumber)) == 3  # old lists stay on record


def test_a_customer_of_another_country_gets_the_lines_of_that_country(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    assert safety.enter(site.call("agent1"), token, "self_harm").ok
    for region, first in (("US", "988"), ("FR", "12356")):
        site.sql("UPDATE customer SET region = :r WHERE id = :c", r=region, c=site.customer_of(token))
        assert shown(site).lines[0].number == first


@pytest.mark.parametrize(
    ("kind", "region", "rows", "field"),
    [
        ("crisis", "CN", [], "number_1"),
        ("crisis", "China", OWN, "region"),
        ("crisis", "cn", OWN, "region"),
        ("other", "", OWN, "kind"),
        ("crisis", "CN", [("12", "Short", "短")], "number_1"),
        ("crisis", "CN", [("110 or 120", "Both", "两个")], "number_1"),
        ("crisis", "CN", [("１１０", "Full width", "全角")], "number_1"),
        ("crisis", "CN", [("110", "Police", "")], "name_1"),
        ("crisis", "CN", [("110", "Police", "报警"), ("110", "Again", "重复")], "number_2"),
        ("contact", "", [("13900000000", "", "")], "name_1"),
        ("contact", "", [("13900000000", "x" * 61, "")], "name_1"),
    ],
)
def test_a_list_that_cannot_be_dialled_or_read_is_refused(
    sqlite_site: SampleSite, kind: str, region: str, rows: list[tuple[str, str, str]], field: str
) -> None:
    assert change_list(sqlite_site.call("compliance1"), kind, region, rows).at_field == field
    assert sqlite_site.one(select(func.count()).select_from(SafetyNumber)) == 0


def test_only_the_officer_changes_them(sqlite_site: SampleSite) -> None:
    for login in ("lead1", "admin1", "agent1"):
        assert change_list(sqlite_site.call(login), "crisis", "CN", OWN).code == "not_found"
