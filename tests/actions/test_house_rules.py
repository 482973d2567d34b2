"""House rules: two people, and never looser than the law."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from console.actions import contact
from tests.actions.case_file import decide
from tests.people import SampleSite


def rule(values: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "a quiet month", "channels": ["call"], "purposes": ["collect"], **values}


def test_write_rule_binds_at_once_after_approve_rule_by_a_second_person(site: SampleSite) -> None:
    from console.actions import house_rules as rules

    token = site.preview("agent1")
    values = rule({"kind": "hours", "opens": "11:00", "closes": "17:00"})
    written = rules.write_rule(site.call("compliance1"), values)
    assert written.ok
    strip = site.desk("agent1").strip
    assert strip is not None and strip.level != "block", "unapproved, it binds nobody"
    own = rules.approve_rule(site.call("compliance1"), written.data["rule"])
    assert own.code == "conflict"
    seq = site.desk("agent1").seq
    assert rules.approve_rule(site.call("lead1"), written.data["rule"]).ok
    desk = site.desk("agent1")
    assert desk.seq > seq and desk.strip is not None and desk.strip.level == "block"
    refused = site.begin("agent1", token)
    assert refused.code == "blocked" and refused.next_allowed_at is not None
    assert refused.next_allowed_at == site.now + timedelta(hours=1)
    assert rules.end_rule(site.call("compliance1"), written.data["rule"]).at_field == "reason"
    ended = rules.end_rule(site.call("compliance1"), written.data["rule"], "the month is over")
    assert ended.data["state"] == "asked"
    assert site.begin("agent1", token).code == "blocked", "what two people made, one does not end"
    assert decide(site, "compliance1").code == "conflict"
    assert decide(site, "lead1").ok
    assert site.begin("agent1", token).ok


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "cap", "value": 7}, "value"),
        ({"kind": "param", "rule_id": "cn-nothing", "param": "cap", "value": 1}, "rule_id"),
        ({"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "unit", "value": 1}, "param"),
        ({"kind": "hours", "opens": "9", "closes": "x"}, "opens"),
        ({"kind": "cap"}, "value"),
        ({"kind": "loosen"}, "kind"),
        ({"kind": "closed", "reason": " "}, "reason"),
    ],
)
def test_write_rule_refuses_what_loosens_the_law_or_is_incomplete(
    site: SampleSite, values: dict[str, Any], field: str
) -> None:
    from console.actions import house_rules as rules

    before = site.rows_of_everything()
    done = rules.write_rule(site.call("compliance1"), rule(values))
    assert done.code == "invalid" and done.at_field == field
    assert site.rows_of_everything() == before


def test_a_tightened_cap_counts_earlier_calls(site: SampleSite) -> None:
    from console.actions import house_rules as rules

    token = site.preview("agent1")
    done = site.begin("agent1", token)
    contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    values = {"kind": "param", "rule_id": "cn-freq-unanswered-6", "param": "cap", "value": 1.0}
    written = rules.write_rule(site.call("compliance1"), rule(values))
    assert rules.approve_rule(site.call("lead1"), written.data["rule"]).ok
    refused = site.begin("agent1", token)
    assert refused.code == "blocked"
